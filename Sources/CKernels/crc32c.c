// CRC-32C (Castagnoli, polynomial 0x1EDC6F41, reflected), as in iSCSI (RFC 3720).
//
// x86: the crc32 instruction takes three cycles and one may start every cycle,
// so three streams run at once; each stream's checksum is then moved past the
// bytes behind it by one carry-less multiplication (Gopal et al., "Fast CRC
// Computation for iSCSI Polynomial Using CRC32 Instruction", Intel 2011).
// ARM: the CRC instructions, one stream. Else: eight tables of 256 entries
// (Kounavis and Berry, "A Systematic Approach to Building High Performance
// Software-based CRC Generators", 2005), made at the first call.
#include "internal.h"

#include <pthread.h>
#include <string.h>

static inline uint64_t load64(const uint8_t *p) {
  uint64_t value;
  memcpy(&value, p, sizeof value);
  return value;
}

// The table. table[k][b] is the checksum of byte b followed by k zero bytes.

static uint32_t table[8][256];
static pthread_once_t table_made = PTHREAD_ONCE_INIT;

static void make_table(void) {
  for (uint32_t byte = 0; byte < 256; byte++) {
    uint32_t crc = byte;
    for (int bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ (0x82F63B78u & (0u - (crc & 1)));
    table[0][byte] = crc;
  }
  for (int k = 1; k < 8; k++)
    for (uint32_t byte = 0; byte < 256; byte++)
      table[k][byte] = (table[k - 1][byte] >> 8) ^ table[0][table[k - 1][byte] & 0xff];
}

uint32_t lens_crc32c_table(uint32_t crc, const void *bytes, size_t count) {
  pthread_once(&table_made, make_table);
  const uint8_t *p = bytes;
  crc = ~crc;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
  for (; count >= 8; count -= 8, p += 8) {
    uint64_t v = load64(p) ^ crc;
    crc = table[7][v & 0xff] ^ table[6][v >> 8 & 0xff] ^ table[5][v >> 16 & 0xff] ^
          table[4][v >> 24 & 0xff] ^ table[3][v >> 32 & 0xff] ^ table[2][v >> 40 & 0xff] ^
          table[1][v >> 48 & 0xff] ^ table[0][v >> 56];
  }
#endif
  for (; count; count--, p++) crc = (crc >> 8) ^ table[0][(crc ^ *p) & 0xff];
  return ~crc;
}

#if LENS_X86
#include <immintrin.h>

#define SSE42 __attribute__((target("sse4.2,pclmul")))

// Three streams of LONG bytes, then of SHORT bytes.
// The shift constants are x^(8n - 33) mod P, bit-reflected, for n bytes: the
// crc32 of the product supplies x^32, and reflection the last x.
enum { LONG_STREAM = 1344, SHORT_STREAM = 336 };

SSE42 static inline uint32_t shift(uint32_t crc, uint32_t constant) {
  __m128i product = _mm_clmulepi64_si128(_mm_cvtsi32_si128((int32_t)crc),
                                         _mm_cvtsi32_si128((int32_t)constant), 0);
  return (uint32_t)_mm_crc32_u64(0, (uint64_t)_mm_cvtsi128_si64(product));
}

SSE42 static inline uint32_t three(uint32_t crc, const uint8_t *p, size_t stream, uint32_t twice,
                                   uint32_t once) {
  uint64_t a = crc, b = 0, c = 0;
  for (size_t i = 0; i < stream; i += 8) {
    a = _mm_crc32_u64(a, load64(p + i));
    b = _mm_crc32_u64(b, load64(p + stream + i));
    c = _mm_crc32_u64(c, load64(p + 2 * stream + i));
  }
  return shift((uint32_t)a, twice) ^ shift((uint32_t)b, once) ^ (uint32_t)c;
}

SSE42 uint32_t lens_crc32c_sse42(uint32_t crc, const void *bytes, size_t count) {
  const uint8_t *p = bytes;
  crc = ~crc;
  for (; count >= 3 * LONG_STREAM; count -= 3 * LONG_STREAM, p += 3 * LONG_STREAM)
    crc = three(crc, p, LONG_STREAM, 0x889774e1, 0xc9c8b782);
  for (; count >= 3 * SHORT_STREAM; count -= 3 * SHORT_STREAM, p += 3 * SHORT_STREAM)
    crc = three(crc, p, SHORT_STREAM, 0xcec3662e, 0xa60ce07b);
  for (; count >= 8; count -= 8, p += 8) crc = (uint32_t)_mm_crc32_u64(crc, load64(p));
  for (; count; count--, p++) crc = _mm_crc32_u8(crc, *p);
  return ~crc;
}
#endif

#if LENS_NEON
#include <arm_acle.h>
#if defined(__linux__)
#include <asm/hwcap.h>
#include <sys/auxv.h>
#endif

__attribute__((target("crc"))) static uint32_t crc_instructions(uint32_t crc, const uint8_t *p,
                                                                size_t count) {
  crc = ~crc;
  for (; count >= 8; count -= 8, p += 8) crc = __crc32cd(crc, load64(p));
  for (; count; count--, p++) crc = __crc32cb(crc, *p);
  return ~crc;
}

uint32_t lens_crc32c_arm(uint32_t crc, const void *bytes, size_t count) {
#if defined(__linux__)
  if (getauxval(AT_HWCAP) & HWCAP_CRC32) return crc_instructions(crc, bytes, count);
  return lens_crc32c_table(crc, bytes, count);
#else
  return crc_instructions(crc, bytes, count);
#endif
}
#endif
