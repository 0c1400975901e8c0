/* Folding tables: what class every Unicode scalar belongs to and what it folds to.
 *
 * The folding of a scalar never looks at its neighbours. Because it is the full compatibility
 * decomposition (NFKD), then case folding, then the dropping of combining marks, then Traditional
 * to Simplified Han, texts that differ only in NFC/NFD, width, case or Han variant fold to equal
 * scalars by construction, and every folded scalar keeps the byte offsets of its source.
 *
 * folding.c is written by generate.py; its head names the Unicode and ICU versions. */
#ifndef LENS_FOLDING_H
#define LENS_FOLDING_H

#include <stddef.h>
#include <stdint.h>

/* Classes of folded scalars, bits 21 to 24 of an entry. */
#define LENS_CLASS_OTHER 0   /* separates: space, punctuation, symbol, emoji, control, unassigned */
#define LENS_CLASS_LETTER 1  /* a letter of an alphabet or syllabary written with spaces */
#define LENS_CLASS_DIGIT 2   /* a decimal digit, folded to ASCII */
#define LENS_CLASS_HAN 3     /* Han, Simplified where ICU knows the pair */
#define LENS_CLASS_KANA 4    /* hiragana, katakana, bopomofo */
#define LENS_CLASS_HANGUL 5  /* conjoining jamo; syllables decompose into them */
#define LENS_CLASS_MARK 6    /* a mark that carries meaning: vowel signs, viramas */
#define LENS_CLASS_VOICING 7 /* U+3099 and U+309A after kana */
#define LENS_CLASS_IGNORED 8 /* dropped without breaking a word: accents, soft hyphen, joiners */

/* How the entry stores its folding, bits 25 and 26. */
#define LENS_FOLD_IDENTITY 0 /* folds to itself; the payload is 0 */
#define LENS_FOLD_SINGLE 1   /* payload: the folded scalar */
#define LENS_FOLD_SEQUENCE 2 /* payload: index into the sequences */
#define LENS_FOLD_HANGUL 3   /* a Hangul syllable, decomposed by arithmetic */

/* Longest folding of one scalar, in scalars (U+FDFA). */
#define LENS_FOLD_MAX 18

/* Classes of ASCII bytes for the scanner's fast path. */
#define LENS_BYTE_SEPARATOR 0
#define LENS_BYTE_LOWER 1
#define LENS_BYTE_UPPER 2
#define LENS_BYTE_DIGIT 3
#define LENS_BYTE_JOINER 4 /* - ' . , may stand inside a word */
#define LENS_BYTE_MARKUP 5 /* & \ { < may open an entity, a TeX command or a tag */
#define LENS_BYTE_URL 6    /* : ? # end words and may belong to a URL */
#define LENS_BYTE_HIGH 7   /* part of a scalar beyond ASCII, or a broken byte */

extern const uint16_t lens_folding_blocks[];
extern const uint32_t lens_folding_entries[];
extern const uint32_t lens_folding_sequences[];
extern const uint8_t lens_byte_classes[256];

/* Entry of a scalar: payload (bits 0-20), class of the folding where it is a single scalar
 * (21-24), kind (25-26), 1 where the scalar is a capital (27). O(1). */
static inline uint32_t lens_folding_entry(uint32_t scalar) {
  if (scalar > 0x10FFFF) return 0;
  return lens_folding_entries[(uint32_t)lens_folding_blocks[scalar >> 6] * 64 + (scalar & 63)];
}

/* Elements of a LENS_FOLD_SEQUENCE entry: the count at `payload`, the elements behind it, each in
 * the layout of an entry of kind LENS_FOLD_SINGLE. */
static inline const uint32_t *lens_folding_sequence(uint32_t payload) {
  return lens_folding_sequences + payload;
}

static inline uint8_t lens_byte_class(uint8_t byte) { return lens_byte_classes[byte]; }

/* The kana that `base` becomes under U+3099 or U+309A; 0 where there is none. */
uint32_t lens_compose_kana(uint32_t base, uint32_t mark);

/* The scalar an HTML 4 entity names (without & and ;), 0 if unknown. O(log n). */
uint32_t lens_html_entity(const uint8_t *name, size_t length);

/* Asks for the cache line at `address`; any address will do. The term table looks many terms up at
 * once and would otherwise wait for memory at each. */
static inline void lens_prefetch(const void *address) { __builtin_prefetch(address); }

/* Hash of all tables, part of the analyzer's fingerprint. */
uint64_t lens_folding_checksum(void);

/* "Unicode X, ICU Y": what the tables were made from. */
const char *lens_folding_version(void);

#endif
