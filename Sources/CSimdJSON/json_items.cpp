// See include/json_items.h. The outermost levels that only hold records are "wrappers"; an object
// that opens directly inside them is a record. One bit a level says object or array, so that a
// bracket that closes the other kind is seen at once and does not swallow the records behind it.
#include "json_items.h"

#include <cstring>
#include <initializer_list>
#include <new>

struct lens_json_items {
  unsigned depth_limit;
  size_t length_limit;
  bool wrapped;

  uint64_t objects = 0;  // bit d: level d + 1 is an object; levels beyond 64 are not told apart
  uint64_t depth = 0;    // open brackets
  unsigned wrappers = 0; // how many of them are wrappers
  bool in_string = false, escaped = false;
  uint8_t last = 0; // the last byte outside strings that is no white space; '"' for a string

  bool in_record = false, seeking = false, too_deep = false, too_long = false;
  size_t record_length = 0, record_line = 1, record_number = 0;
  size_t record_column = 0; // where the record's line begins with it; else 0

  size_t line = 1, column = 0;
  bool blank = true; // only white space on this line so far

  char key[16];
  size_t key_length = 0; // of the last string inside a wrapper object

  bool directly_in_wrapper() const { return depth == wrappers; }
  bool in_object() const { return depth > 0 && depth <= 64 && (objects >> (depth - 1) & 1); }
  bool key_is(const char *name) const {
    return key_length == std::strlen(name) && std::memcmp(key, name, key_length) == 0;
  }
};

namespace {

const char *const list_names[] = {"results", "data", "items"};

void open_level(lens_json_items &c, bool object) {
  if (c.depth < 64) {
    uint64_t bit = uint64_t{1} << c.depth;
    c.objects = object ? c.objects | bit : c.objects & ~bit;
  }
  ++c.depth;
}

/// Whether the bracket that opens here is one more wrapper.
bool opens_wrapper(const lens_json_items &c, bool object) {
  if (c.depth == 0) return object ? c.wrapped : true;
  if (!c.in_object()) return false;
  if (object) return c.key_is("message"); // Crossref's
  for (const char *name : list_names)
    if (c.key_is(name)) return true;
  return false;
}

void begin_record(lens_json_items &c) {
  c.in_record = true;
  c.too_deep = c.too_long = false;
  c.record_length = 1;
  c.record_line = c.line;
  c.record_column = c.blank ? c.column : 0;
  ++c.record_number;
}

lens_json_finding finding(const lens_json_items &c, int kind, size_t end) {
  return {kind, end, c.record_length, c.record_line, c.record_number};
}

/// Gives the open record up; the next one is sought line by line.
lens_json_finding give_up(lens_json_items &c, size_t end) {
  lens_json_finding found = finding(c, c.too_deep ? LENS_ITEMS_TOO_DEEP : LENS_ITEMS_BROKEN, end);
  c.in_record = false;
  c.seeking = true;
  c.in_string = c.escaped = false;
  c.depth = c.wrappers;
  return found;
}

} // namespace

extern "C" lens_json_items *lens_json_items_create(
    unsigned depth_limit, size_t length_limit, int wrapped) {
  auto *c = new (std::nothrow) lens_json_items;
  if (!c) return nullptr;
  c->depth_limit = depth_limit > 64 ? 64 : depth_limit;
  c->length_limit = length_limit;
  c->wrapped = wrapped != 0;
  return c;
}

extern "C" void lens_json_items_destroy(lens_json_items *cutter) { delete cutter; }

extern "C" lens_json_finding lens_json_items_next(
    lens_json_items *cutter, const uint8_t *bytes, size_t length, size_t from) {
  lens_json_items &c = *cutter;
  size_t i = from;
  while (i < length) {
    uint8_t byte = bytes[i];
    if (c.in_string) {
      size_t start = i;
      if (c.escaped) {
        c.escaped = false;
        ++i;
      }
      while (i < length && bytes[i] != '"' && bytes[i] != '\\' && bytes[i] != '\n') ++i;
      if (!c.in_record && c.directly_in_wrapper()) {
        for (size_t k = start; k < i && c.key_length <= sizeof c.key; ++k, ++c.key_length)
          if (c.key_length < sizeof c.key) c.key[c.key_length] = static_cast<char>(bytes[k]);
      }
      bool stops = i < length && bytes[i] != '\n';
      if (stops) {
        if (bytes[i] == '"') c.in_string = false;
        else c.escaped = true;
        ++i;
      }
      c.column += i - start;
      if (c.in_record) c.record_length += i - start;
      if (c.record_length > c.length_limit && c.in_record) c.too_long = true;
      if (i < length && !stops) {
        // JSON allows no line end in a string: a quote is missing.
        if (c.in_record) return give_up(c, i);
        c.in_string = false;
      }
      continue;
    }

    if (c.in_record && ++c.record_length > c.length_limit) c.too_long = true;
    ++i;
    if (byte == '\n') {
      ++c.line;
      c.column = 0;
      c.blank = true;
      continue;
    }
    if (byte == ' ' || byte == '\t' || byte == '\r') {
      ++c.column;
      continue;
    }
    // A line that opens an object where the lost record's began is the next record.
    bool next_in_column = byte == '{' && c.blank && c.column == c.record_column;
    if (c.seeking) {
      if (!next_in_column) {
        c.blank = false;
        ++c.column;
        continue;
      }
      c.seeking = false;
      c.last = ',';
    } else if (c.in_record && c.too_deep && next_in_column) {
      lens_json_finding found = give_up(c, i - 1);
      --found.length;
      return found;
    }

    uint8_t before = c.last;
    c.last = byte;
    switch (byte) {
    case '"':
      c.in_string = true;
      if (!c.in_record && c.directly_in_wrapper()) c.key_length = 0;
      break;
    case '{':
    case '[':
      if (c.in_record) {
        // Inside an object a value stands behind a colon.
        if (c.in_object() && before != ':') {
          --c.record_length;
          c.last = before;
          return give_up(c, i - 1);
        }
        open_level(c, byte == '{');
        if (c.depth - c.wrappers > c.depth_limit) c.too_deep = true;
      } else if (c.directly_in_wrapper() && opens_wrapper(c, byte == '{')) {
        open_level(c, byte == '{');
        ++c.wrappers;
      } else if (byte == '{' && c.directly_in_wrapper() && !c.in_object()) {
        begin_record(c);
        open_level(c, true);
      } else {
        open_level(c, byte == '{');
      }
      break;
    case '}':
    case ']':
      if (c.depth == 0) break;
      if (c.in_record && c.depth <= 64 && c.in_object() != (byte == '}')) {
        c.blank = false;
        ++c.column;
        return give_up(c, i);
      }
      --c.depth;
      if (c.in_record) {
        if (c.depth != c.wrappers) break;
        c.in_record = false;
        c.blank = false;
        ++c.column;
        return finding(
            c,
            c.too_long   ? LENS_ITEMS_TOO_LONG
            : c.too_deep ? LENS_ITEMS_TOO_DEEP
                         : LENS_ITEMS_RECORD,
            i);
      }
      if (c.depth < c.wrappers) c.wrappers = static_cast<unsigned>(c.depth);
      break;
    default: break;
    }
    c.blank = false;
    ++c.column;
    // Among records: null stands for none, anything else should be an object.
    bool is_value = before == '[' || before == ',' || before == 0 || (c.depth == 0 && before == '}');
    bool is_mark = byte == '{' || byte == '}' || byte == ']' || byte == ',' || byte == 'n';
    bool is_list = c.wrappers > 0 && !c.in_object();
    bool is_outside = c.depth == 0 && !c.in_record;
    if (!c.in_record && is_value && !is_mark && (is_outside || is_list)) {
      bool nested = byte == '[' && c.depth == c.wrappers + 1;
      bool scalar = byte != '[' && c.directly_in_wrapper();
      if (nested || scalar) {
        if (is_outside) c.last = 'x'; // once for a run of them
        return {LENS_ITEMS_ODD, i, 0, c.line, c.record_number + 1};
      }
    }
  }
  return finding(c, LENS_ITEMS_MORE, length);
}

extern "C" lens_json_finding lens_json_items_end(const lens_json_items *cutter) {
  const lens_json_items &c = *cutter;
  if (c.in_record) return finding(c, c.too_deep ? LENS_ITEMS_TOO_DEEP : LENS_ITEMS_CUT, 0);
  if (c.seeking) return finding(c, LENS_ITEMS_LOST, 0);
  lens_json_finding found = finding(c, c.depth > 0 ? LENS_ITEMS_UNCLOSED : LENS_ITEMS_WHOLE, 0);
  found.line = c.line;
  return found;
}

extern "C" size_t lens_json_items_kept(const lens_json_items *cutter) {
  return cutter->in_record && !cutter->too_long && !cutter->too_deep ? cutter->record_length : 0;
}

extern "C" size_t lens_json_items_line(const lens_json_items *cutter) { return cutter->line; }
