"""Which words name the same thing, from WordNet 3.0, as a list that is committed.

    python training/synonyms.py CACHE WORDNET      (the folder with index.noun and data.noun)

A word is named by itself, by another word of its most frequent noun sense, or by a narrower word
(three steps down: a terrier is a dog), so long as our captions or tags use that word at all.
Writes training/synonyms.json.
"""

import json
import sys
from pathlib import Path

import labels as label_list
import photos as collection

HERE = Path(__file__).parent
DEPTH = 3
# Words whose most frequent sense is not what a photo shows: the sense that is, counted from 1.
SENSE = {
    "seal": 9, "crane": 2, "plane": 1, "mouse": 1, "bar": 1, "jet": 1, "crow": 1, "shot": 4, "drum": 1, "rock": 1, "deer": 1,
    "pool": 1, "band": 2, "bat": 1, "bow": 2, "park": 1, "slide": 2, "pen": 1, "swing": 4, "train": 1, "face": 1, "field": 1,
    "couple": 2, "bank": 1, "china": 1, "glass": 2, "watch": 1, "fan": 1, "stage": 3, "light": 7, "sea": 1, "shore": 1, "goat": 1,
    "wall": 1, "present": 2, "path": 2, "fire": 3, "cup": 1, "boat": 1, "street": 1, "water": 1,
}
# Said of the same photos by everybody, though not synonyms in WordNet.
SAME = (
    "ocean sea", "mountain mountains peak peaks alp", "rock rocks stone stones rocky", "tree trees forest woods", "forest woods trees",
    "snow snowy", "sand sandy", "cloud clouds cloudy", "building buildings skyscraper skyscrapers", "people person man woman men women boy girl child children crowd player players rider bride groom",
    "person people man woman men women boy girl child children baby lady guy", "car cars", "plane airplane jet aircraft", "jet plane airplane",
    "beach shore seashore coast", "coast shore beach", "shore beach coast", "street road city", "city skyline town", "sunset sunrise", "sunrise sunset",
    "thunderstorm lightning storm", "lightning thunderstorm", "cemetery graveyard gravestones grave graves tombstones", "bird birds",
    "glacier ice icy snow", "rain rainy raindrops", "sunshine sunny sun sunlight", "sea ocean waves", "grass grassy lawn", "fire flames burning",
    "galaxy stars nebula space", "wedding bride groom", "flower flowers petals", "bicycle bike", "motocross motorcycle bike", "garbage trash",
    "food meal dessert fruit", "alcohol wine beer bottle", "explosion fire smoke", "woods forest trees", "skyscraper building buildings", "train locomotive",
)


class WordNet:
    """The noun files, as published: https://wordnet.princeton.edu/documentation/wndb5wn."""

    def __init__(self, folder):
        self.senses = {}
        for line in (folder / "index.noun").read_text().splitlines():
            if not line.startswith(" "):
                fields = line.split()
                count = int(fields[2])
                self.senses[fields[0]] = fields[-count:]
        self.sets = dict(self.read(line) for line in (folder / "data.noun").read_text().splitlines() if line[0] != " ")

    def read(self, line):
        """offset -> (words, offsets of narrower sets)."""
        fields = line.split(" | ")[0].split()
        count = int(fields[3], 16)
        words = [fields[4 + 2 * i].lower().replace("_", " ") for i in range(count)]
        rest = fields[5 + 2 * count :]
        narrower = [rest[i + 1] for i in range(0, len(rest) - 3) if rest[i] in ("~", "~i") and rest[i + 2] == "n"]
        return fields[0], (words, narrower)

    def named_by(self, word):
        """The words of a sense and of its narrower senses."""
        senses = self.senses.get(word.replace(" ", "_"), [])
        if not senses:
            return set()
        level = [senses[min(SENSE.get(word, 1), len(senses)) - 1]]
        found = set()
        for _ in range(DEPTH + 1):
            found |= {name for offset in level for name in self.sets[offset][0]}
            level = [narrow for offset in level for narrow in self.sets[offset][1]]
        return found


def singular(word):
    """`churches` -> `church`, `boats` -> `boat`; leaves what it does not know."""
    for ending, end in (("ies", "y"), ("sses", "ss"), ("shes", "sh"), ("ches", "ch"), ("xes", "x"), ("ves", "f"), ("s", "")):
        if word.endswith(ending) and not word.endswith("ss") and len(word) > 3:
            return word[: -len(ending)] + end
    return word


def used_words(cache):
    """Every word of the training captions, and every tag."""
    sentences = json.loads((cache / "sentences.json").read_text())
    words = {word for many in sentences.values() for sentence in many for word in sentence.split()}
    kept = json.loads((cache / "labels.json").read_text())
    return words | set(kept["learnt"]) | set(kept["imagenet"])


def main(cache, folder):
    wordnet, used = WordNet(folder), used_words(cache)
    stems = {}
    for word in used:
        stems.setdefault(singular(word), set()).add(word)
    kept = json.loads((cache / "labels.json").read_text())
    asked = set(kept["learnt"]) | set(kept["imagenet"]) | {"person", "animal", "glacier", "sunshine", "rain"}
    for photo in collection.load(cache):
        if photo.set in ("corel5k", "oasis"):
            asked |= set(photo.words) | {part for word in photo.words for part in word.split()}
    same = {line.split()[0]: set(line.split()[1:]) for line in SAME}
    found = {}
    for word in sorted(asked):
        stem = singular(word)
        names = wordnet.named_by(word) or wordnet.named_by(stem)
        names |= {stem, word} | same.get(word, set()) | same.get(stem, set())
        forms = {form for name in names for form in stems.get(singular(name), ())} | {word, stem}
        found[word] = sorted(forms - {word})
    (HERE / "synonyms.json").write_text(json.dumps(found, indent=0, sort_keys=True) + "\n")
    print(f"{len(found)} words, {sum(map(len, found.values()))} synonyms")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
