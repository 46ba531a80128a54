"""Measures the passages that songs are cut into, against songs whose lines have times.

    python training/evaluate_passages.py VIBELENS DATA/timed_lyrics

Each song is ingested twice: with its words and times, and as music without words. Printed are how much of a song
the passages cover, how long they are, and whether the passage that stands out most is a chorus: whether the lines
that are sung in it come back elsewhere in the song. Chance is what a passage picked blindly would give.
"""

import json
import sqlite3
import statistics
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

EARLY = 0.2  # of a song: where intros are


def main(program, folder):
    songs = [json.loads(line) for line in (folder / "index.jsonl").read_text().splitlines()]
    print("| passages of 17 songs | with words | as music without words |\n|---|---|---|")
    columns = [figures(cut(program, folder, songs, words), songs) for words in (True, False)]
    for name in columns[0]:
        print(f"| {name} | {columns[0][name]} | {columns[1][name]} |")


def cut(program, folder, songs, words):
    """The passages of each song as (start, end, prominence), and how long it plays."""
    with tempfile.TemporaryDirectory() as place:
        music = Path(place) / "music"
        music.mkdir()
        for number, song in enumerate(songs):
            (music / f"{number}.mp3").symlink_to(folder / song["audio"])
            if words:
                (music / f"{number}.lrc").write_text(lrc(song))
        data = Path(place) / "data"
        subprocess.run([program, "--data", data, "ingest", music], check=True, capture_output=True)
        return read(data / "catalog.db", len(songs))


def lrc(song):
    stamp = lambda time: f"[{int(time // 60):02}:{time % 60:05.2f}]"
    return "".join(f"{stamp(line['start'])}{line['text']}\n" for line in song["lines"])


def read(catalog, count):
    rows = sqlite3.connect(catalog).execute(
        "select visits.reference, duration_ms, start_ms, end_ms, prominence from visits"
        " join tracks on tracks.id = visits.track join passages on passages.track = tracks.id"
        " where start_ms is not null order by start_ms"
    )
    found = [([], None) for _ in range(count)]
    for reference, duration, start, end, prominence in rows:
        number = int(Path(reference).stem)
        passages, _ = found[number]
        passages.append((start / 1000, end / 1000, prominence))
        found[number] = (passages, duration / 1000)
    return found


def figures(found, songs):
    covered, lengths, overlaps, chorus, chance, early = [], [], [], [], [], []
    for (passages, duration), song in zip(found, songs):
        if duration is None:
            continue
        covered.append(sum(end - start for start, end, _ in passages) / duration)
        lengths += [end - start for start, end, _ in passages]
        overlaps += [max(0, a[1] - b[0]) for a, b in zip(passages, passages[1:])]
        times = Counter(bare(line["text"]) for line in song["lines"])
        if max(times.values()) < 2:
            continue
        shares = [repeated(passage, song, times) for passage in passages]
        best = max(range(len(passages)), key=lambda place: passages[place][2])
        chorus.append(shares[best])
        chance.append(statistics.mean(shares))
        early.append(passages[best][0] < EARLY * duration)
    within = statistics.mean(8 <= length <= 30 for length in lengths)
    return {
        "of the song covered, mean (least)": f"{100 * statistics.mean(covered):.0f} % ({100 * min(covered):.0f} %)",
        "last 8–30 s": f"{100 * within:.1f} % of {len(lengths)}",
        "longest overlap": f"{max(overlaps):.1f} s",
        "lines that come back in the most prominent one (by chance)": f"{100 * statistics.mean(chorus):.0f} %"
        f" ({100 * statistics.mean(chance):.0f} %)",
        "it begins in the first fifth of the song": f"{sum(early)} of {len(early)}",
    }


def repeated(passage, song, times):
    """The share of the lines that begin in a passage and come back elsewhere."""
    start, end, _ = passage
    inside = [line for line in song["lines"] if start - 0.5 <= line["start"] < end - 0.5]
    return statistics.mean([1 < times[bare(line["text"])] for line in inside] or [0])


def bare(text):
    return "".join(letter for letter in text.lower() if letter.isalnum())


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
