"""How often a caption or the top tags name what a held-out photo is labelled with.

    python training/evaluate_sight.py DATA SIGHTS.jsonl

Lines as the product prints them: {"photo": path, "sight": {"caption", "tags": [{"label", "score"}], ...}}.
A photo counts when the caption, or one of the first three tags, has one of its labelled words, that
word's singular or plural, or a synonym from synonyms.json. The photos are those in heldout/*.txt.
A fourth column counts the caption before it was checked, where a line has `captioned`.
"""

import argparse
import json
from pathlib import Path

import photos as collection
import sight
from synonyms import singular

HERE = Path(__file__).parent
TOP = 3
# What the scene folders say of their photos.
FOLDERS = {
    "buildings": ["buildings"], "forest": ["forest"], "glacier": ["glacier"], "mountain": ["mountain"], "sea": ["sea"], "street": ["street"],
    "weather_cloudy": ["clouds"], "weather_rain": ["rain"], "weather_shine": ["sunshine"], "weather_sunrise": ["sunrise"],
}
# OASIS themes that name a feeling, a posture or a role of a person show a person.
OF_PEOPLE = set("face pose gazing cold collaboration excited sleepy eating tickling surprise father mother siblings massage".split())


def labelled(photo):
    """The words that a photo is labelled with."""
    if photo.set == "scenes":
        return FOLDERS[photo.words[0]]
    words = list(photo.words)
    if photo.set == "oasis":
        parts = photo.words[0].split()
        words += parts
        words += ["person"] if OF_PEOPLE & set(parts) else []
    return words


def accepted(photo, synonyms):
    """Everything that counts as naming one of them."""
    names = set()
    for word in labelled(photo):
        names |= {word, singular(word), *synonyms.get(word, ())}
    return names | {singular(name) for name in names}


def named(text, names):
    words = sight.words_of(text)
    return bool((words | {singular(word) for word in words}) & names)


def tagged(tags, names):
    return any(named(tag["label"], names) for tag in tags[:TOP])


def key_of(path):
    """The part of a path that tells a held-out photo: its set and its last names."""
    parts = Path(path).parts
    return "/".join(parts[-2:])


def evaluate(held_out, lines, synonyms):
    """set -> counts of (photos, caption alone, tags alone, caption or tags, unchecked caption)."""
    found = {key_of(line["photo"]): line for line in lines}
    table = {}
    for photo in held_out:
        line = found.get(key_of(photo.path))
        if line is None:
            raise SystemExit(f"`{photo.path}` has no line")
        names, seen = accepted(photo, synonyms), line["sight"]
        caption, tags = named(seen["caption"], names), tagged(seen["tags"], names)
        before = named(line.get("captioned") or seen["caption"], names)
        row = table.setdefault(photo.set, [0] * 5)
        for index, value in enumerate((True, caption, tags, caption or tags, before)):
            row[index] += value
    return table


def show(table):
    table = table | {"all": [sum(column) for column in zip(*table.values())]}
    print(f"{'set':<10} {'photos':>6} {'captioner':>9} {'caption':>8} {'tags':>6} {'either':>7}")
    for name, (count, caption, tags, either, before) in table.items():
        shares = [f"{100 * value / count:.1f}" for value in (before, caption, tags, either)]
        print(f"{name:<10} {count:>6} {shares[0]:>9} {shares[1]:>8} {shares[2]:>6} {shares[3]:>7}")


def main(arguments):
    held_out = [p for p in collection.collect(arguments.data) if p.use == "heldout"]
    lines = [json.loads(line) for line in arguments.sights.open()]
    show(evaluate(held_out, lines, json.loads((HERE / "synonyms.json").read_text())))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("sights", type=Path)
    main(parser.parse_args())
