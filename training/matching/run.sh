#!/bin/sh
# Makes everything in OUT from the data folder, the shipped tower and the product's own sights:
#   sh training/matching/run.sh VIBELENS DATA CACHE OUT
# CACHE/sound.jsonl must hold what `examples/sound_features.rs` prints of Emotify's tracks.
set -eu
here=$(dirname "$0")
vibelens=$1 data=$2 cache=$3 out=$4
export PYTHONPATH="$here/.."
python "$here/views.py" "$data" "$cache" > "$cache/photos.txt"
tr '\n' '\0' < "$cache/photos.txt" | xargs -0 "$vibelens" see --json > "$cache/see.jsonl"
python "$here/pooled.py" "$cache" --models "$out/../lite"
python "$here/adapter.py" "$data" "$cache" --out "$out/adapter.onnx"
python "$here/blend.py" "$data" "$cache" --models "$out"
python "$here/feeling_match.py" "$data" "$cache" --out "$cache/feeling.json"
python "$here/weights.py" "$cache" "$out"
python "$here/bank.py" "$data" "$cache" --models "$out"
npm pack --silent --pack-destination "$cache" cldr-annotations-full@48.2.0 cldr-annotations-derived-full@48.2.0
python "$here/alignment.py" "$data" "$cache" --models "$out"
python "$here/hubs.py" "$data" "$cache" --models "$out"
python "$here/calibrate.py" "$data" "$cache" --models "$out"
python "$here/retrieval.py" "$data" "$cache" --models "$out"
python "$here/manifest.py" "$out"
