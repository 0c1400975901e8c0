// The walk of graph_kernels.h: everything but the products, in plain C.
//
// The beam is an array in order. Its keys compare as whole numbers: the score's bits, made to order
// like the score; below them the node, inverted, so that the lower of two equals stands before the other;
// in the last bit whether the node is still to be looked at.
#include "graph_kernels.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

struct beam {
  const struct lens_graph *graph;
  uint64_t *keys;
  size_t count, width;
  /// What is worse is not kept.
  uint64_t floor;
  /// Nodes before this place have been looked at.
  size_t next;
};

static inline uint64_t key_of(float score, uint32_t node) {
  union {
    float value;
    uint32_t bits;
  } ordered = {score};
  uint32_t bits = ordered.bits;
  bits = bits >> 31 ? ~bits : bits | 0x80000000u;
  return (uint64_t)bits << 32 | (uint32_t)(~node << 1) | 1;
}

/// Whether bytes of the codes or of the neighbours are sound; what is not known to be is checked.
static inline bool is_sound(const struct lens_graph_checks *checks, bool isCode, size_t offset,
                            size_t length) {
  if (!checks->sound) return true;
  size_t start = isCode ? checks->codes : checks->neighbours;
  size_t first = start + offset / LENS_GRAPH_CHUNK;
  size_t last = start + (offset + length - 1) / LENS_GRAPH_CHUNK;
  // The bytes that a bit vouches for never change: no order is needed.
  uint64_t low = __atomic_load_n(checks->sound + first / 64, __ATOMIC_RELAXED) >> (first % 64);
  uint64_t high = low;
  if (first != last)
    high = __atomic_load_n(checks->sound + last / 64, __ATOMIC_RELAXED) >> (last % 64);
  return (low & high & 1) || checks->check(checks->context, isCode, offset, length);
}

/// Asks for a node's neighbours.
static inline void ask(const struct lens_graph *graph, uint64_t key) {
  const uint32_t *list = graph->neighbours + lens_beam_node(key) * graph->degree;
  for (size_t i = 0; i < graph->degree; i += 16) __builtin_prefetch(list + i);
}

static inline void insert(struct beam *beam, uint64_t key) {
  uint64_t *keys = beam->keys;
  if (key < beam->floor || (beam->count == beam->width && key <= keys[beam->count - 1])) return;
  // Without a branch, and hard to make one of: which way it goes is anybody's guess.
  const uint64_t *place = keys;
  for (size_t length = beam->count; length > 0;) {
    size_t half = (length + 1) / 2;
    place += half & -(size_t)(place[half - 1] > key);
    length -= half;
  }
  size_t at = (size_t)(place - keys);
  if (beam->count < beam->width) beam->count++;
  memmove(keys + at + 1, keys + at, (beam->count - 1 - at) * sizeof *keys);
  keys[at] = key;
  if (at > beam->next) return;
  // As things stand, its neighbours are looked at next.
  beam->next = at;
  ask(beam->graph, key);
}

/// The next node to look at, or NULL.
static inline uint64_t *next(struct beam *beam) {
  while (beam->next < beam->count && !(beam->keys[beam->next] & 1)) beam->next++;
  return beam->next < beam->count ? beam->keys + beam->next : NULL;
}

/// Drops what the k-th best rules out; returns the least key to go on from.
static inline uint64_t bound(struct beam *beam, const struct lens_walk *walk) {
  if (walk->k >= walk->width || beam->count < walk->k) return 0;
  float score = lens_beam_score(beam->keys[walk->k - 1]);
  float reach = walk->slack * (walk->norm - score);
  if (!(reach > 0)) reach = 0;
  beam->floor = key_of(score - (reach > walk->tolerance ? reach : walk->tolerance), UINT32_MAX);
  while (beam->count > walk->k && beam->keys[beam->count - 1] < beam->floor) beam->count--;
  return key_of(score - reach, UINT32_MAX);
}

/// Whether the codes of nodes are sound.
static inline bool have_sound_codes(const struct lens_graph *graph, const uint32_t *entries,
                                    size_t count) {
  for (size_t i = 0; i < count; i++) {
    size_t start = (size_t)(entries[i] & LENS_GRAPH_NODE_MASK) * graph->codeStride;
    if (!is_sound(&graph->checks, true, start, graph->codeStride)) return false;
  }
  return true;
}

/// The neighbours of a node; NULL where they are damaged.
static inline const uint32_t *sound_neighbours(const struct lens_graph *graph, uint32_t node) {
  size_t length = graph->degree * sizeof *graph->neighbours;
  if (!is_sound(&graph->checks, false, node * length, length)) return NULL;
  return graph->neighbours + node * graph->degree;
}

/// Leaves in `fresh` the entries not met before and asks for their codes; false for a node that
/// does not exist, and for damage.
static inline bool gather(const struct lens_graph *graph, const uint32_t *entries, size_t count,
                          uint64_t *visited, uint32_t *fresh, size_t *freshCount) {
  size_t found = 0;
  uint32_t largest = 0;
  for (size_t i = 0; i < count; i++) {
    uint32_t node = entries[i] & LENS_GRAPH_NODE_MASK;
    largest = node > largest ? node : largest;
  }
  if (largest >= graph->nodeCount) return false;
  for (size_t i = 0; i < count; i++) {
    uint32_t node = entries[i] & LENS_GRAPH_NODE_MASK;
    uint64_t word = visited[node / 64], bit = (uint64_t)1 << (node % 64);
    visited[node / 64] = word | bit;
    fresh[found] = entries[i];
    // Without a branch, which would be guessed wrong half the time.
    found += (word & bit) == 0;
    size_t start = (size_t)node * graph->codeStride;
    for (size_t offset = 0; offset < graph->codeStride; offset += 64)
      __builtin_prefetch(graph->codes + start + offset);
  }
  *freshCount = found;
  return have_sound_codes(graph, fresh, found);
}

/// Scores nodes by their places in a table of codes and keeps the good ones.
static inline void take(const struct lens_graph *table, const struct lens_graph_kernels *kernels,
                        const struct lens_walk *walk, const uint32_t *places,
                        const uint32_t *nodes, size_t count, struct beam *beam) {
  float scores[LENS_GRAPH_DEGREE_LIMIT];
  uint64_t worst = beam->count == beam->width ? beam->keys[beam->count - 1] : 0;
  float floor = lens_beam_score(worst > beam->floor ? worst : beam->floor);
  uint64_t good =
      kernels->score_codes(walk->query, walk->querySum, table, places, count, floor, scores);
  for (; good; good &= good - 1) {
    size_t i = (size_t)__builtin_ctzll(good);
    insert(beam, key_of(scores[i], nodes[i] & LENS_GRAPH_NODE_MASK));
  }
}

/// Starts the beam with the seeds, whose codes lie side by side; false for a node that does not exist.
static inline bool start(const struct lens_graph *graph, const struct lens_graph_kernels *kernels,
                         const struct lens_walk *walk, struct beam *beam) {
  struct lens_graph table = *graph;
  table.codes = graph->seedCodes;
  uint32_t places[LENS_GRAPH_DEGREE_LIMIT], nodes[LENS_GRAPH_DEGREE_LIMIT];
  for (size_t i = 0; i < graph->seedCount;) {
    size_t count = 0;
    for (; i < graph->seedCount && count < LENS_GRAPH_DEGREE_LIMIT; i++) {
      uint32_t node = graph->seeds[i] & LENS_GRAPH_NODE_MASK;
      if (node >= graph->nodeCount) return false;
      uint64_t bit = (uint64_t)1 << (node % 64);
      if (walk->visited[node / 64] & bit) continue;
      walk->visited[node / 64] |= bit;
      places[count] = (uint32_t)i | (graph->seeds[i] & ~LENS_GRAPH_NODE_MASK);
      nodes[count++] = node;
    }
    take(&table, kernels, walk, places, nodes, count, beam);
    bound(beam, walk);
  }
  return true;
}

size_t lens_graph_walk(const struct lens_graph *graph, const struct lens_graph_kernels *kernels,
                       const struct lens_walk *walk) {
  struct beam beam = {.graph = graph, .keys = walk->beam, .width = walk->width};
  beam.floor = key_of(-INFINITY, UINT32_MAX);
  uint32_t fresh[LENS_GRAPH_DEGREE_LIMIT];
  size_t count;
  memset(walk->visited, 0, (graph->nodeCount + 63) / 64 * sizeof *walk->visited);
  if (!start(graph, kernels, walk, &beam)) return LENS_GRAPH_DAMAGED;
  for (uint64_t *best; (best = next(&beam)) && *best >= bound(&beam, walk);) {
    const uint32_t *list = sound_neighbours(graph, lens_beam_node(*best));
    *best &= ~(uint64_t)1;
    if (!list || !gather(graph, list, graph->degree, walk->visited, fresh, &count))
      return LENS_GRAPH_DAMAGED;
    const uint64_t *second = next(&beam);
    if (second) ask(graph, *second);
    take(graph, kernels, walk, fresh, fresh, count, &beam);
  }
  return beam.count;
}
