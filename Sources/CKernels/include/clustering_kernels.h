// The inner loops of clustering rows of bytes: the centroid that lies nearest by angle, and what it
// leaves of a row.
//
// One for each instruction set, as in kernels.h, chosen by the same LENS_ISA. All agree bit for bit: a
// product of bytes is a whole number, and floats are made by the same operations in the same order,
// none of them fused.
#ifndef LENS_CLUSTERING_KERNELS_H
#define LENS_CLUSTERING_KERNELS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Centroids of bytes, one after another without gaps.
struct lens_centroids {
  const int8_t *_Nonnull bytes;
  /// What the product with each centroid is multiplied with: one over its length. No NaN.
  const float *_Nonnull weights;
  /// Bytes of one, a multiple of 4.
  size_t dim;
  /// At least 1.
  size_t count;
};

/// A row of codes and the centroid it is taken from: o[i] = scale * code[i] - centreScale * centre[i],
/// a code being 256 * high[i] + low[i].
struct lens_residual {
  const int8_t *_Nonnull high;
  /// NULL where codes have eight bits.
  const int8_t *_Nullable low;
  const int8_t *_Nonnull centre;
  float scale, centreScale;
  /// A multiple of 16; values behind the last are zero in row and centroid.
  size_t dim;
};

/// The sums of o[i] * o[i] and of |o[i]|.
struct lens_residual_sums {
  float squares, magnitudes;
};

/// The kernels of one instruction set.
struct lens_clustering_kernels {
  /// places[r] = the centroid whose weighed product with row r is the largest, the first of equals.
  void (*_Nonnull nearest)(const int8_t *_Nonnull const *_Nullable rows, size_t rowCount,
                           const struct lens_centroids *_Nonnull centroids,
                           uint32_t *_Nullable places);
  /// Writes the signs of o, eight to a byte, the first in the lowest bit, set where o[i] > 0: byte p
  /// to signs[64 * p] for p below `planes`, which is at most dim / 8.
  struct lens_residual_sums (*_Nonnull residual)(const struct lens_residual *_Nonnull residual,
                                                 size_t planes, uint8_t *_Nullable signs);
};

/// The kernels of one instruction set by name; NULL where this processor lacks it.
const struct lens_clustering_kernels *_Nullable lens_clustering_kernels_for(
    const char *_Nonnull isa);

/// The kernels in use.
const struct lens_clustering_kernels *_Nonnull lens_clustering_kernels_current(void);

#ifdef __cplusplus
}
#endif
#endif
