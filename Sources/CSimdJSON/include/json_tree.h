// A nested JSON value, taken apart: authors with their affiliations, a date in parts, an inverted
// abstract. The nodes stand in one list in the order of the text; a node's children follow it, and
// `next` leads past them. Strings lie in the text or in the tree's arena until the next read.
#ifndef LENS_JSON_TREE_H
#define LENS_JSON_TREE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// One value.
typedef struct {
  uint8_t type;         ///< LENS_JSON_… of simdjson_bridge.h
  uint32_t next;        ///< index of the node behind this one and its children
  const uint8_t *name;  ///< its name inside an object, escapes taken out; else NULL
  size_t name_length;
  const uint8_t *text;  ///< a string's content, escapes taken out; else the raw value
  size_t text_length;
} lens_json_node;

typedef struct lens_json_tree lens_json_tree;

/// A tree for one thread; NULL when memory is short.
lens_json_tree *lens_json_tree_create(void);
void lens_json_tree_destroy(lens_json_tree *tree);

/// Takes apart a value that lens_json_read handed out as `raw`, which has been checked. Returns the
/// number of nodes, 0 if memory is short. Linear in `length`.
size_t lens_json_tree_read(
    lens_json_tree *tree, const uint8_t *raw, size_t length, const lens_json_node **nodes);

#ifdef __cplusplus
}
#endif

#endif
