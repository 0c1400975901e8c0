// The reference kernels, in plain C. Every other set is tested against these.
// Where speed and plainness meet they also serve processors without AVX2.
#include "internal.h"

// Eight partial sums keep the rounding error at count / 8 steps (one running
// sum drifts past 1e-5 on long equal-signed input) and let the compiler use
// whatever vector width the baseline has.
static float dot_f32(const float *x, const float *y, size_t count) {
  float sums[8] = {0};
  size_t i = 0;
  for (; i + 8 <= count; i += 8)
    for (size_t lane = 0; lane < 8; lane++) sums[lane] += x[i + lane] * y[i + lane];
  for (size_t lane = 0; i < count; i++, lane++) sums[lane] += x[i] * y[i];
  return ((sums[0] + sums[4]) + (sums[1] + sums[5])) + ((sums[2] + sums[6]) + (sums[3] + sums[7]));
}

static void axpy_f32(float a, const float *x, float *y, size_t count) {
  for (size_t i = 0; i < count; i++) y[i] += a * x[i];
}

static int32_t dot_i8(const int8_t *x, const int8_t *y, size_t count) {
  int32_t sum = 0;
  for (size_t i = 0; i < count; i++) sum += (int32_t)x[i] * y[i];
  return sum;
}

static void scan_i8(const int8_t *query, const int8_t *rows, size_t dim, size_t rowCount,
                    int32_t *out) {
  for (size_t row = 0; row < rowCount; row++) out[row] = dot_i8(query, rows + row * dim, dim);
}

static void mark_reaching(const int32_t *products, const float *scales, const float *residuals,
                          size_t rowCount, struct lens_bound bound, uint64_t *bits) {
  for (size_t start = 0; start < rowCount; start += 64) {
    size_t end = start + 64 < rowCount ? start + 64 : rowCount;
    uint64_t word = 0;
    for (size_t row = start; row < end; row++) {
      float estimate = bound.slope * (scales[row] * (float)products[row]);
      float reach = estimate + bound.weight * residuals[row];
      word |= (uint64_t)!(reach < bound.floor) << (row - start);
    }
    bits[start / 64] = word;
  }
}

const struct lens_kernels lens_table_scalar = {
    .name = "scalar",
    .dot_f32 = dot_f32,
    .axpy_f32 = axpy_f32,
    .dot_i8 = dot_i8,
    .scan_i8 = scan_i8,
    .mark_reaching = mark_reaching,
    .crc32c = lens_crc32c_table,
    .signs = &lens_signs_scalar,
};
