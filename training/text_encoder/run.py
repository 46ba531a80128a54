"""Makes all of the text encoder's folder, one step after the other, and measures it.

    python training/text_encoder/run.py DATA --out models/e5-small
"""

import argparse
from pathlib import Path
import subprocess
import sys

WITHOUT_DATA = ["convert", "reference"]
STEPS = ["convert", "centre", "feeling", "reference", "evaluate"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    for step in STEPS:
        print(f"== {step}", flush=True)
        script = Path(__file__).with_name(f"{step}.py")
        data = [] if step in WITHOUT_DATA else [arguments.data]
        # A process for each step gives its memory back.
        subprocess.run([sys.executable, script, *data, "--out", arguments.out], check=True)


if __name__ == "__main__":
    main()
