"""Texts like those that a music library holds, to learn what all its passages have in common.

Lyrics: art songs (`lyrics/lieder.jsonl`, whose lines are whole verses of the poem, so they are cut
after punctuation), Vietnamese ca dao and sayings, Vietnamese folk songs. Descriptions: what the
product writes of music without words. A language of fewer than `FEWEST_SONGS` art songs is left out.
"""

from collections import defaultdict
from pathlib import Path
import random
import re

import numpy as np

from pairs import read_lines

FEWEST_SONGS = 10
MOST_PASSAGES = 250
STANZA_LINES = (2, 6)
SHORTEST_LINE = 12

TITLES = ["Calm Acoustic", "Track", "Evening Walk", "Sonata in D", "Deep House", "Blue Hour", "Theme"]
GENRES = ["ambient", "classical piano", "electronic", "folk guitar", "jazz trio", "orchestra", "rock band"]
TEMPI = ["slow", "moderate", "fast", "very fast"]
VOLUMES = ["quiet", "soft", "loud", "powerful"]
MOODS = ["warm", "dark", "happy", "sad", "tense", "dreamy", "epic", "playful", "tender", "angry"]


def lyrics(data: Path, seed: int = 5) -> dict[str, list[str]]:
    """Language -> passages of two to six lines, `MOST_PASSAGES` at most, in random order."""
    chance = random.Random(seed)
    found = defaultdict(list)
    for language, verses in art_songs(data).items():
        for verse in verses:
            found[language] += stanzas(phrases(verse), chance)
    for name in ("vi_songs_gloss", "vi_cadao"):
        songs = [song["lines"] for song in read_lines(data / "lyrics" / f"{name}.jsonl")]
        passages = [passage for lines in songs for passage in stanzas(lines, chance)]
        found["vi"] += chance.sample(passages, min(len(passages), MOST_PASSAGES // 2))
    return {
        language: chance.sample(passages, min(len(passages), MOST_PASSAGES))
        for language, passages in sorted(found.items())
    }


def art_songs(data: Path) -> dict[str, list[str]]:
    """Language -> verses, of languages with enough songs."""
    songs, verses = defaultdict(int), defaultdict(list)
    for song in read_lines(data / "lyrics" / "lieder.jsonl"):
        if song["lyrics"] and song["lang"]:
            songs[song["lang"]] += 1
            verses[song["lang"]] += song["lyrics"].split("\n")
    return {language: verses[language] for language in verses if FEWEST_SONGS <= songs[language]}


def phrases(verse: str) -> list[str]:
    """Cuts after punctuation; a short phrase stays with the one before."""
    lines = []
    for phrase in re.split(r"(?<=[,;.!?:])\s+", verse.strip()):
        if lines and len(phrase) < SHORTEST_LINE:
            lines[-1] += " " + phrase
        else:
            lines.append(phrase)
    return lines


def stanzas(lines: list[str], chance: random.Random) -> list[str]:
    """Passages of a random number of lines; a single line is left out."""
    passages, start = [], 0
    while start + 1 < len(lines):
        count = chance.randint(*STANZA_LINES)
        passages.append("\n".join(lines[start : start + count]))
        start += count
    return passages


def descriptions(count: int = 200, seed: int = 6) -> list[str]:
    """Such as "instrumental music: Calm Acoustic 1, slow, quiet, warm", half with a genre."""
    chance = random.Random(seed)
    found = []
    for _ in range(count):
        words = [chance.choice(kind) for kind in (TEMPI, VOLUMES, MOODS)]
        genre = [chance.choice(GENRES)] if chance.random() < 0.5 else []
        title = f"{chance.choice(TITLES)} {chance.randint(1, 20)}"
        found.append("instrumental music: " + ", ".join([title, *genre, *words]))
    return found


def shares(counts: list[int]) -> np.ndarray:
    """A weight for each member of groups of these sizes: all groups weigh the same, in sum one."""
    return np.concatenate([np.full(count, 1 / count / len(counts)) for count in counts])
