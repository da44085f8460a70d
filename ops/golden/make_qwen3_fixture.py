#!/usr/bin/env python3
"""Writes a tiny Qwen3 embedding model with random weights, and the vectors that the reference gives its texts.

The folder looks like a published Qwen3-Embedding: bf16 shards and their index, tied embeddings, a byte-level BPE
tokenizer whose template appends <|endoftext|> once while its eos_token is another one, last-token pooling, prompts.
The head dimension is not hidden size / heads, and every norm has weights of its own, so that no mix-up goes unseen.

reference.json holds the vectors of sentence-transformers on PyTorch: CPU, float32, weights widened from bf16, each
text alone. A case's text is `text` repeated `repeat` times, with `prompt` before it; `ids` is there if it is short.

    pip install torch==2.15.0 transformers==5.23.0 sentence-transformers==6.2.0 tokenizers==0.23.3 \
        safetensors==0.8.0 numpy==2.4.6                                                  # Python 3.11
    make_qwen3_fixture.py worker/src/test/resources/qwen3-tiny
"""

import json
import os
import pathlib
import sys

os.environ["HF_HUB_OFFLINE"] = "1"

import numpy  # noqa: E402 (the variable must be set first)
import safetensors.torch  # noqa: E402
import sentence_transformers  # noqa: E402
import tokenizers  # noqa: E402
import torch  # noqa: E402
import transformers  # noqa: E402

SEED = 20261121
LAYERS, HIDDEN, MLP, HEADS, KV_HEADS, HEAD_DIM = 3, 64, 160, 4, 2, 32
VOCABULARY = 640
WINDOW = 32768
SHARDS = 3
END, IM_START, IM_END = "<|endoftext|>", "<|im_start|>", "<|im_end|>"

PROMPT = "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery:"
OTHER_PROMPT = "Instruct: Given an error message, find the page of the handbook that explains it\nQuery:"

SENTENCE = "The batch is closed by a budget of tokens, and never by a clock alone, as the device must not wait. "
DOCUMENTS = [
    "",
    "a",
    "stream",
    "The quick brown fox jumps over the lazy dog.",
    "Wie viel kostet der Umtausch, wenn die Schuhe zu groß sind?",
    "東京の天気は今日も晴れです。",
    "ما هي عاصمة فرنسا؟",
    "for (var record : records) { index.put(record.key(), embed(record.value())); } // O(n)",
    "Ship it 🚀🚀 — great work, team! 👩‍💻 #kafka @ops 100%",
    "id,price,currency\n4711,19.99,EUR\n4712,0.00,USD\n",
    "  two spaces before,\ttabs\tbetween, three lines\n\n\nand a trailing space ",
    "A literal <|endoftext|> in the middle of a text is the token itself.",
]
QUERIES = [
    "",
    "why is my device idle?",
    "capital of France",
    "Wann wird ein Stapel geschlossen?",
]
# Repetitions of SENTENCE, each time behind words that no other text has.
LONG = [("Short.", 2), ("Half a page.", 8), ("Some pages.", 32), ("A chapter.", 50), ("A long chapter.", 95)]
CORPUS = DOCUMENTS + QUERIES + [
    PROMPT,
    OTHER_PROMPT,
    SENTENCE,
    "A stream of documents becomes a stream of vectors: each document is cut into chunks, each chunk into tokens.",
    "What has not changed is not embedded again; what is deleted leaves no vector behind in the index.",
    "The device takes what is queued when it is free, and the next batch is laid out while the current one runs.",
    "Queries and documents are embedded by the same weights, so that their vectors may be compared.",
    "When the broker is away the worker waits; when a record is wrong it goes to the dead letters with its reason.",
    "Der Strom von Dokumenten wird zu einem Strom von Vektoren, genau einmal, und so schnell wie das Gerät.",
    "Un flux de documents devient un flux de vecteurs, exactement une fois, aussi vite que la carte le permet.",
]


def train_tokenizer(folder: pathlib.Path) -> None:
    tokenizer = tokenizers.Tokenizer(tokenizers.models.BPE())
    tokenizer.normalizer = tokenizers.normalizers.NFC()
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = tokenizers.decoders.ByteLevel()
    tokenizer.train_from_iterator(
        CORPUS * 4,
        tokenizers.trainers.BpeTrainer(
            # The rows behind the vocabulary stay unused, as in the published models.
            vocab_size=VOCABULARY - 8,
            initial_alphabet=tokenizers.pre_tokenizers.ByteLevel.alphabet(),
            show_progress=False,
        ),
    )
    tokenizer.add_special_tokens([END, IM_START, IM_END])
    tokenizer.post_processor = tokenizers.processors.Sequence([
        tokenizers.processors.ByteLevel(trim_offsets=False),
        tokenizers.processors.TemplateProcessing(
            single=f"$A {END}",
            pair=f"$A {END} $B:1 {END}:1",
            special_tokens=[(END, tokenizer.token_to_id(END))],
        ),
    ])
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    write(folder / "tokenizer_config.json", {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "eos_token": IM_END,
        "pad_token": END,
        "additional_special_tokens": [IM_START, IM_END],
        "clean_up_tokenization_spaces": False,
        "model_max_length": WINDOW,
        "padding_side": "left",
    })


def write_configuration(folder: pathlib.Path) -> None:
    end = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json")).token_to_id(END)
    write(folder / "config.json", {
        "architectures": ["Qwen3ForCausalLM"],
        "attention_bias": False,
        "attention_dropout": 0.0,
        "bos_token_id": end,
        "eos_token_id": end,
        "head_dim": HEAD_DIM,
        "hidden_act": "silu",
        "hidden_size": HIDDEN,
        "initializer_range": 0.02,
        "intermediate_size": MLP,
        "max_position_embeddings": WINDOW,
        "max_window_layers": LAYERS,
        "model_type": "qwen3",
        "num_attention_heads": HEADS,
        "num_hidden_layers": LAYERS,
        "num_key_value_heads": KV_HEADS,
        "rms_norm_eps": 1e-06,
        "rope_scaling": None,
        "rope_theta": 1000000,
        "sliding_window": None,
        "tie_word_embeddings": True,
        "torch_dtype": "bfloat16",
        "use_cache": True,
        "use_sliding_window": False,
        "vocab_size": VOCABULARY,
    })
    module = "sentence_transformers.models."
    write(folder / "modules.json", [
        {"idx": 0, "name": "0", "path": "", "type": module + "Transformer"},
        {"idx": 1, "name": "1", "path": "1_Pooling", "type": module + "Pooling"},
        {"idx": 2, "name": "2", "path": "2_Normalize", "type": module + "Normalize"},
    ])
    write(folder / "1_Pooling" / "config.json", {
        "word_embedding_dimension": HIDDEN,
        "pooling_mode_cls_token": False,
        "pooling_mode_mean_tokens": False,
        "pooling_mode_max_tokens": False,
        "pooling_mode_mean_sqrt_len_tokens": False,
        "pooling_mode_weightedmean_tokens": False,
        "pooling_mode_lasttoken": True,
        "include_prompt": True,
    })
    write(folder / "config_sentence_transformers.json", {
        "prompts": {"query": PROMPT, "document": ""},
        "default_prompt_name": None,
        "similarity_fn_name": "cosine",
    })


def random_weights() -> dict[str, torch.Tensor]:
    """Projections keep the size of what they read; what a norm scales is anything from 0.5 to 2."""
    random = numpy.random.default_rng(SEED)

    def bf16(values: numpy.ndarray) -> torch.Tensor:
        return torch.from_numpy(values.astype(numpy.float32)).to(torch.bfloat16)

    def linear(out: int, inner: int) -> torch.Tensor:
        return bf16(random.standard_normal((out, inner)) / numpy.sqrt(inner))

    def norm(size: int) -> torch.Tensor:
        return bf16(random.uniform(0.5, 2, size))

    weights = {"embed_tokens.weight": bf16(random.standard_normal((VOCABULARY, HIDDEN)))}
    for layer in range(LAYERS):
        at = f"layers.{layer}."
        weights |= {
            at + "input_layernorm.weight": norm(HIDDEN),
            at + "self_attn.q_proj.weight": linear(HEADS * HEAD_DIM, HIDDEN),
            at + "self_attn.k_proj.weight": linear(KV_HEADS * HEAD_DIM, HIDDEN),
            at + "self_attn.v_proj.weight": linear(KV_HEADS * HEAD_DIM, HIDDEN),
            at + "self_attn.o_proj.weight": linear(HIDDEN, HEADS * HEAD_DIM),
            at + "self_attn.q_norm.weight": norm(HEAD_DIM),
            at + "self_attn.k_norm.weight": norm(HEAD_DIM),
            at + "post_attention_layernorm.weight": norm(HIDDEN),
            at + "mlp.gate_proj.weight": linear(MLP, HIDDEN),
            at + "mlp.up_proj.weight": linear(MLP, HIDDEN),
            at + "mlp.down_proj.weight": linear(HIDDEN, MLP),
        }
    return weights | {"norm.weight": norm(HIDDEN)}


def write_shards(folder: pathlib.Path) -> None:
    weights = random_weights()
    total = sum(tensor.nbytes for tensor in weights.values())
    shards: list[dict[str, torch.Tensor]] = [{} for _ in range(SHARDS)]
    written = 0
    for name, tensor in weights.items():
        shards[written * SHARDS // total][name] = tensor
        written += tensor.nbytes
    shard_of = {}
    for number, shard in enumerate(shards, start=1):
        file = f"model-{number:05}-of-{SHARDS:05}.safetensors"
        safetensors.torch.save_file(shard, folder / file, metadata={"format": "pt"})
        shard_of |= dict.fromkeys(shard, file)
    index = {"metadata": {"total_size": total}, "weight_map": dict(sorted(shard_of.items()))}
    write(folder / "model.safetensors.index.json", index)


def write_reference(folder: pathlib.Path) -> None:
    model = sentence_transformers.SentenceTransformer(
        str(folder), device="cpu", model_kwargs={"dtype": torch.float32, "attn_implementation": "eager"}
    )
    alone = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
    cases = [(text, 1, "") for text in DOCUMENTS]
    cases += [(f"{word} {SENTENCE}", times, "") for word, times in LONG]
    cases += [(text, 1, PROMPT) for text in QUERIES]
    cases += [(f"Where is this from? {SENTENCE}", 20, PROMPT), (QUERIES[1], 1, OTHER_PROMPT)]
    reference = [reference_case(model, alone, *case) for case in cases]
    refuse_lookalikes(reference)
    versions = ", ".join(f"{m.__name__} {m.__version__}" for m in (sentence_transformers, transformers, torch))
    lines = ",\n".join(json.dumps(case, ensure_ascii=False, separators=(",", ":")) for case in reference)
    heading = json.dumps(f"{versions}, float32, CPU")
    (folder / "reference.json").write_text(f'{{"reference":{heading},"cases":[\n{lines}\n]}}\n', "utf-8")


def reference_case(model, alone: tokenizers.Tokenizer, text: str, repeat: int, prompt: str) -> dict:
    whole = text * repeat
    ids = alone.encode(prompt + whole).ids
    if ids != list(model.tokenizer(prompt + whole)["input_ids"]) or ids[-1] != alone.token_to_id(END):
        sys.exit(f"transformers reads another tokenizer than the file says: {whole[:40]!r}")
    case = {"text": text, "repeat": repeat, "prompt": prompt, "tokens": len(ids)}
    if len(ids) <= 64:
        case["ids"] = ids
    case["vectors"] = {}
    for dimensions in (HIDDEN, 48, 32):
        vector = model.encode([whole], prompt=prompt, truncate_dim=dimensions, normalize_embeddings=True)[0]
        case["vectors"][dimensions] = [round(float(x), 7) for x in vector]
    print(f"{len(ids):5} tokens  {(prompt[:12] + whole)[:50]!r}", file=sys.stderr)
    return case


def refuse_lookalikes(reference: list[dict]) -> None:
    """A test that takes one text's vector for another's must fail."""
    vectors = numpy.array([case["vectors"][HIDDEN] for case in reference])
    cosines = vectors @ vectors.T - 2 * numpy.eye(len(vectors))
    print(f"the two most alike have cosine {cosines.max():.3f}", file=sys.stderr)
    if cosines.max() > 0.95:
        one, other = numpy.unravel_index(cosines.argmax(), cosines.shape)
        sys.exit(f"cases {one} and {other} are too much alike")


def write(file: pathlib.Path, content: object) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", "utf-8")


def main(folder: pathlib.Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    train_tokenizer(folder)
    write_configuration(folder)
    write_shards(folder)
    write_reference(folder)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]))
