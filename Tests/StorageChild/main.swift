import Basics
import CLMDB
import Glibc
import Storage

// The other process in the tests of Storage: `StorageChild ACTION FOLDER [ARGUMENT]`. It prints a
// line for each step, and waits for a line on standard input where the test decides what follows.

let records = Table(slot: 0, name: "records", checksummed: true)
let plain = Table(slot: 1, name: "plain", checksummed: false)
let due = Table(slot: 2, name: "due", checksummed: false)
let action = CommandLine.arguments[1]
let path = CommandLine.arguments.count > 2 ? CommandLine.arguments[2] : ""
let argument = CommandLine.arguments.count > 3 ? CommandLine.arguments[3] : ""

func open(_ access: Access = .readWrite) throws(StorageError) -> Environment {
  try Environment.open(
    path, access: access, tables: [records, plain, due],
    layout: Layout(format: "test", version: 1), writerName: argument)
}

func say(_ text: String) {
  let line = Array((text + "\n").utf8)
  _ = write(1, line, line.count)
}

func code<Value: ~Copyable>(of body: () throws(StorageError) -> Value) -> String {
  do throws(StorageError) {
    _ = try body()
    return "fine"
  } catch { return error.code }
}

/// Commits batch after batch of ten records each and prints the number of each one committed.
func commitBatches() throws(StorageError) {
  let environment = try open()
  var batch: UInt64 = 1
  while true {
    try environment.write { (transaction) throws(StorageError) in
      for part in 0..<UInt64(10) {
        var key = Key(batch)
        key.append(part)
        let size = Int((batch &* 7919 &+ part &* 104_729) % 3000)
        try transaction.put(
          records, key, [UInt8](repeating: UInt8(truncatingIfNeeded: batch), count: size))
      }
    }
    say("\(batch)")
    batch += 1
  }
}

/// Adds one to a counter many times, each time in a transaction of its own, and tells at the end whom
/// it waited for: while it waits nobody may be there to read.
func count(times: Int) throws(StorageError) {
  let environment = try open()
  var waited: Set<String> = []
  let wait = WriterWait(
    .forever,
    onWait: { holder in
      if let holder { waited.insert("waited for \(holder.process) \(holder.name)") }
    })
  for _ in 0..<times {
    try environment.write(wait: wait) { (transaction) throws(StorageError) in
      let before = try transaction.get(plain, Key(1))?.unsafeLoadUnaligned(as: UInt64.self) ?? 0
      try transaction.put(plain, Key(1), count: 8) {
        $0.storeBytes(of: before + 1, as: UInt64.self)
      }
    }
  }
  for text in waited.sorted() { say(text) }
  say("done")
}

/// fork(2), which Swift hides because a child has only one thread.
func forkProcess() -> pid_t {
  typealias Fork = @convention(c) () -> pid_t
  guard let symbol = dlsym(nil, "fork") else { return -1 }
  return unsafeBitCast(symbol, to: Fork.self)()
}

/// Commits while a forked child has inherited the write transaction, and writes again.
func writeWhileChildLives() throws(StorageError) {
  let environment = try open()
  var transaction = try environment.write()
  try transaction.put(plain, Key(1), [1])
  let child = forkProcess()
  if child == 0 {
    do throws(StorageError) {
      try transaction.commit()
      say("child fine")
    } catch { say("child " + error.code) }
    sleep(60)
    exit(0)
  }
  usleep(100_000)
  try transaction.commit()
  say("again " + code { () throws(StorageError) in _ = try environment.write(wait: .never) })
  kill(child, SIGKILL)
  var status: Int32 = 0
  waitpid(child, &status, 0)
}

/// Inherits an environment over fork and tries to use it.
func useAfterFork() throws(StorageError) {
  let environment = try open()
  var reading: ReadTransaction? = try environment.read()
  let before = try reading?.count(records)
  let child = forkProcess()
  if child == 0 {
    say("read " + code { () throws(StorageError) in _ = try environment.read() })
    say("write " + code { () throws(StorageError) in _ = try environment.write() })
    reading = nil
    say(before == 10 ? "ended" : "lost")
    say(
      "opened again "
        + code { () throws(StorageError) in
          let own = try open()
          try own.write { (transaction) throws(StorageError) in
            _ = try transaction.put(plain, Key(2), [2])
          }
        })
    exit(0)
  }
  var status: Int32 = 0
  waitpid(child, &status, 0)
  _ = try reading?.count(records)
  reading = nil
  say(
    "parent "
      + code { () throws(StorageError) in
        try environment.write { (transaction) throws(StorageError) in
          _ = try transaction.put(plain, Key(1), [1])
        }
      })
}

/// Fills the store beyond a small map.
func grow() throws(StorageError) {
  try open().write { (transaction) throws(StorageError) in
    for number in 0..<UInt64(2000) {
      try transaction.put(plain, Key(number), [UInt8](repeating: 1, count: 2000))
    }
  }
}

/// Makes an LMDB file that is no store of this program.
func makeForeign() {
  var environment: OpaquePointer?
  var transaction: OpaquePointer?
  var table: UInt32 = 0
  mdb_env_create(&environment)
  mkdir(path, 0o700)
  mdb_env_open(environment, path, 0, 0o600)
  mdb_txn_begin(environment, nil, 0, &transaction)
  mdb_dbi_open(transaction, nil, 0, &table)
  mdb_txn_commit(transaction)
  mdb_env_close(environment)
}

func run() throws(StorageError) {
  switch action {
  case "batches": try commitBatches()
  case "count": try count(times: 300)
  case "fork": try useAfterFork()
  case "fork writing": try writeWhileChildLives()
  case "grow": try grow()
  case "foreign": makeForeign()
  case "sleep": while true { sleep(1) }
  case "hold":
    let environment = try open()
    let transaction = try environment.write()
    say("holding")
    _ = readLine()
    try transaction.commit()
  case "reading":
    let environment = try open()
    let transaction = try environment.read()
    say("reading")
    _ = readLine()
    transaction.end()
  case "nobody":
    setgid(65_534)
    setuid(65_534)
    for access in [Access.readOnly, .readWrite, .create] {
      say(code { () throws(StorageError) in _ = try open(access) })
    }
  case "narrow":
    var limit = rlimit(rlim_cur: 1 << 38, rlim_max: 1 << 38)
    limit.rlim_cur = 1 << 38
    setrlimit(__rlimit_resource_t(9), &limit)
    say(code { () throws(StorageError) in _ = try open() })
  case "verify":
    let environment = try open(.readOnly)
    say("open")
    if argument == "wait" { _ = readLine() }
    exit(try environment.verify().isSound ? 0 : 1)
  default: exit(64)
  }
}

do throws(StorageError) {
  try run()
} catch {
  say(error.code)
  exit(2)
}
