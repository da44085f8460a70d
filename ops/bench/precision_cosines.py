"""How like its fp32 vectors a checkpoint's vectors are at other precisions: least and median cosine over texts.

    python3 precision_cosines.py --model DIR --device cuda --precisions bf16,fp16,int8 < texts.txt

Embeds the lines of stdin with `millrace embed`, in fp32 on the CPU and in each precision on the device. Needs nothing
but Python and Millrace; prints one JSON object a precision.
"""

import argparse
import json
import math
import pathlib
import shlex
import statistics
import subprocess
import sys

LAUNCHER = pathlib.Path(__file__).resolve().parents[2] / "millrace"


def vectors(arguments, device, precision, texts):
    command = shlex.split(arguments.millrace) + ["embed", "--model", arguments.model, "--device", device]
    run = subprocess.run(
        command + ["--precision", precision],
        input="\n".join(texts) + "\n",
        capture_output=True,
        text=True,
    )
    if run.returncode != 0:
        sys.exit(f"{precision}: {run.stderr.strip()}")
    return [json.loads(line)["vector"] for line in run.stdout.splitlines()]


def cosine(a, b):
    return sum(x * y for x, y in zip(a, b)) / math.sqrt(sum(x * x for x in a) * sum(y * y for y in b))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", required=True)
    parser.add_argument("--device", default="auto")
    parser.add_argument("--precisions", default="int8,int4,nf4")
    parser.add_argument("--millrace", default=str(LAUNCHER), help="command that stands for ./millrace")
    arguments = parser.parse_args()

    texts = [line.rstrip("\n") for line in sys.stdin if line.strip()]
    reference = vectors(arguments, "cpu", "fp32", texts)
    for precision in arguments.precisions.split(","):
        made = vectors(arguments, arguments.device, precision, texts)
        cosines = [cosine(a, b) for a, b in zip(made, reference, strict=True)]
        print(
            json.dumps(
                {
                    "precision": precision,
                    "texts": len(texts),
                    "least": round(min(cosines), 6),
                    "median": round(statistics.median(cosines), 6),
                }
            ),
            flush=True,
        )


if __name__ == "__main__":
    main()
