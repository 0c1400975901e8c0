// The inner loops of sparse-dense products: one sparse row against the rows of a dense matrix.
//
// One for each instruction set, as in kernels.h, chosen by the same LENS_ISA. Every column is
// summed by itself and in the order of the cells, so that a column's result does not depend on how
// many others stand beside it. No kernel reads or writes outside the columns it is given.
#ifndef LENS_SPARSE_KERNELS_H
#define LENS_SPARSE_KERNELS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The stored cells of a sparse row.
struct lens_sparse_row {
  const float *_Nullable values;
  const uint32_t *_Nullable indices;
  size_t count;
};

/// The kernels of one instruction set.
struct lens_sparse_kernels {
  /// y[c] = sum over the cells of value * x[index * stride + c], for c below width.
  void (*_Nonnull gather_rows)(struct lens_sparse_row row, const float *_Nullable x, size_t stride,
                               size_t width, float *_Nullable y);
  /// x[index * stride + c] += value * y[c] for each cell, for c below width.
  void (*_Nonnull scatter_row)(struct lens_sparse_row row, const float *_Nullable y, size_t width,
                               float *_Nullable x, size_t stride);
};

/// The kernels of one instruction set by name; NULL where this processor lacks it.
const struct lens_sparse_kernels *_Nullable lens_sparse_kernels_for(const char *_Nonnull isa);

/// The kernels in use.
const struct lens_sparse_kernels *_Nonnull lens_sparse_kernels_current(void);

#ifdef __cplusplus
}
#endif
#endif
