// zlib and zstd as the operating system ships them. zlib starts a stream through a macro that
// hides its version and struct size, which Swift cannot import: the function below stands in.
#ifndef LENS_COMPRESSION_SHIM_H
#define LENS_COMPRESSION_SHIM_H

#include <zlib.h>
#include <zstd.h>

/// Starts a gzip-only inflate stream (window bits 15 + 16 ask for the gzip wrapper).
static inline int lens_inflate_begin_gzip(z_stream *stream) { return inflateInit2(stream, 15 + 16); }

#endif
