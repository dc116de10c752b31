import Basics
import Records
import Rules
package import Storage

/// Looks what later changes touched the records of orders that are to be undone: one walk over the
/// journal, from its end backwards, however many orders there are.
///
///     let scan = try UndoScan(entries, in: transaction.storage)
///     for id in ids { try transaction.undo(id, request, scan) }     // the latest first
///
/// What is behind the walk is forgotten but for later changes to records that the orders still to
/// come touched as well; a field of bits, whose size the number of orders decides, tells which those
/// may be. So the memory grows with what is in the way of the undoing and not with the journal.
///
/// An undo and what it undid cancel each other out: neither is in the way of anything.
package final class UndoScan {
  /// The entries of the orders, in ascending order.
  private let entries: [UInt64]
  private var filter: BloomFilter
  /// Whether one of the orders is an undo itself.
  private var holdsUndo = false
  /// The entries from this one on, through ``top``, have been looked at.
  private var bottom: UInt64 = .max
  private var top: UInt64 = 0
  /// Later changes by the key of the record that they touched.
  private var later: [Key: [UInt64]] = [:]
  /// The entries of later undos by the order that they undid, until the walk comes to it.
  private var withdrawn: [Identifier: UInt64] = [:]

  /// Prepares a walk.
  ///
  /// - Parameter entries: the journal entries of the orders that may be undone, in any order.
  package init(
    _ entries: [UInt64], in view: borrowing some Reading & ~Copyable
  ) throws(DeskError) {
    self.entries = entries.sorted()
    filter = BloomFilter(forKeys: entries.count * Self.keysOfOrder)
    for (index, entry) in self.entries.enumerated() {
      if UInt64(index).isMultiple(of: Self.checked) { try DeskError.checkStop() }
      try read(entry, in: view) { bytes in
        let isEntry = JournalReader.eachName(bytes) { kind, name in
          guard Self.counts(kind, bytes[name.lowerBound]) else { return }
          filter.insert(BloomFilter.hash(bytes, name))
        }
        if JournalReader.header(bytes)?.kind == Undo.orderKind { holdsUndo = true }
        return isEntry
      }
    }
  }

  /// After how many entries it is asked whether the work is to stop.
  private static let checked: UInt64 = 1024

  /// Records that an order changes, when many are expected.
  private static let keysOfOrder = 8

  /// Whether the walk still comes by the entry of an order.
  package func covers(_ entry: UInt64) -> Bool {
    guard entry < bottom else { return false }
    var (low, high) = (0, entries.count)
    while low < high {
      let middle = (low + high) / 2
      if entries[middle] < entry { low = middle + 1 } else { high = middle }
    }
    return low < entries.count && entries[low] == entry
  }

  /// The entries after an order's that touched a record which that one changed, in their order.
  ///
  /// - Parameters:
  ///   - entry: the order's; the walk ``covers(_:)`` it.
  ///   - last: the last entry of the journal.
  func dependents(
    of entry: UInt64, last: UInt64, in view: borrowing some Reading & ~Copyable
  ) throws(DeskError) -> [UInt64] {
    try catchUp(with: last, in: view)
    if entry + 1 < bottom {
      let range = KeyRange(from: Key(entry + 1), to: Key(bottom))
      try view.scan(Tables.journal, range, reverse: true) { (key, value) throws(DeskError) in
        var reader = KeyReader(key)
        let number = reader.readUInt64() ?? 0
        let isEntry = value.withUnsafeBytes { pass(number, $0) }
        guard isEntry else { throw DeskError.damagedEntry(number) }
        if number.isMultiple(of: Self.checked) { try DeskError.checkStop() }
        return .next
      }
      bottom = entry + 1
    }
    var found: Set<UInt64> = []
    try read(entry, in: view) { bytes in
      eachTouched(bytes) { key in
        for other in later[key] ?? [] { found.insert(other) }
      }
    }
    return found.sorted()
  }

  /// Says that an order was undone: it is in nothing's way any more.
  ///
  /// - Parameters:
  ///   - entry: the order's.
  ///   - last: the last entry of the journal now.
  func undid(_ entry: UInt64, last: UInt64) {
    bottom = entry
    top = last
  }

  /// Says that an order was left as it is.
  func left(last: UInt64) { top = last }

  /// Looks at what others have written meanwhile.
  private func catchUp(
    with last: UInt64, in view: borrowing some Reading & ~Copyable
  ) throws(DeskError) {
    var isUndone = last < top
    if bottom != .max, last > top {
      let range = KeyRange(from: Key(top + 1), through: Key(last))
      try view.scan(Tables.journal, range) { (key, value) throws(DeskError) in
        var reader = KeyReader(key)
        let number = reader.readUInt64() ?? 0
        value.withUnsafeBytes { bytes in
          if JournalReader.header(bytes)?.kind == Undo.orderKind { isUndone = true }
          _ = pass(number, bytes)
        }
        return .next
      }
    }
    top = last
    // An undo from elsewhere changes what was in the way before: the walk starts again.
    if bottom == .max || isUndone {
      later = [:]
      withdrawn = [:]
      bottom = last + 1
    }
  }

  /// Goes by an entry that stays as it is.
  ///
  /// - Returns: False when the bytes are no entry.
  private func pass(_ number: UInt64, _ bytes: UnsafeRawBufferPointer) -> Bool {
    var keys: [Key] = []
    guard eachTouched(bytes, { keys.append($0) }) else { return false }
    guard !keys.isEmpty, let header = JournalReader.header(bytes) else { return true }
    if let order = header.order, let undo = withdrawn.removeValue(forKey: order) {
      guard holdsUndo else { return true }
      for key in keys { later[key]?.removeAll { $0 == undo } }
      return true
    }
    if let undone = header.undone {
      withdrawn[undone] = number
      // It is in the way of none but an undo that came between the two.
      guard holdsUndo else { return true }
    }
    for key in keys { later[key, default: []].append(number) }
    return true
  }

  /// Hands over the keys of an entry that the orders may have touched.
  @discardableResult
  private func eachTouched(
    _ bytes: UnsafeRawBufferPointer, _ body: (Key) -> Void
  ) -> Bool {
    JournalReader.eachName(bytes) { kind, name in
      guard Self.counts(kind, bytes[name.lowerBound]),
        filter.mayHold(BloomFilter.hash(bytes, name))
      else { return }
      var key = Key()
      key.append(
        RawSpan(_unsafeBytes: UnsafeRawBufferPointer(rebasing: bytes[name].dropFirst().prefix(8))))
      key.append(bytes[name.lowerBound])
      key.append(RawSpan(_unsafeBytes: UnsafeRawBufferPointer(rebasing: bytes[name].dropFirst(10))))
      body(key)
    }
  }

  /// Whether a change can be in the way: an order that was made is no part of what it did, and a
  /// job's record only counts.
  @inline(__always)
  private static func counts(_ kind: JournalEntry.Change.Kind, _ type: UInt8) -> Bool {
    type != RecordType.job.rawValue && !(kind == .inserted && type == RecordType.order.rawValue)
  }

  private func read(
    _ entry: UInt64, in view: borrowing some Reading & ~Copyable,
    _ body: (UnsafeRawBufferPointer) -> Bool
  ) throws(DeskError) {
    do throws(StorageError) {
      if let bytes = try view.get(Tables.journal, Key(entry)), bytes.withUnsafeBytes(body) {
        return
      }
    } catch {
      throw DeskError(error)
    }
    throw DeskError.damagedEntry(entry)
  }
}

extension JournalHeader {
  /// The order that the entry's order undid.
  var undone: Identifier? {
    guard kind == Undo.orderKind, case .text(let text)? = values["reverses"] else { return nil }
    return try? Identifier(parsing: text)
  }
}

/// Tells of a key either that it was not put in, or that it may have been.
struct BloomFilter {
  private var words: [UInt64]
  private let mask: UInt64

  /// Bits for each key, and the most bits: 64 MiB.
  private static let bitsOfKey = 16
  private static let mostBits = 1 << 29

  /// - Parameter count: how many keys are expected; with more it tells less.
  init(forKeys count: Int) {
    var bits = 1024
    while bits < count * Self.bitsOfKey, bits < Self.mostBits { bits *= 2 }
    words = Array(repeating: 0, count: bits / 64)
    mask = UInt64(bits - 1)
  }

  /// The hash of a stretch of bytes (FNV-1a, its halves mixed).
  @inline(__always)
  static func hash(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for index in range { hash = (hash ^ UInt64(bytes[index])) &* 0x100_0000_01B3 }
    return hash ^ hash >> 29
  }

  mutating func insert(_ hash: UInt64) {
    for bit in [hash & mask, hash >> 32 & mask] { words[Int(bit >> 6)] |= 1 << (bit & 63) }
  }

  @inline(__always)
  func mayHold(_ hash: UInt64) -> Bool {
    let (first, second) = (hash & mask, hash >> 32 & mask)
    return words[Int(first >> 6)] >> (first & 63) & 1 == 1
      && words[Int(second >> 6)] >> (second & 63) & 1 == 1
  }
}
