// One line of JSONL in, its top-level fields out, with no allocation once warm. simdjson finds the
// structure of the line; this bridge names the fields lens knows, takes escapes out of strings,
// flattens short lists (authors, keywords) and keeps everything else as raw JSON text.
// All pointers handed out lie in the line or in the parser's arena: they hold until the next read.
#ifndef LENS_SIMDJSON_BRIDGE_H
#define LENS_SIMDJSON_BRIDGE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Bytes that must be readable (with any value) after a line's last byte.
#define LENS_JSON_PADDING 64

/// The fields lens knows; every other name is LENS_KEY_OTHER.
enum {
  LENS_KEY_OTHER = 0,
  LENS_KEY_ID,
  LENS_KEY_TITLE,
  LENS_KEY_TITLE_EN,
  LENS_KEY_TITLE_ZH,
  LENS_KEY_ABSTRACT,
  LENS_KEY_ABSTRACT_EN,
  LENS_KEY_ABSTRACT_ZH,
  LENS_KEY_AUTHORS,
  LENS_KEY_YEAR,
  LENS_KEY_DATE,
  LENS_KEY_PUBLISHED,
  LENS_KEY_UPDATE_DATE,
  LENS_KEY_VENUE,
  LENS_KEY_JOURNAL,
  LENS_KEY_KEYWORDS,
  LENS_KEY_CATEGORIES,
  LENS_KEY_URL,
  LENS_KEY_DOI,
  LENS_KEY_COUNT
};

/// The JSON type of a field's value.
enum {
  LENS_JSON_NULL = 0,
  LENS_JSON_BOOLEAN,
  LENS_JSON_NUMBER,
  LENS_JSON_STRING,
  LENS_JSON_ARRAY,
  LENS_JSON_OBJECT
};

/// What became of a line.
enum {
  LENS_JSON_OK = 0,
  LENS_JSON_INVALID,    ///< breaks the grammar of JSON
  LENS_JSON_TRUNCATED,  ///< valid so far, but ends too early
  LENS_JSON_TOO_DEEP,   ///< nested deeper than the limit
  LENS_JSON_NOT_OBJECT, ///< valid JSON, but not an object; `found` says what
  LENS_JSON_NO_MEMORY   ///< the allocator gave nothing
};

/// One element of a flattened list: a string, or the name inside an object.
typedef struct {
  const uint8_t *text;
  size_t length;
} lens_json_item;

/// One top-level field.
typedef struct {
  uint8_t key;              ///< LENS_KEY_…
  uint8_t type;             ///< LENS_JSON_… of the value
  uint8_t odd_items;        ///< 1: a flattened list held something that is no name
  uint8_t repaired;         ///< 1: a lone surrogate escape became U+FFFD
  uint32_t first_item;      ///< into `items`, for list fields given as arrays
  uint32_t item_count;
  const uint8_t *name;      ///< the field's name, escapes taken out
  size_t name_length;
  const uint8_t *text;      ///< a string's content, escapes taken out; else the raw value
  size_t text_length;
  const uint8_t *raw;       ///< the value as it stands in the line, quotes and all
  size_t raw_length;
} lens_json_field;

/// The fields of one line, in their order.
typedef struct {
  const lens_json_field *fields;
  size_t field_count;
  const lens_json_item *items;
  size_t item_count;
  uint8_t found; ///< LENS_JSON_… type of the whole line when it is not an object
} lens_json_record;

typedef struct lens_json lens_json;

/// A parser for one thread; NULL when memory is short. `depth_limit` is capped at 64.
lens_json *lens_json_create(unsigned depth_limit);
void lens_json_destroy(lens_json *parser);

/// Reads one line of UTF-8. `length` must be followed by LENS_JSON_PADDING readable bytes.
/// Linear in `length`; no recursion, whatever the nesting. Returns LENS_JSON_OK or why not.
int lens_json_read(lens_json *parser, const uint8_t *line, size_t length, lens_json_record *record);

/// Whether the bytes are valid UTF-8 (vectorised).
int lens_utf8_valid(const uint8_t *bytes, size_t length);

/// How many bytes equal `byte`.
size_t lens_count_byte(const uint8_t *bytes, size_t length, uint8_t byte);

/// The largest byte; 0 if there is none. Below 0x80: the text is ASCII.
uint8_t lens_largest_byte(const uint8_t *bytes, size_t length);

/// The name of the instruction set simdjson runs on, for reports.
const char *lens_simdjson_isa(void);

#ifdef __cplusplus
}
#endif

#endif
