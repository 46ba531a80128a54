"""Corrections for hubs: songs that are near to nearly every photo.

Each gives every song a scale and a shift, from the cosines that its passages have to a bank of
photos' queries: score = scale * cosine + shift. All but `none` are named by their papers:

- `centred`, `normalised`: mean and deviation, as Gaussian mutual proximity does (Schnitzer, Flexer,
  Schedl & Widmer, "Local and global scaling reduce hubs in space", JMLR 13, 2012);
- `csls`: mean of the greatest (Conneau et al., "Word translation without parallel data", ICLR 2018);
- `inverted_softmax`: Smith et al., "Offline bilingual word vectors", ICLR 2017; QB-Norm (Bogolin et
  al., "Cross modal retrieval with querybank normalisation", CVPR 2022) divides by the same sum.

All passages of a song have the same correction, made of its best passage for each query of the bank:
otherwise a song of many passages has many chances.
"""

import numpy as np


def none(bank: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """`bank` f32 [queries, songs] are the best cosines of each song; returns scale and shift [songs]."""
    return np.ones(bank.shape[1], np.float32), np.zeros(bank.shape[1], np.float32)


def centred(bank: np.ndarray, strength: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
    scale, _ = none(bank)
    return scale, -strength * bank.mean(axis=0)


def normalised(bank: np.ndarray, strength: float = 1.0, spread: float = 1.0):
    """`strength` of the mean and `spread` of the deviation are taken away; scale is one at mean deviation."""
    deviation = bank.std(axis=0)
    scale = (deviation.mean() / deviation) ** spread
    return scale, -strength * bank.mean(axis=0) * scale


def csls(bank: np.ndarray, nearest: int = 10, strength: float = 1.0):
    scale, _ = none(bank)
    greatest = np.partition(bank, -nearest, axis=0)[-nearest:]
    return scale, -strength * greatest.mean(axis=0)


def inverted_softmax(bank: np.ndarray, sharpness: float = 20.0, strength: float = 1.0):
    scale, _ = none(bank)
    return scale, -strength * np.log(np.exp(sharpness * bank).mean(axis=0)) / sharpness


def balanced(bank: np.ndarray, sharpness: float = 40.0, rounds: int = 15, strength: float = 1.0):
    """Inverted softmax whose sums are taken over photos that share their places equally among all songs.

    Each photo of the bank gives its songs shares as a softmax does, and each song is shifted until
    its shares add up to as much as every other's: Sinkhorn's iteration (Cuturi, "Sinkhorn distances", NIPS 2013).
    With the photos' sums kept, one song's shift needs no other song.
    """
    shares = np.exp(sharpness * (bank - bank.max(axis=1, keepdims=True)))
    wanted, songs = len(bank) / bank.shape[1], np.ones(bank.shape[1], np.float32)
    for _ in range(rounds):
        photos = 1 / (shares @ songs)
        songs = wanted / (photos @ shares)
    scale, _ = none(bank)
    return scale, strength * (np.log(songs) - np.log(songs).mean()) / sharpness


def quantiles(bank: np.ndarray, upper: float = 0.99, strength: float = 1.0):
    """The deviation is read off the upper tail, where songs are found: median to `upper`."""
    middle, tail = np.quantile(bank, [0.5, upper], axis=0)
    width = tail - middle
    scale = (width.mean() / width) ** strength
    return scale, (middle.mean() + width.mean()) - (middle + width) * scale


METHODS = {
    method.__name__: method
    for method in (none, centred, normalised, csls, inverted_softmax, balanced, quantiles)
}


def by_name(bank: np.ndarray, chosen: dict) -> tuple[np.ndarray, np.ndarray]:
    """`chosen` has the name of the `method` and its constants."""
    constants = {name: value for name, value in chosen.items() if name != "method"}
    return METHODS[chosen["method"]](bank, **constants)


def apply(scores: np.ndarray, correction: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    scale, shift = correction
    return scores * scale + shift
