// GB 18030, and with it GBK and GB 2312, as the edition of 2005 has them: one byte for ASCII, pairs of
// bytes for what China uses, four bytes for all else that Unicode has.

#pragma once

#include <stddef.h>
#include <stdint.h>

/// Why decoding stopped.
enum gb18030_end {
  GB18030_DONE,     // all bytes are decoded
  GB18030_FULL,     // the room is used up
  GB18030_CUT,      // the bytes left are the beginning of a character
  GB18030_INVALID,  // the next byte begins no character
};

struct gb18030_decoded {
  size_t used;     // bytes that were decoded
  size_t written;  // bytes of UTF-8 that they became
  enum gb18030_end end;
};

/// Decodes bytes to UTF-8.
///
/// Bytes of a character that is not complete are left for the next call, with those that follow. Where
/// a byte begins no character, the bytes after it may be characters of their own.
///
/// - Parameter room: how many bytes `text` can take, at least 8.
struct gb18030_decoded gb18030_decode(
  const uint8_t *bytes, size_t count, uint8_t *text, size_t room);

/// How many entries the list of codes has: one for each character up to U+FFFF.
enum { GB18030_CODES = 65536 };

/// Lists the codes of all characters up to U+FFFF, for `gb18030_encode`.
void gb18030_list_codes(uint16_t *codes);

/// Encodes a character.
///
/// Private-use characters that a pair had before Unicode got a character for it are written as that
/// pair.
///
/// - Parameters:
///   - codes: as `gb18030_list_codes` lists them.
///   - bytes: takes the code, of up to four bytes.
/// - Returns: how many bytes it has; 0 for a surrogate or what is above U+10FFFF.
size_t gb18030_encode(uint32_t character, const uint16_t *codes, uint8_t *bytes);
