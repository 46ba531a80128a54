"""BLEU and CIDEr on Flickr8k's test photos, by the standard scorer (pycocoevalcap, PTB tokenizer; needs Java).

    python training/evaluate_captions.py DATA CAPTIONS.jsonl [--split test]

Lines of {"photo": path, "caption": text}, or of what the product prints ({"photo", "sight"});
a `captioned` field, the caption before it was checked against the tags, is preferred.
"""

import argparse
import json
from pathlib import Path

from pycocoevalcap.bleu.bleu import Bleu
from pycocoevalcap.cider.cider import Cider
from pycocoevalcap.tokenizer.ptbtokenizer import PTBTokenizer


def references(data, split):
    rows = map(json.loads, (data / "flickr8k/captions.jsonl").open())
    return {row["image"]: row["en"] for row in rows if row["split"] == split}


def caption_of(line):
    return line.get("captioned") or line.get("caption") or line["sight"]["caption"]


def score(wanted, found):
    """wanted: name -> five captions; found: name -> caption. Returns (BLEU-1..4, CIDEr)."""
    missing = sorted(set(wanted) - set(found))
    if missing:
        raise SystemExit(f"{len(missing)} photos have no caption, first {missing[0]}")
    tokenizer = PTBTokenizer()
    true = tokenizer.tokenize({n: [{"caption": c} for c in captions] for n, captions in wanted.items()})
    said = tokenizer.tokenize({n: [{"caption": found[n]}] for n in wanted})
    bleu, _ = Bleu(4).compute_score(true, said, verbose=0)
    cider, _ = Cider().compute_score(true, said)
    return bleu, cider


def main(arguments):
    lines = [json.loads(line) for line in arguments.captions.open()]
    found = {Path(line["photo"]).name: caption_of(line) for line in lines}
    wanted = references(arguments.data, arguments.split)
    bleu, cider = score(wanted, found)
    print(f"{len(wanted)} photos: BLEU-1 {bleu[0]:.3f} BLEU-4 {bleu[3]:.3f} CIDEr {cider:.3f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("captions", type=Path)
    parser.add_argument("--split", default="test")
    main(parser.parse_args())
