"""Makes the lists of explicit words in src/ingest/explicit/words from the published ones.

    npm pack naughty-words@1.2.0
    pip download --no-deps viet-badwords-filter==1.0.1
    python training/explicit/lists.py naughty-words-1.2.0.tgz viet_badwords_filter-1.0.1-py3-none-any.whl

`choices.toml` beside this file says what is left out and why, and what was added.
"""

import ast
import json
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

HERE = Path(__file__).parent
WORDS = HERE.parent.parent / "src/ingest/explicit/words"
NAUGHTY = "naughty-words 1.2.0 (npm), the List of Dirty, Naughty, Obscene, and Otherwise Bad Words, CC BY 4.0"
VIETNAMESE = "viet-badwords-filter 1.0.1 (PyPI), after vn-badwords; WTFPL 2 by its licence file, MIT by its metadata"


def naughty(package: str, language: str) -> list[str]:
    with tarfile.open(package) as archive:
        return json.load(archive.extractfile(f"package/{language}.json"))


def vietnamese(package: str) -> list[str]:
    with zipfile.ZipFile(package) as archive:
        source = archive.read("viet_badwords_filter/badwords_list.py").decode()
    words = ast.literal_eval(source.split("=", 1)[1].strip())
    # Without marks, a syllable may be any of many, or a word of another language.
    return [word for word in words if not word.isascii()]


def left_out(text: str, words: list[str]) -> set[str]:
    """The longest words of the list, one after another, that `text` is made of."""
    known = {word.lower() for word in words}
    tokens, found, at = text.split(), set(), 0
    while at < len(tokens):
        lengths = [n for n in range(6, 0, -1) if " ".join(tokens[at : at + n]) in known]
        length = lengths[0] if lengths else 1
        if not lengths:
            print(f"not in the list: {tokens[at]}", file=sys.stderr)
        found.add(" ".join(tokens[at : at + length]))
        at += length
    return found


def added(text: str) -> list[str]:
    """Words, or phrases that are written with `_`."""
    return [word.replace("_", " ") for word in text.split()]


def main() -> None:
    choices = tomllib.loads((HERE / "choices.toml").read_text())
    for language, chosen in choices.items():
        source, words = (
            (VIETNAMESE, vietnamese(sys.argv[2])) if language == "vi" else (NAUGHTY, naughty(sys.argv[1], language))
        )
        out = left_out(chosen["ambiguous"], words) | left_out(chosen["mild"], words)
        kept = {word.lower() for word in words} - out
        kept |= set(added(chosen["added"]))
        head = f"# {source}.\n# Changed: words left out and added as training/explicit/choices.toml says.\n"
        (WORDS / f"{language}.txt").write_text(head + "\n".join(sorted(kept)) + "\n")
        print(f"{language}: {len(kept)} of {len(words)} words", file=sys.stderr)


main()
