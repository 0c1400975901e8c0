// Where bytes stand within bytes: the C library's own search, which Swift does not see because it is no
// standard function.
#define _GNU_SOURCE
#include <string.h>

#include "internal.h"

const void *lens_find(const void *bytes, size_t count, const void *key, size_t key_count) {
  if (!bytes || !key || key_count > count) return NULL;
  return memmem(bytes, count, key, key_count);
}
