#!/usr/bin/env bash
# Packs the inputs that reach something of their own into Tests/Fuzz/corpus.tar.xz, after a run of run.sh.
set -euo pipefail
cd "$(dirname "$0")/../.."
fuzz=$PWD/.build/fuzz/release/Fuzz
kept=$(mktemp -d)
trap 'rm -rf "$kept"' EXIT
export SWIFT_BACKTRACE=enable=no ASAN_OPTIONS=detect_leaks=0:quarantine_size_mb=8
for folder in .build/fuzz-corpus/*/; do
  name=$(basename "$folder")
  mkdir "$kept/$name"
  LENS_FUZZ=$name "$fuzz" -merge=1 -max_len=1024 "$kept/$name" "$folder" > /dev/null 2>&1
  echo "$name: $(ls "$kept/$name" | wc -l) inputs"
done
tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -C "$kept" -cf - . | xz -9e \
  > Tests/Fuzz/corpus.tar.xz
ls -l Tests/Fuzz/corpus.tar.xz
