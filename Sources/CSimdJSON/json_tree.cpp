// See include/json_tree.h. The text was checked by json_text's grammar, so that this walk only has to
// tell values apart; it stops, and gives nothing, where that turns out not to be true.
#include "json_tree.h"

#include "json_text.hpp"
#include "simdjson_bridge.h"

#include <cstring>
#include <memory>
#include <new>
#include <vector>

using lens::text;

struct lens_json_tree {
  std::vector<lens_json_node> nodes;
  std::unique_ptr<uint8_t[]> arena;
  size_t arena_capacity = 0;
  uint8_t *arena_end = nullptr;
};

namespace {

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

bool content_of(lens_json_tree &tree, text quoted, text &out) {
  text content{quoted.begin + 1, quoted.end - 1};
  if (!std::memchr(content.begin, '\\', content.size())) {
    out = content;
    return true;
  }
  bool repaired = false;
  uint8_t *after = lens::unescape(content, tree.arena_end, repaired);
  if (!after) return false;
  out = {tree.arena_end, after};
  tree.arena_end = after;
  return true;
}

bool read(lens_json_tree &tree, text raw) {
  std::vector<uint32_t> open; // containers whose end has not been seen
  text name{nullptr, nullptr};
  const uint8_t *p = raw.begin;
  while (p < raw.end) {
    uint8_t c = *p;
    if (lens::is_space(c) || c == ',' || c == ':') {
      ++p;
      continue;
    }
    if (c == '}' || c == ']') {
      if (open.empty()) return false;
      tree.nodes[open.back()].next = static_cast<uint32_t>(tree.nodes.size());
      open.pop_back();
      ++p;
      continue;
    }
    bool wants_name = !open.empty() && !name.begin &&
                      tree.nodes[open.back()].type == LENS_JSON_OBJECT;
    const uint8_t *after = p;
    text content{p, p};
    if (c == '"') {
      after = lens::end_of_string(p, raw.end);
      if (!after || !content_of(tree, {p, after}, content)) return false;
      if (wants_name) {
        name = content;
        p = after;
        continue;
      }
    } else if (wants_name) {
      return false;
    } else if (c == '{' || c == '[') {
      after = p + 1;
    } else {
      while (after < raw.end && !lens::is_space(*after) && *after != ',' && *after != '}' &&
             *after != ']')
        ++after;
      content.end = after;
    }
    auto index = static_cast<uint32_t>(tree.nodes.size());
    tree.nodes.push_back(
        {type_of(c), index + 1, name.begin, name.size(), content.begin, content.size()});
    if (c == '{' || c == '[') open.push_back(index);
    name = {nullptr, nullptr};
    p = after;
  }
  return open.empty();
}

} // namespace

extern "C" lens_json_tree *lens_json_tree_create(void) { return new (std::nothrow) lens_json_tree; }

extern "C" void lens_json_tree_destroy(lens_json_tree *tree) { delete tree; }

extern "C" size_t lens_json_tree_read(
    lens_json_tree *tree, const uint8_t *raw, size_t length, const lens_json_node **nodes) {
  tree->nodes.clear();
  try {
    if (tree->arena_capacity < length || !tree->arena) {
      tree->arena.reset(new uint8_t[length + 64]);
      tree->arena_capacity = length + 64;
    }
    tree->arena_end = tree->arena.get();
    if (!read(*tree, {raw, raw + length})) return 0;
  } catch (const std::bad_alloc &) {
    return 0;
  }
  *nodes = tree->nodes.data();
  return tree->nodes.size();
}
