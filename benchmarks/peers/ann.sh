#!/usr/bin/env bash
# Measures the vector index of lens beside others on the same vectors and writes the table into
# benchmarks/README.md.
#
#     peers/ann.sh BASE.npy QUERIES.npy… [--systems lens,hnswlib] [--out runs/ann.jsonl]
#
# All files are rows of 256 or so unit vectors, 32-bit floats. The first run installs the peers into
# benchmarks/.cache/ann-venv (PYTHON names another interpreter that has them); VECTORBENCH names the binary.
set -euo pipefail

benchmarks=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
requirements=$benchmarks/peers/ann_requirements.txt
venv=$benchmarks/.cache/ann-venv

if [[ -z ${PYTHON:-} ]]; then
  if ! cmp --silent "$requirements" "$venv/ann_requirements.txt"; then
    mkdir -p "$benchmarks/.cache"
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --requirement "$requirements"
    cp "$requirements" "$venv/ann_requirements.txt"
  fi
  PYTHON=$venv/bin/python
fi
if [[ -z ${VECTORBENCH:-} ]]; then
  swift build --configuration release --package-path "$benchmarks" --product VectorBench >&2
  VECTORBENCH=$benchmarks/.build/release/VectorBench
fi
export VECTORBENCH
exec "$PYTHON" "$benchmarks/peers/ann.py" "$@"
