// A JSON document as a stream of records: `[{…}, {…}]`, `{"results": [{…}]}` or objects one after
// another, spread over lines or all on one. The cutter sees every byte once and holds none: it says
// where each record ends, and the caller keeps the bytes of the one that is open. What is inside a
// record is not judged here; lens_json_read does that. After a record whose brackets do not match
// the cutter takes up again at the next line that opens an object in the same column.
#ifndef LENS_JSON_ITEMS_H
#define LENS_JSON_ITEMS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// What the cutter came upon.
enum {
  LENS_ITEMS_MORE = 0, ///< the bytes are used up
  LENS_ITEMS_RECORD,   ///< a whole record ends here
  LENS_ITEMS_TOO_LONG, ///< a record longer than the limit ends here
  LENS_ITEMS_TOO_DEEP, ///< a record nested deeper than the limit ends here, or is given up
  LENS_ITEMS_BROKEN,   ///< a record whose brackets or quotes do not match is given up here
  LENS_ITEMS_ODD,      ///< something that is no object begins here, among records or between documents
  LENS_ITEMS_CUT,      ///< the text ended inside a record
  LENS_ITEMS_UNCLOSED, ///< the text ended behind a record, but inside the list
  LENS_ITEMS_LOST,     ///< the text ended before a record was found again
  LENS_ITEMS_WHOLE     ///< the text ended where it may
};

/// One finding.
typedef struct {
  int kind;      ///< LENS_ITEMS_…
  size_t end;    ///< offset in the bytes given where scanning goes on
  size_t length; ///< of the record so far, up to `end`; may begin before the bytes given
  size_t line;   ///< the line the record starts on, from 1
  size_t number; ///< the record's number in the text, from 1
} lens_json_finding;

typedef struct lens_json_items lens_json_items;

/// A cutter; NULL when memory is short. `wrapped`: top-level objects hold the records in a list named
/// `results`, `data` or `items`, and are not records themselves.
lens_json_items *lens_json_items_create(unsigned depth_limit, size_t length_limit, int wrapped);
void lens_json_items_destroy(lens_json_items *cutter);

/// Goes on from offset `from` of `bytes` to the next finding. Linear in the bytes passed.
lens_json_finding lens_json_items_next(
    lens_json_items *cutter, const uint8_t *bytes, size_t length, size_t from);

/// What the end of the text means.
lens_json_finding lens_json_items_end(const lens_json_items *cutter);

/// How many of the bytes given so far belong to the record that is open and must be kept.
size_t lens_json_items_kept(const lens_json_items *cutter);

/// Lines of text passed, from 1: the line the cutter stands on.
size_t lens_json_items_line(const lens_json_items *cutter);

#ifdef __cplusplus
}
#endif

#endif
