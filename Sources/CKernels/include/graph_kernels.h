// The walk through a graph of neighbours: from some seeds on, always to the best node not yet looked
// at (best-first search; Malkov and Yashunin 2020, algorithm 2), until the best of these is much farther
// from the query than the k-th best node met: a walk is as long as its query is hard (Al-Jazzazi and
// others 2025).
//
// Nodes are scored by codes of two bits a dimension, one cache line a node at 256 dimensions. Products
// are whole numbers and a score is rounded once, so that the walk takes the same way on every machine.
#ifndef LENS_GRAPH_KERNELS_H
#define LENS_GRAPH_KERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// How the bytes of a graph are checked when they are first touched, chunk by chunk.
struct lens_graph_checks {
  /// One bit a chunk of LENS_GRAPH_CHUNK bytes that was found sound, which other threads may set
  /// meanwhile; NULL: nothing is to be checked.
  const uint64_t *_Nullable sound;
  /// The bits of the first chunks of the codes and of the neighbours.
  size_t codes, neighbours;
  /// Checks bytes of the codes, or of the neighbours; false where they are damaged. Not NULL where `sound` is not.
  bool (*_Nullable check)(void *_Nullable context, bool isCode, size_t offset, size_t length);
  void *_Nullable context;
};

/// Bytes of a chunk.
#define LENS_GRAPH_CHUNK 4096

/// Bits of an entry that name a node; those above number its factor.
#define LENS_GRAPH_NODE_BITS 24
#define LENS_GRAPH_NODE_MASK ((UINT32_C(1) << LENS_GRAPH_NODE_BITS) - 1)

/// Nodes below 2^24, their codes and neighbours.
struct lens_graph {
  /// nodeCount x codeStride bytes: bits 2g and 2g + 1 of byte j are the code of dimension g * codeStride + j.
  const uint8_t *_Nonnull codes;
  /// nodeCount x degree: a node, and in the top byte the number of its factor. Slots without a
  /// neighbour hold the node itself.
  const uint32_t *_Nonnull neighbours;
  size_t nodeCount;
  /// A multiple of 16, 16,384 at most.
  size_t codeStride;
  size_t degree;
  /// Where walks start, written as neighbours are, and the codes of these nodes, side by side.
  const uint32_t *_Nonnull seeds;
  const uint8_t *_Nonnull seedCodes;
  size_t seedCount;
  /// 256 factors from product to score.
  const float *_Nonnull factors;
  struct lens_graph_checks checks;
};

/// The most neighbours of a node.
#define LENS_GRAPH_DEGREE_LIMIT 64

/// The kernels of one instruction set; all agree bit for bit.
struct lens_graph_kernels {
  /// Scores nodes by their codes, factor x (2 x product - 3 x querySum), the product being that of the query
  /// and the codes 0 to 3, which stand for -3, -1, 1 and 3.
  ///
  /// `entries` are written as neighbours are, LENS_GRAPH_DEGREE_LIMIT at most; `scores` has room for as
  /// many. Returns which reach `floor`, entry i in bit i.
  uint64_t (*_Nonnull score_codes)(const int8_t *_Nonnull query, int32_t querySum,
                                   const struct lens_graph *_Nonnull graph,
                                   const uint32_t *_Nonnull entries, size_t count, float floor,
                                   float *_Nonnull scores);
};

/// One walk: what is looked for, and its memory.
struct lens_walk {
  /// 4 x codeStride values, and their sum.
  const int8_t *_Nonnull query;
  int32_t querySum;
  /// The most nodes kept, above 0.
  size_t width;
  /// Which of the nodes met says how far to go, 1 to `width`; `width` itself: until all kept are looked at.
  size_t k;
  /// How much farther than the k-th a node may be that the walk goes on from: in shares of `norm` less
  /// the k-th score, which is half the squared distance where rows are unit.
  float slack, norm;
  /// Nodes are kept whose score lies no more than this below the k-th, though too far to go on from.
  float tolerance;
  /// One bit a node, in words of 64.
  uint64_t *_Nonnull visited;
  /// Room for `width` keys; best first after the walk, ties by node; at least the k best met.
  uint64_t *_Nonnull beam;
};

/// What `lens_graph_walk` returns where `check` says so, or a node is named that does not exist.
#define LENS_GRAPH_DAMAGED SIZE_MAX

/// Walks from the seeds; returns the number of keys in the beam.
size_t lens_graph_walk(const struct lens_graph *_Nonnull graph,
                       const struct lens_graph_kernels *_Nonnull kernels,
                       const struct lens_walk *_Nonnull walk);

/// The node of a key of the beam.
static inline uint32_t lens_beam_node(uint64_t key) { return ~(uint32_t)(key >> 1) & 0x7fffffffu; }

/// The score of a key of the beam.
static inline float lens_beam_score(uint64_t key) {
  uint32_t bits = (uint32_t)(key >> 32);
  union {
    uint32_t bits;
    float value;
  } score = {bits & 0x80000000u ? bits ^ 0x80000000u : ~bits};
  return score.value;
}

/// The kernels of one instruction set by name; NULL where this processor lacks it.
const struct lens_graph_kernels *_Nullable lens_graph_kernels_for(const char *_Nonnull isa);

/// The kernels in use.
const struct lens_graph_kernels *_Nonnull lens_graph_kernels_current(void);

#ifdef __cplusplus
}
#endif
#endif
