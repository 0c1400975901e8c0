// Kernels for 64-bit ARM (NEON is part of its baseline).
//
// vmull_s8 gives exact 16-bit products (128 * 128 = 16,384 fits) and vpadalq_s16
// adds them in pairs into 32 bits: exact for all inputs.
#include "internal.h"

#if LENS_NEON
#include <arm_neon.h>

static float dot_f32(const float *x, const float *y, size_t count) {
  float32x4_t a = vdupq_n_f32(0), b = a, c = a, d = a;
  size_t i = 0;
  for (; i + 16 <= count; i += 16) {
    a = vfmaq_f32(a, vld1q_f32(x + i), vld1q_f32(y + i));
    b = vfmaq_f32(b, vld1q_f32(x + i + 4), vld1q_f32(y + i + 4));
    c = vfmaq_f32(c, vld1q_f32(x + i + 8), vld1q_f32(y + i + 8));
    d = vfmaq_f32(d, vld1q_f32(x + i + 12), vld1q_f32(y + i + 12));
  }
  for (; i + 4 <= count; i += 4) a = vfmaq_f32(a, vld1q_f32(x + i), vld1q_f32(y + i));
  float sum = vaddvq_f32(vaddq_f32(vaddq_f32(a, b), vaddq_f32(c, d)));
  for (; i < count; i++) sum = __builtin_fmaf(x[i], y[i], sum);
  return sum;
}

static void axpy_f32(float a, const float *x, float *y, size_t count) {
  float32x4_t factor = vdupq_n_f32(a);
  size_t i = 0;
  for (; i + 4 <= count; i += 4)
    vst1q_f32(y + i, vfmaq_f32(vld1q_f32(y + i), factor, vld1q_f32(x + i)));
  for (; i < count; i++) y[i] = __builtin_fmaf(a, x[i], y[i]);
}

static inline int32x4_t step(int32x4_t sum, int8x16_t x, int8x16_t y) {
  sum = vpadalq_s16(sum, vmull_s8(vget_low_s8(x), vget_low_s8(y)));
  return vpadalq_s16(sum, vmull_high_s8(x, y));
}

static int32_t dot_i8(const int8_t *x, const int8_t *y, size_t count) {
  int32x4_t a = vdupq_n_s32(0), b = a;
  size_t i = 0;
  for (; i + 32 <= count; i += 32) {
    a = step(a, vld1q_s8(x + i), vld1q_s8(y + i));
    b = step(b, vld1q_s8(x + i + 16), vld1q_s8(y + i + 16));
  }
  if (i + 16 <= count) {
    a = step(a, vld1q_s8(x + i), vld1q_s8(y + i));
    i += 16;
  }
  int32_t sum = vaddvq_s32(vaddq_s32(a, b));
  for (; i < count; i++) sum += (int32_t)x[i] * y[i];
  return sum;
}

// Four rows share each load of the query.
static void scan_i8(const int8_t *query, const int8_t *rows, size_t dim, size_t rowCount,
                    int32_t *out) {
  size_t row = 0;
  for (; row + 4 <= rowCount; row += 4) {
    const int8_t *r0 = rows + row * dim, *r1 = r0 + dim, *r2 = r1 + dim, *r3 = r2 + dim;
    int32x4_t a = vdupq_n_s32(0), b = a, c = a, d = a;
    size_t i = 0;
    for (; i + 16 <= dim; i += 16) {
      int8x16_t q = vld1q_s8(query + i);
      a = step(a, vld1q_s8(r0 + i), q);
      b = step(b, vld1q_s8(r1 + i), q);
      c = step(c, vld1q_s8(r2 + i), q);
      d = step(d, vld1q_s8(r3 + i), q);
    }
    vst1q_s32(out + row, vpaddq_s32(vpaddq_s32(a, b), vpaddq_s32(c, d)));
    for (; i < dim; i++) {
      int32_t q = query[i];
      out[row] += q * r0[i];
      out[row + 1] += q * r1[i];
      out[row + 2] += q * r2[i];
      out[row + 3] += q * r3[i];
    }
  }
  for (; row < rowCount; row++) out[row] = dot_i8(query, rows + row * dim, dim);
}

// The scalar loop: one compare a row is no burden beside a scan, and NEON has
// no instruction that gathers a mask into bits.
static void mark_reaching(const int32_t *products, const float *scales, const float *residuals,
                          size_t rowCount, struct lens_bound bound, uint64_t *bits) {
  lens_table_scalar.mark_reaching(products, scales, residuals, rowCount, bound, bits);
}

const struct lens_kernels lens_table_neon = {
    .name = "neon",
    .dot_f32 = dot_f32,
    .axpy_f32 = axpy_f32,
    .dot_i8 = dot_i8,
    .scan_i8 = scan_i8,
    .mark_reaching = mark_reaching,
    .crc32c = lens_crc32c_arm,
    .signs = &lens_signs_neon,
};
#endif
