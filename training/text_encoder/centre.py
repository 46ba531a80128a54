"""Writes the mean embedding of queries and of passages, which the product subtracts.

    python training/text_encoder/centre.py DATA --out models/e5-small

All embeddings of this encoder point roughly the same way, so cosines are crowded. What all have in
common is subtracted (Mu and Viswanath, "All-but-the-Top", 2018) and the rest scaled to length one.

Queries: 2,000 English captions of Flickr8k training photos, half as people wrote them and half as
the captioner does (lower case, no punctuation), and 500 lists of tags, the words of Corel5k
training photos joined by commas. Passages: those of `library.py`; every language weighs the same,
and all descriptions together as much as one language. Writes `centre.json`.
"""

import argparse
import json
from pathlib import Path
import random
import re

import numpy as np

from encoder import Encoder
import library
import manifest
import pairs

CAPTIONS, TAG_LISTS = 2000, 500
SEED = 7


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    encoder = Encoder.uncentred(arguments.out)
    centre = {
        "query": encoder.encode("query", queries(arguments.data)).mean(axis=0),
        "passage": passage_mean(encoder, arguments.data),
    }
    for kind, mean in centre.items():
        print(f"{kind}: the mean has length {np.linalg.norm(mean):.3f}")
    rounded = {kind: np.round(mean.astype(float), 6).tolist() for kind, mean in centre.items()}
    (arguments.out / "centre.json").write_text(json.dumps(rounded) + "\n", encoding="utf-8")
    manifest.update(arguments.out)


def queries(data: Path) -> list[str]:
    chance = random.Random(SEED)
    photos = pairs.read_lines(data / "flickr8k" / "captions.jsonl")
    photos = [photo for photo in photos if photo["split"] == "train"]
    captions = [chance.choice(photo["en"]) for photo in chance.sample(photos, CAPTIONS)]
    half = CAPTIONS // 2
    captions[half:] = [plain(caption) for caption in captions[half:]]
    tagged = pairs.read_lines(data / "corel5k" / "words.jsonl")
    tags = [", ".join(photo["words"]) for photo in tagged if photo["split"] == "train"]
    return captions + chance.sample(tags, TAG_LISTS)


def plain(caption: str) -> str:
    """`A dog runs , fast .` -> `a dog runs fast`."""
    return " ".join(re.findall(r"[a-z0-9]+(?:['-][a-z0-9]+)*", caption.lower()))


def passage_mean(encoder: Encoder, data: Path) -> np.ndarray:
    groups = [*library.lyrics(data).values(), library.descriptions()]
    vectors = encoder.encode("passage", [text for texts in groups for text in texts])
    return library.shares([len(texts) for texts in groups]) @ vectors


if __name__ == "__main__":
    main()
