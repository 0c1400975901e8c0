// What the files of CKernels share: one table per instruction set, and the
// routines that the tables of several sets point to.
#ifndef LENS_KERNELS_INTERNAL_H
#define LENS_KERNELS_INTERNAL_H

#include "kernels.h"

#include <stdatomic.h>

#if defined(__x86_64__)
#define LENS_X86 1
#else
#define LENS_X86 0
#endif

#if defined(__aarch64__) && defined(__ARM_NEON)
#define LENS_NEON 1
#else
#define LENS_NEON 0
#endif

/// Defines lens_KIND_kernels_current: the table of the set in use, chosen once, or `fallback`.
#define LENS_DEFINE_CURRENT(kind, fallback)                                                         \
  const struct lens_##kind##_kernels *lens_##kind##_kernels_current(void) {                         \
    static _Atomic(const struct lens_##kind##_kernels *) current;                                   \
    const struct lens_##kind##_kernels *table =                                                     \
        atomic_load_explicit(&current, memory_order_relaxed);                                       \
    if (!table) {                                                                                   \
      table = lens_##kind##_kernels_for(lens_isa_name());                                           \
      if (!table) table = &(fallback);                                                              \
      atomic_store_explicit(&current, table, memory_order_relaxed);                                 \
    }                                                                                               \
    return table;                                                                                   \
  }

extern const struct lens_kernels lens_table_scalar;
extern const struct lens_sign_kernels lens_signs_scalar;
uint32_t lens_crc32c_table(uint32_t crc, const void *bytes, size_t count);
/// The sums of every pattern of `count` bits, 2^count bytes; see `lens_sign_kernels.scan`.
void lens_sign_table(const int8_t *weights, size_t count, uint8_t *table);
void lens_sign_tables_of_four(const int8_t *weights, size_t planes, uint8_t *tables);
void lens_mark_signs_scalar(const uint16_t *sums, const float *factors, const float *floors,
                            size_t rowCount, int32_t bias, uint64_t *bits);

#if LENS_X86
extern const struct lens_kernels lens_table_avx2;
extern const struct lens_kernels lens_table_avx512;
extern const struct lens_sign_kernels lens_signs_avx2;
extern const struct lens_sign_kernels lens_signs_avx512;
uint32_t lens_crc32c_sse42(uint32_t crc, const void *bytes, size_t count);
#endif

#if LENS_NEON
extern const struct lens_kernels lens_table_neon;
extern const struct lens_sign_kernels lens_signs_neon;
/// The CRC instructions where the processor has them, else the table.
uint32_t lens_crc32c_arm(uint32_t crc, const void *bytes, size_t count);
#endif

#endif
