// Kernels for AVX-512 with VNNI and VBMI (Ice Lake 2019, Zen 4 2022, and later).
//
// vpdpbusd multiplies unsigned by signed bytes. A row is made unsigned by adding
// 128 (flipping its top bit) and the surplus, 128 times the sum of the query, is
// taken off once a row; no step saturates, and 65,536 * 255 * 128 stays below
// 2^31, so every result is exact, those of -128 included. Tails use masked
// loads, which touch no byte outside the mask.
#include "internal.h"

#if LENS_X86
#include <immintrin.h>

#define AVX512 __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vnni,avx2,fma")))

AVX512 static float dot_f32(const float *x, const float *y, size_t count) {
  __m512 a = _mm512_setzero_ps(), b = a, c = a, d = a;
  size_t i = 0;
  for (; i + 64 <= count; i += 64) {
    a = _mm512_fmadd_ps(_mm512_loadu_ps(x + i), _mm512_loadu_ps(y + i), a);
    b = _mm512_fmadd_ps(_mm512_loadu_ps(x + i + 16), _mm512_loadu_ps(y + i + 16), b);
    c = _mm512_fmadd_ps(_mm512_loadu_ps(x + i + 32), _mm512_loadu_ps(y + i + 32), c);
    d = _mm512_fmadd_ps(_mm512_loadu_ps(x + i + 48), _mm512_loadu_ps(y + i + 48), d);
  }
  for (; i + 16 <= count; i += 16)
    a = _mm512_fmadd_ps(_mm512_loadu_ps(x + i), _mm512_loadu_ps(y + i), a);
  if (i < count) {
    __mmask16 tail = (__mmask16)((1u << (count - i)) - 1);
    b = _mm512_fmadd_ps(_mm512_maskz_loadu_ps(tail, x + i), _mm512_maskz_loadu_ps(tail, y + i), b);
  }
  return _mm512_reduce_add_ps(_mm512_add_ps(_mm512_add_ps(a, b), _mm512_add_ps(c, d)));
}

AVX512 static void axpy_f32(float a, const float *x, float *y, size_t count) {
  __m512 factor = _mm512_set1_ps(a);
  size_t i = 0;
  for (; i + 32 <= count; i += 32) {
    __m512 s = _mm512_fmadd_ps(factor, _mm512_loadu_ps(x + i), _mm512_loadu_ps(y + i));
    __m512 t = _mm512_fmadd_ps(factor, _mm512_loadu_ps(x + i + 16), _mm512_loadu_ps(y + i + 16));
    _mm512_storeu_ps(y + i, s);
    _mm512_storeu_ps(y + i + 16, t);
  }
  for (; i < count; i += 16) {
    size_t left = count - i;
    __mmask16 mask = left >= 16 ? (__mmask16)0xffff : (__mmask16)((1u << left) - 1);
    __m512 s = _mm512_maskz_loadu_ps(mask, x + i), t = _mm512_maskz_loadu_ps(mask, y + i);
    _mm512_mask_storeu_ps(y + i, mask, _mm512_fmadd_ps(factor, s, t));
  }
}

AVX512 static inline __mmask64 tail_mask(size_t left) { return ((__mmask64)1 << left) - 1; }

AVX512 static inline __m512i step(__m512i sum, __m512i row, __m512i query) {
  return _mm512_dpbusd_epi32(sum, _mm512_xor_si512(row, _mm512_set1_epi8(-128)), query);
}

/// 128 times the sum of the query: what making the row unsigned adds to each product.
AVX512 static int32_t surplus(const int8_t *query, size_t count) {
  __m512i ones = _mm512_set1_epi8(1), sum = _mm512_setzero_si512();
  size_t i = 0;
  for (; i + 64 <= count; i += 64)
    sum = _mm512_dpbusd_epi32(sum, ones, _mm512_loadu_si512(query + i));
  if (i < count)
    sum = _mm512_dpbusd_epi32(sum, ones, _mm512_maskz_loadu_epi8(tail_mask(count - i), query + i));
  return 128 * _mm512_reduce_add_epi32(sum);
}

AVX512 static inline int32_t biased_dot(const int8_t *query, const int8_t *row, size_t count) {
  __m512i a = _mm512_setzero_si512(), b = a;
  size_t i = 0;
  for (; i + 128 <= count; i += 128) {
    a = step(a, _mm512_loadu_si512(row + i), _mm512_loadu_si512(query + i));
    b = step(b, _mm512_loadu_si512(row + i + 64), _mm512_loadu_si512(query + i + 64));
  }
  for (; i < count; i += 64) {
    __mmask64 mask = count - i >= 64 ? ~(__mmask64)0 : tail_mask(count - i);
    __m512i r = _mm512_maskz_loadu_epi8(mask, row + i);
    a = step(a, r, _mm512_maskz_loadu_epi8(mask, query + i));
  }
  return _mm512_reduce_add_epi32(_mm512_add_epi32(a, b));
}

AVX512 static int32_t dot_i8(const int8_t *x, const int8_t *y, size_t count) {
  return biased_dot(x, y, count) - surplus(x, count);
}

AVX512 static inline __m256i halve(__m512i v) {
  return _mm256_add_epi32(_mm512_castsi512_si256(v), _mm512_extracti64x4_epi64(v, 1));
}

// Four rows share each load of the query and one tree of additions.
AVX512 static void scan_i8(const int8_t *query, const int8_t *rows, size_t dim, size_t rowCount,
                           int32_t *out) {
  int32_t extra = surplus(query, dim);
  __m128i extras = _mm_set1_epi32(extra);
  size_t whole = dim & ~(size_t)63, left = dim - whole;
  __mmask64 tail = tail_mask(left);
  size_t row = 0;
  for (; row + 4 <= rowCount; row += 4) {
    const int8_t *r0 = rows + row * dim, *r1 = r0 + dim, *r2 = r1 + dim, *r3 = r2 + dim;
    __m512i a = _mm512_setzero_si512(), b = a, c = a, d = a;
    for (size_t i = 0; i < whole; i += 64) {
      __m512i q = _mm512_loadu_si512(query + i);
      a = step(a, _mm512_loadu_si512(r0 + i), q);
      b = step(b, _mm512_loadu_si512(r1 + i), q);
      c = step(c, _mm512_loadu_si512(r2 + i), q);
      d = step(d, _mm512_loadu_si512(r3 + i), q);
    }
    if (left) {
      __m512i q = _mm512_maskz_loadu_epi8(tail, query + whole);
      a = step(a, _mm512_maskz_loadu_epi8(tail, r0 + whole), q);
      b = step(b, _mm512_maskz_loadu_epi8(tail, r1 + whole), q);
      c = step(c, _mm512_maskz_loadu_epi8(tail, r2 + whole), q);
      d = step(d, _mm512_maskz_loadu_epi8(tail, r3 + whole), q);
    }
    __m256i sums = _mm256_hadd_epi32(_mm256_hadd_epi32(halve(a), halve(b)),
                                     _mm256_hadd_epi32(halve(c), halve(d)));
    __m128i four = _mm_add_epi32(_mm256_castsi256_si128(sums), _mm256_extracti128_si256(sums, 1));
    _mm_storeu_si128((__m128i *)(out + row), _mm_sub_epi32(four, extras));
  }
  for (; row < rowCount; row++) out[row] = biased_dot(query, rows + row * dim, dim) - extra;
}

AVX512 static void mark_reaching(const int32_t *products, const float *scales,
                                 const float *residuals, size_t rowCount, struct lens_bound bound,
                                 uint64_t *bits) {
  __m512 slope = _mm512_set1_ps(bound.slope), weight = _mm512_set1_ps(bound.weight);
  __m512 floor = _mm512_set1_ps(bound.floor);
  size_t start = 0;
  for (; start + 64 <= rowCount; start += 64) {
    uint64_t word = 0;
    for (size_t lane = 0; lane < 64; lane += 16) {
      size_t row = start + lane;
      __m512 product = _mm512_cvtepi32_ps(_mm512_loadu_si512(products + row));
      __m512 scaled = _mm512_mul_ps(product, _mm512_loadu_ps(scales + row));
      __m512 rest = _mm512_mul_ps(weight, _mm512_loadu_ps(residuals + row));
      __m512 reach = _mm512_fmadd_ps(slope, scaled, rest);
      word |= (uint64_t)_mm512_cmp_ps_mask(reach, floor, _CMP_NLT_UQ) << lane;
    }
    bits[start / 64] = word;
  }
  if (start < rowCount)
    lens_table_scalar.mark_reaching(products + start, scales + start, residuals + start,
                                    rowCount - start, bound, bits + start / 64);
}

const struct lens_kernels lens_table_avx512 = {
    .name = "avx512",
    .dot_f32 = dot_f32,
    .axpy_f32 = axpy_f32,
    .dot_i8 = dot_i8,
    .scan_i8 = scan_i8,
    .mark_reaching = mark_reaching,
    .crc32c = lens_crc32c_sse42,
    .signs = &lens_signs_avx512,
};
#endif
