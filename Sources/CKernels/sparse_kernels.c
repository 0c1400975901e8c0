// The sparse kernels of every instruction set, and the choice among them.
//
// sparse_kernels_body.h is compiled once for each set. A vector of sixteen floats is one register of
// AVX-512, two of AVX2, four of NEON or of the baseline; the compiler does the splitting.
#include "sparse_kernels.h"

#include "internal.h"

#include <string.h>

typedef float vector __attribute__((vector_size(64)));
/// The same at any address of a float.
typedef float unaligned_vector __attribute__((vector_size(64), aligned(4), may_alias));

#define LOAD(address) ((vector) * (const unaligned_vector *)(address))
#define STORE(address, value) (*(unaligned_vector *)(address) = (value))

#define ISA
#define NAME(name) baseline_##name
#include "sparse_kernels_body.h"
#undef NAME
#undef ISA

#if LENS_X86
#define ISA __attribute__((target("avx2,fma")))
#define NAME(name) avx2_##name
#include "sparse_kernels_body.h"
#undef NAME
#undef ISA

#define ISA __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma")))
#define NAME(name) avx512_##name
#include "sparse_kernels_body.h"
#undef NAME
#undef ISA
#endif

const struct lens_sparse_kernels *lens_sparse_kernels_for(const char *isa) {
  if (!lens_kernels_for(isa)) return NULL;
#if LENS_X86
  if (strcmp(isa, "avx512") == 0) return &avx512_table;
  if (strcmp(isa, "avx2") == 0) return &avx2_table;
#endif
  // NEON is in the baseline of its processors.
  return &baseline_table;
}

LENS_DEFINE_CURRENT(sparse, baseline_table)
