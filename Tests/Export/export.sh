#!/usr/bin/env bash
# Opens what lens exports in the tools of the field, and fails where one of them warns: BibTeX in bibtex
# and biber, CSL-JSON in pandoc's citeproc; RIS must be as many papers to bibutils. A tool that is not installed is passed over
# (Debian: texlive-binaries, biber, pandoc, bibutils).
#
#   Tests/Export/export.sh --lens .build/release/lens
#
# The libraries: the sample library, whose digests name no authors, and nasty.jsonl, with what each
# format means something by (braces, "and" in names, %, #, _, mathematics, the same key twice).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
[ "${1:-}" = --lens ] || { echo "usage: $0 --lens BINARY" >&2; exit 2; }
lens=$(realpath "$2")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
failed=0

# Runs a tool; says what it has to say, where that matches a pattern.
check() {
  local what=$1 pattern=$2
  shift 2
  if ! command -v "$1" > /dev/null; then
    echo "$what: $1 is not installed, passed over"
    return
  fi
  if "$@" > said 2>&1 && ! grep -qE "$pattern" said; then
    echo "$what: no warning from $1"
  else
    failed=1
    echo "$what: $1 says:"
    grep -E "$pattern" said | head -n 20 || tail -n 5 said
  fi
}

for library in sample nasty; do
  case $library in
    sample) files=("$here"/../../index/sample/*.md) ;;
    nasty) files=("$here/nasty.jsonl") ;;
  esac
  "$lens" index "${files[@]}" --index index-$library > /dev/null 2>&1
  for form in bibtex:bib csl:json ris:ris; do
    "$lens" export --index index-$library --format "${form%:*}" > "$library.${form#*:}"
  done
  papers=$("$lens" export --index index-$library | wc -l)

  printf '\\relax\n\\citation{*}\n\\bibstyle{alpha}\n\\bibdata{%s}\n' $library > $library.aux
  check "$library.bib" '^Warning|^I |error' bibtex $library
  check "$library.bib" '^(WARN|ERROR)' biber --tool --nolog $library.bib
  printf -- '---\nnocite: "@*"\n---\n' > cite.md
  check "$library.json" 'WARNING|rror' \
    pandoc --citeproc --bibliography $library.json --from markdown --to plain cite.md
  # It says which tags MODS has no place for (TT, N2): no fault of theirs.
  if command -v ris2xml > /dev/null; then
    found=$(ris2xml $library.ris 2> /dev/null | grep -c '<mods ')
    echo "$library.ris: $found of $papers papers read by ris2xml"
    [ "$found" = "$papers" ] || failed=1
  else
    echo "$library.ris: ris2xml is not installed, passed over"
  fi
done
exit $failed
