import Glibc
import Storage
import Testing

let records = Table(slot: 0, name: "records", checksummed: true)
let plain = Table(slot: 1, name: "plain", checksummed: false)
let due = Table(slot: 2, name: "due", checksummed: false)
let allTables = [records, plain, due]
let testLayout = Layout(format: "test", version: 1)

/// A folder of its own for a test, removed when the test has ended.
final class Folder {
  let path: String

  init() {
    var template = Array("/tmp/storage-test-XXXXXX".utf8CString)
    path = mkdtemp(&template).map { String(cString: $0) } ?? "/tmp"
  }

  deinit { removeFolder(path) }

  var store: String { path + "/store" }

  func open(
    _ access: Access = .create, tables: [Table] = allTables, layout: Layout = testLayout
  ) throws(StorageError) -> Environment {
    try Environment.open(store, access: access, tables: tables, layout: layout)
  }
}

func removeFolder(_ path: String) {
  guard let folder = opendir(path) else { return }
  while let entry = readdir(folder) {
    let name = withUnsafeBytes(of: &entry.pointee.d_name) {
      String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
    if name == "." || name == ".." { continue }
    let child = path + "/" + name
    if entry.pointee.d_type == UInt8(DT_DIR) { removeFolder(child) } else { unlink(child) }
  }
  closedir(folder)
  rmdir(path)
}

func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

func key(_ text: String) -> Key {
  var key = Key()
  key.append(text)
  return key
}

extension RawSpan {
  var array: [UInt8] { withUnsafeBytes { Array($0) } }
}

extension Reading where Self: ~Copyable {
  borrowing func text(_ table: Table, _ name: String) throws(StorageError) -> String? {
    guard let value = try get(table, key(name)) else { return nil }
    return String(decoding: value.array, as: UTF8.self)
  }
}

@Suite struct `Reading and writing` {
  @Test func `what is put is there after the commit and after opening again`() throws {
    let folder = Folder()
    do {
      let environment = try folder.open()
      #expect(environment.wasCreated)
      try environment.write { (transaction) throws(StorageError) in
        try transaction.put(records, key("a"), bytes("1"))
        try transaction.put(plain, key("b"), bytes("2"))
      }
    }
    let environment = try folder.open(.readOnly)
    #expect(!environment.wasCreated)
    try environment.read { (transaction) throws(StorageError) in
      #expect(try transaction.text(records, "a") == "1")
      #expect(try transaction.text(plain, "b") == "2")
      #expect(try transaction.text(plain, "a") == nil)
    }
  }

  @Test func `what is not committed is gone`() throws {
    let folder = Folder()
    let environment = try folder.open()
    do {
      var transaction = try environment.write()
      try transaction.put(records, key("a"), bytes("1"))
    }
    let transaction = try environment.read()
    #expect(try transaction.get(records, key("a")) == nil)
  }
}
