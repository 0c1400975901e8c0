// Sign codes with AVX-512 and VBMI: vpermb looks 64 rows up in a table of 64 entries.
//
// Three planes are 24 dimensions, which make four groups of six: the low six bits of each
// plane, and the top two of all three together. A group's sum is at most
// 6 * LENS_SIGN_LIMIT = 60, so four of them still fit a byte and one widening serves 24 dimensions.
#include "internal.h"

#if LENS_X86
#include <immintrin.h>

#define AVX512                                                                              \
  __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi,avx512vnni,avx2,fma")))

enum { TRIPLE_TABLES = 4 * 64 };

AVX512 static void tables(const int8_t *weights, size_t planes, uint8_t *tables) {
  for (size_t plane = 0; plane < planes; plane += 3, weights += 24, tables += TRIPLE_TABLES) {
    int8_t group[4][6] = {{0}};
    for (size_t p = 0; p < 3 && plane + p < planes; p++) {
      for (size_t bit = 0; bit < 6; bit++) group[p][bit] = weights[8 * p + bit];
      group[3][2 * p] = weights[8 * p + 6];
      group[3][2 * p + 1] = weights[8 * p + 7];
    }
    for (size_t g = 0; g < 4; g++) lens_sign_table(group[g], 6, tables + 64 * g);
  }
}

/// The top two bits of each of three planes, in the low six bits; what lies above is not looked at.
AVX512 static inline __m512i tops(__m512i a, __m512i b, __m512i c) {
  enum { SELECT = 0xca };  // mask ? second : third
  __m512i ab = _mm512_ternarylogic_epi64(_mm512_set1_epi8(0x03), _mm512_srli_epi16(a, 6),
                                         _mm512_srli_epi16(b, 4), SELECT);
  return _mm512_ternarylogic_epi64(_mm512_set1_epi8(0x0f), ab, _mm512_srli_epi16(c, 2), SELECT);
}

/// Sums of 64 rows in pairs of bytes: `all` counts the odd row's 256 times too often, modulo 2^16.
struct pair {
  __m512i all, odd;
};

AVX512 static inline void add(struct pair *sum, __m512i bytes) {
  sum->all = _mm512_add_epi16(sum->all, bytes);
  sum->odd = _mm512_add_epi16(sum->odd, _mm512_srli_epi16(bytes, 8));
}

AVX512 static inline void step(struct pair *sum, const uint8_t *code, size_t left,
                               const __m512i table[4]) {
  __m512i zero = _mm512_setzero_si512();
  __m512i a = _mm512_loadu_si512(code);
  __m512i b = left > 1 ? _mm512_loadu_si512(code + 64) : zero;
  __m512i c = left > 2 ? _mm512_loadu_si512(code + 128) : zero;
  __m512i ab = _mm512_add_epi8(_mm512_permutexvar_epi8(a, table[0]),
                               _mm512_permutexvar_epi8(b, table[1]));
  __m512i cd = _mm512_add_epi8(_mm512_permutexvar_epi8(c, table[2]),
                               _mm512_permutexvar_epi8(tops(a, b, c), table[3]));
  add(sum, _mm512_add_epi8(ab, cd));
}

AVX512 static inline void store(struct pair sum, uint16_t *sums) {
  __m512i even = _mm512_sub_epi16(sum.all, _mm512_slli_epi16(sum.odd, 8));
  // Rows 0 to 7 of each 16 lie in the low halves of the lanes, then in order across them.
  __m512i low = _mm512_unpacklo_epi16(even, sum.odd), high = _mm512_unpackhi_epi16(even, sum.odd);
  const __m512i first = _mm512_setr_epi64(0, 1, 8, 9, 2, 3, 10, 11);
  const __m512i second = _mm512_setr_epi64(4, 5, 12, 13, 6, 7, 14, 15);
  _mm512_storeu_si512(sums, _mm512_permutex2var_epi64(low, first, high));
  _mm512_storeu_si512(sums + 32, _mm512_permutex2var_epi64(low, second, high));
}

/// `count` blocks at once share each load of a table; the compiler unrolls for each count.
AVX512 static inline __attribute__((always_inline)) void scan_blocks(
    const uint8_t *tables, const uint8_t *codes, size_t planes, size_t count, uint16_t *sums) {
  struct pair pairs[4];
  for (size_t block = 0; block < count; block++)
    pairs[block].all = pairs[block].odd = _mm512_setzero_si512();
  size_t plane = 0;
  __m512i table[4];
  for (; plane + 3 <= planes; plane += 3, tables += TRIPLE_TABLES) {
    for (size_t i = 0; i < 4; i++) table[i] = _mm512_loadu_si512(tables + 64 * i);
    for (size_t block = 0; block < count; block++)
      step(&pairs[block], codes + 64 * (block * planes + plane), 3, table);
  }
  if (plane < planes) {
    for (size_t i = 0; i < 4; i++) table[i] = _mm512_loadu_si512(tables + 64 * i);
    for (size_t block = 0; block < count; block++)
      step(&pairs[block], codes + 64 * (block * planes + plane), planes - plane, table);
  }
  for (size_t block = 0; block < count; block++) store(pairs[block], sums + 64 * block);
}

AVX512 static void scan(const uint8_t *tables, const uint8_t *codes, size_t planes,
                        size_t blockCount, uint16_t *sums) {
  size_t block = 0;
  for (; block + 4 <= blockCount; block += 4)
    scan_blocks(tables, codes + 64 * planes * block, planes, 4, sums + 64 * block);
  for (; block < blockCount; block++)
    scan_blocks(tables, codes + 64 * planes * block, planes, 1, sums + 64 * block);
}

AVX512 static void mark(const uint16_t *sums, const float *factors, const float *floors,
                        size_t rowCount, int32_t bias, uint64_t *bits) {
  __m512i biases = _mm512_set1_epi32(bias);
  for (size_t start = 0; start < rowCount; start += 64) {
    uint64_t word = 0;
    for (size_t row = start; row < rowCount && row < start + 64; row += 16) {
      size_t left = rowCount - row;
      __mmask16 mask = left >= 16 ? (__mmask16)0xffff : (__mmask16)((1u << left) - 1);
      __m512i sum = _mm512_cvtepu16_epi32(_mm256_maskz_loadu_epi16(mask, sums + row));
      sum = _mm512_add_epi32(_mm512_add_epi32(sum, sum), biases);
      __m512 reach =
          _mm512_mul_ps(_mm512_cvtepi32_ps(sum), _mm512_maskz_loadu_ps(mask, factors + row));
      __m512 floor = _mm512_maskz_loadu_ps(mask, floors + row);
      word |= (uint64_t)_mm512_mask_cmp_ps_mask(mask, reach, floor, _CMP_NLT_UQ) << (row - start);
    }
    bits[start / 64] = word;
  }
}

AVX512 static inline __m128i quarter(__m512i v) {
  __m256i half = _mm256_add_epi32(_mm512_castsi512_si256(v), _mm512_extracti64x4_epi64(v, 1));
  return _mm_add_epi32(_mm256_castsi256_si128(half), _mm256_extracti128_si256(half, 1));
}

// Rows are made unsigned by adding 128; the surplus, 128 times the query's sum, is taken off.
AVX512 static void dot_rows(const int8_t *x, const int8_t *y, const int8_t *const *rows,
                            size_t dim, size_t rowCount, int32_t *xOut, int32_t *yOut) {
  __m512i flip = _mm512_set1_epi8(-128), ones = _mm512_set1_epi8(1);
  __m512i xExtra = _mm512_setzero_si512(), yExtra = xExtra;
  for (size_t i = 0; i < dim; i += 64) {
    __mmask64 mask = dim - i >= 64 ? ~(__mmask64)0 : ((__mmask64)1 << (dim - i)) - 1;
    xExtra = _mm512_dpbusd_epi32(xExtra, ones, _mm512_maskz_loadu_epi8(mask, x + i));
    yExtra = _mm512_dpbusd_epi32(yExtra, ones, _mm512_maskz_loadu_epi8(mask, y + i));
  }
  int32_t xSurplus = 128 * _mm512_reduce_add_epi32(xExtra);
  int32_t ySurplus = 128 * _mm512_reduce_add_epi32(yExtra);
  for (size_t row = 0; row < rowCount; row++) {
    __m512i xs = _mm512_setzero_si512(), ys = xs;
    for (size_t i = 0; i < dim; i += 64) {
      __mmask64 mask = dim - i >= 64 ? ~(__mmask64)0 : ((__mmask64)1 << (dim - i)) - 1;
      __m512i code = _mm512_xor_si512(_mm512_maskz_loadu_epi8(mask, rows[row] + i), flip);
      xs = _mm512_dpbusd_epi32(xs, code, _mm512_maskz_loadu_epi8(mask, x + i));
      ys = _mm512_dpbusd_epi32(ys, code, _mm512_maskz_loadu_epi8(mask, y + i));
    }
    __m128i both = _mm_hadd_epi32(quarter(xs), quarter(ys));
    both = _mm_hadd_epi32(both, both);
    xOut[row] = _mm_cvtsi128_si32(both) - xSurplus;
    yOut[row] = _mm_extract_epi32(both, 1) - ySurplus;
  }
}

const struct lens_sign_kernels lens_signs_avx512 = {
    .tables = tables,
    .scan = scan,
    .mark = mark,
    .dot_rows = dot_rows,
};
#endif
