"""Trains the network that hears sounds of speech in music, as the student of `teacher.py`.

    python train.py EMOTIFY DEMO_MUSIC CACHE OUT.onnx

EMOTIFY is the folder of Emotify's tracks, DEMO_MUSIC that of the demo library. What the teacher hears is kept in
CACHE. No lyrics and no times are learned from, and none of the songs that alignment is measured on.
"""

import argparse
import random
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from hearing import BANDS, RATE, levels, load
from teacher import KINDS, Teacher

WIDTH = 128
DILATIONS = (1, 1, 2, 2, 4, 1, 4)
KERNEL = 9
EPOCHS = 25
# The part of the schedule that is run; the weights are a running mean.
STOP = 800
LONGEST_MEAN = 0.995
DROPOUT = 0.1
LENGTH = 256
BATCH = 16
# A minute each, after the first seconds, of so many pieces of the demo library.
DEMO_PIECES = 64
DEMO_PART = slice(10 * RATE, 70 * RATE)
# The two sung pieces there: alignment is measured on one, the other is heard as a whole.
HELD_OUT = "On the run"
SUNG = "Fantasma"


class Block(nn.Module):
    def __init__(self, dilation: int) -> None:
        super().__init__()
        padding = dilation * (KERNEL // 2)
        self.depthwise = nn.Conv1d(WIDTH, WIDTH, KERNEL, padding=padding, dilation=dilation, groups=WIDTH)
        self.normal = nn.BatchNorm1d(WIDTH)
        self.widen = nn.Conv1d(WIDTH, 2 * WIDTH, 1)
        self.narrow = nn.Conv1d(2 * WIDTH, WIDTH, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        hidden = F.relu(self.widen(self.normal(self.depthwise(x))))
        return x + self.narrow(F.dropout(hidden, DROPOUT, self.training))


class Student(nn.Module):
    """Levels of 50 steps a second to the logits of the kinds in 25 frames a second."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Conv1d(BANDS, WIDTH, 5, stride=2, padding=2)
        self.normal = nn.BatchNorm1d(WIDTH)
        self.blocks = nn.Sequential(*[Block(dilation) for dilation in DILATIONS])
        self.out = nn.Conv1d(WIDTH, len(KINDS), 1)

    def forward(self, mel: torch.Tensor) -> torch.Tensor:
        return self.out(self.blocks(F.relu(self.normal(self.stem(mel)))))


class Shipped(nn.Module):
    def __init__(self, student: Student) -> None:
        super().__init__()
        self.student = student

    def forward(self, mel: torch.Tensor) -> torch.Tensor:
        return F.softmax(self.student(mel), 1)


def in_pairs(kinds: np.ndarray) -> np.ndarray:
    """Two frames of the teacher are one: a kind is heard if it is heard in either."""
    count = len(kinds) // 2 * 2
    first, second = kinds[:count:2], kinds[1:count:2]
    either = 1 - (1 - first) * (1 - second)
    either[:, 0] = 0
    either /= np.maximum(either.sum(1, keepdims=True), 1)
    either[:, 0] = 1 - either.sum(1)
    return either


def lessons(paths: list[tuple[Path, slice]], cache: Path) -> list[tuple[torch.Tensor, torch.Tensor]]:
    """What is heard of each piece, and what the teacher says is in it."""
    teacher, kept = Teacher(), []
    cache.mkdir(parents=True, exist_ok=True)
    for number, (path, part) in enumerate(paths):
        file = cache / f"{number}.npz"
        if not file.exists():
            samples = load(str(path))[part].astype(np.float32)
            np.savez(file, mel=levels(samples), kinds=in_pairs(teacher.kinds(samples)))
        lesson = np.load(file)
        count = min(len(lesson["mel"]) // 2, len(lesson["kinds"]))
        kept.append((torch.tensor(lesson["mel"][: 2 * count].T.copy()), torch.tensor(lesson["kinds"][:count].T.copy())))
    return kept


def pieces(emotify: Path, demo: Path) -> list[tuple[Path, slice]]:
    tracks = [path for path in sorted(emotify.glob("*/*.mp3")) if path.parent.name != "classical" or path.stem.endswith("1")]
    library = sorted((path for path in demo.glob("*/*/*") if path.suffix in (".mp3", ".ogg", ".flac")), key=str)
    sung = [path for path in library if path.stem == SUNG]
    random.Random(1).shuffle(library)
    library = [path for path in library if HELD_OUT not in path.name][:DEMO_PIECES]
    return [(path, slice(None)) for path in tracks + sung] + [(path, DEMO_PART) for path in library]


def batch(lessons: list[tuple[torch.Tensor, torch.Tensor]], weights: np.ndarray) -> tuple[torch.Tensor, torch.Tensor]:
    mels, kinds = [], []
    for number in np.random.choice(len(lessons), BATCH, p=weights):
        mel, kind = lessons[number]
        start = np.random.randint(0, max(1, kind.shape[1] - LENGTH))
        mel, kind = mel[:, 2 * start : 2 * (start + LENGTH)], kind[:, start : start + LENGTH]
        missing = LENGTH - kind.shape[1]
        mel, kind = F.pad(mel, (0, 2 * missing)), F.pad(kind, (0, missing))
        # Other microphones, other loudness; and sometimes a band that is not there.
        mel = mel + torch.randn(BANDS, 1) * 0.1 + torch.randn(1) * 0.2
        if np.random.rand() < 0.6:
            band = np.random.randint(0, BANDS - 4)
            mel[band : band + np.random.randint(1, 6)] = 0
        mels.append(mel)
        kinds.append(kind)
    return torch.stack(mels), torch.stack(kinds)


def train(lessons: list[tuple[torch.Tensor, torch.Tensor]]) -> Student:
    frames = np.array([kinds.shape[1] for _, kinds in lessons], float)
    steps = int(EPOCHS * frames.sum() // (LENGTH * BATCH))
    student = Student()
    optimiser = torch.optim.AdamW(student.parameters(), lr=2e-3, weight_decay=2e-2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 3e-3, total_steps=steps, pct_start=0.1)
    mean: dict[str, torch.Tensor] = {}
    for step in range(min(steps, STOP)):
        mel, kinds = batch(lessons, frames / frames.sum())
        # Sounds are rarer than none, and count twice.
        weights = 2 - kinds[:, :1]
        loss = -(weights * kinds * F.log_softmax(student(mel), 1)).sum(1).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
        keep = min(LONGEST_MEAN, (step + 1) / (step + 10))
        for name, value in student.state_dict().items():
            if name in mean and value.is_floating_point():
                mean[name] = keep * mean[name] + (1 - keep) * value
            else:
                mean[name] = value.clone()
        if step % 100 == 0:
            print(f"step {step} of {steps}: cross-entropy {loss.item():.4f}", flush=True)
    student.load_state_dict(mean)
    return student.eval()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("emotify", "demo", "cache", "out"):
        parser.add_argument(name, type=Path)
    arguments = parser.parse_args()
    torch.manual_seed(0)
    np.random.seed(0)
    student = train(lessons(pieces(arguments.emotify, arguments.demo), arguments.cache))
    torch.onnx.export(
        Shipped(student).eval(), torch.zeros(1, BANDS, 400), str(arguments.out), dynamo=False, opset_version=17,
        input_names=["mel"], output_names=["sounds"], dynamic_axes={"mel": {2: "steps"}, "sounds": {2: "frames"}},
    )


if __name__ == "__main__":
    main()
