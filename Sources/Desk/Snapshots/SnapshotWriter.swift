import Basics
import Crypto
package import Records
package import Storage
import Synchronization

/// What was saved.
package struct SaveResult: Hashable, Sendable {
  /// How many records of each type, of those that there are, in the order of types.
  package var records: [TypeCount]
  /// SHA-256 of the snapshot, uncompressed, in hexadecimal.
  package var sha256: String
  /// Customers saved beside those asked for, because their accounts, lines or they themselves are
  /// referred to; without them the snapshot could not be loaded.
  package var alsoSaved: [Identifier]

  /// How many records in all.
  package var count: Int { records.reduce(0) { $0 + $1.count } }
}

extension Store {
  /// Saves the store, or some customers of it, as a snapshot in canonical order.
  ///
  ///     let result = try store.saveSnapshot(to: "backup.jsonl.gz", customers: nil)
  ///
  /// The same state gives the same bytes. The file appears at its location when it is whole and
  /// durable; a name that ends in `.gz` is compressed. What is no file, such as `/dev/stdout`, is
  /// written to as it is.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - customers: those to save with all that is theirs, and what belongs to no customer; nil:
  ///     all. Customers whom they refer to are saved with them.
  ///   - isInterrupted: asked now and then; true breaks the saving off.
  ///   - progress: called now and then with the number of records written.
  /// - Throws: `customer.unknown`, `snapshot.write`, `snapshot.interrupted`, and what can be wrong
  ///   with a store.
  package func saveSnapshot(
    to path: String, customers: [Identifier]?, isInterrupted: @escaping () -> Bool = { false },
    progress: (Int) -> Void = { _ in }
  ) throws(DeskError) -> SaveResult {
    try read { (view, _, _) throws(DeskError) in
      try view.saveSnapshot(
        to: path, customers: customers, isInterrupted: isInterrupted, progress: progress)
    }
  }
}

extension Reading where Self: ~Copyable {
  /// Saves what this transaction sees; see ``Store/saveSnapshot(to:customers:isInterrupted:progress:)``.
  package borrowing func saveSnapshot(
    to path: String, customers: [Identifier]?, isInterrupted: @escaping () -> Bool = { false },
    progress: (Int) -> Void = { _ in }
  ) throws(DeskError) -> SaveResult {
    let output = try SnapshotOutput(path, isInterrupted: isInterrupted)
    let writer = SnapshotWriter(output)
    try writer.write(SnapshotHeader(try storeState() ?? StoreState()), "\(SnapshotHeader.type)")
    var alsoSaved: [Identifier] = []
    if let customers {
      let all = try referred(by: Set(customers))
      alsoSaved = all.filter { !customers.contains($0) }
      for id in [Identifier.absent] + all {
        try write(KeyRange(prefix: Key(customer: id)), writer, isInterrupted, progress)
      }
    } else {
      try write(.all, writer, isInterrupted, progress)
    }
    try writer.finish()
    return SaveResult(
      records: TypeCount.list(writer.counts), sha256: output.sha256, alsoSaved: alsoSaved)
  }

  private borrowing func write(
    _ range: KeyRange, _ writer: SnapshotWriter, _ isInterrupted: () -> Bool,
    _ progress: (Int) -> Void
  ) throws(DeskError) {
    try eachRecord(range) { (key, value) throws(DeskError) in
      try value.withUnsafeBytes { (bytes) throws(DeskError) in
        guard let type = RecordDecoder.type(of: bytes),
          try type.open(SnapshotWriter.Writing(writer: writer, bytes: bytes))
        else { throw Self.damaged(key) }
      }
      if writer.count.isMultiple(of: 4096) {
        progress(writer.count)
        if isInterrupted() { throw .interruptedSnapshot }
      }
      return true
    }
  }

  static func damaged(_ key: RawSpan) -> DeskError {
    DeskError(
      "store.record-damaged", fault: .store,
      ["type": "record", "key": .text(Key(copying: key).description)])
  }

  /// Customers and those whom they refer to, in order.
  private borrowing func referred(by customers: Set<Identifier>) throws(DeskError) -> [Identifier] {
    var found = customers
    var open = Array(customers)
    while let id = open.popLast() {
      guard try customer(id) != nil else {
        throw DeskError("customer.unknown", ["name": .text(id.text)])
      }
      var named: Set<Named> = []
      try eachRecord(KeyRange(prefix: Key(customer: id))) { (key, value) throws(DeskError) in
        try value.withUnsafeBytes { (bytes) throws(DeskError) in
          let found = RecordDecoder.type(of: bytes)?.open(Naming(bytes: bytes))
          guard let found else { throw Self.damaged(key) }
          named.formUnion(found)
        }
        return true
      }
      for name in named {
        guard let owner = try owner(of: name) else { continue }
        if found.insert(owner).inserted { open.append(owner) }
      }
    }
    return found.sorted()
  }
}

/// What a record names, from its bytes; nil when they are not one.
private struct Naming: RecordAction {
  let bytes: UnsafeRawBufferPointer

  func callAsFunction<R: StoredRecord>(_: R.Type) -> Set<Named>? {
    guard let record = RecordDecoder.decode(R.self, from: bytes) else { return nil }
    var found: Set<Named> = []
    record.references { _, named in found.insert(named) }
    return found
  }
}

/// Writes records as lines.
private final class SnapshotWriter {
  private let output: SnapshotOutput
  private var fields = RecordJSONWriter(JSONWriter(ByteWriter(capacity: 2 * SnapshotWriter.block)))
  private(set) var counts = [Int](repeating: 0, count: 256)
  private(set) var count = 0

  /// Bytes that are gathered before they are written.
  private static let block = 1 << 18

  init(_ output: SnapshotOutput) {
    self.output = output
  }

  /// Writes a group of fields as a line with the name of its type.
  func write<Group: FieldGroup>(_ group: Group, _ type: String) throws(DeskError) {
    fields.json.beginObject()
    fields.json.key("type")
    fields.json.value(type)
    var group = group
    group.write(with: &fields)
    fields.json.endObject()
    fields.json.endLine()
    if fields.json.writer.count >= Self.block { try flush() }
  }

  /// Writes a record from its bytes; false when they are not one.
  struct Writing: RecordAction {
    let writer: SnapshotWriter
    let bytes: UnsafeRawBufferPointer

    func callAsFunction<R: StoredRecord>(_: R.Type) throws(DeskError) -> Bool {
      guard let record = RecordDecoder.decode(R.self, from: bytes) else { return false }
      try writer.write(record, R.type.name)
      writer.counts[Int(R.type.rawValue)] += 1
      writer.count += 1
      return true
    }
  }

  private func flush() throws(DeskError) {
    let full = fields.json.writer.bytes
    fields.json = JSONWriter(ByteWriter(capacity: 2 * Self.block))
    try output.write(full)
  }

  func finish() throws(DeskError) {
    try flush()
    try output.finish()
  }
}

extension DeskError {
  /// Somebody broke off what is done with a snapshot.
  static var interruptedSnapshot: DeskError {
    DeskError("snapshot.interrupted", fault: .interruption)
  }
}

/// A file that appears at its location when it is whole. What is written is hashed, compressed and
/// handed to the system on a thread of its own, while the next is made.
package final class SnapshotOutput {
  private let content: SnapshotContent
  private let thread = WorkerThread()

  /// Begins to write.
  ///
  /// - Parameters:
  ///   - path: where the file will be.
  ///   - isInterrupted: asked while a pipe takes nothing; true breaks the writing off.
  /// - Throws: `snapshot.write`.
  init(_ path: String, isInterrupted: @escaping () -> Bool = { false }) throws(DeskError) {
    do throws(SystemError) {
      // As the store itself: others may not read records of customers.
      let file = try OutputFile(
        FileLocation(path), mode: 0o600, isInterrupted: isInterrupted)
      content = SnapshotContent(file, path, isCompressed: path.hasSuffix(".gz"))
    } catch {
      throw SnapshotContent.failure(path, error)
    }
  }

  /// Writes a file of bytes, compressed when its name ends in `.gz`.
  ///
  /// - Throws: `snapshot.write`.
  package static func write(_ bytes: [UInt8], to path: String) throws(DeskError) {
    let output = try SnapshotOutput(path)
    try output.write(bytes)
    try output.finish()
  }

  deinit {
    thread.finish()
  }

  /// SHA-256 of what was written, before compression, in hexadecimal; once it is finished.
  var sha256: String { content.sha256 }

  /// Has bytes written after those before them. What cannot be written is told by one of the next
  /// calls, or by ``finish()``.
  func write(_ bytes: [UInt8]) throws(DeskError) {
    thread.give { [content] in content.add(bytes) }
    if let failure = content.failed { throw failure }
  }

  /// Makes the file durable and moves it to its location.
  func finish() throws(DeskError) {
    thread.finish()
    content.end()
    if let failure = content.failed { throw failure }
  }
}

/// What stands in the file: written by the one thread or the other, never by both at once.
private final class SnapshotContent: @unchecked Sendable {
  private let path: String
  private let file: OutputFile
  private let deflater: Deflater?
  private var hash = SHA256()
  private let failedWith = Mutex<DeskError?>(nil)

  init(_ file: OutputFile, _ path: String, isCompressed: Bool) {
    self.file = file
    self.path = path
    deflater = isCompressed ? Deflater() : nil
  }

  /// Why something could not be written, after which nothing more is.
  var failed: DeskError? { failedWith.withLock { $0 } }

  var sha256: String { Hexadecimal.text(hash.finalize()) }

  /// What the system refused, for the snapshot.
  static func failure(_ path: String, _ error: SystemError) -> DeskError {
    guard !error.isInterruption else { return .interruptedSnapshot }
    return DeskError(
      "snapshot.write", fault: .store, ["file": .text(path), "reason": .text(error.reason)])
  }

  func add(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { bytes in
      hash.update(bufferPointer: bytes)
      attempt { () throws(SystemError) in try write(bytes, isLast: false) }
    }
  }

  /// Writes what the compression still holds, and puts the file in place.
  func end() {
    attempt { () throws(SystemError) in
      if deflater != nil { try write(UnsafeRawBufferPointer(start: nil, count: 0), isLast: true) }
      try file.seal()
      try file.put()
    }
  }

  private func write(
    _ bytes: UnsafeRawBufferPointer, isLast: Bool
  ) throws(SystemError) {
    guard let deflater else { return try file.write(bytes) }
    try deflater.write(bytes, isLast: isLast) { (block) throws(SystemError) in
      try file.write(block)
    }
  }

  private func attempt(_ body: () throws(SystemError) -> Void) {
    guard failed == nil else { return }
    do throws(SystemError) {
      try body()
    } catch {
      let failure = Self.failure(path, error)
      failedWith.withLock { $0 = failure }
    }
  }
}
