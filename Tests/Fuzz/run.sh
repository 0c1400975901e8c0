#!/usr/bin/env bash
# Builds the fuzzers and runs each for so many seconds, from the fixtures' beginnings, the kept corpus
# and what earlier runs found.
#
#   Tests/Fuzz/run.sh SECONDS [NAME…]     all fuzzers unless named
#
# A crash, a hang of more than 5 s or more than 256 MiB ends the run with 1; the input that did it lies in
# .build/fuzz-found. `LENS_FUZZ=NAME .build/fuzz/release/Fuzz FILE` runs it again. New inputs stay in
# .build/fuzz-corpus; Tests/Fuzz/keep.sh packs the ones that matter into Tests/Fuzz/corpus.tar.xz.
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${1:?usage: Tests/Fuzz/run.sh SECONDS [NAME…]}
shift
fuzz=.build/fuzz/release/Fuzz
corpus=$PWD/.build/fuzz-corpus
found=$PWD/.build/fuzz-found
seeds=$PWD/.build/fuzz-seeds

# One -sanitize for both (of two, the last counts); the linker must keep the counters of coverage, to
# which nothing refers.
swift build --package-path Tests/Fuzz --scratch-path .build/fuzz --configuration release \
  --disable-dead-strip --sanitize fuzzer -Xswiftc -enable-testing -Xswiftc -sanitize=address,fuzzer \
  -Xcc -fsanitize=address -Xcxx -fsanitize=address

mkdir -p "$corpus" "$found" "$seeds"
python3 -m tarfile -e Tests/Fuzz/corpus.tar.xz "$corpus"
for file in Tests/LensCorpusTests/Fixtures/*; do
  seed=$seeds/$(basename "$file")
  head -c 2000 "$file" > "$seed"
  gzip -nc "$seed" > "$seed.gz"
  for charset in UTF-16LE UTF-16BE GB18030; do
    iconv -c -f UTF-8 -t "$charset" "$seed" > "$seed.$charset" 2> /dev/null || true
  done
done
head -c 2000 index/sample/"$(ls index/sample | head -n 1)" > "$seeds/digest.md"

# A report of a crash by Swift itself can take minutes; leaks are libraries' own, made once.
export SWIFT_BACKTRACE=enable=no ASAN_OPTIONS=detect_leaks=0:quarantine_size_mb=8:malloc_context_size=4
names=${*:-$("$fuzz" 2> /dev/null | sed -n 's/^LENS_FUZZ: expected one of \(.*\)\.$/\1/p' || true)}
failed=
for name in $names; do
  mkdir -p "$corpus/$name"
  log=$found/$name.log
  if LENS_FUZZ=$name "$fuzz" -max_total_time="$seconds" -timeout=5 -rss_limit_mb=256 -max_len=4096 \
    -artifact_prefix="$found/$name-" -verbosity=1 -print_final_stats=1 "$corpus/$name" "$seeds" > "$log" 2>&1
  then
    echo "$name: $(sed -n 's/^Done \(.*\)/\1/p' "$log"), $(ls "$corpus/$name" | wc -l) inputs," \
      "$(sed -n 's/^stat::peak_rss_mb: *//p' "$log") MiB"
  else
    failed="$failed $name"
    echo "$name: FAILED, see $log"
  fi
done
[ -z "$failed" ] || { echo "fuzzers that found something:$failed" >&2; exit 1; }
