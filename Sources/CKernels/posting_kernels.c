// BM25 over runs of postings. With AVX-512 eight postings at a time: their frequencies, the lengths and
// norms of their documents and the sums they belong to are gathered, the sums scattered back; no two
// postings of a run share a document. What takes the time is the division, eight at once here too.
#include "posting_kernels.h"

#include "internal.h"

#include <string.h>

// Fused operations would round once where the reference rounds twice.
#pragma STDC FP_CONTRACT OFF

static inline uint32_t frequency(const struct lens_postings *postings, size_t place) {
  size_t bit = (postings->first + place) * postings->width;
  uint32_t word;
  memcpy(&word, postings->frequencies + (bit >> 3), sizeof word);
  return (word >> (bit & 7) & ((1u << postings->width) - 1)) + 1;
}

static inline double contribution(const struct lens_bm25 *weighting, uint32_t frequency,
                                  uint32_t length) {
  double reciprocal = length < weighting->reciprocalCount
                          ? weighting->reciprocals[length]
                          : 1 / (weighting->norm + weighting->growth * (double)length);
  double exact = weighting->weight - weighting->weight / (1 + (double)frequency * reciprocal);
  return (exact + weighting->rounding) - weighting->rounding;
}

static void add(const struct lens_postings *postings, const struct lens_bm25 *weighting,
                uint32_t start, double *sums) {
  for (size_t i = 0; i < postings->count; i++) {
    uint32_t document = postings->documents[i];
    sums[document - start] +=
        contribution(weighting, frequency(postings, i), weighting->lengths[document]);
  }
}

static void mark_above(const double *sums, size_t count, double open, double threshold,
                       uint64_t *bits) {
  for (size_t i = 0; i < count; i += 64) {
    uint64_t word = 0;
    for (size_t bit = 0; bit < 64; bit++)
      word |= (uint64_t)(sums[i + bit] + open > threshold) << bit;
    bits[i / 64] = word;
  }
}

static const struct lens_posting_kernels reference = {.add = add, .mark_above = mark_above};

#if LENS_X86
#include <immintrin.h>

#define AVX512 __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma")))

/// The tail of a run, and runs in which a document is longer than the table, go one by one.
AVX512 static void add_avx512(const struct lens_postings *postings,
                              const struct lens_bm25 *weighting, uint32_t start, double *sums) {
  const __m256i eight = _mm256_set1_epi32(8), seven = _mm256_set1_epi32(7);
  const __m256i one = _mm256_set1_epi32(1);
  const __m256i mask = _mm256_set1_epi32((int)((1u << postings->width) - 1));
  const __m256i width = _mm256_set1_epi32((int)postings->width);
  const __m256i tabled = _mm256_set1_epi32((int)weighting->reciprocalCount);
  const __m256i starts = _mm256_set1_epi32((int)start);
  const __m512d weight = _mm512_set1_pd(weighting->weight), ones = _mm512_set1_pd(1);
  const __m512d rounding = _mm512_set1_pd(weighting->rounding);
  __m256i number = _mm256_add_epi32(_mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7),
                                    _mm256_set1_epi32((int)postings->first));
  size_t place = 0;
  for (; place + 8 <= postings->count; place += 8, number = _mm256_add_epi32(number, eight)) {
    __m256i documents = _mm256_loadu_si256((const __m256i *)(postings->documents + place));
    __m256i lengths = _mm256_i32gather_epi32((const int *)weighting->lengths, documents, 4);
    if (_mm256_cmpge_epu32_mask(lengths, tabled)) {
      struct lens_postings run = {postings->documents + place, 8, postings->frequencies,
                                  postings->first + place, postings->width};
      add(&run, weighting, start, sums);
      continue;
    }
    __m256i bit = _mm256_mullo_epi32(number, width);
    __m256i words =
        _mm256_i32gather_epi32((const int *)postings->frequencies, _mm256_srli_epi32(bit, 3), 1);
    words = _mm256_srlv_epi32(words, _mm256_and_si256(bit, seven));
    words = _mm256_add_epi32(_mm256_and_si256(words, mask), one);
    __m512d reciprocals = _mm512_i32gather_pd(lengths, weighting->reciprocals, 8);
    __m512d grown = _mm512_add_pd(ones, _mm512_mul_pd(_mm512_cvtepu32_pd(words), reciprocals));
    __m512d parts = _mm512_sub_pd(weight, _mm512_div_pd(weight, grown));
    parts = _mm512_sub_pd(_mm512_add_pd(parts, rounding), rounding);
    __m256i places = _mm256_sub_epi32(documents, starts);
    __m512d old = _mm512_i32gather_pd(places, sums, 8);
    _mm512_i32scatter_pd(sums, places, _mm512_add_pd(old, parts), 8);
  }
  struct lens_postings rest = {postings->documents + place, postings->count - place,
                               postings->frequencies, postings->first + place, postings->width};
  add(&rest, weighting, start, sums);
}

AVX512 static void mark_above_avx512(const double *sums, size_t count, double open,
                                     double threshold, uint64_t *bits) {
  const __m512d opens = _mm512_set1_pd(open), thresholds = _mm512_set1_pd(threshold);
  for (size_t i = 0; i < count; i += 64) {
    uint64_t word = 0;
    for (size_t lane = 0; lane < 64; lane += 8) {
      __m512d reach = _mm512_add_pd(_mm512_loadu_pd(sums + i + lane), opens);
      word |= (uint64_t)_mm512_cmp_pd_mask(reach, thresholds, _CMP_GT_OQ) << lane;
    }
    bits[i / 64] = word;
  }
}

static const struct lens_posting_kernels avx512 = {.add = add_avx512,
                                                   .mark_above = mark_above_avx512};
#endif

const struct lens_posting_kernels *lens_posting_kernels_for(const char *isa) {
  if (!lens_kernels_for(isa)) return NULL;
#if LENS_X86
  if (strcmp(isa, "avx512") == 0) return &avx512;
#endif
  return &reference;
}

const struct lens_posting_kernels *lens_posting_kernels_current(void) {
  const struct lens_posting_kernels *table = lens_posting_kernels_for(lens_isa_name());
  return table ? table : &reference;
}
