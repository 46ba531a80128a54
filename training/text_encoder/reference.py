"""Compares the shipped encoder with the exact weights and writes examples for the product's tests.

    python training/text_encoder/reference.py --out models/e5-small

`exact` is what the package's 4 bits stand for, in float32, over the same pieces, less the same mean.
Every sentence of `sentences.tsv` must keep a cosine of 0.99, or the examples are not written.
"""

import argparse
import csv
import json
from pathlib import Path

import numpy as np

from convert import exact_parts, PIECES
from encoder import Encoder, PREFIXES, centred
import manifest
import package

LOWEST_COSINE = 0.99
EXAMPLES = [0, 1, 2, 3, 4, 6, 8, 9, 11, 16, 26, 29, 30, 39]
SENTENCES = Path(__file__).with_name("sentences.tsv")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--out", type=Path, required=True)
    out = parser.parse_args().out
    with SENTENCES.open(encoding="utf-8", newline="") as file:
        sentences = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    texts = [PREFIXES[kind] + text for _, kind, text in sentences]
    shipped = Encoder.shipped(out)
    ids = [shipped.tokenizer.encode(text).ids for text in texts]
    wanted = compare(sentences, texts, ids, shipped)
    rows = [as_json(sentences[row], ids[row], wanted[row]) for row in EXAMPLES]
    (out / "reference.json").write_text("[\n" + ",\n".join(rows) + "\n]\n", encoding="utf-8")
    manifest.update(out)


def compare(sentences, texts: list[str], ids: list[list[int]], shipped: Encoder) -> np.ndarray:
    """The exact embeddings [N, 384]; fails if a shipped one is too far away."""
    source = package.load()
    exact = Encoder.made_of(*exact_parts(source))
    _, kept = package.keep_best(source.tokenizer, PIECES)
    means = np.stack([shipped.centre[kind] for _, kind, _ in sentences])
    wanted, found, whole = (
        centred(vectors, means)
        for vectors in (
            exact.encode_tokens([kept[row].tolist() for row in ids]),
            shipped.encode_tokens(ids),
            exact.encode_tokens([exact.tokenizer.encode(text).ids for text in texts]),
        )
    )
    show_pruning(sentences, (wanted * whole).sum(axis=1))
    cosines = (wanted * found).sum(axis=1)
    print(f"cosine to float32: mean {cosines.mean():.4f}, lowest {cosines.min():.4f}")
    if cosines.min() < LOWEST_COSINE:
        raise SystemExit(f"a sentence keeps a cosine of only {cosines.min():.4f}")
    return wanted


def show_pruning(sentences: list[list[str]], cosines: np.ndarray):
    """Names the sentences that are spelled with other pieces than the whole vocabulary has."""
    for (language, _, text), cosine in zip(sentences, cosines):
        if cosine < 1 - 1e-4:
            print(f"  without its rare pieces {cosine:.4f}: {language} {text}")


def as_json(sentence: list[str], ids: list[int], embedding: np.ndarray) -> str:
    language, kind, text = sentence
    row = {"language": language, "kind": kind, "text": text, "ids": ids}
    row["embedding"] = [round(float(value), 5) for value in embedding]
    return json.dumps(row, ensure_ascii=False)


if __name__ == "__main__":
    main()
