"""langchain's OpenAIEmbeddings against a worker: MILLRACE_URL and MILLRACE_KEY say where."""

import math
import os

from langchain_openai import OpenAIEmbeddings

# Otherwise langchain downloads OpenAI's tokenizer and sends ids that no other model knows.
embeddings = OpenAIEmbeddings(
    model="all-MiniLM-L6-v2",
    base_url=os.environ["MILLRACE_URL"],
    api_key=os.environ["MILLRACE_KEY"],
    check_embedding_ctx_length=False,
)

DOCUMENTS = [
    "The lake freezes over in January.",
    "An invoice is due within thirty days.",
    "Cats sleep for most of the day.",
]


def nearest(question):
    query = embeddings.embed_query(question)
    assert len(query) == 384 and math.isclose(sum(x * x for x in query), 1, abs_tol=1e-5)
    scores = [sum(a * b for a, b in zip(query, document, strict=True)) for document in vectors]
    return scores.index(max(scores))


vectors = embeddings.embed_documents(DOCUMENTS)
assert len(vectors) == len(DOCUMENTS)
assert nearest("When do I have to pay the bill?") == 1
assert nearest("Is there ice on the water in winter?") == 0
assert nearest("How long does a kitten nap?") == 2
print("passed search")
