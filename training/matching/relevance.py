"""The theme task: photos whose themes are known, songs whose themes are known, and how good a ranking is."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

import songs as library
import themes
from texts import ROOT, Texts
from views import View

SEED = 11
DEPTH, FIRST = 10, 5
DISCOUNT = 1 / np.log2(np.arange(2, DEPTH + 2))


@dataclass
class Task:
    """`gains` [photos, songs] are 0, 1 or 2; `passages` f32 [P, 384] belong to the songs `owners` [P]."""

    views: list[View]
    songs: list[library.Song]
    passages: np.ndarray
    owners: np.ndarray
    gains: np.ndarray

    def part(self, photos: np.ndarray, songs: np.ndarray) -> "Task":
        """The task of some photos and some songs alone, both given by their numbers."""
        kept = np.isin(self.owners, songs)
        place = np.full(len(self.songs), -1)
        place[songs] = np.arange(len(songs))
        return Task(
            [self.views[number] for number in photos],
            [self.songs[number] for number in songs],
            self.passages[kept],
            place[self.owners[kept]],
            self.gains[np.ix_(photos, songs)],
        )


def task(data: Path, views: list[View], texts: Texts) -> Task:
    """Of the photos that nothing was trained on, those with a theme, and the labelled songs."""
    views = [view for view in views if view.photo.use == "heldout" and view.themes]
    songs = library.labelled(data, ROOT / "evaluation")
    passages, owners = embedded("labelled", songs, texts)
    gains = themes.gains([view.themes for view in views], [song.themes for song in songs])
    return Task(views, songs, passages, owners, np.array(gains))


def embedded(name: str, songs: list[library.Song], texts: Texts) -> tuple[np.ndarray, np.ndarray]:
    """The songs' passages, f32 [P, 384], and the number of the song that each belongs to, [P]."""
    passages = texts.embed(name, "passage", [text for song in songs for text in song.passages])
    return passages, np.array([number for number, song in enumerate(songs) for _ in song.passages])


def halves(kinds: list[str], seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Two random halves of the numbers of `kinds`, each in order, that have nearly the same of each kind."""
    chance = np.random.default_rng(seed)
    ties = chance.random(len(kinds))
    order = sorted(range(len(kinds)), key=lambda number: (kinds[number], ties[number]))
    first = np.repeat(chance.integers(0, 2, len(kinds) // 2 + 1), 2)[: len(kinds)]
    side = np.where(np.arange(len(kinds)) % 2 == 0, first, 1 - first)
    return tuple(np.sort(np.array(order)[side == half]) for half in (0, 1))


def folds(whole: Task) -> list[tuple[np.ndarray, np.ndarray]]:
    """Two pairs of (photos, songs) that share neither a photo nor a song, and are alike in themes."""
    photos = halves([" ".join(sorted(view.themes)) for view in whole.views], SEED)
    songs = halves([" ".join(sorted(song.themes)) for song in whole.songs], SEED + 1)
    return list(zip(photos, songs))


def of_songs(scores: np.ndarray, owners: np.ndarray) -> np.ndarray:
    """[photos, passages] -> [photos, songs]: the best passage of each; `owners` is in order."""
    starts = np.flatnonzero(np.diff(owners, prepend=-1))
    return np.maximum.reduceat(scores, starts, axis=1)


def quality(scores: np.ndarray, gains: np.ndarray) -> dict[str, np.ndarray]:
    """nDCG@10 and P@5 of each photo that has something to find, from scores [photos, songs]."""
    useful = gains.any(axis=1)
    scores, gains = scores[useful], gains[useful]
    order = np.argsort(-scores, axis=1, kind="stable")[:, :DEPTH]
    found = np.take_along_axis(gains, order, axis=1)
    ideal = -np.sort(-gains, axis=1)[:, :DEPTH]
    ndcg = (found * DISCOUNT).sum(axis=1) / (ideal * DISCOUNT).sum(axis=1)
    return {"ndcg": ndcg, "precision": (0 < found[:, :FIRST]).mean(axis=1)}
