"""Finds photos that are nearly the demo's, so that nothing is trained on them.

    python training/duplicates.py CACHE

Two photos are the same picture when the cosine of their centred pooled features is over 0.9.
Writes training/heldout/demo_SET.txt and marks the photos in CACHE/photos.json.
"""

import sys
from pathlib import Path

import numpy

import photos as collection

SAME = 0.9


def pooled(cache, variant=0):
    """[photos, 1280]: the pooled features of one variant of every photo."""
    rows = numpy.load(cache / "rows.npy")[:, variant]
    values = numpy.memmap(cache / "pooled.f32", numpy.float32, "r").reshape(-1, 1280)
    return values[rows]


def main(cache):
    photos = collection.load(cache)
    values = pooled(cache)
    values = values - values.mean(axis=0)
    values /= numpy.linalg.norm(values, axis=1, keepdims=True)
    shown = [i for i, p in enumerate(photos) if p.set == "demo"]
    others = [i for i, p in enumerate(photos) if p.set != "demo"]
    likeness = values[others] @ values[shown].T
    found = {}
    for index, row in zip(others, likeness):
        if row.max() > SAME:
            found.setdefault(photos[index].set, set()).add(photos[index].name)
            photos[index].use = "demo"
            print(f"{row.max():.3f} {photos[index].path} = {photos[shown[row.argmax()]].name}")
    for name, names in found.items():
        collection.write_names(f"demo_{name}", sorted(names))
    collection.save(photos, cache)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
