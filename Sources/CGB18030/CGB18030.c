#include "CGB18030.h"

#include <string.h>

#include "Tables.h"

enum {
  PAIRS = GB18030_LEADS * GB18030_TRAILS,
  LISTED = 39420,        // four-byte codes of characters up to U+FFFF
  FIRST_ABOVE = 189000,  // the four-byte code of U+10000
  NO_CODE = 0xFFFF,
};

static const uint32_t no_character = 0xFFFFFFFF;

static int is_lead(uint8_t byte) { return byte >= 0x81 && byte <= 0xFE; }
static int is_digit(uint8_t byte) { return byte >= 0x30 && byte <= 0x39; }

static int place_of_pair(uint8_t lead, uint8_t trail) {
  return (lead - 0x81) * GB18030_TRAILS + trail - (trail < 0x7F ? 0x40 : 0x41);
}

/// The character of a pair whose first byte is a lead.
static uint32_t character_of_pair(uint8_t lead, uint8_t trail) {
  if (trail < 0x40 || trail == 0x7F || trail == 0xFF) return no_character;
  uint16_t character = gb18030_pairs[place_of_pair(lead, trail)];
  if (character >= 0xD800 && character < 0xE000) return gb18030_beyond[character - 0xD800];
  return character;
}

/// The character of a four-byte code, which is counted from 81 30 81 30.
static uint32_t character_at(uint32_t place) {
  if (place >= FIRST_ABOVE) {
    uint32_t character = place - FIRST_ABOVE + 0x10000;
    return character <= 0x10FFFF ? character : no_character;
  }
  if (place >= LISTED) return no_character;
  int low = 0, high = gb18030_range_count;
  while (high - low > 1) {
    int middle = (low + high) / 2;
    if (gb18030_ranges[middle].place <= place) low = middle; else high = middle;
  }
  struct gb18030_range range = gb18030_ranges[low];
  return range.character == 0 ? no_character : range.character + (place - range.place);
}

static uint8_t *put(uint32_t character, uint8_t *to) {
  if (character < 0x800) {
    *to++ = (uint8_t)(0xC0 | character >> 6);
  } else {
    if (character < 0x10000) {
      *to++ = (uint8_t)(0xE0 | character >> 12);
    } else {
      *to++ = (uint8_t)(0xF0 | character >> 18);
      *to++ = (uint8_t)(0x80 | (character >> 12 & 0x3F));
    }
    *to++ = (uint8_t)(0x80 | (character >> 6 & 0x3F));
  }
  *to++ = (uint8_t)(0x80 | (character & 0x3F));
  return to;
}

struct gb18030_decoded gb18030_decode(
  const uint8_t *bytes, size_t count, uint8_t *text, size_t room
) {
  const uint8_t *at = bytes, *const last = bytes + count;
  uint8_t *to = text, *const full = text + room - 8;
  enum gb18030_end end = GB18030_DONE;
  while (at < last) {
    if (to > full) {
      end = GB18030_FULL;
      break;
    }
    if (at[0] < 0x80) {
      uint64_t word;
      if (last - at >= 8 && (memcpy(&word, at, 8), (word & 0x8080808080808080) == 0)) {
        memcpy(to, at, 8);
        to += 8;
        at += 8;
      } else {
        *to++ = *at++;
      }
      continue;
    }
    uint32_t character = no_character;
    size_t left = (size_t)(last - at), length = 2;
    if (is_lead(at[0])) {
      int is_long = left > 1 && is_digit(at[1]);
      if (left == 1 || (is_long && (left == 2 || (left == 3 && is_lead(at[2]))))) {
        end = GB18030_CUT;
        break;
      }
      if (!is_long) {
        character = character_of_pair(at[0], at[1]);
      } else if (is_lead(at[2]) && is_digit(at[3])) {
        length = 4;
        character = character_at(
          (((at[0] - 0x81u) * 10 + at[1] - 0x30) * 126 + at[2] - 0x81) * 10 + at[3] - 0x30);
      }
    }
    if (character == no_character) {
      end = GB18030_INVALID;
      break;
    }
    to = put(character, to);
    at += length;
  }
  return (struct gb18030_decoded){(size_t)(at - bytes), (size_t)(to - text), end};
}

// A code in the list: the place of its pair, or PAIRS and the place of its four bytes.

void gb18030_list_codes(uint16_t *codes) {
  for (int character = 0; character < GB18030_CODES; character++) codes[character] = NO_CODE;
  for (int range = 0; range < gb18030_range_count; range++) {
    struct gb18030_range from = gb18030_ranges[range];
    int end = range + 1 < gb18030_range_count ? gb18030_ranges[range + 1].place : LISTED;
    for (int place = from.place; place < end && from.character != 0; place++) {
      codes[from.character + place - from.place] = (uint16_t)(PAIRS + place);
    }
  }
  for (int place = 0; place < PAIRS; place++) {
    uint16_t character = gb18030_pairs[place];
    if (character < 0xD800 || character >= 0xE000) codes[character] = (uint16_t)place;
  }
  for (int number = 0; number < gb18030_replaced_count; number++) {
    struct gb18030_replaced replaced = gb18030_replaced[number];
    codes[replaced.character] = (uint16_t)place_of_pair(replaced.pair >> 8, replaced.pair & 0xFF);
  }
}

static size_t put_pair(int place, uint8_t *bytes) {
  int column = place % GB18030_TRAILS;
  bytes[0] = (uint8_t)(0x81 + place / GB18030_TRAILS);
  bytes[1] = (uint8_t)(column + (column < 0x3F ? 0x40 : 0x41));
  return 2;
}

static size_t put_four(uint32_t place, uint8_t *bytes) {
  bytes[3] = (uint8_t)(0x30 + place % 10);
  bytes[2] = (uint8_t)(0x81 + place / 10 % 126);
  bytes[1] = (uint8_t)(0x30 + place / 1260 % 10);
  bytes[0] = (uint8_t)(0x81 + place / 12600);
  return 4;
}

size_t gb18030_encode(uint32_t character, const uint16_t *codes, uint8_t *bytes) {
  if (character < 0x80) {
    bytes[0] = (uint8_t)character;
    return 1;
  }
  if (character < 0x10000) {
    uint16_t code = codes[character];
    if (code == NO_CODE) return 0;
    return code < PAIRS ? put_pair(code, bytes) : put_four(code - PAIRS, bytes);
  }
  if (character > 0x10FFFF) return 0;
  for (int number = 0; number < gb18030_beyond_count; number++) {
    if (gb18030_beyond[number] != character) continue;
    for (int place = 0; place < PAIRS; place++) {
      if (gb18030_pairs[place] == 0xD800 + number) return put_pair(place, bytes);
    }
  }
  return put_four(character - 0x10000 + FIRST_ABOVE, bytes);
}
