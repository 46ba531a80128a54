"""Writes the sentences that the captioner learns from, and its tokenizer.

    python training/sentences.py CACHE

Flickr8k's captions as they are; for Corel5K sentences built from a photo's words in varied orders;
for OASIS and the scene folders hand-written ones.
Writes CACHE/sentences.json (photo index -> sentences) and CACHE/tokenizer.json.
"""

import json
import random
import sys
from pathlib import Path

import corel_words
import oasis_themes
import photos as collection
import text

SEED = 7
VOCABULARY = 4000
PER_PHOTO = 24
TABLE = corel_words.table()
SUBJECTS = ("animal", "person", "vehicle", "thing", "plant")
SCENERY = ("place", "structure", "ground")
STANDING = ("", "", "", "standing", "standing", "walking", "resting")
ALIVE = ("animal", "person")
PARTS_OF_ANIMALS = ("head", "hands", "face", "horns", "figures", "art")
OPEN_SKY = ("under a clear sky", "under a blue sky", "against the sky")


def of_corel(words, chance):
    """One sentence that says most of a photo's words, the same words in another way each time."""
    if any(TABLE.get(word, ("",))[0] == "animal" for word in words):
        words = [word for word in words if word not in PARTS_OF_ANIMALS]
    parts, left = pairs(words, chance), [w for w in words if w in TABLE]
    for _, _, used in parts:
        left = [w for w in left if w not in used]
    parts += [(TABLE[w][0], TABLE[w][1], (w,)) for w in left]
    chance.shuffle(parts)
    subjects = sorted((p for p in parts if p[0] in SUBJECTS and p[1]), key=rank)
    if any(p[0] == "person" and p[1] != "people" for p in subjects):
        subjects = [p for p in subjects if p[1] != "people"]
    scenery = sorted((p for p in parts if p[0] in SCENERY and p[1]), key=lambda p: SCENERY.index(p[0]))
    skies = [p[2][0] for p in parts if p[0] == "sky"]
    if subjects and subjects[0][0] == "plant" and scenery and chance.random() < 0.7:
        sentence = about_scenery(interleave(scenery, subjects), chance)
    elif subjects:
        sentence = about_subject(subjects, scenery, chance)
    elif scenery:
        sentence = about_scenery(scenery, chance)
    else:
        return about_sky([TABLE[word] for word in skies], chance)
    opening = ["a close-up of"] if "close-up" in words and chance.random() < 0.7 else []
    return " ".join([*opening, *sentence, *sky_ending(skies, chance)])


def rank(part):
    """Animals, single persons, vehicles, then `people`, things and plants."""
    return SUBJECTS.index(part[0]) + (1.5 if part[1] == "people" else 0.0)


def interleave(scenery, plants):
    """The first place, then its plants, then the rest."""
    return [scenery[0], *plants, *scenery[1:]]


def pairs(words, chance):
    """Words that belong together, said as one thing most of the time."""
    found, used = [], set()
    for first, second, phrase, kind in corel_words.PAIRS:
        if first in words and second in words and not used & {first, second} and chance.random() < 0.8:
            found.append((kind, phrase, (first, second)))
            used |= {first, second}
    return found


def about_subject(subjects, scenery, chance):
    main, others = subjects[0], subjects[1:]
    sentence, joined = [main[1]], None
    if others and others[0][0] != "vehicle" and chance.random() < 0.45:
        joined, others = others[0], others[1:]
        sentence += ["and" if joined[0] == main[0] else "with", joined[1]]
    where = [w for w in (location(p, main[0]) for p in [*others, *scenery]) if w]
    if where:
        chance.shuffle(where)
        verb = verb_of(main, chance) if joined is None or joined[0] in ALIVE else ""
        sentence += [verb, *where[: 1 if chance.random() < 0.6 else 2]]
    return [word for word in sentence if word]


def verb_of(main, chance):
    """`standing` or `is standing`, in the number of its subject; swimmers only swim."""
    kind, phrase, _ = main
    if kind not in ALIVE:
        return ""
    verb = "swimming" if "swimmers" in phrase or "fish" in phrase else chance.choice(STANDING)
    auxiliary = "is" if phrase.startswith(("a ", "an ")) else "are"
    return f"{auxiliary} {verb}" if verb and chance.random() < 0.3 else verb


def location(part, kind):
    """How the sentence says that something of a kind is there, as a place."""
    where = [TABLE[word][2] for word in part[2] if word in TABLE and TABLE[word][2]]
    if not where:
        return ""
    if where[0] == "in the water" and kind in ("plant", "thing"):
        return "near the water"
    if where[0] == "in the grass" and kind == "vehicle":
        return "on the grass"
    return where[0]


def about_scenery(scenery, chance):
    main, others = scenery[0], scenery[1:]
    sentence = [main[1]]
    if others:
        link = chance.choice(("with", "and", "with", "near"))
        sentence += [link, others[0][1]]
        if len(others) > 1 and chance.random() < 0.5:
            sentence += ["and", others[1][1]]
    return [word for word in sentence if word]


def sky_ending(skies, chance):
    """One or two endings such as `at sunset`; a plain sky is said only when nothing else is."""
    named = [word for word in skies if word != "sky"]
    endings = [TABLE[word][2] for word in named if TABLE[word][2]]
    endings = endings or [chance.choice(OPEN_SKY) for word in skies if word == "sky"]
    if not endings or chance.random() < 0.15:
        return []
    return endings[: 1 if chance.random() < 0.75 else 2]


def about_sky(skies, chance):
    named = [(phrase, where) for _, phrase, where in skies if phrase]
    if not named:
        return chance.choice(("a blue sky", "an open sky")) if skies else ""
    phrase = named[0][0]
    rest = [where for _, other, where in skies if other != phrase and where]
    return " ".join([phrase, *rest[:1]])


def of_photo(photo, index):
    """All sentences of one photo, or none."""
    if photo.set == "flickr8k":
        return [text.plain(caption) for caption in photo.captions]
    chance = random.Random(SEED * 1_000_003 + index)
    lists = {"oasis": oasis_themes.THEMES, "scenes": oasis_themes.SCENES}
    if photo.set == "corel5k":
        made = {of_corel(photo.words, chance) for _ in range(PER_PHOTO)}
    else:
        sentences = oasis_themes.read(lists[photo.set]).get(photo.words[0], [])
        made = set(sentences)
    return sorted(text.plain(sentence) for sentence in made if sentence)


def main(cache):
    photos = collection.load(cache)
    found = {i: of_photo(p, i) for i, p in enumerate(photos) if p.use == "train"}
    found = {index: sentences for index, sentences in found.items() if sentences}
    (cache / "sentences.json").write_text(json.dumps(found))
    learned = [s for i, many in found.items() for s in (many if photos[i].set == "flickr8k" else many[:3])]
    text.train(learned, VOCABULARY).save(str(cache / "tokenizer.json"))
    print(f"{len(found)} photos, {sum(map(len, found.values()))} sentences")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
