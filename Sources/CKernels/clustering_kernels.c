// Clustering of rows of bytes. With AVX-512 the centroids are laid out anew, 32 at a time and four
// dimensions of each side by side, so that a lane belongs to a centroid: no sum goes across lanes, and
// a load of centroids serves eight rows. As in kernels_avx512.c the unsigned side is made by adding 128.
#include "clustering_kernels.h"

#include "internal.h"

#include <math.h>
#include <string.h>

// Fused operations would round once where the reference rounds twice.
#pragma STDC FP_CONTRACT OFF

/// Products are made for so many centroids at once.
enum { BATCH = 256 };

static void nearest(const int8_t *const *rows, size_t rowCount,
                    const struct lens_centroids *centroids, uint32_t *places) {
  int32_t products[BATCH];
  for (size_t row = 0; row < rowCount; row++) {
    float best = -INFINITY;
    places[row] = 0;
    for (size_t start = 0; start < centroids->count; start += BATCH) {
      size_t left = centroids->count - start, count = left < BATCH ? left : BATCH;
      lens_scan_i8(rows[row], centroids->bytes + start * centroids->dim, centroids->dim, count,
                   products);
      for (size_t i = 0; i < count; i++) {
        float value = (float)products[i] * centroids->weights[start + i];
        if (value > best) {
          best = value;
          places[row] = (uint32_t)(start + i);
        }
      }
    }
  }
}

/// The sum of sixteen floats, halves added to halves.
static float fold(const float *lanes) {
  float sums[8];
  for (size_t i = 0; i < 8; i++) sums[i] = lanes[i] + lanes[i + 8];
  for (size_t i = 0; i < 4; i++) sums[i] += sums[i + 4];
  return (sums[0] + sums[2]) + (sums[1] + sums[3]);
}

static struct lens_residual_sums residual(const struct lens_residual *row, size_t planes,
                                          uint8_t *signs) {
  float squares[16] = {0}, magnitudes[16] = {0};
  for (size_t i = 0; i < row->dim; i += 16) {
    uint32_t bits = 0;
    for (size_t lane = 0; lane < 16; lane++) {
      int32_t code = 256 * (int32_t)row->high[i + lane] + (row->low ? row->low[i + lane] : 0);
      float own = row->scale * (float)code;
      float value = own - row->centreScale * (float)row->centre[i + lane];
      squares[lane] += value * value;
      magnitudes[lane] += fabsf(value);
      bits |= (uint32_t)(value > 0) << lane;
    }
    if (i / 8 < planes) signs[8 * i] = (uint8_t)bits;
    if (i / 8 + 1 < planes) signs[8 * i + 64] = (uint8_t)(bits >> 8);
  }
  return (struct lens_residual_sums){fold(squares), fold(magnitudes)};
}

static const struct lens_clustering_kernels reference = {.nearest = nearest, .residual = residual};

#if LENS_X86
#include <immintrin.h>

#define AVX512 \
  __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vnni,avx2,fma,bmi")))

enum { GROUP = 32, TILE = 8, CHUNK = 1024, LARGEST_DIM = 4096 };

/// Some rows and what was found for them so far.
struct chunk {
  size_t count;
  const int8_t *const *rows;
  uint32_t *places;
  float best[CHUNK];
  /// 128 times the sum of each row: what unsigned centroids add to its products.
  int32_t surplus[CHUNK];
};

AVX512 static int32_t surplus(const int8_t *row, size_t dim) {
  __m128i sum = _mm_setzero_si128(), ones = _mm_set1_epi8(1);
  for (size_t i = 0; i < dim; i += 4) {
    int32_t four;
    memcpy(&four, row + i, 4);
    sum = _mm_dpbusd_epi32(sum, ones, _mm_cvtsi32_si128(four));
  }
  return 128 * _mm_cvtsi128_si32(sum);
}

/// table[i * 32 + c] = bytes 4i to 4i + 3 of centroid c, each plus 128; beyond the last, zeros.
static void lay_out(const struct lens_centroids *centroids, size_t start, size_t count,
                    uint32_t *table) {
  for (size_t c = 0; c < GROUP; c++) {
    const int8_t *from = centroids->bytes + (start + c) * centroids->dim;
    for (size_t i = 0; i < centroids->dim / 4; i++) {
      uint32_t four = 0;
      if (c < count) memcpy(&four, from + 4 * i, 4);
      table[i * GROUP + c] = four ^ 0x80808080u;
    }
  }
}

/// Enters the best of sixteen products, those in `mask`, where it is better than what was found.
AVX512 static inline void enter(struct chunk *chunk, size_t row, __m512i products,
                                const float *weights, __mmask16 mask, uint32_t first) {
  __m512i exact = _mm512_sub_epi32(products, _mm512_set1_epi32(chunk->surplus[row]));
  __m512 values =
      _mm512_mul_ps(_mm512_cvtepi32_ps(exact), _mm512_maskz_loadu_ps(mask, weights));
  __mmask16 better =
      _mm512_mask_cmp_ps_mask(mask, values, _mm512_set1_ps(chunk->best[row]), _CMP_GT_OQ);
  if (!better) return;
  float best = _mm512_mask_reduce_max_ps(better, values);
  chunk->best[row] = best;
  __mmask16 equal = _mm512_mask_cmp_ps_mask(better, values, _mm512_set1_ps(best), _CMP_EQ_OQ);
  chunk->places[row] = first + (uint32_t)__builtin_ctz(equal);
}

/// Eight rows against one group; past the last row of the chunk, the last one again.
AVX512 static void tile(struct chunk *chunk, size_t start, const uint32_t *table, size_t dim,
                        const float *weights, uint32_t mask, uint32_t first) {
  const int8_t *rows[TILE];
  for (size_t r = 0; r < TILE; r++)
    rows[r] = chunk->rows[start + r < chunk->count ? start + r : chunk->count - 1];
  __m512i low[TILE], high[TILE];
  for (size_t r = 0; r < TILE; r++) low[r] = high[r] = _mm512_setzero_si512();
  for (size_t i = 0; i < dim / 4; i++) {
    __m512i a = _mm512_loadu_si512(table + i * GROUP);
    __m512i b = _mm512_loadu_si512(table + i * GROUP + 16);
#pragma clang loop unroll(full)
    for (size_t r = 0; r < TILE; r++) {
      int32_t four;
      memcpy(&four, rows[r] + 4 * i, 4);
      __m512i row = _mm512_set1_epi32(four);
      low[r] = _mm512_dpbusd_epi32(low[r], a, row);
      high[r] = _mm512_dpbusd_epi32(high[r], b, row);
    }
  }
  for (size_t r = 0; r < TILE && start + r < chunk->count; r++) {
    enter(chunk, start + r, low[r], weights, (__mmask16)mask, first);
    enter(chunk, start + r, high[r], weights + 16, (__mmask16)(mask >> 16), first + 16);
  }
}

AVX512 static void nearest_avx512(const int8_t *const *rows, size_t rowCount,
                                  const struct lens_centroids *centroids, uint32_t *places) {
  size_t dim = centroids->dim;
  if (dim > LARGEST_DIM) {
    nearest(rows, rowCount, centroids, places);
    return;
  }
  _Alignas(64) uint32_t table[GROUP * (LARGEST_DIM / 4)];
  struct chunk chunk;
  for (size_t from = 0; from < rowCount; from += CHUNK) {
    chunk.count = rowCount - from < CHUNK ? rowCount - from : CHUNK;
    chunk.rows = rows + from;
    chunk.places = places + from;
    for (size_t row = 0; row < chunk.count; row++) {
      chunk.best[row] = -INFINITY;
      chunk.places[row] = 0;
      chunk.surplus[row] = surplus(chunk.rows[row], dim);
    }
    for (size_t start = 0; start < centroids->count; start += GROUP) {
      size_t left = centroids->count - start, count = left < GROUP ? left : GROUP;
      lay_out(centroids, start, count, table);
      uint32_t mask = count == GROUP ? ~0u : (1u << count) - 1;
      for (size_t row = 0; row < chunk.count; row += TILE)
        tile(&chunk, row, table, dim, centroids->weights + start, mask, (uint32_t)start);
    }
  }
}

AVX512 static inline __m512i widened(const int8_t *bytes) {
  return _mm512_cvtepi8_epi32(_mm_loadu_si128((const __m128i *)bytes));
}

AVX512 static struct lens_residual_sums residual_avx512(const struct lens_residual *row,
                                                        size_t planes, uint8_t *signs) {
  __m512 squares = _mm512_setzero_ps(), magnitudes = squares;
  __m512 scale = _mm512_set1_ps(row->scale), centreScale = _mm512_set1_ps(row->centreScale);
  for (size_t i = 0; i < row->dim; i += 16) {
    __m512i code = _mm512_slli_epi32(widened(row->high + i), 8);
    if (row->low) code = _mm512_add_epi32(code, widened(row->low + i));
    __m512 own = _mm512_mul_ps(scale, _mm512_cvtepi32_ps(code));
    __m512 centre = _mm512_mul_ps(centreScale, _mm512_cvtepi32_ps(widened(row->centre + i)));
    __m512 value = _mm512_sub_ps(own, centre);
    __m512 square = _mm512_mul_ps(value, value);
    squares = _mm512_add_ps(squares, square);
    magnitudes = _mm512_add_ps(magnitudes, _mm512_abs_ps(value));
    __mmask16 bits = _mm512_cmp_ps_mask(value, _mm512_setzero_ps(), _CMP_GT_OQ);
    if (i / 8 < planes) signs[8 * i] = (uint8_t)bits;
    if (i / 8 + 1 < planes) signs[8 * i + 64] = (uint8_t)(bits >> 8);
  }
  float lanes[2][16];
  _mm512_storeu_ps(lanes[0], squares);
  _mm512_storeu_ps(lanes[1], magnitudes);
  return (struct lens_residual_sums){fold(lanes[0]), fold(lanes[1])};
}

static const struct lens_clustering_kernels with_avx512 = {.nearest = nearest_avx512,
                                                           .residual = residual_avx512};
#endif

const struct lens_clustering_kernels *lens_clustering_kernels_for(const char *isa) {
  if (!lens_kernels_for(isa)) return NULL;
#if LENS_X86
  if (strcmp(isa, "avx512") == 0) return &with_avx512;
#endif
  return &reference;
}

LENS_DEFINE_CURRENT(clustering, reference)
