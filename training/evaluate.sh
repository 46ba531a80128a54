#!/bin/sh
# Prints every number of the card: sh training/evaluate.sh DATA CACHE MODELS
set -eu
data=$1
cache=$2
models=$3
here=$(dirname "$0")

python "$here/evaluate_tags.py" "$data" "$models"
python "$here/held_out.py" "$data" test > "$cache/test.txt"
python "$here/see.py" "$models" --root "$data" --list "$cache/test.txt" > "$cache/test.jsonl"
python "$here/evaluate_captions.py" "$data" "$cache/test.jsonl"
python "$here/held_out.py" "$data" heldout > "$cache/heldout.txt"
python "$here/see.py" "$models" --root "$data" --list "$cache/heldout.txt" > "$cache/sights.jsonl"
python "$here/evaluate_sight.py" "$data" "$cache/sights.jsonl"
