"""Writes the bank of queries that corrects for hubs, and the texts that made it.

    python training/matching/bank.py DATA CACHE --models models/matching

`bank.i8`: queries of training photos as the product blends them, signed bytes [N, 384], each row scaled to 127.
`bank.txt`: for each the caption and the tags that the product gives, so that another text encoder
can make a bank of its own (the adapter does not fit it).
"""

from pathlib import Path

import numpy as np

import adapter
import arguments
import views as seen
import weights
from texts import Texts


SIZE = 512


def main():
    parser = arguments.parser(__doc__)
    parser.add_argument("--size", type=int, default=SIZE)
    asked = parser.parse_args()
    everything = seen.load(asked.data, asked.cache)
    chosen = [everything[number] for number in seen.divided(everything)[0][: asked.size]]
    parts = seen.parts(chosen, Texts(asked.cache), adapter.shipped(asked.models / "adapter.onnx"))
    queries = seen.blend(parts, weights.blend(asked.models))
    scaled = queries / np.abs(queries).max(axis=1, keepdims=True) * 127
    np.rint(scaled).astype(np.int8).tofile(asked.models / "bank.i8")
    lines = [", ".join([view.caption, *view.tags]) for view in chosen]
    (asked.models / "bank.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
