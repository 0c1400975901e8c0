// The kernels of postings of every instruction set, and the choice among them: posting_kernels_body.h is
// compiled once for each set; unpacking is written out here.
#include "posting_kernels.h"

#include "internal.h"

#include <string.h>

// Fused operations would round once where others round twice.
#pragma STDC FP_CONTRACT OFF

/// What one posting adds, as `fill` works it out.
static uint16_t units(const struct lens_bm25 *weighting, uint32_t frequency, uint32_t length) {
  double reciprocal = length < weighting->reciprocalCount
                          ? weighting->reciprocals[length]
                          : 1 / (weighting->norm + weighting->growth * (double)length);
  double share = 1 + (double)frequency * reciprocal;
  double exact = weighting->weight - weighting->weight / share;
  return (uint16_t)((int32_t)(exact * weighting->scale) + 1);
}

static uint64_t unpack(const uint8_t *gaps, size_t count, uint32_t width, int64_t previous,
                       uint32_t *documents) {
  const uint64_t mask = ((uint64_t)1 << width) - 1;
  // 64 bits: 128 gaps of 32 bits cannot overflow them.
  uint64_t document = (uint64_t)previous;
  for (size_t i = 0, bit = 0; i < count; i++, bit += width) {
    uint64_t word;
    memcpy(&word, gaps + (bit >> 3), sizeof word);
    document += (word >> (bit & 7) & mask) + 1;
    documents[i] = (uint32_t)document;
  }
  return document;
}

/// One bit for each of 64 sums that is large enough.
static uint64_t marks(const uint16_t *sums, uint16_t least) {
  uint8_t bytes[64];
  for (size_t i = 0; i < 64; i++) bytes[i] = sums[i] >= least;
  uint64_t marks = 0;
  for (size_t i = 0; i < 64; i += 8) {
    uint64_t eight;
    memcpy(&eight, bytes + i, sizeof eight);
    // The lowest bits of eight bytes, side by side in the highest byte.
    marks |= (eight * 0x0102040810204080u >> 56) << i;
  }
  return marks;
}

#define ISA
#define NAME(name) baseline_##name
#define MARKS marks
#include "posting_kernels_body.h"
#undef MARKS
#undef NAME
#undef ISA

#define TABLE(isa, unpacking)                                                                      \
  {                                                                                                \
      .unpack = unpacking,  .fill = isa##_fill,   .add = isa##_add,   .raise = isa##_raise,        \
      .lower = isa##_lower, .join = isa##_join,   .gather = isa##_gather,                          \
  }

static const struct lens_posting_kernels baseline = TABLE(baseline, unpack);

#if LENS_X86
#include <immintrin.h>

#define ISA __attribute__((target("avx2,fma")))
#define NAME(name) avx2_##name
#define MARKS marks_avx2

ISA static uint64_t marks_avx2(const uint16_t *sums, uint16_t least) {
  const __m256i leasts = _mm256_set1_epi16((short)least);
  uint64_t word = 0;
  for (size_t i = 0; i < 64; i += 32) {
    __m256i low = _mm256_loadu_si256((const __m256i *)(sums + i));
    __m256i high = _mm256_loadu_si256((const __m256i *)(sums + i + 16));
    low = _mm256_cmpeq_epi16(_mm256_max_epu16(low, leasts), low);
    high = _mm256_cmpeq_epi16(_mm256_max_epu16(high, leasts), high);
    // Packing goes by halves of a register.
    __m256i both = _mm256_permute4x64_epi64(_mm256_packs_epi16(low, high), 0xD8);
    word |= (uint64_t)(uint32_t)_mm256_movemask_epi8(both) << i;
  }
  return word;
}

#include "posting_kernels_body.h"

/// Widths and documents from which on a sum of 32 bits could overflow go the plain way.
static int is_small(uint32_t width, int64_t previous) {
  return width <= 23 && previous < (int64_t)1 << 31;
}

ISA static uint64_t unpack_avx2(const uint8_t *gaps, size_t count, uint32_t width,
                                int64_t previous, uint32_t *documents) {
  if (!is_small(width, previous) || count == 0)
    return unpack(gaps, count, width, previous, documents);
  const __m256i lanes = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
  const __m256i bits = _mm256_mullo_epi32(lanes, _mm256_set1_epi32((int)width));
  const __m256i bytes = _mm256_srli_epi32(bits, 3);
  const __m256i shifts = _mm256_and_si256(bits, _mm256_set1_epi32(7));
  const __m256i mask = _mm256_set1_epi32((int)((1u << width) - 1));
  const __m256i one = _mm256_set1_epi32(1), last = _mm256_set1_epi32(7);
  __m256i before = _mm256_set1_epi32((int)previous);
  size_t place = 0;
  // Eight gaps are `width` bytes. The last few are read one by one: what is behind may not be there.
  for (; place + 8 <= count; place += 8, gaps += width) {
    __m256i words = _mm256_i32gather_epi32((const int *)gaps, bytes, 1);
    words = _mm256_and_si256(_mm256_srlv_epi32(words, shifts), mask);
    __m256i sums = _mm256_add_epi32(words, one);
    sums = _mm256_add_epi32(sums, _mm256_slli_si256(sums, 4));
    sums = _mm256_add_epi32(sums, _mm256_slli_si256(sums, 8));
    __m256i low = _mm256_permutevar8x32_epi32(sums, _mm256_set1_epi32(3));
    sums = _mm256_add_epi32(sums, _mm256_blend_epi32(_mm256_setzero_si256(), low, 0xF0));
    sums = _mm256_add_epi32(sums, before);
    _mm256_storeu_si256((__m256i *)(documents + place), sums);
    before = _mm256_permutevar8x32_epi32(sums, last);
  }
  int64_t reached = place ? (int64_t)documents[place - 1] : previous;
  return unpack(gaps, count - place, width, reached, documents + place);
}

static const struct lens_posting_kernels avx2 = TABLE(avx2, unpack_avx2);
#undef MARKS
#undef NAME
#undef ISA

#define ISA __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi,avx2,fma")))
#define NAME(name) avx512_##name
#define MARKS marks_avx512

ISA static uint64_t marks_avx512(const uint16_t *sums, uint16_t least) {
  const __m512i leasts = _mm512_set1_epi16((short)least);
  uint64_t low = _mm512_cmpge_epu16_mask(_mm512_loadu_si512(sums), leasts);
  uint64_t high = _mm512_cmpge_epu16_mask(_mm512_loadu_si512(sums + 32), leasts);
  return low | high << 32;
}

#include "posting_kernels_body.h"

/// Sixteen gaps are twice `width` bytes: one load, one permutation of bytes, one shift.
ISA static uint64_t unpack_avx512(const uint8_t *gaps, size_t count, uint32_t width,
                                  int64_t previous, uint32_t *documents) {
  if (!is_small(width, previous) || count == 0)
    return unpack(gaps, count, width, previous, documents);
  const __m512i lanes = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  const __m512i bits = _mm512_mullo_epi32(lanes, _mm512_set1_epi32((int)width));
  const __m512i bytes = _mm512_add_epi32(
      _mm512_mullo_epi32(_mm512_srli_epi32(bits, 3), _mm512_set1_epi32(0x01010101)),
      _mm512_set1_epi32(0x03020100));
  const __m512i shifts = _mm512_and_si512(bits, _mm512_set1_epi32(7));
  const __m512i mask = _mm512_set1_epi32((int)((1u << width) - 1));
  const __m512i one = _mm512_set1_epi32(1), last = _mm512_set1_epi32(15);
  const __m512i zero = _mm512_setzero_si512();
  __m512i before = _mm512_set1_epi32((int)previous);
  size_t left = (count * width + 7) / 8;
  for (size_t place = 0; place < count; place += 16) {
    __mmask64 there = left >= 64 ? ~(__mmask64)0 : ((__mmask64)1 << left) - 1;
    __m512i words = _mm512_permutexvar_epi8(bytes, _mm512_maskz_loadu_epi8(there, gaps));
    words = _mm512_and_si512(_mm512_srlv_epi32(words, shifts), mask);
    __m512i sums = _mm512_add_epi32(words, one);
    sums = _mm512_add_epi32(sums, _mm512_alignr_epi32(sums, zero, 15));
    sums = _mm512_add_epi32(sums, _mm512_alignr_epi32(sums, zero, 14));
    sums = _mm512_add_epi32(sums, _mm512_alignr_epi32(sums, zero, 12));
    sums = _mm512_add_epi32(sums, _mm512_alignr_epi32(sums, zero, 8));
    sums = _mm512_add_epi32(sums, before);
    _mm512_storeu_si512(documents + place, sums);
    before = _mm512_permutexvar_epi32(last, sums);
    gaps += 2 * (size_t)width;
    left -= left < 2 * (size_t)width ? left : 2 * (size_t)width;
  }
  return documents[count - 1];
}

static const struct lens_posting_kernels avx512 = TABLE(avx512, unpack_avx512);
#undef MARKS
#undef NAME
#undef ISA
#endif

const struct lens_posting_kernels *lens_posting_kernels_for(const char *isa) {
  if (!lens_kernels_for(isa)) return NULL;
#if LENS_X86
  if (strcmp(isa, "avx512") == 0) return &avx512;
  if (strcmp(isa, "avx2") == 0) return &avx2;
#endif
  // NEON is in the baseline of its processors.
  return &baseline;
}

LENS_DEFINE_CURRENT(posting, baseline)
