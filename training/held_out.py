"""Prints the paths, under the data folder, of the photos of one use: test (Flickr8k) or heldout.

    python training/held_out.py DATA USE
"""

import sys
from pathlib import Path

import photos as collection

if __name__ == "__main__":
    for photo in collection.collect(Path(sys.argv[1])):
        if photo.use == sys.argv[2]:
            print(photo.path)
