// The floor: the reads and writes of stardesk straight on LMDB, on a store that stardesk loaded, with
// the same keys and as many bytes; no decoding, no rules, no checksums.
//
//   BenchFloor sizes   STORE
//   BenchFloor restore STORE NUMBERS COUNT BATCH WINDOW SIZES...   (BATCH 0: one transaction; WINDOW 0:
//                                                                   in the given order)
//   BenchFloor get     STORE NUMBERS COUNT
//   BenchFloor scan    STORE TABLE...
//
// NUMBERS is a file with a heading and a number at the beginning of each line. SIZES are what `sizes`
// prints of a store after restores: key and value of restore, use, message, order and journal. A TABLE
// is named without its version, such as `lines`.
#include <inttypes.h>
#include <lmdb.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define CHECK(call)                                                                    \
  do {                                                                                 \
    int code_ = (call);                                                                \
    if (code_) {                                                                       \
      fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, mdb_strerror(code_));         \
      exit(1);                                                                         \
    }                                                                                  \
  } while (0)

enum { PRESENT, HISTORY, ORDERS, PLACES, LINES, NUMBERS, JOURNAL, DUE, TABLES };
static const char *const tableNames[TABLES] = {
    "present.1", "history.1", "orders.1", "places.1", "lines.1", "numbers.1", "journal.1", "due.1"};

// Types of records, as they stand in the keys of `present`, `history` and `orders`.
enum {
  STAR = 0x12, ACCOUNT = 0x16, LINE = 0x20, SUSPENSION = 0x28, RESTORE = 0x2E, USE = 0x30,
  MESSAGE = 0x38, ORDER = 0x3C
};

// A summary: account (8 bytes), suspension (8), due instant (8) and kind (1), kind of line, state, restored,
// stars, state without the restore (1 each), the star's days (2 each).
enum { numberSpace = 32, summarySize = 34, dueAt = 16, dueKind = 24, behindAt = 29, twoWay = 2 };

// Places of 64 orders take 4 bytes each; the place of an order under its customer 8 and a checksum.
enum { blockSize = 256, ordersInBlock = 64, placeSize = 12 };

static MDB_env *environment;
static MDB_dbi tables[TABLES];

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + time.tv_nsec * 1e-9;
}

static void openStore(const char *path, unsigned flags) {
  CHECK(mdb_env_create(&environment));
  CHECK(mdb_env_set_maxdbs(environment, 32));
  CHECK(mdb_env_set_mapsize(environment, (size_t)1 << 40));
  CHECK(mdb_env_open(environment, path, flags, 0600));
  MDB_txn *transaction;
  CHECK(mdb_txn_begin(environment, NULL, MDB_RDONLY, &transaction));
  for (int table = 0; table < TABLES; table++)
    CHECK(mdb_dbi_open(transaction, tableNames[table], 0, &tables[table]));
  CHECK(mdb_txn_commit(transaction));
}

// A number of the list, with the customer whom it leads to.
typedef struct {
  uint64_t customer;
  uint32_t place;
  uint8_t length;
  char number[numberSpace];
} Row;

static Row *readNumbers(const char *path, size_t count) {
  FILE *file = fopen(path, "r");
  if (!file) {
    perror(path);
    exit(2);
  }
  Row *rows = calloc(count, sizeof(Row));
  char line[4096];
  size_t found = 0;
  if (!fgets(line, sizeof line, file)) exit(2);
  while (found < count && fgets(line, sizeof line, file)) {
    size_t length = strcspn(line, ",\r\n");
    if (length >= numberSpace) exit(2);
    memcpy(rows[found].number, line, length);
    rows[found].length = (uint8_t)length;
    rows[found].place = (uint32_t)found;
    found++;
  }
  fclose(file);
  if (found < count) {
    fprintf(stderr, "%s: only %zu numbers\n", path, found);
    exit(2);
  }
  return rows;
}

static int compareRows(const void *left, const void *right) {
  const Row *a = left, *b = right;
  if (a->customer != b->customer) return a->customer < b->customer ? -1 : 1;
  return a->place < b->place ? -1 : 1;
}

// A key of a record: customer, or place in the log of orders, type, and what is given.
static size_t makeKey(uint8_t *key, uint64_t customer, uint8_t type, const void *rest, size_t length) {
  uint64_t big = __builtin_bswap64(customer);
  memcpy(key, &big, 8);
  key[8] = type;
  memcpy(key + 9, rest, length);
  return 9 + length;
}

// The customer who has a number.
static uint64_t lookUp(MDB_cursor **cursors, const Row *row) {
  MDB_val key = {row->length, (void *)row->number}, value;
  CHECK(mdb_cursor_get(cursors[NUMBERS], &key, &value, MDB_SET));
  uint64_t customer;
  memcpy(&customer, value.mv_data, 8);
  return customer;
}

static size_t lineKey(uint8_t *key, const Row *row) {
  uint64_t big = __builtin_bswap64(row->customer);
  memcpy(key, &big, 8);
  memcpy(key + 8, row->number, row->length);
  return 8u + row->length;
}

static void readSummary(MDB_cursor **cursors, const Row *row, uint8_t *summary) {
  uint8_t bytes[8 + numberSpace];
  MDB_val key = {lineKey(bytes, row), bytes}, value;
  CHECK(mdb_cursor_get(cursors[LINES], &key, &value, MDB_SET));
  memcpy(summary, value.mv_data, summarySize);
}

static volatile uint64_t sum;

static void readRecord(MDB_cursor *cursor, uint8_t *bytes, size_t length) {
  MDB_val key = {length, bytes}, value;
  if (mdb_cursor_get(cursor, &key, &value, MDB_SET) == 0) {
    uint8_t copy[2048];
    size_t size = value.mv_size < sizeof copy ? value.mv_size : sizeof copy;
    memcpy(copy, value.mv_data, size);
    sum += copy[0];
  }
}

// The line, the star, the account and the restores of a number; where it is suspended both ways, the
// suspension before.
static void readLine(MDB_cursor **cursors, const Row *row, const uint8_t *summary) {
  MDB_cursor *cursor = cursors[PRESENT];
  uint8_t key[64];
  readRecord(cursor, key, makeKey(key, row->customer, LINE, row->number, row->length));
  readRecord(cursor, key, makeKey(key, row->customer, STAR, "", 0));
  uint64_t account;
  memcpy(&account, summary, 8);
  account = __builtin_bswap64(account);
  readRecord(cursor, key, makeKey(key, row->customer, ACCOUNT, &account, 8));
  MDB_val from = {makeKey(key, row->customer, RESTORE, row->number, row->length), key}, value;
  mdb_cursor_get(cursor, &from, &value, MDB_SET_RANGE);
  if (summary[behindAt] != twoWay) return;
  size_t length = makeKey(key, row->customer, SUSPENSION, row->number, row->length);
  key[length++] = 1;
  MDB_val end = {length, key};
  if (mdb_cursor_get(cursors[HISTORY], &end, &value, MDB_SET_RANGE) == 0)
    mdb_cursor_get(cursors[HISTORY], &end, &value, MDB_PREV);
}

typedef struct {
  size_t key, value;
} Size;

static Size sizes[5];
static uint64_t lastEntry, lastPlace, firstBlock;
static uint8_t filler[4096];

static void put(MDB_cursor *cursor, const void *key, size_t length, const void *bytes, size_t size,
                unsigned flags) {
  MDB_val name = {length, (void *)key}, value = {size, (void *)bytes};
  CHECK(mdb_cursor_put(cursor, &name, &value, flags));
}

// A new record of a type under a customer or a place of the log; its key has the size that was measured, and
// ends in the row's place.
static void putRecord(MDB_cursor *cursor, const Row *row, uint64_t head, uint8_t type, Size size) {
  uint8_t key[128] = {0};
  makeKey(key, head, type, "", 0);
  uint32_t place = __builtin_bswap32(row->place);
  memcpy(key + size.key - 4, &place, 4);
  put(cursor, key, size.key, filler, size.value, MDB_NOOVERWRITE);
}

static void restore(MDB_cursor **cursors, const Row *row) {
  uint8_t summary[summarySize];
  sum += lookUp(cursors, row);
  readSummary(cursors, row, summary);
  readLine(cursors, row, summary);
  lastPlace++;
  putRecord(cursors[PRESENT], row, row->customer, RESTORE, sizes[0]);
  putRecord(cursors[PRESENT], row, row->customer, USE, sizes[1]);
  putRecord(cursors[ORDERS], row, lastPlace, MESSAGE, sizes[2]);
  putRecord(cursors[ORDERS], row, lastPlace, ORDER, sizes[3]);

  uint64_t block = __builtin_bswap64(firstBlock + row->place / ordersInBlock);
  MDB_val key = {8, &block}, value;
  CHECK(mdb_cursor_get(cursors[PLACES], &key, &value, MDB_SET));
  value.mv_size = blockSize;
  CHECK(mdb_cursor_put(cursors[PLACES], &key, &value, MDB_CURRENT | MDB_RESERVE));
  memcpy((uint8_t *)value.mv_data + row->place % ordersInBlock * 4, &lastPlace, 4);
  putRecord(cursors[PRESENT], row, row->customer, ORDER, (Size){17, placeSize});

  // What was due next stands in the summary: instant (8), kind (1).
  uint8_t due[17 + numberSpace];
  int64_t instant;
  memcpy(&instant, summary + dueAt, 8);
  uint64_t big = __builtin_bswap64((uint64_t)instant ^ (uint64_t)1 << 63);
  memcpy(due, &big, 8);
  due[8] = summary[dueKind];
  big = __builtin_bswap64(row->customer);
  memcpy(due + 9, &big, 8);
  memcpy(due + 17, row->number, row->length);
  MDB_val old = {17u + row->length, due};
  if (summary[dueKind] && mdb_cursor_get(cursors[DUE], &old, &value, MDB_SET) == 0)
    CHECK(mdb_cursor_del(cursors[DUE], 0));
  instant = 1455238800;
  big = __builtin_bswap64((uint64_t)instant ^ (uint64_t)1 << 63);
  memcpy(due, &big, 8);
  due[8] = 1;
  put(cursors[DUE], due, 17u + row->length, "", 0, 0);
  memcpy(summary + dueAt, &instant, 8);
  summary[dueKind] = 1;
  uint8_t line[8 + numberSpace];
  put(cursors[LINES], line, lineKey(line, row), summary, summarySize, 0);

  big = __builtin_bswap64(++lastEntry);
  put(cursors[JOURNAL], &big, 8, filler, sizes[4].value, MDB_APPEND);
}

static void openCursors(MDB_txn *transaction, MDB_cursor **cursors) {
  for (int table = 0; table < TABLES; table++)
    CHECK(mdb_cursor_open(transaction, tables[table], &cursors[table]));
}

// The number with which the keys of a tree end; 0 in an empty one.
static uint64_t lastNumber(MDB_cursor *cursor) {
  MDB_val key, value;
  uint64_t number = 0;
  if (mdb_cursor_get(cursor, &key, &value, MDB_LAST) == 0) memcpy(&number, key.mv_data, 8);
  return __builtin_bswap64(number);
}

static void runRestores(const char *path, size_t count, size_t batch, size_t window) {
  Row *rows = readNumbers(path, count);
  MDB_txn *transaction;
  MDB_cursor *cursors[TABLES];
  double began = now();
  CHECK(mdb_txn_begin(environment, NULL, 0, &transaction));
  openCursors(transaction, cursors);
  lastEntry = lastNumber(cursors[JOURNAL]);
  lastPlace = lastNumber(cursors[ORDERS]);
  firstBlock = UINT64_C(0xFFFF) << 32;
  for (size_t place = 0; place < count; place++) {
    if (place % (window ? window : count) == 0) {
      size_t end = window && place + window < count ? place + window : count;
      for (size_t each = place; each < end; each++) rows[each].customer = lookUp(cursors, &rows[each]);
      if (window) qsort(rows + place, end - place, sizeof(Row), compareRows);
      for (size_t block = place / ordersInBlock; block <= (end - 1) / ordersInBlock; block++) {
        uint64_t big = __builtin_bswap64(firstBlock + block);
        MDB_val name = {8, &big}, value;
        if (mdb_cursor_get(cursors[PLACES], &name, &value, MDB_SET))
          put(cursors[PLACES], &big, 8, filler, blockSize, MDB_APPEND);
      }
    }
    restore(cursors, &rows[place]);
    if (batch && (place + 1) % batch == 0 && place + 1 < count) {
      CHECK(mdb_txn_commit(transaction));
      CHECK(mdb_txn_begin(environment, NULL, 0, &transaction));
      openCursors(transaction, cursors);
    }
  }
  CHECK(mdb_txn_commit(transaction));
  printf("%.6f\n", now() - began);
  free(rows);
}

static void readAll(MDB_cursor *cursor, uint64_t customer) {
  uint8_t from[9];
  MDB_val key = {makeKey(from, customer, 0, "", 0), from}, value;
  int code = mdb_cursor_get(cursor, &key, &value, MDB_SET_RANGE);
  while (code == 0 && memcmp(key.mv_data, from, 8) == 0) {
    uint8_t copy[2048];
    memcpy(copy, value.mv_data, value.mv_size < sizeof copy ? value.mv_size : sizeof copy);
    sum += copy[0];
    code = mdb_cursor_get(cursor, &key, &value, MDB_NEXT);
  }
}

// Looks each number up and reads what `line show` shows: summary, customer, every record of the line
// and the account, and what history has of them.
static void runGets(const char *path, size_t count) {
  Row *rows = readNumbers(path, count);
  MDB_txn *transaction;
  MDB_cursor *cursors[TABLES];
  double began = now();
  CHECK(mdb_txn_begin(environment, NULL, MDB_RDONLY, &transaction));
  openCursors(transaction, cursors);
  for (size_t place = 0; place < count; place++) {
    uint8_t summary[summarySize];
    rows[place].customer = lookUp(cursors, &rows[place]);
    readSummary(cursors, &rows[place], summary);
    readAll(cursors[PRESENT], rows[place].customer);
    readAll(cursors[HISTORY], rows[place].customer);
  }
  mdb_txn_abort(transaction);
  printf("%.6f\n", now() - began);
  free(rows);
}

static void runScan(char **names, int nameCount) {
  MDB_txn *transaction;
  MDB_cursor *cursor;
  MDB_val key, value;
  size_t count = 0;
  double began = now();
  CHECK(mdb_txn_begin(environment, NULL, MDB_RDONLY, &transaction));
  for (int table = 0; table < TABLES; table++) {
    int isNamed = 0;
    for (int each = 0; each < nameCount; each++) {
      size_t length = strlen(names[each]);
      isNamed |= !strncmp(names[each], tableNames[table], length) && tableNames[table][length] == '.';
    }
    if (!isNamed) continue;
    CHECK(mdb_cursor_open(transaction, tables[table], &cursor));
    while (mdb_cursor_get(cursor, &key, &value, MDB_NEXT) == 0) {
      sum += ((uint8_t *)value.mv_data)[0];
      count++;
    }
  }
  mdb_txn_abort(transaction);
  printf("%.6f\n", now() - began);
  fprintf(stderr, "%zu records\n", count);
}

static void printSizes(void) {
  static const uint8_t types[] = {RESTORE, USE, MESSAGE, ORDER};
  static const int trees[] = {PRESENT, PRESENT, ORDERS, ORDERS};
  uint64_t keys[5] = {0}, values[5] = {0}, counts[5] = {0};
  MDB_txn *transaction;
  MDB_cursor *cursors[TABLES];
  MDB_val key, value;
  CHECK(mdb_txn_begin(environment, NULL, MDB_RDONLY, &transaction));
  openCursors(transaction, cursors);
  for (int tree = PRESENT; tree <= ORDERS; tree++)
    while (mdb_cursor_get(cursors[tree], &key, &value, MDB_NEXT) == 0)
      for (int type = 0; type < 4; type++)
        if (trees[type] == tree && ((uint8_t *)key.mv_data)[8] == types[type]) {
          keys[type] += key.mv_size;
          values[type] += value.mv_size;
          counts[type]++;
        }
  while (mdb_cursor_get(cursors[JOURNAL], &key, &value, MDB_NEXT) == 0) {
    keys[4] += key.mv_size;
    values[4] += value.mv_size;
    counts[4]++;
  }
  mdb_txn_abort(transaction);
  for (int type = 0; type < 5; type++)
    printf("%" PRIu64 " %" PRIu64 "%c", counts[type] ? keys[type] / counts[type] : 0,
           counts[type] ? values[type] / counts[type] : 0, type == 4 ? '\n' : ' ');
}

int main(int count, char **words) {
  const char *mode = count > 2 ? words[1] : "";
  if (!strcmp(mode, "sizes")) {
    openStore(words[2], MDB_RDONLY);
    printSizes();
  } else if (!strcmp(mode, "restore") && count == 17) {
    openStore(words[2], 0);
    for (int place = 0; place < 5; place++) {
      sizes[place].key = strtoul(words[7 + 2 * place], NULL, 10);
      sizes[place].value = strtoul(words[8 + 2 * place], NULL, 10);
    }
    runRestores(words[3], strtoul(words[4], NULL, 10), strtoul(words[5], NULL, 10),
                strtoul(words[6], NULL, 10));
  } else if (!strcmp(mode, "get") && count == 5) {
    openStore(words[2], MDB_RDONLY);
    runGets(words[3], strtoul(words[4], NULL, 10));
  } else if (!strcmp(mode, "scan") && count > 3) {
    openStore(words[2], MDB_RDONLY);
    runScan(words + 3, count - 3);
  } else {
    fprintf(stderr, "see the beginning of the source\n");
    return 2;
  }
  mdb_env_close(environment);
  return 0;
}
