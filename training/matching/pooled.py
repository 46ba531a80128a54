"""What the shipped tower pools of the photos that a list names.

    python training/matching/pooled.py CACHE --models models/lite

Reads CACHE/photos.txt, a path a line; writes CACHE/paths.txt, the same paths, and CACHE/pooled0.npy,
float32 [photos, 1816], in their order.
"""

import argparse
from pathlib import Path

import numpy as np
import onnxruntime
from PIL import Image

import tower


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("cache", type=Path)
    parser.add_argument("--models", type=Path, required=True)
    arguments = parser.parse_args()
    paths = (arguments.cache / "photos.txt").read_text(encoding="utf-8").splitlines()
    session = onnxruntime.InferenceSession(arguments.models / "tower.onnx")
    pooled = [pool(session, path) for path in paths]
    (arguments.cache / "paths.txt").write_text("\n".join(paths), encoding="utf-8")
    np.save(arguments.cache / "pooled0.npy", np.array(pooled, np.float32))


def pool(session, path: str) -> np.ndarray:
    image = tower.normalise(tower.squash(Image.open(path)))
    return session.run(["pooled"], {"image": image[None]})[0][0]


if __name__ == "__main__":
    main()
