// The inner loops of BM25 over a window of documents: adding up a run of postings, and finding the
// documents whose sum is large enough.
//
// One for each instruction set, as in kernels.h, chosen by the same LENS_ISA; sets without a scatter
// use the reference. All agree bit for bit: the same operations on each posting, none of them fused.
#ifndef LENS_POSTING_KERNELS_H
#define LENS_POSTING_KERNELS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A run of postings of one term: documents ascend strictly.
struct lens_postings {
  const uint32_t *_Nonnull documents;
  size_t count;
  /// Frequencies less one, `width` (0 to 16) bits each, least significant bit first; that of the
  /// first document is number `first`. Four bytes from where each starts can be read.
  const uint8_t *_Nonnull frequencies;
  size_t first;
  uint32_t width;
};

/// What a posting of frequency f in a document of length l adds: weight - weight / (1 + f * r), rounded
/// by adding `rounding` and taking it off again; r is reciprocals[l], above the table
/// 1 / (norm + growth * l).
struct lens_bm25 {
  const uint32_t *_Nonnull lengths;
  const double *_Nonnull reciprocals;
  size_t reciprocalCount;
  double norm, growth, weight, rounding;
};

/// The kernels of one instruction set.
struct lens_posting_kernels {
  /// sums[document - start] += what each posting adds; no document lies before `start`.
  void (*_Nonnull add)(const struct lens_postings *_Nonnull postings,
                       const struct lens_bm25 *_Nonnull weighting, uint32_t start,
                       double *_Nonnull sums);
  /// Sets bit i of `bits` where sums[i] + open > threshold; `count` is a multiple of 64.
  void (*_Nonnull mark_above)(const double *_Nullable sums, size_t count, double open,
                              double threshold, uint64_t *_Nullable bits);
};

/// The kernels of one instruction set by name; NULL where this processor lacks it.
const struct lens_posting_kernels *_Nullable lens_posting_kernels_for(const char *_Nonnull isa);

/// The kernels in use.
const struct lens_posting_kernels *_Nonnull lens_posting_kernels_current(void);

#ifdef __cplusplus
}
#endif
#endif
