// Sign codes with NEON: tbl looks 16 rows up in a table of 16 entries.
#include "internal.h"

#if LENS_NEON
#include <arm_neon.h>

static inline uint8x16_t look_up(const uint8_t *tables, const uint8_t *code) {
  uint8x16_t bytes = vld1q_u8(code);
  uint8x16_t low = vqtbl1q_u8(vld1q_u8(tables), vandq_u8(bytes, vdupq_n_u8(15)));
  return vaddq_u8(low, vqtbl1q_u8(vld1q_u8(tables + 16), vshrq_n_u8(bytes, 4)));
}

// Two tables of four bits stay below 2 * 4 * LENS_SIGN_LIMIT = 80, three planes below 240.
static void scan(const uint8_t *tables, const uint8_t *codes, size_t planes, size_t blockCount,
                 uint16_t *sums) {
  for (size_t block = 0; block < blockCount; block++, codes += 64 * planes, sums += 64) {
    for (size_t row = 0; row < 64; row += 16) {
      uint16x8_t low = vdupq_n_u16(0), high = low;
      for (size_t plane = 0; plane < planes; plane += 3) {
        uint8x16_t bytes = look_up(tables + 32 * plane, codes + 64 * plane + row);
        for (size_t next = plane + 1; next < plane + 3 && next < planes; next++)
          bytes = vaddq_u8(bytes, look_up(tables + 32 * next, codes + 64 * next + row));
        low = vaddw_u8(low, vget_low_u8(bytes));
        high = vaddw_high_u8(high, bytes);
      }
      vst1q_u16(sums + row, low);
      vst1q_u16(sums + row + 8, high);
    }
  }
}

static void dot_rows(const int8_t *x, const int8_t *y, const int8_t *const *rows, size_t dim,
                     size_t rowCount, int32_t *xOut, int32_t *yOut) {
  for (size_t row = 0; row < rowCount; row++) {
    xOut[row] = lens_table_neon.dot_i8(x, rows[row], dim);
    yOut[row] = lens_table_neon.dot_i8(y, rows[row], dim);
  }
}

const struct lens_sign_kernels lens_signs_neon = {
    .tables = lens_sign_tables_of_four,
    .scan = scan,
    .mark = lens_mark_signs_scalar,
    .dot_rows = dot_rows,
};
#endif
