#!/bin/sh
# Fetches the Chinese poems and Spanish sayings that right songs are made of, from Debian's packages
# `fortunes-zh` and `fortunes-es`:
#     sh training/fortunes.sh FOLDER
set -eu
folder=$1
[ -f "$folder/es/refranes.fortunes" ] && exit 0
mkdir -p "$folder"
here=$(mktemp -d)
(cd "$here" && apt-get download fortunes-zh fortunes-es && for package in *.deb; do dpkg -x "$package" .; done)
mkdir -p "$folder/es"
cp "$here/usr/share/games/fortunes/tang300" "$here/usr/share/games/fortunes/song100" "$folder"
cp "$here/usr/share/games/fortunes/es/refranes.fortunes" "$folder/es"
rm -r "$here"
