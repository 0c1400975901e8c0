#!/usr/bin/env python3
"""Writes folding.c, the tables behind folding.h.

Run: python3 generate.py > folding.c   (needs ICU's `uconv`; Debian package icu-devtools)

Sources: Python's unicodedata for categories, NFKD, case folding and combining classes; ICU's
Hant-Hans transform, one Han scalar at a time so that no neighbour can matter; Python's
html.entities for the entity names of HTML 4. Output is deterministic for given versions, which
folding.c names in its head.
"""

import hashlib
import html.entities
import subprocess
import sys
import unicodedata as ud

OTHER, LETTER, DIGIT, HAN, KANA, HANGUL, MARK, VOICING, IGNORED = range(9)
IDENTITY, SINGLE, SEQUENCE, SYLLABLE = range(4)

# Foldings Unicode leaves to taste: letters with strokes and ligatures that have no decomposition,
# and the hyphens and apostrophes that typesetting puts where a keyboard puts ASCII.
EXTRA = {
    "\u00f8": "o", "\u0142": "l", "\u0111": "d", "\u0127": "h", "\u0131": "i", "\u0167": "t",
    "\u00f0": "d", "\u00fe": "th", "\u00e6": "ae", "\u0153": "oe",
    "\u2010": "-", "\u2013": "-", "\u2212": "-",
    "\u2018": "'", "\u2019": "'", "\u02bc": "'",
}


def is_han(c):
    return (0x3400 <= c <= 0x4DBF or 0x4E00 <= c <= 0x9FFF or 0xF900 <= c <= 0xFAFF
            or 0x20000 <= c <= 0x2FFFD or 0x30000 <= c <= 0x3FFFD or c in (0x3005, 0x3007))


def is_kana(c):
    return (0x3041 <= c <= 0x3096 or 0x309D <= c <= 0x309F or 0x30A1 <= c <= 0x30FA
            or 0x30FC <= c <= 0x30FF or 0x3105 <= c <= 0x312F or 0x31A0 <= c <= 0x31BF
            or 0x31F0 <= c <= 0x31FF or 0x1AFF0 <= c <= 0x1B16F)


def is_jamo(c):
    return 0x1100 <= c <= 0x11FF or 0xA960 <= c <= 0xA97C or 0xD7B0 <= c <= 0xD7FB


def is_syllable(c):
    return 0xAC00 <= c <= 0xD7A3


def is_selector(c):
    return (c == 0x034F or 0x180B <= c <= 0x180F or c in (0x17B4, 0x17B5)
            or 0xFE00 <= c <= 0xFE0F or 0xE0100 <= c <= 0xE01EF)


def is_dropped(c):
    """Marks over and under letters, and format characters that are not seen."""
    ch = chr(c)
    category = ud.category(ch)
    if category == "Cf":
        return True
    if category[0] != "M" or c in (0x3099, 0x309A):
        return False
    if category == "Me" or is_selector(c):
        return True
    return ud.combining(ch) not in (0, 9)  # 9: virama; 0: vowel signs and the like


def class_of(c):
    category = ud.category(chr(c))
    if c in (0x3099, 0x309A):
        return VOICING
    if is_dropped(c):
        return IGNORED
    if is_han(c):
        return HAN
    if is_jamo(c) or is_syllable(c):
        return HANGUL
    if is_kana(c) and category[0] in "LN":
        return KANA
    if category[0] == "M":
        return MARK
    if category[0] == "L" or category == "Nl":
        return LETTER
    if category == "Nd":
        return DIGIT
    return OTHER


def simplified():
    """ICU's Simplified form of every Han scalar, each transformed alone."""
    han = [c for c in range(0x110000) if is_han(c) and ud.category(chr(c))[0] == "L"]
    text = "".join(chr(c) + "\n" for c in han)
    done = subprocess.run(["uconv", "-f", "utf-8", "-t", "utf-8", "-x", "Hant-Hans"],
                          input=text.encode(), stdout=subprocess.PIPE, check=True)
    lines = done.stdout.decode().split("\n")[:-1]
    assert len(lines) == len(han)
    pairs = {c: ord(line) for c, line in zip(han, lines) if len(line) == 1}
    assert len(pairs) == len(han)
    return {c: settled(c, pairs) for c in pairs if pairs[c] != c}


def settled(c, pairs):
    """The end of the chain that starts at c; of a ring, its smallest scalar."""
    chain = [c]
    while pairs.get(chain[-1], chain[-1]) not in chain:
        chain.append(pairs[chain[-1]])
    again = pairs.get(chain[-1], chain[-1])
    return min(chain[chain.index(again):])


HANS = simplified()


def once(ch):
    out = []
    for d in ud.normalize("NFKD", ch):
        if is_dropped(ord(d)):
            continue
        upper = ud.category(d) in ("Lu", "Lt")
        for f in ud.normalize("NFKD", d.casefold()):
            if is_dropped(ord(f)):
                continue
            if ud.category(f) == "Nd":
                f = str(ud.decimal(f))
            for e in EXTRA.get(f, f):
                out.append((chr(HANS.get(ord(e), ord(e))), upper))
    return out


def fold(c):
    """Folded scalars of c as (character, was a capital), folded until nothing changes."""
    out = once(chr(c))
    for _ in range(8):
        again = [(g, upper or up) for f, upper in out for g, up in once(f)]
        if again == out:
            return out
        out = again
    raise SystemExit(f"U+{c:04X} does not settle")


def element(ch, upper, kind):
    return ord(ch) | class_of(ord(ch)) << 21 | kind << 25 | int(upper) << 27


def tables():
    entries, sequences, seen = [], [], {}
    for c in range(0x110000):
        if 0xD800 <= c <= 0xDFFF:
            entries.append(0)
        elif is_syllable(c):
            entries.append(HANGUL << 21 | SYLLABLE << 25)
        elif is_dropped(c) and c != 0x200B:
            entries.append(IGNORED << 21)
        elif c == 0x200B:
            entries.append(OTHER << 21)
        else:
            folded = fold(c)
            if len(folded) == 0:
                entries.append(IGNORED << 21)
            elif len(folded) == 1:
                ch, upper = folded[0]
                if ord(ch) == c:
                    entries.append(class_of(c) << 21 | IDENTITY << 25 | int(upper) << 27)
                else:
                    entries.append(element(ch, upper, SINGLE))
            else:
                key = tuple(element(ch, upper, SINGLE) for ch, upper in folded)
                if key not in seen:
                    seen[key] = len(sequences)
                    sequences.extend((len(key),) + key)
                entries.append(seen[key] | SEQUENCE << 25)
    blocks, stored, index = [], {}, []
    for start in range(0, 0x110000, 64):
        block = tuple(entries[start:start + 64])
        if block not in stored:
            stored[block] = len(blocks)
            blocks.append(block)
        index.append(stored[block])
    assert max(seen and sequences[i] for i in seen.values()) <= 18
    return index, [e for b in blocks for e in b], sequences


def byte_class(b):
    ch = chr(b)
    if b >= 128:
        return 7
    if "a" <= ch <= "z":
        return 1
    if "A" <= ch <= "Z":
        return 2
    if ch.isdigit():
        return 3
    if ch in "-'.,":
        return 4
    if ch in "&\\{<":
        return 5
    if ch in ":?#":
        return 6
    return 0


def array(kind, name, values, width):
    """The values in hexadecimal, each line as full as 100 columns allow."""
    print(f"const {kind} {name}[{len(values)}] = {{")
    line = "   "
    for v in values:
        item = f" {v:#x}," if v > 9 else f" {v},"
        if len(line) + len(item) > width:
            print(line)
            line = "   "
        line += item
    print(line)
    print("};\n")


def main():
    index, entries, sequences = tables()
    classes = [byte_class(b) for b in range(256)]
    kana = []
    for c in range(0x3041, 0x3100):
        d = ud.normalize("NFD", chr(c))
        if len(d) == 2 and ord(d[1]) in (0x3099, 0x309A):
            kana.append((ord(d[0]), ord(d[1]), c))
    kana.sort()
    entities = sorted(html.entities.name2codepoint.items()) + [("apos", 0x27)]
    entities.sort()
    digest = hashlib.sha256(repr((index, entries, sequences, classes, kana, entities)).encode())
    icu = subprocess.run(["uconv", "--version"], stdout=subprocess.PIPE, check=True)
    icu = icu.stdout.decode().split()[-1]
    version = f"Unicode {ud.unidata_version}, ICU {icu}"
    print(f"""/* Written by generate.py; do not edit.
 * Made from {version}.
 * Holds the folding trie of folding.h (blocks of 64 scalars, shared where equal), the foldings of
 * more than one scalar, the ASCII byte classes, the voiced kana and the entities of HTML 4. */
#include "folding.h"

#include <string.h>
""")
    array("uint16_t", "lens_folding_blocks", index, 100)
    array("uint32_t", "lens_folding_entries", entries, 100)
    array("uint32_t", "lens_folding_sequences", sequences, 100)
    array("uint8_t", "lens_byte_classes", classes, 100)
    print("static const uint16_t kana[][3] = {")
    for base, mark, whole in kana:
        print(f"    {{{base:#x}, {mark:#x}, {whole:#x}}},")
    print("};\n")
    print("static const struct {\n  const char *name;\n  uint32_t scalar;\n} entities[] = {")
    for name, scalar in entities:
        print(f'    {{"{name}", {scalar:#x}}},')
    print("};\n")
    print(f"""uint32_t lens_compose_kana(uint32_t base, uint32_t mark) {{
  for (size_t i = 0; i < sizeof kana / sizeof kana[0]; i++)
    if (kana[i][0] == base && kana[i][1] == mark) return kana[i][2];
  return 0;
}}

uint32_t lens_html_entity(const uint8_t *name, size_t length) {{
  size_t low = 0, high = sizeof entities / sizeof entities[0];
  while (low < high) {{
    size_t middle = low + (high - low) / 2;
    size_t other = strlen(entities[middle].name);
    int order = memcmp(name, entities[middle].name, length < other ? length : other);
    if (order == 0) order = (length > other) - (length < other);
    if (order == 0) return entities[middle].scalar;
    if (order < 0)
      high = middle;
    else
      low = middle + 1;
  }}
  return 0;
}}

uint64_t lens_folding_checksum(void) {{ return 0x{digest.hexdigest()[:16]}ull; }}

const char *lens_folding_version(void) {{ return "{version}"; }}""")
    print(f"{len(entries) // 64} blocks, {len(sequences)} sequence elements", file=sys.stderr)


if __name__ == "__main__":
    main()
