#!/bin/sh
# Makes the built-in vision weights: sh training/vision.sh DATA CACHE OUT
# Needs the packages in requirements.txt, and Java for the caption scorer. About two hours on two cores.
set -eu
data=$1
cache=$2
out=$3
here=$(dirname "$0")
mkdir -p "$cache" "$out"
export GOMP_SPINCOUNT=0 OMP_WAIT_POLICY=PASSIVE

python "$here/photos.py" "$data"
python "$here/features.py" "$data" "$cache"
python "$here/duplicates.py" "$cache"
python "$here/sentences.py" "$cache"
python "$here/feeling.py" "$data" "$cache"
python "$here/heads.py" "$cache"
python "$here/train_captioner.py" "$cache" --epochs "${EPOCHS:-12}"
python "$here/export_captioner.py" "$cache" "$out"
python "$here/export_heads.py" "$cache" "$out"
python "$here/manifest.py" "$cache" "$out"
python "$here/tune.py" "$data" "$cache" "$out"
python "$here/manifest.py" "$cache" "$out"
python "$here/reference.py" "$cache" "$out"
sh "$here/evaluate.sh" "$data" "$cache" "$out"
