// What the files of CKernels share: one table per instruction set, and the
// checksum routines, which the tables of several sets point to.
#ifndef LENS_KERNELS_INTERNAL_H
#define LENS_KERNELS_INTERNAL_H

#include "kernels.h"

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

extern const struct lens_kernels lens_table_scalar;
uint32_t lens_crc32c_table(uint32_t crc, const void *bytes, size_t count);

#if LENS_X86
extern const struct lens_kernels lens_table_avx2;
extern const struct lens_kernels lens_table_avx512;
uint32_t lens_crc32c_sse42(uint32_t crc, const void *bytes, size_t count);
#endif

#if LENS_NEON
extern const struct lens_kernels lens_table_neon;
/// The CRC instructions where the processor has them, else the table.
uint32_t lens_crc32c_arm(uint32_t crc, const void *bytes, size_t count);
#endif

#endif
