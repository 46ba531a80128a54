"""Keeps `manifest.toml`: what the product must know to run the encoder, and its files' checksums."""

import hashlib
import json
from pathlib import Path
import tomllib

FILES = [
    "embeddings.onnx",
    "transformer.onnx",
    "tokenizer.json.zst",
    "centre.json",
    "feeling.json",
    "reference.json",
]
HEADING = "# multilingual-e5-small, made by training/text_encoder/run.py; see CARD.md.\n"


def update(folder: Path, **changes):
    """Sets top-level values and tables, keeps the others, and renews the checksum of every file."""
    path = folder / "manifest.toml"
    document = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    document |= changes
    present = [name for name in FILES if (folder / name).exists()]
    document["files"] = {
        name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in present
    }
    path.write_text(HEADING + render(document), encoding="utf-8")


def render(document: dict) -> str:
    """TOML of plain values and one level of tables. Strings and numbers are spelled as in JSON."""
    values = {key: value for key, value in document.items() if not isinstance(value, dict)}
    tables = {key: value for key, value in document.items() if isinstance(value, dict)}
    parts = [lines(values)]
    parts += [f"[{name}]\n{lines(tables[name])}" for name in tables if name != "files"]
    parts.append(f"[files]\n{lines(tables['files'], quoted=True)}")
    return "\n".join(parts)


def lines(values: dict, quoted: bool = False) -> str:
    spelled = ((json.dumps(key) if quoted else key, json.dumps(value)) for key, value in values.items())
    return "".join(f"{key} = {value}\n" for key, value in spelled)
