// What Tables.c holds.

#pragma once

#include <stdint.h>

enum {
  GB18030_LEADS = 126,   // first bytes of pairs: 81 to FE
  GB18030_TRAILS = 190,  // second bytes of pairs: 40 to FE, without 7F
};

/// The characters of all pairs, lead by lead; D800 + n for number n of `gb18030_beyond`.
extern const uint16_t gb18030_pairs[];

/// The characters above U+FFFF that have a pair.
extern const uint32_t gb18030_beyond[];
extern const int gb18030_beyond_count;

/// Four-byte codes in sequence, whose characters are in sequence too, up to the next range.
struct gb18030_range {
  uint16_t place;      // of its first code, counted from 81 30 81 30
  uint16_t character;  // of its first code; 0 where the codes have none
};
extern const struct gb18030_range gb18030_ranges[];
extern const int gb18030_range_count;

/// Private-use characters that a pair had before Unicode got a character for it.
struct gb18030_replaced {
  uint16_t character;
  uint16_t pair;
};
extern const struct gb18030_replaced gb18030_replaced[];
extern const int gb18030_replaced_count;
