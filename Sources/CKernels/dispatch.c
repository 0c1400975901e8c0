// Chooses the instruction set, once, and forwards the public calls to it.
//
// The choice is idempotent, so two threads that make it at once store the same
// pointer; no lock is needed.
#include "internal.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

static int is_supported(const struct lens_kernels *table) {
#if LENS_X86
  __builtin_cpu_init();
  if (table == &lens_table_avx512)
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
           __builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("avx512vbmi") &&
           is_supported(&lens_table_avx2);
  // Both vector sets take their checksum from SSE4.2 and PCLMULQDQ.
  if (table == &lens_table_avx2)
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
           __builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("pclmul");
#endif
  (void)table;
  return 1;
}

/// Best first; the last is always supported.
static const struct lens_kernels *const tables[] = {
#if LENS_X86
    &lens_table_avx512,
    &lens_table_avx2,
#endif
#if LENS_NEON
    &lens_table_neon,
#endif
    &lens_table_scalar,
};

enum { TABLE_COUNT = sizeof tables / sizeof tables[0] };

const struct lens_kernels *lens_kernels_for(const char *isa) {
  for (size_t i = 0; i < TABLE_COUNT; i++)
    if (strcmp(tables[i]->name, isa) == 0) return is_supported(tables[i]) ? tables[i] : NULL;
  return NULL;
}

static const struct lens_kernels *choose(void) {
  const char *wanted = getenv("LENS_ISA");
  const struct lens_kernels *forced = wanted ? lens_kernels_for(wanted) : NULL;
  if (forced) return forced;
  for (size_t i = 0; i < TABLE_COUNT; i++)
    if (is_supported(tables[i])) return tables[i];
  return &lens_table_scalar;
}

const struct lens_kernels *lens_kernels_current(void) {
  static _Atomic(const struct lens_kernels *) current;
  const struct lens_kernels *table = atomic_load_explicit(&current, memory_order_relaxed);
  if (!table) {
    table = choose();
    atomic_store_explicit(&current, table, memory_order_relaxed);
  }
  return table;
}

const char *lens_isa_name(void) { return lens_kernels_current()->name; }

uint32_t lens_crc32c(uint32_t crc, const void *bytes, size_t count) {
  return lens_kernels_current()->crc32c(crc, bytes, count);
}

float lens_dot_f32(const float *x, const float *y, size_t count) {
  return lens_kernels_current()->dot_f32(x, y, count);
}

void lens_axpy_f32(float a, const float *x, float *y, size_t count) {
  lens_kernels_current()->axpy_f32(a, x, y, count);
}

int32_t lens_dot_i8(const int8_t *x, const int8_t *y, size_t count) {
  return lens_kernels_current()->dot_i8(x, y, count);
}

void lens_scan_i8(const int8_t *query, const int8_t *rows, size_t dim, size_t rowCount,
                  int32_t *out) {
  lens_kernels_current()->scan_i8(query, rows, dim, rowCount, out);
}

void lens_mark_reaching(const int32_t *products, const float *scales, const float *residuals,
                        size_t rowCount, struct lens_bound bound, uint64_t *bits) {
  lens_kernels_current()->mark_reaching(products, scales, residuals, rowCount, bound, bits);
}
