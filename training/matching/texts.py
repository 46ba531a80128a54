"""Embeddings of texts, kept in a cache folder so that no text is embedded twice."""

import hashlib
from pathlib import Path
import sys

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "training" / "text_encoder"))

from encoder import Encoder

DIMENSION = 384
BATCH = 1000


class Texts:
    """Texts -> unit vectors f32 [N, 384], by the encoder in `folder`."""

    def __init__(self, cache: Path, folder: Path = ROOT / "models" / "e5-small"):
        self.cache, self.folder, self.encoder = cache, folder, None

    def embed(self, name: str, kind: str, texts: list[str]) -> np.ndarray:
        """The texts as `kind`, "query" or "passage"; those that are kept under `name` are not read again."""
        known = self.kept(name, kind)
        new = sorted({text for text in texts if key(text) not in known}, key=len)
        for start in range(0, len(new), BATCH):
            batch = new[start : start + BATCH]
            self.keep(name, kind, batch, self.encode(kind, batch))
        known = self.kept(name, kind) if new else known
        vectors = np.stack([known[key(text)] for text in texts]).astype(np.float32)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    def encode(self, kind: str, texts: list[str]) -> np.ndarray:
        self.encoder = self.encoder or Encoder.shipped(self.folder)
        return self.encoder.encode(kind, texts)

    def kept(self, name: str, kind: str) -> dict[str, np.ndarray]:
        keys = self.cache / f"{name}.{kind}.keys"
        if not keys.exists():
            return {}
        vectors = np.fromfile(self.cache / f"{name}.{kind}.f16", np.float16).reshape(-1, DIMENSION)
        return dict(zip(keys.read_text().split(), vectors))

    def keep(self, name: str, kind: str, texts: list[str], vectors: np.ndarray):
        # The keys come last: they say how many vectors are whole.
        with open(self.cache / f"{name}.{kind}.f16", "ab") as file:
            vectors.astype(np.float16).tofile(file)
        with open(self.cache / f"{name}.{kind}.keys", "a") as file:
            file.writelines(key(text) + "\n" for text in texts)


def key(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:20]
