"""Photos and the sentences that belong to them, for training and for the choice of the adapter."""

from dataclasses import dataclass
import json
from pathlib import Path
import random
import sys

import numpy as np

sys.path.append(str(Path(__file__).resolve().parents[1]))

import oasis_themes
import photos as collection
from texts import Texts

SEED = 2
ENGLISH, CHINESE = 3, 1
SENTENCES = oasis_themes.read(oasis_themes.THEMES) | oasis_themes.read(oasis_themes.SCENES)


@dataclass
class Pairs:
    """`sentences` f32 [M, 384] and the photo of each, a row of `pooled` f32 [N, 1816]."""

    pooled: np.ndarray
    sentences: np.ndarray
    owners: np.ndarray


def train(data: Path, cache: Path, texts: Texts) -> Pairs:
    photos = list(collection.collect(data))
    pooled = np.load(cache / "pooled.npy")
    captions, owners = captions_of(data, photos, "train", ENGLISH, CHINESE)
    vectors = [texts.embed(f"train-{language}", "query", captions[language]) for language in captions]
    said, of = sentences(photos)
    vectors.append(texts.embed("train-words", "query", said))
    return Pairs(pooled, np.concatenate(vectors), np.concatenate([*owners.values(), of]))


def dev(data: Path, cache: Path, texts: Texts, split: str = "dev", count: int = 1):
    """Pooled features of the photos of a split, and `count` English captions of each as passages."""
    photos = list(collection.collect(data))
    captions, owners = captions_of(data, photos, split, count, 0)
    pooled = np.load(cache / "pooled.npy")[sorted(set(owners["en"]))]
    return pooled, texts.embed(f"{split}-en", "passage", captions["en"])


def captions_of(data: Path, photos: list, split: str, english: int, chinese: int):
    """Language -> captions, and language -> the number of the photo of each."""
    numbers = {photo.name: number for number, photo in enumerate(photos) if photo.set == "flickr8k"}
    rows = [json.loads(line) for line in (data / "flickr8k/captions.jsonl").open(encoding="utf-8")]
    rows = [row for row in rows if row["split"] == split]
    counts = {"en": english, "zh": chinese}
    captions = {key: [text for row in rows for text in row[key][:count]] for key, count in counts.items()}
    owners = {key: [numbers[row["image"]] for row in rows for _ in row[key][:count]] for key, count in counts.items()}
    return captions, owners


def sentences(photos: list) -> tuple[list[str], list[int]]:
    """What is said of the training photos of Corel5k, OASIS and the scenes, and the photo of each."""
    chance = random.Random(SEED)
    said, owners = [], []
    for number, photo in enumerate(photos):
        if photo.use != "train" or photo.set == "flickr8k":
            continue
        own = [", ".join(photo.words)] if photo.set == "corel5k" else themed(photo, chance)
        said += own
        owners += [number] * len(own)
    return said, owners


def themed(photo, chance: random.Random) -> list[str]:
    """Two of the sentences for a scene folder or an OASIS theme."""
    known = SENTENCES.get(photo.words[0], [photo.words[0]])
    return chance.sample(known, min(2, len(known)))
