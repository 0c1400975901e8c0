// Kernels for AVX2 and FMA (Haswell 2013, Zen 2017, and later).
//
// int8 products are widened to 16 bits before they are multiplied: the short
// way, vpmaddubsw, saturates at 32,767 and is wrong from two products of
// 128 * 128 on.
#include "internal.h"

#if LENS_X86
#include <immintrin.h>

#define AVX2 __attribute__((target("avx2,fma")))

AVX2 static inline float sum_f32(__m256 v) {
  __m128 half = _mm_add_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
  half = _mm_add_ps(half, _mm_movehl_ps(half, half));
  return _mm_cvtss_f32(_mm_add_ss(half, _mm_movehdup_ps(half)));
}

AVX2 static float dot_f32(const float *x, const float *y, size_t count) {
  __m256 a = _mm256_setzero_ps(), b = a, c = a, d = a;
  size_t i = 0;
  for (; i + 32 <= count; i += 32) {
    a = _mm256_fmadd_ps(_mm256_loadu_ps(x + i), _mm256_loadu_ps(y + i), a);
    b = _mm256_fmadd_ps(_mm256_loadu_ps(x + i + 8), _mm256_loadu_ps(y + i + 8), b);
    c = _mm256_fmadd_ps(_mm256_loadu_ps(x + i + 16), _mm256_loadu_ps(y + i + 16), c);
    d = _mm256_fmadd_ps(_mm256_loadu_ps(x + i + 24), _mm256_loadu_ps(y + i + 24), d);
  }
  for (; i + 8 <= count; i += 8)
    a = _mm256_fmadd_ps(_mm256_loadu_ps(x + i), _mm256_loadu_ps(y + i), a);
  float sum = sum_f32(_mm256_add_ps(_mm256_add_ps(a, b), _mm256_add_ps(c, d)));
  for (; i < count; i++) sum = __builtin_fmaf(x[i], y[i], sum);
  return sum;
}

// The tail is fused like the body, so that a value's result does not depend on
// where in the vector it stands.
AVX2 static void axpy_f32(float a, const float *x, float *y, size_t count) {
  __m256 factor = _mm256_set1_ps(a);
  size_t i = 0;
  for (; i + 32 <= count; i += 32) {
    __m256 s = _mm256_fmadd_ps(factor, _mm256_loadu_ps(x + i), _mm256_loadu_ps(y + i));
    __m256 t = _mm256_fmadd_ps(factor, _mm256_loadu_ps(x + i + 8), _mm256_loadu_ps(y + i + 8));
    __m256 u = _mm256_fmadd_ps(factor, _mm256_loadu_ps(x + i + 16), _mm256_loadu_ps(y + i + 16));
    __m256 v = _mm256_fmadd_ps(factor, _mm256_loadu_ps(x + i + 24), _mm256_loadu_ps(y + i + 24));
    _mm256_storeu_ps(y + i, s);
    _mm256_storeu_ps(y + i + 8, t);
    _mm256_storeu_ps(y + i + 16, u);
    _mm256_storeu_ps(y + i + 24, v);
  }
  for (; i + 8 <= count; i += 8)
    _mm256_storeu_ps(y + i,
                     _mm256_fmadd_ps(factor, _mm256_loadu_ps(x + i), _mm256_loadu_ps(y + i)));
  for (; i < count; i++) y[i] = __builtin_fmaf(a, x[i], y[i]);
}

AVX2 static inline __m256i widen(const int8_t *p) {
  return _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)p));
}

AVX2 static inline int32_t sum_i32(__m256i v) {
  __m128i half = _mm_add_epi32(_mm256_castsi256_si128(v), _mm256_extracti128_si256(v, 1));
  half = _mm_add_epi32(half, _mm_shuffle_epi32(half, 0x4e));
  return _mm_cvtsi128_si32(_mm_add_epi32(half, _mm_shuffle_epi32(half, 0xb1)));
}

AVX2 static int32_t dot_i8(const int8_t *x, const int8_t *y, size_t count) {
  __m256i a = _mm256_setzero_si256(), b = a;
  size_t i = 0;
  for (; i + 32 <= count; i += 32) {
    a = _mm256_add_epi32(a, _mm256_madd_epi16(widen(x + i), widen(y + i)));
    b = _mm256_add_epi32(b, _mm256_madd_epi16(widen(x + i + 16), widen(y + i + 16)));
  }
  if (i + 16 <= count) {
    a = _mm256_add_epi32(a, _mm256_madd_epi16(widen(x + i), widen(y + i)));
    i += 16;
  }
  int32_t sum = sum_i32(_mm256_add_epi32(a, b));
  for (; i < count; i++) sum += (int32_t)x[i] * y[i];
  return sum;
}

// Four rows share each load and widening of the query.
AVX2 static void scan_i8(const int8_t *query, const int8_t *rows, size_t dim, size_t rowCount,
                         int32_t *out) {
  size_t row = 0;
  for (; row + 4 <= rowCount; row += 4) {
    const int8_t *r0 = rows + row * dim, *r1 = r0 + dim, *r2 = r1 + dim, *r3 = r2 + dim;
    __m256i a = _mm256_setzero_si256(), b = a, c = a, d = a;
    size_t i = 0;
    for (; i + 16 <= dim; i += 16) {
      __m256i q = widen(query + i);
      a = _mm256_add_epi32(a, _mm256_madd_epi16(q, widen(r0 + i)));
      b = _mm256_add_epi32(b, _mm256_madd_epi16(q, widen(r1 + i)));
      c = _mm256_add_epi32(c, _mm256_madd_epi16(q, widen(r2 + i)));
      d = _mm256_add_epi32(d, _mm256_madd_epi16(q, widen(r3 + i)));
    }
    __m256i sums = _mm256_hadd_epi32(_mm256_hadd_epi32(a, b), _mm256_hadd_epi32(c, d));
    __m128i four = _mm_add_epi32(_mm256_castsi256_si128(sums), _mm256_extracti128_si256(sums, 1));
    _mm_storeu_si128((__m128i *)(out + row), four);
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

AVX2 static void mark_reaching(const int32_t *products, const float *scales,
                               const float *residuals, size_t rowCount, struct lens_bound bound,
                               uint64_t *bits) {
  __m256 slope = _mm256_set1_ps(bound.slope), weight = _mm256_set1_ps(bound.weight);
  __m256 floor = _mm256_set1_ps(bound.floor);
  size_t start = 0;
  for (; start + 64 <= rowCount; start += 64) {
    uint64_t word = 0;
    for (size_t lane = 0; lane < 64; lane += 8) {
      size_t row = start + lane;
      __m256 product = _mm256_cvtepi32_ps(_mm256_loadu_si256((const __m256i *)(products + row)));
      __m256 scaled = _mm256_mul_ps(product, _mm256_loadu_ps(scales + row));
      __m256 rest = _mm256_mul_ps(weight, _mm256_loadu_ps(residuals + row));
      __m256 reach = _mm256_fmadd_ps(slope, scaled, rest);
      int mask = _mm256_movemask_ps(_mm256_cmp_ps(reach, floor, _CMP_NLT_UQ));
      word |= (uint64_t)(uint32_t)mask << lane;
    }
    bits[start / 64] = word;
  }
  if (start < rowCount)
    lens_table_scalar.mark_reaching(products + start, scales + start, residuals + start,
                                    rowCount - start, bound, bits + start / 64);
}

const struct lens_kernels lens_table_avx2 = {
    .name = "avx2",
    .dot_f32 = dot_f32,
    .axpy_f32 = axpy_f32,
    .dot_i8 = dot_i8,
    .scan_i8 = scan_i8,
    .mark_reaching = mark_reaching,
    .crc32c = lens_crc32c_sse42,
    .signs = &lens_signs_avx2,
};
#endif
