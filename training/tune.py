"""Chooses the constants of the search and of sight on photos that nothing was trained on.

    python training/tune.py DATA CACHE OUT

The search's length penalty: CIDEr on 300 of Flickr8k's development photos. The confidence of a
caption and the rule: the held-out photos, which half of them names what is labelled is
predicted from the other half's constants, so that the table of the report is not the one that
was tuned on. Writes CACHE/tuned.json with the constants of all of them.
"""

import json
import sys
from itertools import product
from pathlib import Path

import numpy

import beam
import evaluate_captions
import evaluate_sight
import heads
import photos as collection
import see
import sight

HERE = Path(__file__).parent
GRID = {
    "sure": (0.5, 0.6), "unlikely": (0.06,),
    "strong": (0.5, 0.6), "second": (0.4,),
}
PENALTIES = (0.8, 0.9, 1.0)
DEVELOPMENT = 200
BATCH = 25
# Captions read better than sentences of tags: one put aside costs this share of one that names nothing.
PUT_ASIDE = 0.03


def seen(data, eye, photos):
    """A view of each photo."""
    found = []
    for start in range(0, len(photos), BATCH):
        part = photos[start : start + BATCH]
        images = [see.tower.normalise(see.tower.squash(see.upright(data / p.path))) for p in part]
        grid, scores, _ = eye.look(numpy.stack(images))
        for (caption, mean), row in zip(eye.caption(grid), scores):
            found.append(sight.view(caption, mean, sight.tags_of(eye.entries, row)))
    return found


def best_penalty(data, eye, photos):
    """The length penalty with the best CIDEr."""
    chosen = [p for p in photos if p.set == "flickr8k" and p.use == "dev"][:DEVELOPMENT]
    wanted = {p.name: p.captions for p in chosen}
    images = [see.tower.normalise(see.tower.squash(see.upright(data / p.path))) for p in chosen]
    grids = numpy.concatenate([eye.look(numpy.stack(images[i : i + BATCH]))[0] for i in range(0, len(images), BATCH)])
    results = {}
    for penalty in PENALTIES:
        eye.search.length_penalty = penalty
        captions = [c for i in range(0, len(grids), BATCH) for c, _ in eye.caption(grids[i : i + BATCH])]
        bleu, cider = evaluate_captions.score(wanted, {p.name: c for p, c in zip(chosen, captions)})
        results[penalty] = cider
        print(f"length penalty {penalty}: BLEU-4 {bleu[3]:.3f} CIDEr {cider:.3f}", flush=True)
    return max(results, key=results.get)


def hits(found, names, rule):
    """[photos, 3] whether the caption, the first three tags, and either of them name a label."""
    rows = []
    for view, accepted in zip(found, names):
        said, _ = sight.decide(view, rule)
        in_caption = evaluate_sight.named(said, accepted)
        in_tags = any(evaluate_sight.named(t.label, accepted) for t in view.said[:3])
        rows.append((in_caption, in_tags, in_caption or in_tags))
    return numpy.array(rows)


def best_rule(found, names, pair):
    """The rule whose captions name a label most often, less a little for each caption that is put aside."""
    best = None
    for values in product(*GRID.values()):
        rule = sight.Rule(*pair, **dict(zip(GRID, values)))
        kept = numpy.mean([sight.decide(view, rule)[1] for view in found])
        rate = hits(found, names, rule)[:, 0].mean() - PUT_ASIDE * (1 - kept)
        if best is None or rate > best[0] + 1e-9:
            best = (rate, rule)
    return best[1]


def trust(found, names):
    """Slope and shift of the probability that a caption names a label."""
    means = numpy.array([view.mean_log_likelihood for view in found])
    truth = numpy.array([evaluate_sight.named(v.caption, n) for v, n in zip(found, names)], dtype=float)
    return heads.platt(means, truth)


def main(data, cache, out):
    photos, eye = collection.load(cache), see.Eye(out)
    penalty = best_penalty(data, eye, photos)
    eye.search.length_penalty = penalty
    held_out = [p for p in photos if p.use == "heldout"]
    synonyms = json.loads((HERE / "synonyms.json").read_text())
    names = [evaluate_sight.accepted(p, synonyms) for p in held_out]
    found = seen(data, eye, held_out)
    half = numpy.random.default_rng(11).permutation(len(held_out)) % 2
    crossed = numpy.zeros((len(held_out), 3))
    for side in (0, 1):
        taught = [i for i in range(len(held_out)) if half[i] != side]
        asked = [i for i in range(len(held_out)) if half[i] == side]
        pick = lambda values, chosen: [values[i] for i in chosen]
        pair = trust(pick(found, taught), pick(names, taught))
        rule = best_rule(pick(found, taught), pick(names, taught), pair)
        crossed[asked] = hits(pick(found, asked), pick(names, asked), rule)
    print("constants of one half on the other: caption %.3f tags %.3f either %.3f" % tuple(crossed.mean(axis=0)))
    rule = best_rule(found, names, trust(found, names))
    kept = {"search": vars(beam.Search(length_penalty=penalty)), "rule": {k: float(v) if k != "shown" else v for k, v in vars(rule).items()}}
    (cache / "tuned.json").write_text(json.dumps(kept, indent=1))
    print(kept)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
