"""Compares corrections for hubs on 10,000 songs and photos that are not in the bank.

    python training/matching/hubs.py DATA CACHE --models models/matching

Prints for each: the share of songs in some photo's first ten (reach), the share of all places that
the 1 % of songs with the most places take, the skewness of places (N_10), and nDCG@10 of the theme task.
"""

import json
from pathlib import Path

import numpy as np
from scipy.stats import skew

import adapter
import arguments
import corrections
import relevance
import songs as library
import views as seen
from texts import Texts

PLACES = 10
SIZES = (1024, 512, 256)


def main():
    asked = arguments.read(__doc__)
    world = load(asked.data, asked.cache, asked.models)
    for chosen in COMPARED:
        for size in SIZES:
            print(f"{size:5} {chosen} {told(world.measure(chosen, size))}", flush=True)


COMPARED = (
    {"method": "none"},
    {"method": "centred", "strength": 0.5},
    {"method": "centred"},
    {"method": "normalised", "spread": 0.5},
    {"method": "normalised"},
    {"method": "csls", "strength": 0.5},
    {"method": "csls"},
    {"method": "csls", "nearest": 50},
    {"method": "inverted_softmax", "sharpness": 10},
    {"method": "inverted_softmax", "sharpness": 15},
    {"method": "inverted_softmax", "sharpness": 18},
    {"method": "inverted_softmax", "sharpness": 20},
    {"method": "inverted_softmax", "sharpness": 40},
    {"method": "quantiles"},
    {"method": "balanced", "sharpness": 10},
    {"method": "balanced", "sharpness": 20},
    {"method": "balanced", "sharpness": 30},
    {"method": "balanced", "sharpness": 40},
    {"method": "balanced", "sharpness": 80},
)


class World:
    """The queries of the bank and of the other photos, the catalogue, and the theme task."""

    def __init__(self, bank: np.ndarray, queries: np.ndarray, catalogue, task, task_queries: np.ndarray):
        passages, owners = catalogue
        self.bank = relevance.of_songs(bank @ passages.T, owners)
        self.scores = relevance.of_songs(queries @ passages.T, owners)
        self.task_bank = relevance.of_songs(bank @ task.passages.T, task.owners)
        self.task_scores = relevance.of_songs(task_queries @ task.passages.T, task.owners)
        self.gains = task.gains

    def measure(self, chosen: dict, size: int) -> dict[str, float]:
        corrected = corrections.apply(self.scores, corrections.by_name(self.bank[:size], chosen))
        task = corrections.apply(self.task_scores, corrections.by_name(self.task_bank[:size], chosen))
        quality = relevance.quality(task, self.gains)
        return {**spread(corrected), **{name: values.mean() for name, values in quality.items()}}


def load(data: Path, cache: Path, models: Path) -> World:
    texts = Texts(cache)
    everything = seen.load(data, cache)
    parts = seen.parts(everything, texts, adapter.shipped(models / "adapter.onnx"))
    queries = seen.blend(parts, json.loads((cache / "blend.json").read_text()))
    songs = library.catalogue(data)
    passages, owners = relevance.embedded("catalogue", songs, texts)
    task = relevance.task(data, everything, texts)
    themed = np.array([view.photo.use == "heldout" and bool(view.themes) for view in everything])
    bank, others = seen.divided(everything)
    return World(queries[bank], queries[others], (passages, owners), task, queries[themed])


def spread(scores: np.ndarray) -> dict[str, float]:
    """How evenly the first ten places of all photos are shared among the songs, from [photos, songs]."""
    first = np.argpartition(-scores, PLACES, axis=1)[:, :PLACES]
    places = np.bincount(first.ravel(), minlength=scores.shape[1])
    top = np.sort(places)[::-1][: scores.shape[1] // 100]
    return {"reach": (0 < places).mean(), "top": top.sum() / places.sum(), "skew": skew(places)}


def told(figures: dict[str, float]) -> str:
    return ", ".join(f"{name} {value:.3f}" for name, value in figures.items())


if __name__ == "__main__":
    main()
