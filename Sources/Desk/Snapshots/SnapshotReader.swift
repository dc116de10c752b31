import Basics
import Glibc
import Records
import Storage

/// Takes the records of a snapshot as they are read.
protocol RecordTaker: AnyObject {
  /// Takes a record.
  ///
  /// - Parameters:
  ///   - record: the record, each of its fields looked at.
  ///   - key: its key in the store; greater than that of the record before.
  ///   - customer: under whom it stands.
  ///   - line: its line in the snapshot.
  func take<R: StoredRecord>(
    _ record: R, _ key: Key, of customer: Identifier, line: Int
  ) throws(DeskError)
}

/// Reads the records of a snapshot in canonical order: by customer, type and key.
///
/// A snapshot in that order is read in one pass that keeps nothing. When a record comes too early
/// ``next(_:)`` throws ``outOfOrder``; ``sort()`` then reads all lines into memory and begins again
/// with them in order.
///
///     let reader = try SnapshotReader(.file("demo.jsonl"))
///     while try reader.next(taker) {}
final class SnapshotReader {
  /// The first line.
  private(set) var header = SnapshotHeader()

  private let lines: SnapshotLines
  private var sorted: SortedLines?
  /// The key before, and its line.
  private var previous: (key: Key, line: Int) = (Key(), 1)
  /// The customer whose records are being read, and what leads to it.
  private var customer = Identifier.absent
  private var accounts: [Identifier] = []
  private var numbers: [String] = []

  /// The code of the error that calls for ``sort()``.
  static let outOfOrder = "snapshot.order"

  /// Opens a snapshot and reads its first line.
  ///
  /// - Parameters:
  ///   - source: where it is.
  ///   - isInterrupted: asked while it is read; true breaks that off.
  /// - Throws: `snapshot.open`, `snapshot.empty`, `snapshot.header`, `snapshot.version`,
  ///   `snapshot.interrupted`.
  init(
    _ source: SnapshotSource, isInterrupted: @escaping () -> Bool = { false }
  ) throws(DeskError) {
    lines = try SnapshotLines(source, isInterrupted: isInterrupted)
    try readHeader()
  }

  /// Begins at the first line again.
  func restart() throws(DeskError) {
    try lines.rewind()
    try readHeader()
    begin()
  }

  /// What errors call the snapshot.
  var name: String { lines.name }

  /// SHA-256 of the snapshot, once all has been read.
  var sha256: String { lines.sha256 }

  /// Whether the lines had to be sorted.
  var isSorted: Bool { sorted != nil }

  /// The location of a line, for errors.
  func location(_ line: Int) -> SnapshotLocation { SnapshotLocation(file: lines.name, line: line) }

  private func readHeader() throws(DeskError) {
    guard let bytes = try lines.next() else {
      throw DeskError("snapshot.empty", ["file": .text(lines.name)])
    }
    let (type, json) = try Self.begin(bytes, lines.location)
    let location = lines.location
    guard type == "\(SnapshotHeader.type)" else {
      throw location.error("snapshot.header", ["found": .text(type)])
    }
    header = try Self.read(SnapshotHeader.self, json, type, location)
    guard header.format == SnapshotHeader.format, header.version == SnapshotHeader.version else {
      throw location.error(
        "snapshot.version",
        [
          "found": .text("\(header.format) \(header.version)"),
          "expected": .text("\(SnapshotHeader.format) \(SnapshotHeader.version)"),
        ])
    }
  }

  /// Hands over the next record.
  ///
  /// - Returns: False after the last one.
  /// - Throws: ``outOfOrder``, and what is wrong with a line.
  func next<Taker: RecordTaker>(_ taker: Taker) throws(DeskError) -> Bool {
    if let sorted {
      guard let (bytes, line) = sorted.next() else { return false }
      try read(bytes, line, taker)
      return true
    }
    guard let bytes = try lines.next() else { return false }
    try read(bytes, lines.number, taker)
    return true
  }

  private func read<Taker: RecordTaker>(
    _ bytes: UnsafeBufferPointer<UInt8>, _ line: Int, _ taker: Taker
  ) throws(DeskError) {
    let (name, json) = try Self.begin(bytes, location(line))
    let type = try Self.type(name, location(line))
    try type.open(Reading(reader: self, taker: taker, json: json, line: line))
  }

  private struct Reading<Taker: RecordTaker>: RecordAction {
    typealias Failure = DeskError
    let reader: SnapshotReader
    let taker: Taker
    let json: JSONScanner
    let line: Int

    func callAsFunction<R: StoredRecord>(_: R.Type) throws(DeskError) {
      let record = try SnapshotReader.record(R.self, json, reader.location(line))
      let (key, customer) = try reader.locate(record, line)
      try taker.take(record, key, of: customer, line: line)
    }
  }

  /// Finds under whom a record stands, and that it follows the record before.
  private func locate<R: StoredRecord>(
    _ record: R, _ line: Int
  ) throws(DeskError) -> (Key, Identifier) {
    if R.type == .customer, case .customer(let id) = record.owner {
      customer = id
      accounts.removeAll(keepingCapacity: true)
      numbers.removeAll(keepingCapacity: true)
    }
    let owner: Identifier
    switch record.owner {
    case .store: owner = .absent
    case .customer(let id):
      guard id == customer else { throw missing("customer", id.text, line) }
      owner = id
    case .account(let id):
      guard accounts.last == id || accounts.contains(id) else {
        throw missing("account", id.text, line)
      }
      owner = customer
    case .line(let number):
      guard numbers.last == number || holds(number) else { throw missing("line", number, line) }
      owner = customer
    }
    let key = Key(of: record, customer: owner)
    guard previous.key < key else {
      guard key == previous.key || sorted != nil else { throw early(line) }
      throw location(line).error(
        "snapshot.duplicate",
        [
          "type": .text(R.type.name), "key": .text(record.keyText),
          "earlier": .integer(Int64(previous.line)),
        ])
    }
    previous = (key, line)
    if let account = record as? Account { accounts.append(account.id) }
    if let line = record as? Line { numbers.append(line.number) }
    return (key, owner)
  }

  /// Whether the customer has a line, of those read so far, which come in order.
  private func holds(_ number: String) -> Bool {
    var low = 0
    var high = numbers.count
    while low < high {
      let middle = (low + high) / 2
      if numbers[middle] < number { low = middle + 1 } else { high = middle }
    }
    return low < numbers.count && numbers[low] == number
  }

  /// The error for a record whose owner does not stand before it: in a snapshot that was not
  /// sorted, the owner may still come.
  private func missing(_ field: String, _ found: String, _ line: Int) -> DeskError {
    guard sorted != nil else { return early(line) }
    return location(line).error(
      "snapshot.reference", ["field": .text(field), "found": .text(found)])
  }

  private func early(_ line: Int) -> DeskError { location(line).error(Self.outOfOrder) }
}

extension SnapshotReader {
  /// The most bytes of a snapshot out of order, which has to be held in memory: half of what the
  /// machine has.
  private static let mostUnsorted = max(
    1 << 28, sysconf(Int32(_SC_PHYS_PAGES)) / 2 * sysconf(Int32(_SC_PAGESIZE)))

  /// Reads all lines into memory, sorts them and begins again.
  ///
  /// - Throws: what is wrong with a line; `snapshot.reference` when the owner of a record is not in
  ///   the snapshot; `snapshot.unsorted` when it is too large for that.
  func sort() throws(DeskError) {
    let collected = SortedLines()
    try lines.rewind()
    _ = try lines.next()
    while let bytes = try lines.next() {
      let (name, json) = try Self.begin(bytes, lines.location)
      let type = try Self.type(name, lines.location)
      try type.open(Collecting(lines: collected, json: json, location: lines.location))
      collected.append(bytes, line: lines.number)
      if lines.number.isMultiple(of: 4096) { try DeskError.checkStop() }
      guard collected.byteCount <= Self.mostUnsorted else {
        throw lines.location.error(
          "snapshot.unsorted", ["limit": .integer(Int64(Self.mostUnsorted >> 20))])
      }
    }
    try collected.sort { (line, field, found) in
      location(line).error("snapshot.reference", ["field": .text(field), "found": .text(found)])
    }
    sorted = collected
    begin()
  }

  /// Forgets what was read.
  private func begin() {
    previous = (Key(), 1)
    customer = .absent
    accounts.removeAll()
    numbers.removeAll()
  }

  private struct Collecting: RecordAction {
    typealias Failure = DeskError
    let lines: SortedLines
    let json: JSONScanner
    let location: SnapshotLocation

    func callAsFunction<R: StoredRecord>(_: R.Type) throws(DeskError) {
      let record = try SnapshotReader.record(R.self, json, location)
      switch record {
      case let account as Account: lines.customers["account \(account.id.text)"] = account.customer
      case let line as Line: lines.customers["line \(line.number)"] = line.customer
      default: break
      }
      var subKey = Key()
      subKey.append(R.type.rawValue)
      record.writeSubKey(to: &subKey)
      lines.note(record.owner, subKey)
    }
  }

  /// Takes the beginning of a line.
  ///
  /// - Returns: The name of the type, and a scanner before the object.
  private static func begin(
    _ bytes: UnsafeBufferPointer<UInt8>, _ location: SnapshotLocation
  ) throws(DeskError) -> (String, JSONScanner) {
    let start = JSONScanner(bytes)
    var json = start
    do throws(BasicsError) {
      try json.beginObject()
      while try json.nextKey() != nil {
        if json.key(is: "type") { return (try json.string(), start) }
        try json.skipValue()
      }
    } catch {
      throw location.error(FieldProblem(error, field: "type"), type: "")
    }
    throw location.error(
      FieldProblem("snapshot.missing", field: "type", expected: String.kindName), type: "")
  }

  private static func type(
    _ name: String, _ location: SnapshotLocation
  ) throws(DeskError) -> RecordType {
    if let type = RecordType(name: name) { return type }
    let known = RecordType.allCases.map(\.name)
    throw location.error(
      "snapshot.type",
      [
        "found": .text(name), "known": .texts(known),
        "nearest": .text(NearestWord.nearest(of: name, among: known) ?? ""),
      ])
  }

  private static func read<Group: FieldGroup>(
    _: Group.Type, _ json: JSONScanner, _ type: String, _ location: SnapshotLocation
  ) throws(DeskError) -> Group {
    var json = json
    do throws(FieldProblem) {
      let group = try RecordJSONReader.read(Group.self, from: &json, tag: "type")
      do throws(BasicsError) { try json.finish() } catch { throw FieldProblem(error, field: "") }
      return group
    } catch {
      throw location.error(error, type: type)
    }
  }

  private static func record<R: StoredRecord>(
    _: R.Type, _ json: JSONScanner, _ location: SnapshotLocation
  ) throws(DeskError) -> R {
    let record = try read(R.self, json, R.type.name, location)
    do throws(FieldProblem) {
      try record.validate()
      try record.validateByRules()
    } catch {
      throw location.error(error, type: R.type.name)
    }
    return record
  }
}

/// The lines of a snapshot in memory, to be brought into order.
final class SortedLines {
  private struct Entry {
    var owner: Owner
    var key: Key
    var start = 0
    var count = 0
    var line = 0
  }

  /// The customers of accounts and lines, by kind and identifier.
  var customers: [String: Identifier] = [:]
  private var bytes: [UInt8] = []
  private var entries: [Entry] = []
  /// How many bytes the lines have.
  var byteCount: Int { bytes.count }
  private var index = 0

  /// Notes owner and key of the next line, the customer left out.
  func note(_ owner: Owner, _ subKey: Key) {
    entries.append(Entry(owner: owner, key: subKey))
  }

  /// Keeps the bytes of the line noted last.
  func append(_ line: UnsafeBufferPointer<UInt8>, line number: Int) {
    let last = entries.count - 1
    (entries[last].start, entries[last].count) = (bytes.count, line.count)
    entries[last].line = number
    bytes.append(contentsOf: line)
  }

  /// Brings the lines into the order of their keys.
  func sort(
    missing: (_ line: Int, _ field: String, _ found: String) -> DeskError
  ) throws(DeskError) {
    for index in entries.indices {
      let entry = entries[index]
      let customer: Identifier?
      switch entry.owner {
      case .store: customer = .absent
      case .customer(let id): customer = id
      case .account(let id):
        customer = customers["account \(id.text)"]
        if customer == nil { throw missing(entry.line, "account", id.text) }
      case .line(let number):
        customer = customers["line \(number)"]
        if customer == nil { throw missing(entry.line, "line", number) }
      }
      var key = Key(customer: customer ?? .absent)
      key.append(entry.key.span)
      entries[index].key = key
    }
    entries.sort { ($0.key, $0.line) < ($1.key, $1.line) }
    index = 0
  }

  /// The next line in order.
  ///
  /// - Returns: Its bytes, valid as long as nothing is appended, and its number; nil at the end.
  func next() -> (UnsafeBufferPointer<UInt8>, Int)? {
    guard index < entries.count else { return nil }
    defer { index += 1 }
    let entry = entries[index]
    let line = bytes.withUnsafeBufferPointer {
      UnsafeBufferPointer(rebasing: $0[entry.start..<entry.start + entry.count])
    }
    return (line, entry.line)
  }
}
