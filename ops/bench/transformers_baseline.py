"""Tokens a second of a Qwen3 embedding model in Hugging Face transformers, as sentence-transformers runs it.

Random bf16 weights of a published shape (or a checkpoint), SDPA attention, texts sorted by length, padded batches,
last-token pooling, unit vectors. The lengths are those of `./millrace bench engine`. Prints one JSON object a batch size.

    python3 transformers_baseline.py --shape 4B --length mixed --batch-sizes 32,128

Needs torch and transformers; reads nothing from the network.
"""

import argparse
import json
import os
import random
import statistics
import time

os.environ["HF_HUB_OFFLINE"] = "1"

import torch
import transformers
from transformers import AutoModel, Qwen3Config, Qwen3Model

SHAPES = {
    "0.6B": dict(hidden_size=1024, num_hidden_layers=28, num_attention_heads=16, intermediate_size=3072, vocab_size=151669),
    "4B": dict(hidden_size=2560, num_hidden_layers=36, num_attention_heads=32, intermediate_size=9728, vocab_size=151665),
    "8B": dict(hidden_size=4096, num_hidden_layers=36, num_attention_heads=32, intermediate_size=12288, vocab_size=151665),
    "tiny": dict(hidden_size=256, num_hidden_layers=2, num_attention_heads=4, intermediate_size=512, vocab_size=1000),
}
MEDIAN_TOKENS, SIGMA, SHORTEST, LONGEST = 128, 1.0, 8, 2048


def lengths(kind, texts, rng):
    """Lengths of so many texts; `mixed` is log-normal."""
    drawn = []
    for _ in range(texts):
        if kind == "mixed":
            drawn.append(min(LONGEST, max(SHORTEST, round(MEDIAN_TOKENS * rng.lognormvariate(0, SIGMA)))))
        else:
            drawn.append(int(kind))
    return drawn


def load(arguments):
    if arguments.model:
        return AutoModel.from_pretrained(arguments.model, dtype=torch.bfloat16, attn_implementation="sdpa").to(arguments.device)
    config = Qwen3Config(
        num_key_value_heads=8 if arguments.shape != "tiny" else 2,
        head_dim=128 if arguments.shape != "tiny" else 64,
        max_position_embeddings=32768,
        rope_theta=1e6,
        attn_implementation="sdpa",
        dtype=torch.bfloat16,
        **SHAPES[arguments.shape],
    )
    torch.set_default_dtype(torch.bfloat16)
    with torch.device(arguments.device):
        return Qwen3Model(config)


def embed(model, texts, batch_size, device):
    """One pass: sorted, padded on the right, the state of each last token, unit length; on the host at the end."""
    vectors = []
    for first in range(0, len(texts), batch_size):
        batch = texts[first : first + batch_size]
        longest = max(len(text) for text in batch)
        ids = torch.zeros(len(batch), longest, dtype=torch.long)
        mask = torch.zeros(len(batch), longest, dtype=torch.long)
        for row, text in enumerate(batch):
            ids[row, : len(text)] = torch.tensor(text)
            mask[row, : len(text)] = 1
        states = model(input_ids=ids.to(device), attention_mask=mask.to(device), use_cache=False).last_hidden_state
        last = states[torch.arange(len(batch), device=device), mask.sum(1).to(device) - 1]
        vectors.append(torch.nn.functional.normalize(last.float(), dim=1).cpu())
    return torch.cat(vectors)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--shape", choices=SHAPES)
    what.add_argument("--model", help="a checkpoint folder")
    parser.add_argument("--length", default="mixed", help="mixed, or tokens of every text")
    parser.add_argument("--batch-sizes", default="32,128")
    parser.add_argument("--texts", type=int, default=500, help="sorted together; 500 is what a Kafka consumer polls at most")
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    arguments = parser.parse_args()

    rng = random.Random(42)
    model = load(arguments).eval()
    vocabulary = model.config.vocab_size
    drawn = sorted(lengths(arguments.length, arguments.texts, rng), reverse=True)
    texts = [[rng.randrange(vocabulary) for _ in range(length)] for length in drawn]
    for batch_size in map(int, arguments.batch_sizes.split(",")):
        with torch.inference_mode():
            embed(model, texts, batch_size, arguments.device)
            rates = []
            end = time.monotonic() + arguments.seconds
            while len(rates) < 3 or time.monotonic() < end:
                start = time.monotonic()
                embed(model, texts, batch_size, arguments.device)
                rates.append(sum(drawn) / (time.monotonic() - start))
        print(
            json.dumps(
                {
                    "model": arguments.model or arguments.shape,
                    "length": arguments.length,
                    "batchSize": batch_size,
                    "texts": len(texts),
                    "tokens": sum(drawn),
                    "tokensPerSecond": round(statistics.median(rates)),
                    "slowest": round(min(rates)),
                    "fastest": round(max(rates)),
                    "passes": len(rates),
                    "torch": torch.__version__,
                    "transformers": transformers.__version__,
                    "device": torch.cuda.get_device_name() if arguments.device == "cuda" else arguments.device,
                }
            ),
            flush=True,
        )


if __name__ == "__main__":
    main()
