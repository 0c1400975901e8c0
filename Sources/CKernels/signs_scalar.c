// The reference kernels over sign codes: one bit a dimension, 64 rows a block, one byte
// of eight dimensions (a plane) after another, so that a vector register holds the same
// dimensions of many rows and a table in a register answers for all of them at once.
//
// The query's weights are whole numbers of at most LENS_SIGN_LIMIT in magnitude. The tables
// are of four bits here, as for every set but AVX-512: 16 bytes for the low half of a plane,
// 16 for the high.
#include "internal.h"

void lens_sign_table(const int8_t *weights, size_t count, uint8_t *table) {
  uint8_t base = 0;
  for (size_t i = 0; i < count; i++) base += (uint8_t)(weights[i] < 0 ? -weights[i] : 0);
  table[0] = base;
  for (size_t i = 0; i < count; i++) {
    size_t half = (size_t)1 << i;
    for (size_t j = 0; j < half; j++) table[half + j] = (uint8_t)(table[j] + weights[i]);
  }
}

void lens_sign_tables_of_four(const int8_t *weights, size_t planes, uint8_t *tables) {
  for (size_t half = 0; half < 2 * planes; half++)
    lens_sign_table(weights + 4 * half, 4, tables + 16 * half);
}

static void scan(const uint8_t *tables, const uint8_t *codes, size_t planes, size_t blockCount,
                 uint16_t *sums) {
  for (size_t block = 0; block < blockCount; block++, codes += 64 * planes, sums += 64) {
    for (size_t row = 0; row < 64; row++) sums[row] = 0;
    for (size_t plane = 0; plane < planes; plane++) {
      const uint8_t *low = tables + 32 * plane, *high = low + 16;
      for (size_t row = 0; row < 64; row++) {
        uint8_t code = codes[64 * plane + row];
        sums[row] = (uint16_t)(sums[row] + low[code & 15] + high[code >> 4]);
      }
    }
  }
}

void lens_mark_signs_scalar(const uint16_t *sums, const float *factors, const float *floors,
                            size_t rowCount, int32_t bias, uint64_t *bits) {
  for (size_t start = 0; start < rowCount; start += 64) {
    size_t end = start + 64 < rowCount ? start + 64 : rowCount;
    uint64_t word = 0;
    for (size_t row = start; row < end; row++) {
      float reach = factors[row] * (float)(2 * (int32_t)sums[row] + bias);
      word |= (uint64_t) !(reach < floors[row]) << (row - start);
    }
    bits[start / 64] = word;
  }
}

static void dot_rows(const int8_t *x, const int8_t *y, const int8_t *const *rows, size_t dim,
                     size_t rowCount, int32_t *xOut, int32_t *yOut) {
  for (size_t row = 0; row < rowCount; row++) {
    int32_t xSum = 0, ySum = 0;
    for (size_t i = 0; i < dim; i++) {
      xSum += (int32_t)x[i] * rows[row][i];
      ySum += (int32_t)y[i] * rows[row][i];
    }
    xOut[row] = xSum;
    yOut[row] = ySum;
  }
}

const struct lens_sign_kernels lens_signs_scalar = {
    .tables = lens_sign_tables_of_four,
    .scan = scan,
    .mark = lens_mark_signs_scalar,
    .dot_rows = dot_rows,
};
