"""Fits the feeling of sound on Emotify and writes models/sound-feeling.json.

    python fit.py FEATURES.jsonl VOTES.csv OUT.json

FEATURES.jsonl is what `cargo run --release --example sound_features -- emotify/*/*.mp3` prints.
"""
import csv
import json
import sys
from collections import defaultdict
from datetime import date
from pathlib import Path

import numpy as np
from sklearn.linear_model import Ridge
from sklearn.model_selection import GroupKFold

# Where the nine feelings of GEMS (Zentner, Grandjean & Scherer, "Emotions evoked by the sound of
# music", Emotion 8, 2008) lie on Russell's plane: (valence, arousal). Sublimity (amazement to
# calmness) is pleasant and mostly still, vitality (power, joyful activation) pleasant and stirred,
# unease (tension, sadness) unpleasant; within each, as Scherer, "What are emotions?", 2005, fig. 1,
# places the words. README.md says more.
PLANE = {
    "amazement": (0.5, 0.3),
    "solemnity": (0.1, -0.3),
    "tenderness": (0.6, -0.4),
    "nostalgia": (0.0, -0.3),
    "calmness": (0.5, -0.8),
    "power": (0.4, 0.7),
    "joyful_activation": (0.9, 0.6),
    "tension": (-0.6, 0.7),
    "sadness": (-0.7, -0.5),
}
AXES = ("valence", "arousal")
FOLDS = 5
SEED = 0
MOST_STRETCH = 1.6
STRENGTHS = [3, 10, 30, 100, 300, 1000, 3000]


def targets(votes_csv):
    """Mean place on the plane of all the feelings that were ticked, for each (genre, number)."""
    ticked = defaultdict(lambda: np.zeros(len(PLANE)))
    listeners = defaultdict(int)
    with open(votes_csv, newline="") as rows:
        for row in csv.DictReader(rows, skipinitialspace=True):
            row = {key.strip(): value for key, value in row.items() if key}
            track = (row["genre"].strip(), int(row["track id"]))
            ticked[track] += [float(row[name]) for name in PLANE]
            listeners[track] += 1
    places = np.array(list(PLANE.values()))
    shares = {track: counts / listeners[track] for track, counts in ticked.items()}
    plane = {track: counts @ places / counts.sum() for track, counts in ticked.items() if counts.sum()}
    return plane, shares


def file_number(genre, number):
    """Emotify numbers its 400 tracks through; files are numbered within their genre."""
    return number - {"classical": 0, "rock": 100, "electronic": 200, "pop": 300}[genre]


def load(features_jsonl, votes_csv):
    plane, shares = targets(votes_csv)
    plane = {(genre, file_number(genre, number)): value for (genre, number), value in plane.items()}
    shares = {(genre, file_number(genre, number)): value for (genre, number), value in shares.items()}
    rows = [json.loads(line) for line in open(features_jsonl)]
    tracks = [(Path(row["path"]).parent.name, int(Path(row["path"]).stem)) for row in rows]
    x = np.array([row["values"] for row in rows])
    y = np.array([plane[track] for track in tracks])
    feelings = np.array([shares[track] for track in tracks])
    whole = np.array([row["span"] == "whole" for row in rows])
    return rows[0]["names"], x, y, feelings, whole, tracks


def standard(x, mean, scale):
    return np.clip((x - mean) / scale, -3, 3)


def predict(train, test, x, y, strength):
    mean, scale = x[train].mean(0), np.maximum(x[train].std(0), 1e-3)
    model = Ridge(alpha=strength).fit(standard(x[train], mean, scale), y[train])
    return model.predict(standard(x[test], mean, scale))


def cross_validated(x, y, groups, strength):
    """Predictions for every row by models that never saw its track."""
    out = np.zeros_like(y)
    for train, test in GroupKFold(FOLDS, shuffle=True, random_state=SEED).split(x, y, groups):
        out[test] = predict(train, test, x, y, strength)
    return out


def nested(x, y, groups):
    """The same, with the strength chosen within each training part: an honest estimate."""
    out = np.zeros_like(y)
    for train, test in GroupKFold(FOLDS, shuffle=True, random_state=SEED).split(x, y, groups):
        best = strongest(x[train], y[train], groups[train])
        out[test] = predict(train, test, x, y, best)
    return out


def strongest(x, y, groups):
    score = lambda strength: np.corrcoef(cross_validated(x, y, groups, strength), y)[0, 1]
    return max(STRENGTHS, key=score)


def main(features_jsonl, votes_csv, out_json):
    names, x, y, feelings, whole, tracks = load(features_jsonl, votes_csv)
    groups = np.array([hash_of(track) for track in tracks])
    print(f"{len(set(tracks))} tracks, {len(x)} spans, {x.shape[1]} features")
    r = lambda a, b: float(np.corrcoef(a, b)[0, 1])
    mean, scale = x.mean(0), np.maximum(x.std(0), 1e-3)
    model = {"features": names, "mean": rounded(mean), "scale": rounded(scale)}
    report = {}
    for axis, name in enumerate(AXES):
        target = y[:, axis]
        honest = nested(x, target, groups)
        strength = strongest(x, target, groups)
        ridge = Ridge(alpha=strength).fit(standard(x, mean, scale), target)
        # A ridge pulls everything to the middle, and every passage would feel alike. The spread of
        # what people said is given back, but not more than what is known well deserves; the order
        # stays as it was.
        spread = ridge.predict(standard(x, mean, scale)[whole]).std()
        stretch = min(target[whole].std() / spread, MOST_STRETCH)
        middle = target[whole].mean()
        model[name] = {
            "bias": round(float(middle + stretch * (ridge.intercept_ - middle)), 5),
            "weights": rounded(stretch * ridge.coef_),
        }
        report[name] = {
            "r_whole_minute": round(r(honest[whole], target[whole]), 3),
            "r_20_s_span": round(r(honest[~whole], target[~whole]), 3),
            "ridge": strength,
            "stretch": round(float(stretch), 2),
            "target_mean": round(float(middle), 3),
            "target_sd": round(float(target[whole].std()), 3),
        }
        genres = np.array([genre for genre, _ in tracks])
        report[name]["r_within_genre"] = {}
        for genre in sorted({genre for genre, _ in tracks}):
            inside = whole & (genres == genre)
            report[name]["r_within_genre"][genre] = round(r(honest[inside], target[inside]), 3)
        print(name, report[name])
    for number, name in enumerate(PLANE):
        share = feelings[:, number]
        print(f"  {name:18} r = {r(nested(x, share, groups)[whole], share[whole]):.3f}")
    model["cross_validated"] = report
    model["source"] = (
        "Emotify (Aljanaki, Wiering & Veltkamp, 2016), 160 of its tracks, for non-commercial use; "
        "votes mapped to the plane as training/audio_feeling/README.md says"
    )
    model["date"] = date.today().isoformat()
    Path(out_json).write_text(json.dumps(model, indent=1) + "\n")


def rounded(values):
    return [round(float(value), 5) for value in values]


def hash_of(track):
    """A number for each track that does not depend on Python's seed."""
    return ["classical", "rock", "electronic", "pop"].index(track[0]) * 1000 + track[1]


if __name__ == "__main__":
    main(*sys.argv[1:])
