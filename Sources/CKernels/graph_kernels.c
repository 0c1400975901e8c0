// Scores by codes of two bits, for each instruction set; sets without byte products of their own use
// the reference.
#include "graph_kernels.h"

#include <string.h>

#include "internal.h"

/// out[i] = sum over g < 4 and j < codeStride of query[g * codeStride + j] * code, the code being bits
/// 2g and 2g + 1 of byte j of node i.
static void dot_codes(const int8_t *query, const struct lens_graph *graph, const uint32_t *entries,
                      size_t count, int32_t *out) {
  size_t stride = graph->codeStride;
  for (size_t i = 0; i < count; i++) {
    const uint8_t *row = graph->codes + (size_t)(entries[i] & LENS_GRAPH_NODE_MASK) * stride;
    int32_t sum = 0;
    for (size_t group = 0; group < 4; group++)
      for (size_t j = 0; j < stride; j++)
        sum += (int32_t)query[group * stride + j] * (row[j] >> (2 * group) & 3);
    out[i] = sum;
  }
}

static uint64_t score_codes(const int8_t *query, int32_t querySum, const struct lens_graph *graph,
                            const uint32_t *entries, size_t count, float floor, float *scores) {
  int32_t products[LENS_GRAPH_DEGREE_LIMIT];
  uint64_t reaching = 0;
  dot_codes(query, graph, entries, count, products);
  for (size_t i = 0; i < count; i++) {
    scores[i] = (float)(2 * products[i] - 3 * querySum) * graph->factors[entries[i] >> LENS_GRAPH_NODE_BITS];
    reaching |= (uint64_t)(scores[i] >= floor) << i;
  }
  return reaching;
}

static const struct lens_graph_kernels reference = {.score_codes = score_codes};

#if LENS_X86
#include <immintrin.h>

#define AVX2 __attribute__((target("avx2")))
#define AVX512 __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vnni,avx2,fma")))

static inline uint64_t first_bits(size_t count) {
  return count >= 64 ? ~(uint64_t)0 : ((uint64_t)1 << count) - 1;
}

/// Four products of 3 * 127 * 2 at most: far from where 16 bits saturate.
AVX2 static void dot_codes_avx2(const int8_t *query, const struct lens_graph *graph,
                                const uint32_t *entries, size_t count, int32_t *out) {
  size_t stride = graph->codeStride;
  const __m128i three = _mm_set1_epi8(3), ones = _mm_set1_epi16(1);
  for (size_t i = 0; i < count; i++) {
    const uint8_t *row = graph->codes + (size_t)(entries[i] & LENS_GRAPH_NODE_MASK) * stride;
    __m128i sum = _mm_setzero_si128();
    for (size_t j = 0; j < stride; j += 16) {
      __m128i code = _mm_loadu_si128((const __m128i *)(row + j)), pairs = _mm_setzero_si128();
      for (size_t group = 0; group < 4; group++) {
        __m128i weights = _mm_loadu_si128((const __m128i *)(query + group * stride + j));
        pairs = _mm_add_epi16(pairs, _mm_maddubs_epi16(_mm_and_si128(code, three), weights));
        code = _mm_srli_epi16(code, 2);
      }
      sum = _mm_add_epi32(sum, _mm_madd_epi16(pairs, ones));
    }
    sum = _mm_hadd_epi32(sum, sum);
    out[i] = _mm_cvtsi128_si32(_mm_hadd_epi32(sum, sum));
  }
}

AVX2 static uint64_t score_codes_avx2(const int8_t *query, int32_t querySum,
                                      const struct lens_graph *graph, const uint32_t *entries,
                                      size_t count, float floor, float *scores) {
  // Whole vectors; what lies behind the last entry is scored and dropped.
  int32_t products[LENS_GRAPH_DEGREE_LIMIT] = {0};
  uint32_t padded[LENS_GRAPH_DEGREE_LIMIT] = {0};
  uint64_t reaching = 0;
  memcpy(padded, entries, count * sizeof *entries);
  dot_codes_avx2(query, graph, entries, count, products);
  const __m256i sums = _mm256_set1_epi32(3 * querySum);
  for (size_t i = 0; i < count; i += 8) {
    __m256i product = _mm256_loadu_si256((const __m256i *)(products + i));
    __m256i number =
        _mm256_srli_epi32(_mm256_loadu_si256((const __m256i *)(padded + i)), LENS_GRAPH_NODE_BITS);
    __m256 value = _mm256_cvtepi32_ps(_mm256_sub_epi32(_mm256_add_epi32(product, product), sums));
    __m256 score = _mm256_mul_ps(value, _mm256_i32gather_ps(graph->factors, number, 4));
    __m256 reaches = _mm256_cmp_ps(score, _mm256_set1_ps(floor), _CMP_GE_OQ);
    reaching |= (uint64_t)(uint32_t)_mm256_movemask_ps(reaches) << i;
    _mm256_storeu_ps(scores + i, score);
  }
  return reaching & first_bits(count);
}

AVX512 static inline __attribute__((always_inline)) __m256i dot_row(const int8_t *query,
                                                                    const uint8_t *row,
                                                                    size_t stride) {
  const __m512i three = _mm512_set1_epi8(3);
  __m512i even = _mm512_setzero_si512(), odd = even;
  for (size_t j = 0; j < stride; j += 64) {
    __mmask64 mask = stride - j >= 64 ? ~(__mmask64)0 : ((__mmask64)1 << (stride - j)) - 1;
    __m512i code = _mm512_maskz_loadu_epi8(mask, row + j);
    const int8_t *q = query + j;
    even = _mm512_dpbusd_epi32(even, _mm512_and_si512(code, three),
                               _mm512_maskz_loadu_epi8(mask, q));
    odd = _mm512_dpbusd_epi32(odd, _mm512_and_si512(_mm512_srli_epi16(code, 2), three),
                              _mm512_maskz_loadu_epi8(mask, q + stride));
    even = _mm512_dpbusd_epi32(even, _mm512_and_si512(_mm512_srli_epi16(code, 4), three),
                               _mm512_maskz_loadu_epi8(mask, q + 2 * stride));
    odd = _mm512_dpbusd_epi32(odd, _mm512_and_si512(_mm512_srli_epi16(code, 6), three),
                              _mm512_maskz_loadu_epi8(mask, q + 3 * stride));
  }
  __m512i sum = _mm512_add_epi32(even, odd);
  return _mm256_add_epi32(_mm512_castsi512_si256(sum), _mm512_extracti64x4_epi64(sum, 1));
}

/// Four rows share one tree of additions.
AVX512 static inline __attribute__((always_inline)) void dot_rows(const int8_t *query,
                                                                  const uint8_t *codes,
                                                                  size_t stride,
                                                                  const uint32_t *entries,
                                                                  size_t count, int32_t *out) {
  for (size_t i = 0; i < count; i += 4) {
    size_t last = count - 1;
    __m256i rows[4];
    for (size_t r = 0; r < 4; r++) {
      uint32_t node = entries[i + r < last ? i + r : last] & LENS_GRAPH_NODE_MASK;
      rows[r] = dot_row(query, codes + (size_t)node * stride, stride);
    }
    __m256i sums = _mm256_hadd_epi32(_mm256_hadd_epi32(rows[0], rows[1]),
                                     _mm256_hadd_epi32(rows[2], rows[3]));
    __m128i four = _mm_add_epi32(_mm256_castsi256_si128(sums), _mm256_extracti128_si256(sums, 1));
    __mmask8 mask = count - i >= 4 ? 15 : (__mmask8)((1u << (count - i)) - 1);
    _mm_mask_storeu_epi32(out + i, mask, four);
  }
}

AVX512 static uint64_t score_codes_avx512(const int8_t *query, int32_t querySum,
                                          const struct lens_graph *graph, const uint32_t *entries,
                                          size_t count, float floor, float *scores) {
  int32_t products[LENS_GRAPH_DEGREE_LIMIT];
  uint64_t reaching = 0;
  // 256 dimensions: the query stays in registers.
  if (graph->codeStride == 64)
    dot_rows(query, graph->codes, 64, entries, count, products);
  else
    dot_rows(query, graph->codes, graph->codeStride, entries, count, products);
  const __m512i sums = _mm512_set1_epi32(3 * querySum);
  for (size_t i = 0; i < count; i += 16) {
    __mmask16 mask = (__mmask16)first_bits(count - i);
    __m512i product = _mm512_maskz_loadu_epi32(mask, products + i);
    __m512i number = _mm512_srli_epi32(_mm512_maskz_loadu_epi32(mask, entries + i), LENS_GRAPH_NODE_BITS);
    __m512 value = _mm512_cvtepi32_ps(_mm512_sub_epi32(_mm512_add_epi32(product, product), sums));
    __m512 score = _mm512_mul_ps(value, _mm512_i32gather_ps(number, graph->factors, 4));
    __mmask16 reaches = _mm512_mask_cmp_ps_mask(mask, score, _mm512_set1_ps(floor), _CMP_GE_OQ);
    reaching |= (uint64_t)reaches << i;
    _mm512_mask_storeu_ps(scores + i, mask, score);
  }
  return reaching;
}

static const struct lens_graph_kernels avx2 = {.score_codes = score_codes_avx2};
static const struct lens_graph_kernels avx512 = {.score_codes = score_codes_avx512};
#endif

const struct lens_graph_kernels *lens_graph_kernels_for(const char *isa) {
  if (!lens_kernels_for(isa)) return NULL;
#if LENS_X86
  if (strcmp(isa, "avx512") == 0) return &avx512;
  if (strcmp(isa, "avx2") == 0) return &avx2;
#endif
  return &reference;
}

LENS_DEFINE_CURRENT(graph, reference)
