"""Counts how often labels are shown, by what is known of the music, with the thresholds of `labels.py`.

    python evaluate.py DATA DEMO CACHE

Reads what `export.py` kept in CACHE: passages of seven patches (21 s) of Emotify by genre, and whole rendered
songs of the demo library, whose credits name their two instruments.
"""

import csv
import hashlib
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path

import numpy

from labels import LABELS, ORDER

# What the instruments of the credits may be called.
CALLED = {
    "piano": {"piano"}, "celesta": set(), "church organ": set(), "accordion": set(), "harp": {"harp"},
    "guitar": {"guitar"}, "violin": {"violin", "strings"}, "cello": {"cello", "strings"},
    "flute": {"flute"}, "recorder": {"flute"}, "oboe": set(), "English horn": set(), "clarinet": set(),
    "French horn": set(), "trumpet": set(), "choir aahs": {"choir"}, "voice oohs": set(),
}


def shown(tags):
    """Labels of the mean tags: {(kind, label)}"""
    strong = lambda those: max(tags[ORDER.index(tag)] / least for tag, least in those.items())
    return {(kind, label) for kind, all in LABELS.items() for label, those in all.items() if 1 <= strong(those)}


def heard(path, cache):
    return numpy.load(cache / (hashlib.md5(str(path).encode()).hexdigest() + ".npz"))["tags"]


def by_genre(data, cache):
    counts, passages = defaultdict(Counter), Counter()
    for path in sorted(data.glob("emotify/*/*.mp3")):
        tags = heard(path, cache)
        for first in range(0, len(tags) - 3, 7):
            passages[path.parent.name] += 1
            for _, label in shown(tags[first : first + 7].mean(axis=0)):
                counts[label][path.parent.name] += 1
    print(f"{'label':18}" + "".join(f"{genre:>12}" for genre in sorted(passages)))
    for label in sorted(counts):
        shares = (counts[label][genre] / passages[genre] for genre in sorted(passages))
        print(f"{label:18}" + "".join(f"{share:12.2f}" for share in shares))


def instruments(demo, cache):
    right, wrong, songs, some = Counter(), Counter(), 0, 0
    for row in csv.DictReader(open(demo / "CREDITS.csv")):
        named = re.search(r"melody on ([^,;]*), accompaniment on ([^;]*)", " ".join(row.values()))
        if not named or not row["path"].endswith(".mp3"):
            continue
        songs += 1
        true = set().union(*(CALLED[name] for name in named.groups()))
        labels = shown(heard(demo / row["path"], cache).mean(axis=0))
        played = {label for kind, label in labels if kind == "instrument"}
        right.update(played & true)
        wrong.update(played - true)
        some += bool(played & true)
    total = sum(right.values()) + sum(wrong.values())
    print(f"{songs} rendered songs: {sum(right.values())} of {total} instruments shown are played; {some} songs have one")
    print("right", dict(right), "wrong", dict(wrong))


def main(data, demo, cache):
    data, demo, cache = (Path(p).resolve() for p in (data, demo, cache))
    by_genre(data, cache)
    instruments(demo, cache)


if __name__ == "__main__":
    main(*sys.argv[1:])
