"""Finds the captions of Flickr8k's test photos by what the product says, by the adapter, and by both.

    python training/matching/retrieval.py DATA CACHE --models models/matching

Candidates are all captions of the 1,000 photos in one language, as passages; a hit is any of the
photo's own five.
"""

import json
from pathlib import Path

import numpy as np

import adapter
import arguments
import pairs_of_photos as pairs
import views as seen
import weights
from texts import Texts

COUNT = 5
COMPARED = {
    "caption": {"caption": 1},
    "all captions of the beam": {"caption": 1, "beams": 2},
    "caption and tags (0.6, 0.4)": {"caption": 0.6, "tags": 0.4},
    "adapter": {"adapter": 1},
    "caption and adapter": {"caption": 0.4, "adapter": 0.6},
    "all captions and adapter": {"caption": 0.2, "beams": 0.3, "adapter": 0.5},
    "all captions, tags and adapter": {"caption": 0.2, "beams": 0.25, "tags": 0.05, "adapter": 0.5},
}


def main():
    asked = arguments.read(__doc__)
    texts = Texts(asked.cache)
    views = [view for view in seen.load(asked.data, asked.cache) if view.photo.use == "test"]
    parts = seen.parts(views, texts, adapter.shipped(asked.models / "adapter.onnx"))
    compared = dict(COMPARED)
    if (asked.models / "weights.json").exists():
        compared["as shipped"] = weights.blend(asked.models)
    owners = np.repeat(np.arange(len(views)), COUNT)
    for language in ("en", "zh"):
        captions = captions_of(asked.data, [view.photo.name for view in views], language)
        passages = texts.embed(f"test-{language}", "passage", captions)
        for name, mixture in compared.items():
            print(f"{language} {name}: {adapter.recalls(adapter.ranked(seen.blend(parts, mixture) @ passages.T, owners))}")


def captions_of(data: Path, names: list[str], language: str) -> list[str]:
    """The first five captions of each photo, in the order of the photos."""
    rows = map(json.loads, (data / "flickr8k/captions.jsonl").open(encoding="utf-8"))
    captions = {row["image"]: row[language][:COUNT] for row in rows}
    return [caption for name in names for caption in captions[name]]


if __name__ == "__main__":
    main()
