"""Tags on Corel5K's own test split, five words a photo, as its literature counts (Duygulu et al. 2002; Guillaumin et al. 2009).

    python training/evaluate_tags.py DATA MODELS

Recall and precision are means over the words that occur in the test photos; a word that is never
said has precision 0. F1 is of these two means; mean average precision ranks photos for each word.
"""

import json
import sys
from pathlib import Path

import numpy
from sklearn.metrics import average_precision_score

import labels as label_list
import photos as collection
import see

WORDS = 5
BATCH = 25


def probabilities(data, eye, photos):
    """[photos, tags] from the shipped graphs."""
    rows = []
    for start in range(0, len(photos), BATCH):
        part = photos[start : start + BATCH]
        images = [see.tower.normalise(see.tower.squash(see.upright(data / p.path))) for p in part]
        rows.append(eye.look(numpy.stack(images))[1])
    return numpy.concatenate(rows)


def measure(found, truth):
    """found [photos, words] probabilities, truth [photos, words] -> the numbers."""
    said = numpy.zeros_like(truth)
    numpy.put_along_axis(said, numpy.argsort(-found, axis=1)[:, :WORDS], True, axis=1)
    occurs = truth.any(axis=0)
    right = (said & truth).sum(axis=0)[occurs]
    recall = right / truth.sum(axis=0)[occurs]
    precision = right / numpy.maximum(said.sum(axis=0)[occurs], 1)
    ranking = [average_precision_score(truth[:, k], found[:, k]) for k in numpy.flatnonzero(occurs)]
    mean_recall, mean_precision = recall.mean(), precision.mean()
    return {
        "words": int(occurs.sum()), "recall": mean_recall, "precision": mean_precision,
        "F1": 2 * mean_recall * mean_precision / (mean_recall + mean_precision),
        "words with recall > 0": int((recall > 0).sum()), "mAP": float(numpy.mean(ranking)),
    }


def main(data, models):
    eye = see.Eye(models)
    photos = [p for p in collection.corel(data) if p.use == "heldout"]
    place = {entry["label"]: i for i, entry in enumerate(eye.entries)}
    words = sorted({word for photo in collection.corel(data) for word in photo.words})
    known = [word for word in words if label_list.corel_label(word) in place]
    truth = numpy.array([[word in photo.words for word in words] for photo in photos])
    found = numpy.zeros(truth.shape)
    scores = probabilities(data, eye, photos)
    for word in known:
        found[:, words.index(word)] = scores[:, place[label_list.corel_label(word)]]
    result = measure(found, truth)
    print(json.dumps({name: round(value, 3) for name, value in result.items()}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
