// The few routines lens uses of BLAS and LAPACK, found at run time.
//
// The libraries are not linked but opened on first use: a query needs neither,
// and linking them costs several milliseconds of every start. The sonames
// libblas.so.3 and liblapack.so.3 are Debian's alternatives, so the system (or
// LD_LIBRARY_PATH) picks the implementation: OpenBLAS, the reference, BLIS.
#ifndef LENS_LAPACK_H
#define LENS_LAPACK_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Fortran routines, column-major, 32-bit integers; the trailing size_t are the
/// hidden lengths of the character arguments.
struct lens_lapack {
  /// C = alpha op(A) op(B) + beta C in single precision.
  void (*_Nonnull sgemm)(const char *_Nonnull transA, const char *_Nonnull transB,
                         const int *_Nonnull m, const int *_Nonnull n, const int *_Nonnull k,
                         const float *_Nonnull alpha, const float *_Nonnull a,
                         const int *_Nonnull lda, const float *_Nonnull b,
                         const int *_Nonnull ldb, const float *_Nonnull beta,
                         float *_Nonnull c, const int *_Nonnull ldc, size_t, size_t);
  /// C = alpha A A^T + beta C (trans "N") or alpha A^T A + beta C (trans "T"), one triangle.
  void (*_Nonnull dsyrk)(const char *_Nonnull uplo, const char *_Nonnull trans,
                         const int *_Nonnull n, const int *_Nonnull k,
                         const double *_Nonnull alpha, const double *_Nonnull a,
                         const int *_Nonnull lda, const double *_Nonnull beta,
                         double *_Nonnull c, const int *_Nonnull ldc, size_t, size_t);
  /// All eigenvalues (ascending) and eigenvectors of a symmetric matrix.
  void (*_Nonnull dsyevd)(const char *_Nonnull jobz, const char *_Nonnull uplo,
                          const int *_Nonnull n, double *_Nonnull a, const int *_Nonnull lda,
                          double *_Nonnull w, double *_Nonnull work,
                          const int *_Nonnull lwork, int *_Nonnull iwork,
                          const int *_Nonnull liwork, int *_Nonnull info, size_t, size_t);
  /// The full singular value decomposition of a dense matrix: the oracle of the tests.
  void (*_Nonnull dgesdd)(const char *_Nonnull jobz, const int *_Nonnull m,
                          const int *_Nonnull n, double *_Nonnull a, const int *_Nonnull lda,
                          double *_Nonnull s, double *_Nonnull u, const int *_Nonnull ldu,
                          double *_Nonnull vt, const int *_Nonnull ldvt,
                          double *_Nonnull work, const int *_Nonnull lwork,
                          int *_Nonnull iwork, int *_Nonnull info, size_t);
  /// The path of the BLAS that was opened, links as the loader saw them.
  const char *_Nonnull blasPath;
  /// The path of the LAPACK that was opened.
  const char *_Nonnull lapackPath;
  /// What the BLAS says of itself ("OpenBLAS 0.3.21 ... SkylakeX ..."), or "".
  const char *_Nonnull description;
};

/// Why the routines could not be had.
struct lens_lapack_error {
  /// The soname that is missing or lacks a routine.
  const char *_Nonnull library;
  /// The loader's own words.
  const char *_Nonnull reason;
};

/// The routines, opened once; NULL where they are missing, with `error` saying why.
///
/// Sets OPENBLAS_NUM_THREADS=1 (lens threads over fixed blocks itself, so that
/// results do not depend on the number of threads) and, where unset on an
/// AVX-512 processor, OPENBLAS_CORETYPE=SkylakeX (OpenBLAS takes new processors
/// it does not know for the slower Haswell). Safe from several threads, as long
/// as none of them changes the environment meanwhile.
const struct lens_lapack *_Nullable lens_lapack_load(
    const struct lens_lapack_error *_Nullable *_Nonnull error);

/// The same from libraries of other names, not remembered: 1, or 0 with `error` filled.
int lens_lapack_open(const char *_Nonnull blas, const char *_Nonnull lapack,
                     struct lens_lapack *_Nonnull result,
                     struct lens_lapack_error *_Nonnull error);

#ifdef __cplusplus
}
#endif
#endif
