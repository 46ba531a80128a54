"""What the exporters of published weights share: the tokenizer's file, the gate, the manifest."""

import argparse
import hashlib
import json
import shutil
from pathlib import Path

from transformers import AutoTokenizer

GATE = 0.99


def settings(*paths):
    """The values of several JSON files; a later file wins, an absent one says nothing."""
    found = {}
    for path in paths:
        found |= json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return {key: value for key, value in found.items() if value is not None}


def write_tokenizer(weights, out):
    """The published `tokenizer.json`; made from the older files where the weights come without one."""
    if (weights / "tokenizer.json").exists():
        shutil.copyfile(weights / "tokenizer.json", out / "tokenizer.json")
    else:
        AutoTokenizer.from_pretrained(weights).backend_tokenizer.save(str(out / "tokenizer.json"))


def write_manifest(out, files, template, **values):
    """Fills the template and adds the checksums of the files."""
    spelled = {key: json.dumps(value) for key, value in values.items()}
    lines = [template.format(**spelled), "[files]\n"]
    for name in files:
        lines.append(f'"{name}" = "{hashlib.sha256((out / name).read_bytes()).hexdigest()}"\n')
    (out / "manifest.toml").write_text("".join(lines), encoding="utf-8")


def gate(cosines):
    """Prints each graph's smallest cosine and stops the program if one is too small."""
    for name, value in cosines.items():
        print(f"{name}: cosine {value:.5f}", flush=True)
    if min(cosines.values()) < GATE:
        raise SystemExit(f"a graph is below its gate of {GATE}; what was written must not be used")


def command(description, main):
    """Calls `main(weights, out, int8)` with what the command line says."""
    parser = argparse.ArgumentParser(description=description.split("\n")[0])
    parser.add_argument("weights", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--int8", action="store_true")
    arguments = parser.parse_args()
    main(arguments.weights, arguments.out, arguments.int8)
