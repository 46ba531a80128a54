"""The songs that matching is measured on, cut into passages as the product cuts words without times.

The lines of `lieder.jsonl` are whole verses of the poem, so they are cut after punctuation.
"""

from dataclasses import dataclass
import json
from pathlib import Path
import random
import sys

sys.path.append(str(Path(__file__).resolve().parents[1] / "text_encoder"))

from library import phrases
from pairs import read_lines

SEED = 3
FEWEST_LINES, MOST_LINES = 3, 8
MOST_PASSAGES = 4
CATALOGUE = 10_000


@dataclass
class Song:
    """A song, its passages in their order, and the grade (1 or 2) of each theme it is labelled with."""

    id: str
    language: str
    passages: list[str]
    themes: dict[str, int] | None = None


def labelled(data: Path, evaluation: Path) -> list[Song]:
    """The art songs whose themes are known, in the order of the file of themes."""
    lines = (evaluation / "themes.jsonl").read_text(encoding="utf-8").splitlines()
    themes = {row["id"]: row["themes"] for row in map(json.loads, lines)}
    songs = {song.id: song for song in lieder(data)}
    return [Song(id, songs[id].language, songs[id].passages, themes[id]) for id in themes]


def catalogue(data: Path) -> list[Song]:
    """`CATALOGUE` songs of one to `MOST_PASSAGES` passages: all art songs with words, then ca dao."""
    songs = lieder(data)
    folk = ca_dao(data)
    random.Random(SEED).shuffle(folk)
    chosen = [*songs, *folk][:CATALOGUE]
    return [Song(song.id, song.language, song.passages[:MOST_PASSAGES]) for song in chosen]


def lieder(data: Path) -> list[Song]:
    rows = read_lines(data / "lyrics" / "lieder.jsonl")
    return [Song(row["id"], row["lang"] or "", cut(row["lyrics"])) for row in rows if row["lyrics"]]


def ca_dao(data: Path) -> list[Song]:
    rows = read_lines(data / "lyrics" / "vi_cadao.jsonl")
    return [Song(f"ca-dao-{row['id']}", "vi", joined([row["lines"]])) for row in rows]


def cut(lyrics: str) -> list[str]:
    """One verse of the poem is one stanza."""
    return joined([phrases(verse) for verse in lyrics.split("\n") if verse.strip()])


def joined(stanzas: list[list[str]]) -> list[str]:
    """A passage for each stanza; long ones are cut evenly, short ones joined."""
    whole: list[list[str]] = []
    for lines in stanzas:
        if whole and len(whole[-1]) < FEWEST_LINES and len(whole[-1]) + len(lines) <= MOST_LINES:
            whole[-1] += lines
        else:
            whole.append(list(lines))
    if 1 < len(whole) and len(whole[-1]) < FEWEST_LINES and len(whole[-2]) + len(whole[-1]) <= MOST_LINES:
        last = whole.pop()
        whole[-1] += last
    return [part for lines in whole for part in even_parts(lines)]


def even_parts(lines: list[str]) -> list[str]:
    parts = max(1, -(-len(lines) // MOST_LINES))
    ends = [len(lines) * number // parts for number in range(parts + 1)]
    return ["\n".join(lines[start:end]) for start, end in zip(ends, ends[1:])]
