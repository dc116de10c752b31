import Basics
package import Records
import Storage

/// One of two things that are compared.
package enum SnapshotSide: Sendable {
  /// A snapshot.
  case snapshot(SnapshotSource)
  /// A store that is open.
  case store(Store)

  /// What lies at a path: a store, when the folder has its data file; otherwise a snapshot.
  ///
  /// - Throws: what can be wrong with a store.
  package static func at(_ path: String) throws(DeskError) -> SnapshotSide {
    guard Environment.exists(path) else { return .snapshot(.file(path)) }
    // Nothing is looked at by an instant.
    return .store(try Store.open(path, access: .readOnly, wallClock: { .absent }))
  }
}

/// One record that two snapshots do not both have alike.
package struct SnapshotDifference: Hashable, Sendable {
  /// What became of it from the first to the second.
  package enum Kind: String, Hashable, Sendable { case added, removed, changed }

  package var kind: Kind
  /// The name of the type, as a snapshot gives it; `header` for what holds for the whole.
  package var type: String
  /// The record's key in words; empty for the header.
  package var key: String
  /// Under whom it stands; absent for what belongs to no customer.
  package var customer: Identifier
  /// Every field that differs.
  package var fields: [RecordChange.Field]
}

/// Compares two snapshots, two stores, or one of each, record by record.
///
///     try snapshotDiff(.snapshot(.file("a.jsonl")), .store(store)) { difference in
///       show(difference)
///       return true
///     }
///
/// - Parameters:
///   - first: what was before.
///   - second: what is now.
///   - body: takes each difference, in canonical order; false ends the comparison.
/// - Throws: what is wrong with a snapshot or a store.
package func snapshotDiff(
  _ first: SnapshotSide, _ second: SnapshotSide,
  _ body: (SnapshotDifference) throws(DeskError) -> Bool
) throws(DeskError) {
  let left = try RecordStream.open(first)
  let right = try RecordStream.open(second)
  let fields = FieldLister.differences(left.header, right.header)
  if !fields.isEmpty {
    let header = SnapshotDifference(
      kind: .changed, type: "\(SnapshotHeader.type)", key: "", customer: .absent, fields: fields)
    guard try body(header) else { return }
  }
  try left.advance()
  try right.advance()
  var compared = 0
  while true {
    compared += 1
    if compared.isMultiple(of: 4096) { try DeskError.checkStop() }
    let before = left.current
    let after = right.current
    guard let key = [before?.key, after?.key].compactMap({ $0 }).min() else { return }
    let old = before?.key == key ? before?.bytes : nil
    let new = after?.key == key ? after?.bytes : nil
    if old != new, let difference = try difference(key, old, new) {
      guard try body(difference) else { return }
    }
    if old != nil { try left.advance() }
    if new != nil { try right.advance() }
  }
}

private func difference(
  _ key: Key, _ before: [UInt8]?, _ after: [UInt8]?
) throws(DeskError) -> SnapshotDifference? {
  var reader = KeyReader(key.span)
  guard let customer = reader.readUInt64(), let code = reader.readUInt8(),
    let type = RecordType(rawValue: code)
  else {
    throw DeskError(
      "store.record-damaged", fault: .store, ["type": "record", "key": .text(key.description)])
  }
  var difference = type.open(Comparison(before: before, after: after))
  difference.customer = Identifier(packed: customer)
  return difference.fields.isEmpty ? nil : difference
}

private struct Comparison: RecordAction {
  let before: [UInt8]?
  let after: [UInt8]?

  func callAsFunction<R: StoredRecord>(_: R.Type) -> SnapshotDifference {
    let old = before?.withUnsafeBytes { RecordDecoder.decode(R.self, from: $0) }
    let new = after?.withUnsafeBytes { RecordDecoder.decode(R.self, from: $0) }
    return SnapshotDifference(
      kind: before == nil ? .added : after == nil ? .removed : .changed, type: R.type.name,
      key: (new ?? old)?.keyText ?? "", customer: .absent,
      fields: FieldLister.shownDifferences(old, new))
  }
}

/// The records of a snapshot or a store, one after another in canonical order.
private class RecordStream {
  /// A record's key and its bytes in a store.
  struct Entry {
    var key: Key
    var bytes: [UInt8]
  }

  /// The record that was read last; nil at the end.
  fileprivate(set) var current: Entry?
  let header: SnapshotHeader

  init(_ header: SnapshotHeader) {
    self.header = header
  }

  static func open(_ side: SnapshotSide) throws(DeskError) -> RecordStream {
    switch side {
    case .snapshot(let source): try SnapshotStream(source)
    case .store(let store): try StoreStream(store)
    }
  }

  /// Goes to the next record.
  func advance() throws(DeskError) {}
}

/// The records of a snapshot.
private final class SnapshotStream: RecordStream, RecordTaker {
  private let reader: SnapshotReader
  private var encoder = RecordEncoder()

  init(_ source: SnapshotSource) throws(DeskError) {
    // Whether the records are in order shows at the end; differences are given on the way.
    let reader = try SnapshotReader(source, isInterrupted: { StopRequest.isMade })
    let search = Search()
    var isInOrder = true
    do throws(DeskError) {
      while try reader.next(search) {}
    } catch {
      guard error.code == SnapshotReader.outOfOrder else { throw error }
      isInOrder = false
    }
    if isInOrder { try reader.restart() } else { try reader.sort() }
    self.reader = reader
    super.init(reader.header)
  }

  private final class Search: RecordTaker {
    func take<R: StoredRecord>(_: R, _: Key, of: Identifier, line: Int) throws(DeskError) {
      if line.isMultiple(of: 4096) { try DeskError.checkStop() }
    }
  }

  override func advance() throws(DeskError) {
    if try !reader.next(self) { current = nil }
  }

  func take<R: StoredRecord>(
    _ record: R, _ key: Key, of customer: Identifier, line: Int
  ) throws(DeskError) {
    encoder.encode(record)
    current = Entry(key: key, bytes: encoder.bytes)
  }
}

/// The records of a store, some at a time.
private final class StoreStream: RecordStream {
  private let transaction: ReadTransaction
  private var block: [Entry] = []
  private var index = 0
  private var rest: KeyRange? = .all

  /// Records read at a time, or somewhat more.
  private static let step = 512

  init(_ store: Store) throws(DeskError) {
    do throws(StorageError) { transaction = try store.environment.read() } catch {
      throw DeskError(error)
    }
    super.init(SnapshotHeader(try transaction.storeState() ?? StoreState()))
  }

  override func advance() throws(DeskError) {
    if index == block.count { try fill() }
    guard index < block.count else {
      current = nil
      return
    }
    current = block[index]
    index += 1
  }

  private func fill() throws(DeskError) {
    block.removeAll(keepingCapacity: true)
    index = 0
    guard let range = rest else { return }
    rest = nil
    var last: UInt64?
    try transaction.eachRecord(range) { (key, value) throws(DeskError) in
      var reader = KeyReader(key)
      let customer = reader.readUInt64() ?? 0
      // A customer's records are read together.
      if block.count >= Self.step, customer != last {
        rest = KeyRange(from: Key(customer: Identifier(packed: customer)))
        return false
      }
      last = customer
      block.append(Entry(key: Key(copying: key), bytes: value.withUnsafeBytes { Array($0) }))
      return true
    }
  }
}
