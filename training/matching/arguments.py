"""What the scripts here are called with: the data, the cache, and the folder of the pack."""

import argparse
from pathlib import Path


def parser(description: str) -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(description=description, formatter_class=argparse.RawTextHelpFormatter)
    made.add_argument("data", type=Path)
    made.add_argument("cache", type=Path)
    made.add_argument("--models", type=Path, required=True)
    return made


def read(description: str) -> argparse.Namespace:
    return parser(description).parse_args()
