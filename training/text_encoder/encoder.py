"""Runs the encoder's graphs with onnxruntime, as the product does with its own engine."""

import json
from pathlib import Path
import subprocess

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

import package
import tokenizer_file

PREFIXES = {"query": "query: ", "passage": "passage: "}
LONGEST = 512
TOKENS_A_BATCH = 2048


class Encoder:
    """Texts -> unit vectors, f32 [N, 384], without what all queries or all passages share."""

    def __init__(self, tokenizer: Tokenizer, embeddings: bytes, transformer: bytes):
        self.centre = {kind: np.zeros(384, np.float32) for kind in PREFIXES}
        self.tokenizer = tokenizer
        self.tokenizer.enable_truncation(LONGEST)
        self.embeddings = onnxruntime.InferenceSession(embeddings)
        self.transformer = onnxruntime.InferenceSession(transformer)

    @classmethod
    def made_of(cls, pieces: package.Tokenizer, embeddings: bytes, transformer: bytes) -> "Encoder":
        document = json.dumps(tokenizer_file.as_json(pieces))
        return cls(Tokenizer.from_str(document), embeddings, transformer)

    @classmethod
    def shipped(cls, folder: Path) -> "Encoder":
        """The encoder in `folder`, as the product runs it."""
        encoder = cls.uncentred(folder)
        encoder.centre = read_centre(folder)
        return encoder

    @classmethod
    def uncentred(cls, folder: Path) -> "Encoder":
        """The encoder in `folder`, before the mean is subtracted."""
        command = ["zstd", "-dc", str(folder / "tokenizer.json.zst")]
        document = subprocess.run(command, check=True, capture_output=True).stdout.decode()
        graphs = [(folder / name).read_bytes() for name in ("embeddings.onnx", "transformer.onnx")]
        return cls(Tokenizer.from_str(document), *graphs)

    def encode(self, kind: str, texts: list[str]) -> np.ndarray:
        """Embeds texts behind the prefix of `kind`, "query" or "passage"."""
        texts = [PREFIXES[kind] + text for text in texts]
        rows = [encoding.ids for encoding in self.tokenizer.encode_batch(texts)]
        return centred(self.encode_tokens(rows), self.centre[kind])

    def encode_tokens(self, rows: list[list[int]]) -> np.ndarray:
        found = np.zeros((len(rows), 384), np.float32)
        order = sorted(range(len(rows)), key=lambda number: len(rows[number]))
        while order:
            size = max(1, TOKENS_A_BATCH // len(rows[order[-1]]))
            batch, order = order[-size:], order[:-size]
            found[batch] = self.encode_batch([rows[number] for number in batch])
        return found

    def encode_batch(self, rows: list[list[int]]) -> np.ndarray:
        length = max(map(len, rows))
        ids = np.array([row + [1] * (length - len(row)) for row in rows], np.int64)
        mask = np.array([[1] * len(row) + [0] * (length - len(row)) for row in rows], np.int64)
        (embedded,) = self.embeddings.run(None, {"ids": ids})
        (hidden,) = self.transformer.run(None, {"embedded": embedded, "mask": mask})
        mean = (hidden * mask[:, :, None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
        return mean / np.linalg.norm(mean, axis=1, keepdims=True)


def read_centre(folder: Path) -> dict[str, np.ndarray]:
    """The mean embedding of each kind of text, f32 [384]."""
    means = json.loads((folder / "centre.json").read_text(encoding="utf-8"))
    return {kind: np.array(mean, np.float32) for kind, mean in means.items()}


def centred(vectors: np.ndarray, mean: np.ndarray) -> np.ndarray:
    """Unit vectors [N, 384] less their `mean`, scaled to length one again."""
    moved = vectors - mean
    return moved / np.linalg.norm(moved, axis=1, keepdims=True)
