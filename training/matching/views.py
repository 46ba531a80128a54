"""What the product sees of the photos: the pooled features of the tower, and what it says.

    python training/matching/views.py DATA CACHE     pools all photos; then prints those to see

The product says the rest: `vibelens see --json` of the printed paths, kept as CACHE/see.jsonl.
"""

import argparse
from dataclasses import dataclass
import json
from pathlib import Path
import sys

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "training"))

import photos as collection
import themes
from texts import Texts

LITE = ROOT / "models" / "lite"
POOLED = 1816
SEED = 17
LARGEST_BANK, MEASURED = 1024, 5000
HELD_OUT = ("heldout", "test", "dev")
UNSEEN = ("feeling", "demo")


@dataclass
class View:
    """A photo, f32 [1816] of the tower, its caption, other captions of the beam, tags and their scores."""

    photo: collection.Photo
    pooled: np.ndarray
    caption: str
    beams: list[str]
    tags: list[str]
    scores: list[float]

    @property
    def held_out(self) -> bool:
        return self.photo.use in HELD_OUT

    @property
    def themes(self) -> set[str]:
        return themes.of(self.photo.words)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("cache", type=Path)
    arguments = parser.parse_args()
    photos = list(collection.collect(arguments.data))
    if not (arguments.cache / "pooled.npy").exists():
        np.save(arguments.cache / "pooled.npy", pool(arguments.data, photos))
    for photo in photos:
        if photo.use not in UNSEEN:
            print(arguments.data / photo.path)


def pool(data: Path, photos: list[collection.Photo]) -> np.ndarray:
    """What the tower pools of each photo, f32 [N, 1816]."""
    import onnxruntime
    from PIL import Image

    session = onnxruntime.InferenceSession(LITE / "tower.onnx")
    pooled = np.zeros((len(photos), POOLED), np.float32)
    for number, photo in enumerate(photos):
        image = Image.open(data / photo.path).convert("RGB").resize((260, 260), Image.BILINEAR)
        pixels = (np.asarray(image, np.float32) / 255 - 0.49803922) / 0.50196078
        pooled[number] = session.run(["pooled"], {"image": pixels.transpose(2, 0, 1)[None]})[0][0]
    return pooled


def load(data: Path, cache: Path) -> list[View]:
    """Every photo that the product has seen and that may be described, in the order of `photos.py`."""
    lines = (cache / "see.jsonl").read_text(encoding="utf-8").splitlines()
    seen = {row["photo"]: row for row in map(json.loads, lines)}
    pooled = np.load(cache / "pooled.npy", mmap_mode="r")
    views = []
    for number, photo in enumerate(collection.collect(data)):
        row = seen.get(str(data / photo.path))
        if row and photo.use not in UNSEEN:
            views.append(view(photo, np.array(pooled[number]), row))
    return views


def view(photo: collection.Photo, pooled: np.ndarray, row: dict) -> View:
    sight = row["sight"]
    beams = [beam for beam in row["beams"] if beam != sight["caption"]]
    tags, scores = ([tag[key] for tag in sight["tags"]] for key in ("label", "score"))
    return View(photo, pooled, sight["caption"], beams, tags, scores)


def parts(views: list[View], texts: Texts, adapter) -> dict[str, np.ndarray]:
    """Part of a query -> f32 [N, 384], unit length, or zero where a photo has no such part."""
    return {
        "caption": texts.embed("captions", "query", [view.caption for view in views]),
        "beams": beams(views, texts),
        "tags": tagged(views, texts),
        "adapter": adapter(np.stack([view.pooled for view in views])),
    }


def beams(views: list[View], texts: Texts) -> np.ndarray:
    """The mean of the other captions of the beam."""
    owners = [number for number, view in enumerate(views) for _ in view.beams]
    vectors = texts.embed("beams", "query", [beam for view in views for beam in view.beams])
    mean = np.zeros((len(views), vectors.shape[1]), np.float32)
    np.add.at(mean, owners, vectors)
    return unit(mean)


def tagged(views: list[View], texts: Texts) -> np.ndarray:
    """All tags as one text, as the product joins them."""
    vectors = texts.embed("tags", "query", [", ".join(view.tags) or "-" for view in views])
    return vectors * np.array([bool(view.tags) for view in views])[:, None]


def divided(views: list[View]) -> tuple[np.ndarray, np.ndarray]:
    """Numbers of the bank's photos, in random order, and of the 5,000 that it is measured on at most."""
    chance = np.random.default_rng(SEED)
    free = chance.permutation([number for number, view in enumerate(views) if not view.held_out])
    bank = free[: LARGEST_BANK]
    rest = np.setdiff1d(np.arange(len(views)), bank)
    return bank, chance.permutation(rest)[:MEASURED]


def unit(vectors: np.ndarray) -> np.ndarray:
    """Scaled to length one; zero stays zero."""
    return vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9)


def blend(parts: dict[str, np.ndarray], weights: dict[str, float]) -> np.ndarray:
    """One query a photo: the weighted sum of the parts it has, f32 [N, 384], unit length."""
    return unit(sum(weight * parts[name] for name, weight in weights.items()))


if __name__ == "__main__":
    main()
