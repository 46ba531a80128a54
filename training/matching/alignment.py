"""Fits the map that brings what people ask for, in any language, to where English says the same.

    python training/matching/alignment.py DATA CACHE --models models/matching

An affine map of queries, f(x) = normalize(W x + b), learned from translations (`translations.py`) by a symmetric
contrastive loss (InfoNCE; van den Oord, Li & Vinyals, "Representation learning with contrastive predictive coding",
2018) that keeps English where it is, as maps of one space of words to another are learned (Conneau et al., "Word
translation without parallel data", ICLR 2018). Writes `asked.safetensors`: `linear.weight` f32 [384, 384], `linear.bias` f32 [384].

Prints, before and after: how many of the first ten art songs a text has in common with its translations (held-out names of
emoji, and the wishes of `evaluation/steering.toml`), and whether English captions still find songs of their theme.
"""

from pathlib import Path
import tomllib

import numpy as np
from safetensors.torch import save_file
import torch
from torch.nn import functional

import arguments
import corrections
import relevance
import songs as library
import translations
import weights
from texts import DIMENSION, ROOT, Texts

SEED = 1
EPOCHS, BATCH, RATE = 6, 1024, 1e-3
TEMPERATURE = 0.1
# How much it counts that translations meet, besides being told apart, and that English stays.
MEETING, STAYING = 3.0, 5.0
FIRST = 10
FILE = "asked.safetensors"


class Affine(torch.nn.Module):
    """f(x) = normalize(W x + b), which begins as the identity."""

    def __init__(self):
        super().__init__()
        self.linear = torch.nn.Linear(DIMENSION, DIMENSION)
        torch.nn.init.eye_(self.linear.weight)
        torch.nn.init.zeros_(self.linear.bias)

    def forward(self, queries: torch.Tensor) -> torch.Tensor:
        return functional.normalize(self.linear(queries), dim=-1)

    def of(self, queries: np.ndarray) -> np.ndarray:
        with torch.no_grad():
            return self(torch.from_numpy(queries)).numpy()


def main():
    asked = arguments.read(__doc__)
    torch.manual_seed(SEED)
    texts = Texts(asked.cache)
    learned, held = translations.concepts(asked.cache)
    measure = Measure(asked.data, asked.models, held, texts)
    print(f"{len(learned)} concepts; held out {len(held)}")
    print(f"as it is: {measure(lambda queries: queries)}")
    model = fit(*pairs(learned, texts))
    print(f"aligned: {measure(model.of)}")
    save_file({name: value.detach().contiguous() for name, value in model.state_dict().items()}, asked.models / FILE)


def pairs(concepts: list[translations.Concept], texts: Texts) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Queries [T, 384], and for each pair the numbers of a text and of its English."""
    every = sorted({text for concept in concepts for text in concept.texts.values()})
    number = {text: place for place, text in enumerate(every)}
    matched = [
        (number[text], number[concept.texts["en"]])
        for concept in concepts
        for language, text in concept.texts.items()
        if language == "en" or text != concept.texts["en"]
    ]
    said, english = torch.tensor(matched).T
    return torch.from_numpy(texts.embed("emoji", "query", every)), said, english


def fit(queries: torch.Tensor, said: torch.Tensor, english: torch.Tensor) -> Affine:
    model = Affine()
    optimizer = torch.optim.AdamW(model.parameters(), RATE, weight_decay=0.0)
    steps = EPOCHS * len(said) // BATCH
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=steps)
    for _ in range(steps):
        chosen = torch.randint(len(said), (BATCH,))
        value = loss(model, queries[said[chosen]], queries[english[chosen]], english[chosen])
        optimizer.zero_grad()
        value.backward()
        optimizer.step()
        schedule.step()
    return model


def loss(model: Affine, said: torch.Tensor, english: torch.Tensor, names: torch.Tensor) -> torch.Tensor:
    """Pairs of the batch that have the same English are not held against each other."""
    moved, target = model(said), model(english)
    alike = (names[:, None] == names[None]) & ~torch.eye(len(names), dtype=torch.bool)
    scores = (moved @ target.T / TEMPERATURE).masked_fill(alike, -torch.inf)
    told_apart = functional.cross_entropy(scores, torch.arange(len(names)))
    apart = lambda one, other: 1 - (one * other).sum(dim=1).mean()
    return told_apart + MEETING * apart(moved, target) + STAYING * apart(target, english)


class Measure:
    """What a map of queries does to lists of songs."""

    def __init__(self, data: Path, models: Path, held: list[translations.Concept], texts: Texts):
        self.usual = weights.bank(models)
        self.sung = relevance.embedded("lieder", library.lieder(data), texts)
        wishes = tomllib.loads((ROOT / "evaluation" / "steering.toml").read_text(encoding="utf-8"))["wish"]
        self.names = self.said([concept.texts for concept in held], texts)
        self.wishes = self.said(wishes, texts)
        self.themes(library.labelled(data, ROOT / "evaluation"), texts)

    @staticmethod
    def said(rows: list[dict[str, str]], texts: Texts) -> dict[str, np.ndarray]:
        return {language: texts.embed("asked", "query", [row[language] for row in rows]) for language in rows[0]}

    def themes(self, labelled: list[library.Song], texts: Texts):
        rows = tomllib.loads((ROOT / "evaluation" / "theme_captions.toml").read_text(encoding="utf-8"))
        asked = [(theme, caption) for theme, row in rows.items() for caption in row["captions"]]
        self.captions = texts.embed("asked", "query", [caption for _, caption in asked])
        self.gains = np.array([[song.themes.get(theme, 0) for song in labelled] for theme, _ in asked])
        self.graded = relevance.embedded("labelled", labelled, texts)

    def __call__(self, move) -> str:
        quality = relevance.quality(self.scores(move(self.captions), *self.graded), self.gains)
        return (
            f"in common: names {self.overlap(move, self.names):.3f}, wishes {self.overlap(move, self.wishes):.3f}; "
            f"themes: nDCG@10 {quality['ndcg'].mean():.3f}"
        )

    def overlap(self, move, said: dict[str, np.ndarray]) -> float:
        first = {language: self.first(move(queries)) for language, queries in said.items()}
        english = first.pop("en")
        shared = [len(set(a) & set(b)) / FIRST for lists in first.values() for a, b in zip(english, lists)]
        return float(np.mean(shared))

    def first(self, queries: np.ndarray) -> np.ndarray:
        return np.argsort(-self.scores(queries, *self.sung), axis=1)[:, :FIRST]

    def scores(self, queries: np.ndarray, passages: np.ndarray, owners: np.ndarray) -> np.ndarray:
        usual = relevance.of_songs(self.usual @ passages.T, owners)
        cosines = relevance.of_songs(queries @ passages.T, owners)
        return corrections.apply(cosines, corrections.by_name(usual, weights.CORRECTION))


if __name__ == "__main__":
    main()
