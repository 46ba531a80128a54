"""Short texts in many languages that mean the same: the names and keywords of emoji in Unicode's CLDR.

They come from the npm packages `cldr-annotations-full` and `cldr-annotations-derived-full` (Unicode License v3):

    npm pack cldr-annotations-full@48.2.0 cldr-annotations-derived-full@48.2.0
"""

from dataclasses import dataclass
import json
from pathlib import Path
import random
import tarfile

VERSION = "48.2.0"
PACKAGES = {"annotations": "cldr-annotations-full", "annotationsDerived": "cldr-annotations-derived-full"}
LANGUAGES = ("en vi zh ja de fr es pt ru ar it ko nl pl tr sv id th hi cs el fi he hu ro uk").split()
SKIN_TONES = range(0x1F3FB, 0x1F400)
FLAGS = range(0x1F1E6, 0x1F200)
KEYWORDS = 8
HELD_OUT, SEED = 200, 5


@dataclass
class Concept:
    """What one emoji is called in each language that has a name for it; `keywords` joins its keywords instead."""

    emoji: str
    keywords: bool
    texts: dict[str, str]


def concepts(cache: Path) -> tuple[list[Concept], list[Concept]]:
    """Those to learn from, and the names of `HELD_OUT` emoji that all languages know, of which nothing is among the first."""
    read = list(named(cache))
    emoji = sorted({concept.emoji for concept in read if not is_flag(concept.emoji)})
    held = set(random.Random(SEED).sample(emoji, HELD_OUT))
    whole = lambda concept: not concept.keywords and len(concept.texts) == len(LANGUAGES)
    return (
        [concept for concept in read if concept.emoji not in held],
        [concept for concept in read if concept.emoji in held and whole(concept)],
    )


def named(cache: Path):
    """Every emoji twice, by its name and by its keywords, without the variants of skin."""
    table: dict[str, dict[str, dict]] = {}
    for language in LANGUAGES:
        for folder, package in PACKAGES.items():
            for emoji, row in annotations(cache, folder, package, language).items():
                table.setdefault(emoji, {}).setdefault(language, row)
    for emoji, rows in table.items():
        if "en" not in rows or has_skin_tone(emoji):
            continue
        names = {language: row["tts"][0] for language, row in rows.items() if "tts" in row}
        keywords = {language: row.get("default", []) for language, row in rows.items()}
        joined = {language: ", ".join(words[:KEYWORDS]) for language, words in keywords.items() if 1 < len(words)}
        yield from (Concept(emoji, kind, texts) for kind, texts in ((False, names), (True, joined)) if "en" in texts)


def annotations(cache: Path, folder: str, package: str, language: str) -> dict:
    with tarfile.open(cache / f"{package}-{VERSION}.tgz") as archive:
        file = archive.extractfile(f"package/{folder}/{language}/annotations.json")
        return json.load(file)[folder]["annotations"]


def has_skin_tone(emoji: str) -> bool:
    return 1 < len(emoji) and any(ord(sign) in SKIN_TONES for sign in emoji)


def is_flag(emoji: str) -> bool:
    return any(ord(sign) in FLAGS for sign in emoji)
