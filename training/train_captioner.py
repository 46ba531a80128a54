"""Trains the captioner on the kept features.

    python training/train_captioner.py CACHE [--epochs 12 | --minutes 45]

Reads CACHE/sentences.json (photo index -> sentences) and CACHE/tokenizer.json; writes
CACHE/captioner.pt, the mean of the weights over the last part
(Izmailov et al. 2018, arXiv 1803.05407).
"""

import argparse
import json
import math
import random
import time
from pathlib import Path

import numpy
import torch
from tokenizers import Tokenizer
from torch.nn import functional

import photos as collection
from captioner import BEGIN, END, PAD, Captioner, Size

SEED = 7
LONGEST = 21
REAL_PHOTOS, REAL_SENTENCES = 32, 5
MADE_PHOTOS, MADE_SENTENCES = 64, 2
RATE, WARM_UP, DECAY, SMOOTHING = 8e-4, 200, 0.02, 0.1
AVERAGED_FROM, AVERAGED_EVERY = 0.85, 30
BYTE = 6.0 / 255.0


class Grids:
    """The kept grids: a random variant of a photo, as float32 [81, 1280]."""

    def __init__(self, cache):
        self.rows = numpy.load(cache / "rows.npy")
        self.grid = numpy.memmap(cache / "grid.u8", numpy.uint8, "r").reshape(-1, 81, 1280)

    def draw(self, indices, chance):
        chosen = [chance.choice([r for r in self.rows[i] if 0 <= r]) for i in indices]
        return self.stack(chosen)

    def plain(self, indices):
        return self.stack(self.rows[indices, 0])

    def stack(self, rows):
        return torch.from_numpy(numpy.stack([self.grid[r] for r in rows])).float() * BYTE


def batches(photos, sentences, weights, chance):
    """Shuffled batches of (photo indices, sentences of each): real ones apart from made ones."""
    real = [i for i in sentences if photos[i].set == "flickr8k"]
    made = [i for i in sentences if photos[i].set != "flickr8k" for _ in range(weights[photos[i].set])]
    found = []
    for indices, size, count in ((real, REAL_PHOTOS, REAL_SENTENCES), (made, MADE_PHOTOS, MADE_SENTENCES)):
        chance.shuffle(indices)
        for start in range(0, len(indices), size):
            part = indices[start : start + size]
            found.append((part, [draw(sentences[i], count, chance) for i in part]))
    chance.shuffle(found)
    return found


def draw(sentences, count, chance):
    """`count` of the sentences, different ones while there are enough."""
    pool = chance.sample(sentences, min(count, len(sentences)))
    return [pool[i % len(pool)] for i in range(count)]


def tensors(texts, tokenizer):
    """Lists of sentences -> inputs and targets [rows, T], padded."""
    rows = [encoding.ids for encoding in tokenizer.encode_batch([t for part in texts for t in part])]
    # A sentence that is too long is cut without an end, so that nothing learns to stop in the middle.
    rows = [[BEGIN, *row, END][: LONGEST + 1] for row in rows]
    width = max(map(len, rows)) - 1
    inputs = torch.full((len(rows), width), PAD)
    targets = torch.full((len(rows), width), PAD)
    for index, row in enumerate(rows):
        inputs[index, : len(row) - 1] = torch.tensor(row[:-1])
        targets[index, : len(row) - 1] = torch.tensor(row[1:])
    return inputs, targets


def loss_of(model, inputs, targets, grid, smoothing):
    """Mean cross entropy of the real (not padded) tokens."""
    with torch.autocast("cpu", torch.bfloat16):
        logits = model.score(model.read(inputs, grid))
    return functional.cross_entropy(logits.float(), targets[inputs != PAD], label_smoothing=smoothing)


def rate_at(done, step):
    """Linear warm-up by step, cosine by the share of the training that is done."""
    return RATE * min(1.0, (step + 1) / WARM_UP) * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * min(done, 1.0))))


def optimiser_of(model):
    """AdamW; norms, biases and tables do not decay."""
    matrices = [p for n, p in model.named_parameters() if p.dim() == 2 and "words" not in n and "place" not in n]
    ids = {id(p) for p in matrices}
    others = [p for p in model.parameters() if id(p) not in ids]
    groups = [{"params": matrices, "weight_decay": DECAY}, {"params": others, "weight_decay": 0.0}]
    return torch.optim.AdamW(groups, lr=RATE, betas=(0.9, 0.98), fused=True)


def development_loss(model, photos, grids, tokenizer):
    """Cross entropy on 200 of Flickr8k's development photos."""
    chosen = [i for i, p in enumerate(photos) if p.set == "flickr8k" and p.use == "dev"][:200]
    model.eval()
    with torch.no_grad():
        inputs, targets = tensors([[plain for plain in captions(photos[i])] for i in chosen], tokenizer)
        return loss_of(model, inputs, targets, grids.plain(chosen), 0.0).item()


def captions(photo):
    from text import plain

    return [plain(caption) for caption in photo.captions]


def train(arguments, cache):
    torch.manual_seed(SEED)
    chance = random.Random(SEED)
    photos = collection.load(cache)
    grids = Grids(cache)
    tokenizer = Tokenizer.from_file(str(cache / "tokenizer.json"))
    sentences = {int(k): v for k, v in json.loads((cache / "sentences.json").read_text()).items()}
    weights = json.loads(arguments.weights)
    model = Captioner(Size(vocabulary=tokenizer.get_vocab_size(), layers=arguments.layers), arguments.dropout)
    print(f"{sum(p.numel() for p in model.parameters()):,} parameters", flush=True)
    optimiser = optimiser_of(model)
    schedule = Schedule(arguments.epochs, arguments.minutes, arguments.begun)
    if arguments.begun:
        model.load_state_dict(torch.load(cache / "captioner_last.pt")["state"])
    mean, step = Mean(), 0
    while not schedule.over():
        total, parts = 0.0, batches(photos, sentences, weights, chance)
        for number, (indices, texts) in enumerate(parts):
            done = schedule.done(number / len(parts))
            if done >= 1.0:
                break
            model.train()
            for group in optimiser.param_groups:
                group["lr"] = rate_at(done, step)
            inputs, targets = tensors(texts, tokenizer)
            loss = loss_of(model, inputs, targets, grids.draw(indices, chance), SMOOTHING)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            total, step = total + loss.item(), step + 1
            if AVERAGED_FROM <= done and step % AVERAGED_EVERY == 0:
                mean.add(model.state_dict())
            if step % 50 == 0:
                print(f"step {step}, {done:.3f} done, loss {total / (number + 1):.3f}", flush=True)
        schedule.epoch += 1
        loss = development_loss(model, photos, grids, tokenizer)
        print(f"epoch {schedule.epoch} of {len(parts)} steps: development loss {loss:.3f}", flush=True)
        torch.save({"state": model.state_dict(), "size": vars(model.size)}, cache / "captioner_last.pt")
    if not mean.count:  # too short a training for a mean
        mean.add(model.state_dict())
    torch.save({"state": mean.state(), "size": vars(model.size)}, cache / "captioner.pt")


class Schedule:
    """How much of the training is done: by epochs or, if a number of minutes is given, by the clock."""

    def __init__(self, epochs, minutes, begun):
        self.epochs, self.minutes, self.epoch = epochs, minutes, round(begun * epochs)
        self.began = time.time() - begun * minutes * 60

    def done(self, part=0.0):
        if self.minutes:
            return (time.time() - self.began) / 60 / self.minutes
        return (self.epoch + part) / self.epochs

    def over(self):
        return self.done() >= 1.0


class Mean:
    """The mean of the weights at several moments."""

    def __init__(self):
        self.total, self.count = None, 0

    def add(self, state):
        state = {name: value.clone() for name, value in state.items()}
        self.total = state if self.total is None else {n: self.total[n] + v for n, v in state.items()}
        self.count += 1

    def state(self):
        return {name: value / self.count for name, value in self.total.items()}


def load_size(cache):
    """The numbers that fix the shape of the trained captioner."""
    path = cache / "captioner.pt"
    return torch.load(path if path.exists() else cache / "captioner_last.pt")["size"]


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("cache", type=Path)
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--minutes", type=float, default=0.0)
    parser.add_argument("--begun", type=float, default=0.0, help="share already done, to go on from captioner_last.pt")
    parser.add_argument("--layers", type=int, default=3)
    parser.add_argument("--dropout", type=float, default=0.15)
    parser.add_argument("--weights", default='{"corel5k": 1, "oasis": 3, "scenes": 1}', help="draws an epoch")
    arguments = parser.parse_args()
    torch.set_num_threads(2)
    train(arguments, arguments.cache)
