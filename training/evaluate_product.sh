#!/bin/sh
# Prints how good the built-in weights are in the product itself:
#     sh training/evaluate_product.sh PROGRAM DATA CACHE
# Needs the packages in requirements.txt and, for the caption scorer, Java.
set -eu
program=$1
data=$2
cache=$3
here=$(dirname "$0")
mkdir -p "$cache"

see() {
    python "$here/held_out.py" "$data" "$1" | sed "s|^|$data/|" | tr '\n' '\0' | xargs -0 "$program" see --json > "$cache/$1.jsonl"
}

see test
see heldout
python "$here/evaluate_captions.py" "$data" "$cache/test.jsonl"
python "$here/evaluate_sight.py" "$data" "$cache/heldout.jsonl"
python "$here/evaluate_tags.py" "$data" models/lite
python "$here/text_encoder/evaluate.py" "$data" --out models/e5-small
