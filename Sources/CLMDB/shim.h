#include <lmdb.h>
// statfs, which tells network file systems apart and which Swift's Glibc module leaves out.
#include <sys/vfs.h>
// getauxval, which knows the path that a program was started by.
#include <sys/auxv.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

// CRC-32C by the processor's own instruction, ten times as fast as tables; 0 where there is none.
#if defined(__x86_64__)
static inline int storage_has_crc32c(void) { return __builtin_cpu_supports("sse4.2") != 0; }

__attribute__((target("sse4.2"), always_inline))
static inline uint32_t storage_crc32c_of(uint32_t crc, const void *bytes, size_t count) {
  const unsigned char *at = (const unsigned char *)bytes;
  uint64_t wide = crc;
  for (; count >= 8; count -= 8, at += 8) {
    uint64_t word;
    memcpy(&word, at, 8);
    wide = __builtin_ia32_crc32di(wide, word);
  }
  crc = (uint32_t)wide;
  if (count >= 4) {
    uint32_t word;
    memcpy(&word, at, 4);
    crc = __builtin_ia32_crc32si(crc, word);
    at += 4;
    count -= 4;
  }
  for (; count > 0; count--, at++) crc = __builtin_ia32_crc32qi(crc, *at);
  return crc;
}

// Of a key and the value behind it.
__attribute__((target("sse4.2")))
static inline uint32_t storage_crc32c(const void *key, size_t keySize, const void *value, size_t size) {
  return storage_crc32c_of(storage_crc32c_of(~0u, key, keySize), value, size);
}
#else
static inline int storage_has_crc32c(void) { return 0; }
static inline uint32_t storage_crc32c(const void *key, size_t keySize, const void *value, size_t size) {
  (void)key, (void)keySize, (void)value, (void)size;
  return 0;
}
#endif
