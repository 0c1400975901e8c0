// Opens BLAS and LAPACK on first use and resolves the routines of lapack.h.
//
// Everything happens once, under pthread_once; handles and texts stay for the life
// of the process, since worker threads of a BLAS may outlive any caller.
#define _GNU_SOURCE
#include "lapack.h"

#include <dlfcn.h>
#include <link.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;
static struct lens_lapack table;
static struct lens_lapack_error failure;
static int loaded;

static const char *copied(const char *text) {
  const char *copy = strdup(text ? text : "unknown reason");
  return copy ? copy : "out of memory";
}

static int fail(struct lens_lapack_error *error, const char *library) {
  error->library = copied(library);
  error->reason = copied(dlerror());
  return 0;
}

/// OpenBLAS 0.3.21 does not know processors newer than itself; the feature bits do.
static void prefer_wide_vectors(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
    setenv("OPENBLAS_CORETYPE", "SkylakeX", 0);
#endif
}

static void *open_library(const char *name, const char **path) {
  void *handle = dlopen(name, RTLD_NOW | RTLD_LOCAL);
  if (!handle) return NULL;
  struct link_map *map = NULL;
  if (dlinfo(handle, RTLD_DI_LINKMAP, &map) == 0 && map && map->l_name)
    *path = copied(map->l_name);
  else
    *path = name;
  return handle;
}

static int resolve(void *handle, const char *symbol, void *slot) {
  void *address = dlsym(handle, symbol);
  if (!address) return 0;
  // Copying the bits is the POSIX way from an object to a function pointer.
  memcpy(slot, &address, sizeof address);
  return 1;
}

/// What only OpenBLAS has; dlsym looks through the dependencies as well.
static const char *settle_openblas(void *blas) {
  // A BLAS that was in the process before us, or one built on OpenMP, has not
  // read OPENBLAS_NUM_THREADS.
  void (*set_threads)(int) = NULL;
  char *(*get_config)(void) = NULL;
  char *(*get_corename)(void) = NULL;
  if (resolve(blas, "openblas_set_num_threads", &set_threads)) set_threads(1);
  if (!resolve(blas, "openblas_get_config", &get_config)) return "";
  if (!resolve(blas, "openblas_get_corename", &get_corename)) return copied(get_config());
  // The configuration names the architecture of the build or of the run,
  // depending on the release; the core name is always the one in use.
  char text[256];
  snprintf(text, sizeof text, "%s (%s)", get_config(), get_corename());
  return copied(text);
}

int lens_lapack_open(const char *blas_name, const char *lapack_name,
                     struct lens_lapack *result, struct lens_lapack_error *error) {
  setenv("OPENBLAS_NUM_THREADS", "1", 1);
  prefer_wide_vectors();
  void *blas = open_library(blas_name, &result->blasPath);
  if (!blas || !resolve(blas, "sgemm_", &result->sgemm) ||
      !resolve(blas, "dsyrk_", &result->dsyrk))
    return fail(error, blas_name);
  void *lapack = open_library(lapack_name, &result->lapackPath);
  if (!lapack || !resolve(lapack, "dsyevd_", &result->dsyevd) ||
      !resolve(lapack, "dgesdd_", &result->dgesdd))
    return fail(error, lapack_name);
  result->description = settle_openblas(blas);
  return 1;
}

static void load(void) {
  loaded = lens_lapack_open("libblas.so.3", "liblapack.so.3", &table, &failure);
}

const struct lens_lapack *lens_lapack_load(const struct lens_lapack_error **error) {
  pthread_once(&once, load);
  if (!loaded) {
    *error = &failure;
    return NULL;
  }
  *error = NULL;
  return &table;
}
