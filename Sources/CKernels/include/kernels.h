// The inner loops of lens: dot products, row scans and checksums.
//
// Each kernel exists once per instruction set, in a file of that name, beside a
// scalar reference. The best supported set is chosen at the first call; the
// environment variable LENS_ISA (scalar, avx2, avx512, neon) forces one. No
// kernel allocates, does I/O, or reads a byte outside the ranges it is given;
// no pointer needs more alignment than its element type.
#ifndef LENS_KERNELS_H
#define LENS_KERNELS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// How far the true score of a row may lie above its integer estimate.
///
/// The upper bound of row i is `slope * (scales[i] * products[i]) + weight * residuals[i]`.
struct lens_bound {
  /// The factor from integer product times row scale to score.
  float slope;
  /// The norm of the query: Cauchy-Schwarz against the row's residual norm.
  float weight;
  /// Rows whose upper bound lies below this are out.
  float floor;
};

/// The largest magnitude of a query's weights for sign codes: sums of six still fit a table's byte
/// after four are added.
#define LENS_SIGN_LIMIT 10

/// Bytes of the tables for sign codes of `planes` planes.
#define LENS_SIGN_TABLE_BYTES(planes) (256 * (((planes) + 2) / 3))

/// The kernels over sign codes: one bit a dimension, set where the value is positive.
///
/// 64 rows make a block of `planes` x 64 bytes; byte r of plane p holds dimensions 8p to 8p + 7 of
/// row r, the first in the lowest bit. All sets agree bit for bit.
struct lens_sign_kernels {
  /// Makes the tables of a query of 8 x planes weights, each at most LENS_SIGN_LIMIT in magnitude;
  /// LENS_SIGN_TABLE_BYTES(planes) bytes, laid out as this set's scan wants them.
  void (*_Nonnull tables)(const int8_t *_Nullable weights, size_t planes,
                          uint8_t *_Nullable tables);
  /// sums[r] = the magnitudes of the weights whose sign is that of row r, added up, modulo 2^16:
  /// twice that less all magnitudes is the product of weights and signs. 64 x blockCount sums.
  void (*_Nonnull scan)(const uint8_t *_Nullable tables, const uint8_t *_Nullable codes,
                        size_t planes, size_t blockCount, uint16_t *_Nullable sums);
  /// Sets bit r of `bits` where row r's upper bound `factors[r] * (2 * sums[r] + bias)`, rounded
  /// once, is not below its floor (NaN counts as not below). Writes (rowCount + 63) / 64 words; bits
  /// past the last row are 0.
  void (*_Nonnull mark)(const uint16_t *_Nullable sums, const float *_Nullable factors,
                        const float *_Nullable floors, size_t rowCount, int32_t bias,
                        uint64_t *_Nullable bits);
  /// Products of two vectors with each of some rows, exact up to 65,536 values.
  void (*_Nonnull dot_rows)(const int8_t *_Nullable x, const int8_t *_Nullable y,
                            const int8_t *_Nonnull const *_Nullable rows, size_t dim,
                            size_t rowCount, int32_t *_Nullable xOut, int32_t *_Nullable yOut);
};

/// The kernels of one instruction set.
///
/// The int8 and crc32c kernels agree bit for bit between sets; the float
/// kernels agree up to rounding, and within one set a result depends on the
/// values alone, not on their addresses.
struct lens_kernels {
  /// "scalar", "avx2", "avx512" or "neon".
  const char *_Nonnull name;
  /// Sum of x[i] * y[i]; the error is below 1e-5 times the sum of |x[i] * y[i]| up to 1,025 values.
  float (*_Nonnull dot_f32)(const float *_Nullable x, const float *_Nullable y, size_t count);
  /// y[i] += a * x[i].
  void (*_Nonnull axpy_f32)(float a, const float *_Nullable x, float *_Nullable y, size_t count);
  /// Sum of x[i] * y[i], exact up to 65,536 values.
  int32_t (*_Nonnull dot_i8)(const int8_t *_Nullable x, const int8_t *_Nullable y, size_t count);
  /// out[r] = dot of the query with row r; rows lie one after another, rowCount x dim.
  void (*_Nonnull scan_i8)(const int8_t *_Nullable query, const int8_t *_Nullable rows, size_t dim,
                           size_t rowCount, int32_t *_Nullable out);
  /// Sets bit r of `bits` where row r's upper bound is not below the floor (NaN counts as not
  /// below). Writes (rowCount + 63) / 64 words; bits past the last row are 0.
  void (*_Nonnull mark_reaching)(const int32_t *_Nullable products, const float *_Nullable scales,
                                 const float *_Nullable residuals, size_t rowCount,
                                 struct lens_bound bound, uint64_t *_Nullable bits);
  /// CRC-32C (Castagnoli) of the bytes, continuing from `crc`; start with 0.
  uint32_t (*_Nonnull crc32c)(uint32_t crc, const void *_Nullable bytes, size_t count);
  /// The kernels over sign codes.
  const struct lens_sign_kernels *_Nonnull signs;
};

/// Asks for memory that is soon to be read.
static inline void lens_prefetch(const void *_Nonnull bytes, size_t count) {
  for (size_t i = 0; i < count; i += 64) __builtin_prefetch((const char *)bytes + i);
}

/// The kernels of one instruction set by name; NULL where this processor lacks it.
const struct lens_kernels *_Nullable lens_kernels_for(const char *_Nonnull isa);

/// The kernels in use.
const struct lens_kernels *_Nonnull lens_kernels_current(void);

/// The name of the instruction set in use. An unknown or unsupported LENS_ISA
/// falls back to the best set, and this name shows it.
const char *_Nonnull lens_isa_name(void);

/// CRC-32C of the bytes; chainable: crc(a + b) = crc32c(crc32c(0, a), b). Of no bytes: `crc`.
uint32_t lens_crc32c(uint32_t crc, const void *_Nullable bytes, size_t count);

/// The first place of a key in some bytes, or NULL.
const void *_Nullable lens_find(const void *_Nullable bytes, size_t count,
                                const void *_Nullable key, size_t key_count);

/// Sum of x[i] * y[i].
float lens_dot_f32(const float *_Nullable x, const float *_Nullable y, size_t count);

/// y[i] += a * x[i].
void lens_axpy_f32(float a, const float *_Nullable x, float *_Nullable y, size_t count);

/// Sum of x[i] * y[i], exact for all inputs up to 65,536 values.
int32_t lens_dot_i8(const int8_t *_Nullable x, const int8_t *_Nullable y, size_t count);

/// out[r] = dot of the query with row r; rows is rowCount x dim without gaps.
void lens_scan_i8(const int8_t *_Nullable query, const int8_t *_Nullable rows, size_t dim,
                  size_t rowCount, int32_t *_Nullable out);

/// Marks the rows whose upper bound reaches the floor; see `lens_kernels.mark_reaching`.
void lens_mark_reaching(const int32_t *_Nullable products, const float *_Nullable scales,
                        const float *_Nullable residuals, size_t rowCount,
                        struct lens_bound bound, uint64_t *_Nullable bits);

#ifdef __cplusplus
}
#endif
#endif
