// See include/simdjson_bridge.h. simdjson's on-demand reader walks the top level of the line;
// strings without a backslash are handed out in place, others are unescaped into the arena, which
// is as long as the line and therefore never grows while pointers into it are alive.
#include "simdjson_bridge.h"

#include "json_text.hpp"

#include <simdjson.h>

#include <cstring>
#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <vector>

using namespace simdjson;
using lens::text;
using lens::verdict;

struct lens_json {
  ondemand::parser parser;
  std::vector<lens_json_field> fields;
  std::vector<lens_json_item> items;
  std::unique_ptr<uint8_t[]> arena;
  size_t arena_capacity = 0;
  uint8_t *arena_end = nullptr;
  unsigned depth_limit = 64;
};

namespace {

struct known_key {
  const char *name;
  uint8_t key;
};

// "author", "DOI" and "URL" are the spellings of BibTeX and CSL exports, "journal-ref" is arXiv's.
const known_key known_keys[] = {
    {"id", LENS_KEY_ID},
    {"title", LENS_KEY_TITLE},
    {"title_en", LENS_KEY_TITLE_EN},
    {"title_zh", LENS_KEY_TITLE_ZH},
    {"abstract", LENS_KEY_ABSTRACT},
    {"abstract_en", LENS_KEY_ABSTRACT_EN},
    {"abstract_zh", LENS_KEY_ABSTRACT_ZH},
    {"authors", LENS_KEY_AUTHORS},
    {"author", LENS_KEY_AUTHORS},
    {"year", LENS_KEY_YEAR},
    {"date", LENS_KEY_DATE},
    {"published", LENS_KEY_PUBLISHED},
    {"update_date", LENS_KEY_UPDATE_DATE},
    {"venue", LENS_KEY_VENUE},
    {"journal", LENS_KEY_JOURNAL},
    {"journal-ref", LENS_KEY_JOURNAL},
    {"keywords", LENS_KEY_KEYWORDS},
    {"categories", LENS_KEY_CATEGORIES},
    {"url", LENS_KEY_URL},
    {"URL", LENS_KEY_URL},
    {"doi", LENS_KEY_DOI},
    {"DOI", LENS_KEY_DOI},
};

uint8_t key_of(text name) {
  for (const known_key &known : known_keys) {
    if (known.name[0] == static_cast<char>(name.begin < name.end ? *name.begin : 0) &&
        std::strlen(known.name) == name.size() &&
        std::memcmp(known.name, name.begin, name.size()) == 0)
      return known.key;
  }
  return LENS_KEY_OTHER;
}

bool is_list(uint8_t key) {
  return key == LENS_KEY_AUTHORS || key == LENS_KEY_KEYWORDS || key == LENS_KEY_CATEGORIES;
}

uint8_t type_of(uint8_t first) {
  switch (first) {
  case '"': return LENS_JSON_STRING;
  case '{': return LENS_JSON_OBJECT;
  case '[': return LENS_JSON_ARRAY;
  case 't': case 'f': return LENS_JSON_BOOLEAN;
  case 'n': return LENS_JSON_NULL;
  default: return LENS_JSON_NUMBER;
  }
}

int code(verdict v) {
  switch (v) {
  case verdict::ok: return LENS_JSON_OK;
  case verdict::truncated: return LENS_JSON_TRUNCATED;
  case verdict::too_deep: return LENS_JSON_TOO_DEEP;
  default: return LENS_JSON_INVALID;
  }
}

/// A string with its quotes, escapes out: in place where it can, in the arena where it must.
bool take_string(lens_json &json, text quoted, text &out, uint8_t &repaired) {
  if (quoted.size() < 2 || quoted.end[-1] != '"') return false;
  text content{quoted.begin + 1, quoted.end - 1};
  if (content.size() == 0 || !std::memchr(content.begin, '\\', content.size())) {
    out = content;
    return true;
  }
  bool fixed = false;
  uint8_t *after = lens::unescape(content, json.arena_end, fixed);
  if (!after) return false;
  out = {json.arena_end, after};
  json.arena_end = after;
  repaired |= fixed;
  return true;
}

/// The end of the value that starts at `p`, in text that is known to be valid JSON.
const uint8_t *end_of_value(const uint8_t *p, const uint8_t *end) {
  unsigned depth = 0;
  while (p < end) {
    uint8_t c = *p;
    if (c == '"') {
      p = lens::end_of_string(p, end);
      if (!p) return end;
      if (depth == 0) return p;
      continue;
    }
    if (c == '{' || c == '[') ++depth;
    else if (c == '}' || c == ']') {
      if (depth == 0) return p;
      if (--depth == 0) return p + 1;
    } else if (depth == 0 && (c == ',' || lens::is_space(c))) return p;
    ++p;
  }
  return end;
}

const uint8_t *skip_space(const uint8_t *p, const uint8_t *end) {
  while (p < end && (lens::is_space(*p) || *p == ',' || *p == ':')) ++p;
  return p;
}

/// The name inside `{"name": …}` or `{"given": …, "family": …}`.
bool name_in_object(lens_json &json, text object, text &out, uint8_t &repaired) {
  text name{}, given{}, family{};
  const uint8_t *p = object.begin + 1, *end = object.end - 1;
  while ((p = skip_space(p, end)) < end) {
    const uint8_t *after = lens::end_of_string(p, end);
    if (!after) return false;
    text key{p + 1, after - 1};
    p = skip_space(after, end);
    after = end_of_value(p, end);
    auto is = [&](const char *word) {
      return key.size() == std::strlen(word) && std::memcmp(key.begin, word, key.size()) == 0;
    };
    text *slot = is("name") || is("literal") ? &name : is("given") ? &given : is("family") ? &family : nullptr;
    if (slot && p < after && *p == '"' && !take_string(json, {p, after}, *slot, repaired)) return false;
    p = after;
  }
  if (name.size()) return out = name, true;
  if (!family.size()) return false;
  if (!given.size()) return out = family, true;
  uint8_t *begin = json.arena_end, *q = begin;
  std::memcpy(q, given.begin, given.size());
  q += given.size();
  *q++ = ' ';
  std::memcpy(q, family.begin, family.size());
  q += family.size();
  out = {begin, json.arena_end = q};
  return true;
}

/// Flattens a valid array of strings or named objects into the items of `field`.
void take_items(lens_json &json, text array, lens_json_field &field) {
  field.first_item = static_cast<uint32_t>(json.items.size());
  const uint8_t *p = array.begin + 1, *end = array.end - 1;
  while ((p = skip_space(p, end)) < end) {
    const uint8_t *after = end_of_value(p, end);
    text item{};
    bool taken = *p == '"'   ? take_string(json, {p, after}, item, field.repaired)
                 : *p == '{' ? name_in_object(json, {p, after}, item, field.repaired)
                             : false;
    if (taken) json.items.push_back({item.begin, item.size()});
    else if (*p != 'n') field.odd_items = 1; // null is nobody, not a mistake
    p = after == p ? p + 1 : after;
  }
  field.item_count = static_cast<uint32_t>(json.items.size()) - field.first_item;
}

/// Raw text of a nested value; on-demand skips over it without looking inside.
error_code raw_nested(ondemand::value &value, uint8_t first, std::string_view &raw) {
  if (first == '{') {
    ondemand::object object;
    if (auto error = value.get_object().get(object)) return error;
    return object.raw_json().get(raw);
  }
  ondemand::array array;
  if (auto error = value.get_array().get(array)) return error;
  return array.raw_json().get(raw);
}

int take_field(lens_json &json, ondemand::field &field) {
  lens_json_field out{};
  std::string_view name;
  if (field.unescaped_key().get(name)) return LENS_JSON_INVALID;
  text key{reinterpret_cast<const uint8_t *>(name.data()), nullptr};
  key.end = key.begin + name.size();
  out.name = key.begin;
  out.name_length = key.size();
  out.key = key_of(key);

  ondemand::value value = field.value();
  std::string_view token = value.raw_json_token();
  if (token.empty()) return LENS_JSON_INVALID;
  uint8_t first = static_cast<uint8_t>(token[0]);
  bool nested = first == '{' || first == '[';
  if (nested && raw_nested(value, first, token)) return LENS_JSON_INVALID;
  text raw{reinterpret_cast<const uint8_t *>(token.data()), nullptr};
  raw.end = raw.begin + token.size();
  raw = lens::trimmed(raw);
  out.type = type_of(first);
  out.raw = out.text = raw.begin;
  out.raw_length = out.text_length = raw.size();
  if (out.type == LENS_JSON_STRING) {
    // Strings must be consumed: skipping one, on-demand takes a colon behind it for a key's and
    // lets `{"a": "b": 1}}` pass.
    ondemand::raw_json_string consumed;
    if (value.get_raw_json_string().get(consumed)) return LENS_JSON_INVALID;
    text content{};
    if (!take_string(json, raw, content, out.repaired)) return LENS_JSON_INVALID;
    out.text = content.begin;
    out.text_length = content.size();
  } else {
    // The object around it is one level already.
    verdict v = lens::check_value(raw, json.depth_limit - 1);
    if (v != verdict::ok) return code(v);
    if (out.type == LENS_JSON_ARRAY && is_list(out.key)) take_items(json, raw, out);
  }
  json.fields.push_back(out);
  return LENS_JSON_OK;
}

/// What the line is when it is no object: some other JSON, or no JSON at all.
int classify(const lens_json &json, text line, lens_json_record *record) {
  verdict v = lens::check_value(line, json.depth_limit);
  if (v != verdict::ok) return code(v);
  record->found = type_of(*lens::trimmed(line).begin);
  return record->found == LENS_JSON_OBJECT ? LENS_JSON_INVALID : LENS_JSON_NOT_OBJECT;
}

int read(lens_json &json, text line, lens_json_record *record) {
  text inner = lens::trimmed(line);
  if (inner.size() == 0 || *inner.begin != '{') return classify(json, line, record);
  if (json.arena_capacity < line.size() || !json.arena) {
    size_t capacity = line.size() + line.size() / 2 + 4096;
    json.arena.reset(new uint8_t[capacity]);
    json.arena_capacity = capacity;
  }
  json.arena_end = json.arena.get();
  json.fields.clear();
  json.items.clear();

  ondemand::document document;
  auto bytes = reinterpret_cast<const char *>(line.begin);
  if (json.parser.iterate(bytes, line.size(), line.size() + SIMDJSON_PADDING).get(document))
    return classify(json, line, record);
  ondemand::object object;
  if (document.get_object().get(object)) return classify(json, line, record);
  for (auto result : object) {
    ondemand::field field;
    if (std::move(result).get(field)) return classify(json, line, record);
    if (int failed = take_field(json, field)) {
      int whole = classify(json, line, record);
      return whole == LENS_JSON_TOO_DEEP || whole == LENS_JSON_TRUNCATED ? whole : failed;
    }
  }
  const char *rest;
  if (!document.current_location().get(rest)) return LENS_JSON_INVALID; // text after the object
  record->fields = json.fields.data();
  record->field_count = json.fields.size();
  record->items = json.items.data();
  record->item_count = json.items.size();
  return LENS_JSON_OK;
}

} // namespace

static_assert(LENS_JSON_PADDING >= SIMDJSON_PADDING, "callers leave too little room after a line");

extern "C" lens_json *lens_json_create(unsigned depth_limit) {
  try {
    auto *json = new lens_json;
    json->depth_limit = depth_limit == 0 ? 1 : depth_limit > 64 ? 64 : depth_limit;
    return json;
  } catch (const std::bad_alloc &) {
    return nullptr;
  }
}

extern "C" void lens_json_destroy(lens_json *parser) { delete parser; }

extern "C" int lens_json_read(
    lens_json *parser, const uint8_t *line, size_t length, lens_json_record *record) {
  *record = {};
  try {
    return read(*parser, {line, line + length}, record);
  } catch (const std::bad_alloc &) {
    return LENS_JSON_NO_MEMORY;
  }
}

extern "C" int lens_utf8_valid(const uint8_t *bytes, size_t length) {
  return length == 0 || validate_utf8(reinterpret_cast<const char *>(bytes), length);
}

extern "C" size_t lens_count_byte(const uint8_t *bytes, size_t length, uint8_t byte) {
  size_t count = 0;
  // Sums of at most 255 ones fit a byte, so the inner loop vectorises at full width.
  for (size_t start = 0; start < length; start += 255) {
    size_t end = start + 255 < length ? start + 255 : length;
    uint8_t sum = 0;
    for (size_t i = start; i < end; ++i) sum = static_cast<uint8_t>(sum + (bytes[i] == byte));
    count += sum;
  }
  return count;
}

extern "C" uint8_t lens_largest_byte(const uint8_t *bytes, size_t length) {
  uint8_t largest = 0;
  for (size_t i = 0; i < length; ++i) largest = bytes[i] > largest ? bytes[i] : largest;
  return largest;
}

extern "C" const char *lens_simdjson_isa(void) {
  static const std::string name = get_active_implementation()->name();
  return name.c_str();
}
