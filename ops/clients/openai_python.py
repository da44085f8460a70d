"""The official Python client against a worker that serves all-MiniLM-L6-v2: MILLRACE_URL and MILLRACE_KEY say where."""

import math
import os

import openai

URL = os.environ["MILLRACE_URL"]
KEY = os.environ["MILLRACE_KEY"]
MODEL = "all-MiniLM-L6-v2"
DIMENSIONS = 384
WINDOW = 256
LAKE = [101, 2697, 102]

client = openai.OpenAI(base_url=URL, api_key=KEY, max_retries=0)


def cosine(a, b):
    return sum(x * y for x, y in zip(a, b, strict=True))


def expect(kind, code, param, **request):
    request = {"model": MODEL, "input": "lake"} | request
    try:
        client.embeddings.create(**request)
    except kind as error:
        assert error.code == code, (error.code, code)
        assert error.param == param, (error.param, param)
        return
    raise AssertionError(f"no {kind.__name__} for {code}")


def test_default_encoding_is_the_same_vector_as_numbers():
    default = client.embeddings.create(model=MODEL, input="lake")
    numbers = client.embeddings.create(model=MODEL, input="lake", encoding_format="float")
    vector = default.data[0].embedding
    assert len(vector) == DIMENSIONS
    assert math.isclose(cosine(vector, vector), 1, abs_tol=1e-5)
    assert all(abs(a - b) < 1e-6 for a, b in zip(vector, numbers.data[0].embedding, strict=True))
    assert default.usage.prompt_tokens == default.usage.total_tokens == len(LAKE)
    assert len(default.model_extra["space"]) == 16


def test_base64_asked_for_comes_as_base64():
    encoded = client.embeddings.create(model=MODEL, input="lake", encoding_format="base64").data[0].embedding
    assert isinstance(encoded, str) and len(encoded) == DIMENSIONS * 4 * 4 // 3


def test_batch_of_100_is_in_order():
    texts = [f"lake number {i}" for i in range(100)]
    together = client.embeddings.create(model=MODEL, input=texts).data
    assert [one.index for one in together] == list(range(100))
    for i in (0, 57, 99):
        alone = client.embeddings.create(model=MODEL, input=texts[i]).data[0].embedding
        assert cosine(together[i].embedding, alone) > 0.9999


def test_token_ids_are_the_text():
    text = client.embeddings.create(model=MODEL, input="lake").data[0].embedding
    for ids in (LAKE, [LAKE]):
        assert cosine(client.embeddings.create(model=MODEL, input=ids).data[0].embedding, text) > 0.9999


def test_errors_are_typed():
    expect(openai.BadRequestError, "invalid_dimensions", "dimensions", dimensions=100)
    expect(openai.BadRequestError, "invalid_dimensions", "dimensions", dimensions=-1)
    expect(openai.BadRequestError, "empty_input", "input", input=["lake", ""])
    expect(openai.BadRequestError, "context_length_exceeded", "input", input="lake " * 300)
    expect(openai.BadRequestError, "unknown_parameter", "colour", extra_body={"colour": "blue"})
    expect(openai.NotFoundError, "model_not_found", "model", model="ada")
    expect(
        openai.ConflictError, "space_mismatch", None, extra_headers={"X-Millrace-Space": "0000000000000000"}
    )
    try:
        openai.OpenAI(base_url=URL, api_key="wrong", max_retries=0).embeddings.create(model=MODEL, input="lake")
    except openai.AuthenticationError as error:
        assert error.code == "invalid_api_key"
    else:
        raise AssertionError("a wrong key was let in")


def test_extras_go_in_the_body():
    query = client.embeddings.create(model=MODEL, input="lake", extra_body={"input_type": "query"})
    assert len(query.data) == 1
    cut = client.embeddings.create(model=MODEL, input=["lake", "lake " * 300], extra_body={"truncate": True})
    assert cut.model_extra["truncated"] == [1]
    assert cut.usage.total_tokens == len(LAKE) + WINDOW


def test_models_are_listed():
    assert "sentence-transformers/all-MiniLM-L6-v2" in [model.id for model in client.models.list()]
    assert client.models.retrieve("sentence-transformers/all-MiniLM-L6-v2").owned_by == "millrace"
    assert client.models.retrieve(MODEL + ":query").model_extra["dimensions"] == DIMENSIONS


for name, test in [(name, value) for name, value in globals().items() if name.startswith("test_")]:
    test()
    print("passed", name)
