"""Matching texts to measure the encoder with: query number k belongs to passage number k."""

import json
from pathlib import Path


def load(data: Path) -> dict[str, tuple[list[str], list[str]]]:
    """Name of the test -> (queries, passages)."""
    songs = read_lines(data / "lyrics" / "vi_songs_gloss.jsonl")
    photos = read_lines(data / "flickr8k" / "captions.jsonl")
    photos = [photo for photo in photos if photo["split"] == "test"]
    captions = [photo["en"][0] for photo in photos]
    return {
        "songs": (
            ["\n".join(song["english_gloss"]) for song in songs],
            ["\n".join(song["lines"]) for song in songs],
        ),
        "en-en": (captions, [photo["en"][1] for photo in photos]),
        "en-zh": (captions, [photo["zh"][0] for photo in photos]),
    }


def read_lines(path: Path) -> list[dict]:
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]
