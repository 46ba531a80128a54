"""Writes the manifest of the matching weights: what they go with, and the checksum of every file.

    python training/matching/manifest.py models/matching
"""

import hashlib
from pathlib import Path
import sys

FILES = ("adapter.onnx", "asked.safetensors", "bank.i8", "bank.txt", "weights.json")
HEADING = """\
# How photos and passages are matched in meaning. CARD.md says how it was made and how good it is.
kind = "matching"
name = "matching"
license = "Apache-2.0"
# The image tower whose pooled features the adapter reads, and the text encoder whose space all is in.
tower = "lite"
encoder = "e5-small"
# How hard hubs are corrected for, see CARD.md.
sharpness = 12.0

[files]
"""


def main(folder: Path):
    lines = [f'"{name}" = "{hashlib.sha256((folder / name).read_bytes()).hexdigest()}"\n' for name in FILES]
    (folder / "manifest.toml").write_text(HEADING + "".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
