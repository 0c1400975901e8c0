// The inner loops of BM25 over a window of documents: unpacking a block of postings, adding a run of them
// up in whole units, and finding the documents whose sum is large enough.
//
// One for each instruction set, as in kernels.h, chosen by the same LENS_ISA. All agree to the last bit.
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

/// What a posting of frequency f in a document of length l adds, in units: `scale` of them to 1, the
/// part of a unit that is left counting as a whole one. The contribution is weight - weight / (1 + f * r),
/// r being reciprocals[l], above that table 1 / (norm + growth * l); `scale` times the weight is less
/// than 65,535.
struct lens_bm25 {
  const uint32_t *_Nonnull lengths;
  const double *_Nonnull reciprocals;
  size_t reciprocalCount;
  double norm, growth, weight, scale;
  /// The units of the commonest postings, rows × columns: of frequency f and length l at
  /// (f - 1) * columns + l. Other postings are worked out one by one.
  uint16_t *_Nullable table;
  uint32_t rows, columns;
};

/// The kernels of one instruction set.
struct lens_posting_kernels {
  /// Writes the documents of a block from its gaps, `width` (0 to 32) bits each, and returns the last one:
  /// each document is the one before (at first `previous`, -1 or more) plus its gap plus one.
  ///
  /// Reads at most 8 bytes behind the gaps and writes whole sixteens: `documents` has room for
  /// `count` rounded up to one. Where the last document is below 2^32 - 1, they ascend.
  uint64_t (*_Nonnull unpack)(const uint8_t *_Nonnull gaps, size_t count, uint32_t width,
                              int64_t previous, uint32_t *_Nonnull documents);
  /// Fills the rows `from` up to `weighting->rows` of a table; columns <= reciprocalCount.
  void (*_Nonnull fill)(const struct lens_bm25 *_Nonnull weighting, uint32_t from);
  /// sums[document - start] += what each posting adds; no document lies before `start`.
  void (*_Nonnull add)(const struct lens_postings *_Nonnull postings,
                       const struct lens_bm25 *_Nonnull weighting, uint32_t start,
                       uint16_t *_Nonnull sums);
  /// best[i] = max(best[i], part[i]), part[i] = 0.
  void (*_Nonnull raise)(uint16_t *_Nonnull best, uint16_t *_Nonnull part, size_t count);
  /// part[i] = min(part[i], other[i]), other[i] = 0.
  void (*_Nonnull lower)(uint16_t *_Nonnull part, uint16_t *_Nonnull other, size_t count);
  /// sums[i] += best[i], best[i] = 0.
  void (*_Nonnull join)(uint16_t *_Nonnull sums, uint16_t *_Nonnull best, size_t count);
  /// Writes the places, ascending, where sums[i] >= least, and returns their number; `count` is a
  /// multiple of 64, at most 65,536.
  size_t (*_Nonnull gather)(const uint16_t *_Nonnull sums, size_t count, uint16_t least,
                            uint16_t *_Nonnull places);
};

/// The kernels of one instruction set by name; NULL where this processor lacks it.
const struct lens_posting_kernels *_Nullable lens_posting_kernels_for(const char *_Nonnull isa);

/// The kernels in use.
const struct lens_posting_kernels *_Nonnull lens_posting_kernels_current(void);

#ifdef __cplusplus
}
#endif
#endif
