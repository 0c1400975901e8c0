// Sign codes with AVX2: vpshufb looks 32 rows up in a table of 16 entries.
//
// Three planes are six tables, whose sums stay below 6 * 4 * LENS_SIGN_LIMIT = 240: one widening
// serves 24 dimensions.
#include "internal.h"

#if LENS_X86
#include <immintrin.h>

#define AVX2 __attribute__((target("avx2,fma")))

AVX2 static inline __m256i table(const uint8_t *entries) {
  return _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)entries));
}

AVX2 static inline __m256i look_up(const uint8_t *tables, const uint8_t *code) {
  __m256i bytes = _mm256_loadu_si256((const __m256i *)code), mask = _mm256_set1_epi8(15);
  __m256i low = _mm256_shuffle_epi8(table(tables), _mm256_and_si256(bytes, mask));
  __m256i high = _mm256_and_si256(_mm256_srli_epi16(bytes, 4), mask);
  return _mm256_add_epi8(low, _mm256_shuffle_epi8(table(tables + 16), high));
}

AVX2 static void scan_half(const uint8_t *tables, const uint8_t *codes, size_t planes,
                           uint16_t *sums) {
  // `all` counts the odd row's sum 256 times too often, modulo 2^16.
  __m256i all = _mm256_setzero_si256(), odd = all;
  for (size_t plane = 0; plane < planes; plane += 3) {
    __m256i bytes = look_up(tables + 32 * plane, codes + 64 * plane);
    for (size_t next = plane + 1; next < plane + 3 && next < planes; next++)
      bytes = _mm256_add_epi8(bytes, look_up(tables + 32 * next, codes + 64 * next));
    all = _mm256_add_epi16(all, bytes);
    odd = _mm256_add_epi16(odd, _mm256_srli_epi16(bytes, 8));
  }
  __m256i even = _mm256_sub_epi16(all, _mm256_slli_epi16(odd, 8));
  __m256i low = _mm256_unpacklo_epi16(even, odd), high = _mm256_unpackhi_epi16(even, odd);
  _mm256_storeu_si256((__m256i *)sums, _mm256_permute2x128_si256(low, high, 0x20));
  _mm256_storeu_si256((__m256i *)(sums + 16), _mm256_permute2x128_si256(low, high, 0x31));
}

AVX2 static void scan(const uint8_t *tables, const uint8_t *codes, size_t planes,
                      size_t blockCount, uint16_t *sums) {
  for (size_t block = 0; block < blockCount; block++, codes += 64 * planes, sums += 64) {
    scan_half(tables, codes, planes, sums);
    scan_half(tables, codes + 32, planes, sums + 32);
  }
}

AVX2 static void mark(const uint16_t *sums, const float *factors, const float *floors,
                      size_t rowCount, int32_t bias, uint64_t *bits) {
  __m256i biases = _mm256_set1_epi32(bias);
  size_t start = 0;
  for (; start + 64 <= rowCount; start += 64) {
    uint64_t word = 0;
    for (size_t lane = 0; lane < 64; lane += 8) {
      __m256i sum = _mm256_cvtepu16_epi32(_mm_loadu_si128((const __m128i *)(sums + start + lane)));
      sum = _mm256_add_epi32(_mm256_add_epi32(sum, sum), biases);
      __m256 reach =
          _mm256_mul_ps(_mm256_cvtepi32_ps(sum), _mm256_loadu_ps(factors + start + lane));
      __m256 floor = _mm256_loadu_ps(floors + start + lane);
      int mask = _mm256_movemask_ps(_mm256_cmp_ps(reach, floor, _CMP_NLT_UQ));
      word |= (uint64_t)(uint32_t)mask << lane;
    }
    bits[start / 64] = word;
  }
  if (start < rowCount)
    lens_mark_signs_scalar(sums + start, factors + start, floors + start, rowCount - start, bias,
                           bits + start / 64);
}

static void dot_rows(const int8_t *x, const int8_t *y, const int8_t *const *rows, size_t dim,
                     size_t rowCount, int32_t *xOut, int32_t *yOut) {
  for (size_t row = 0; row < rowCount; row++) {
    xOut[row] = lens_table_avx2.dot_i8(x, rows[row], dim);
    yOut[row] = lens_table_avx2.dot_i8(y, rows[row], dim);
  }
}

const struct lens_sign_kernels lens_signs_avx2 = {
    .tables = lens_sign_tables_of_four,
    .scan = scan,
    .mark = mark,
    .dot_rows = dot_rows,
};
#endif
