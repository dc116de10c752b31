import Basics
package import Storage

extension Reading where Self: ~Copyable {
  /// One change of the journal, field by field, while the record still stands as the change left
  /// it.
  package borrowing func recordChange(
    _ change: JournalEntry.Change
  ) throws(DeskError) -> RecordChange {
    var key = Key(customer: change.customer, type: change.type)
    key.append(change.subKey.span.bytes)
    var before = change.before
    var after = change.after
    if change.kind != .deleted {
      do throws(StorageError) {
        if let bytes = try get(Tables.main, key) { after = bytes.withUnsafeBytes { Array($0) } }
      } catch {
        throw DeskError(error)
      }
    }
    if change.kind == .updated {
      let tail = change.offset + change.after.count
      guard tail <= after.count else {
        throw DeskError(
          "store.record-damaged", fault: .store,
          ["type": .text(change.type.name), "key": .text(key.description)])
      }
      before = Array(after[..<change.offset]) + change.before + Array(after[tail...])
    }
    return change.type.open(
      Differences(before: before, after: after, customer: change.customer))
  }
}

private struct Differences: RecordAction {
  let before: [UInt8]
  let after: [UInt8]
  let customer: Identifier

  func callAsFunction<R: Record>(_ type: R.Type) -> RecordChange {
    let old = before.withUnsafeBytes { RecordDecoder.decode(R.self, from: $0) }
    let new = after.withUnsafeBytes { RecordDecoder.decode(R.self, from: $0) }
    return RecordChange(
      type: R.type, key: (new ?? old)?.keyText ?? customer.text,
      fields: FieldLister.shownDifferences(old, new))
  }
}

extension Record {
  /// The record's key in words: the customer, line or account that it belongs to and what tells it
  /// from the others.
  package var keyText: String {
    let fields = FieldLister.fields(of: self)
    return R.keyNames.compactMap { name in fields.first { $0.name == name }?.text }
      .joined(separator: " ")
  }

  private typealias R = Self

  /// The names of the fields that make the key, as the table of snapshots gives them.
  package static var keyNames: [String] { type.keyNames }
}

extension RecordType {
  /// The names of the fields that make a record's key, in order.
  package var keyNames: [String] {
    switch self {
    case .catalog: ["section", "from"]
    case .campaign, .item, .customer, .account, .bundle, .contract, .appointment, .order: ["id"]
    case .operator, .job: ["name"]
    case .star, .pointsAccount: ["customer"]
    case .grant: ["customer", "source", "reference"]
    case .bucket, .instalment: ["account", "id"]
    case .bill: ["account", "month"]
    case .line: ["number"]
    case .card: ["iccid"]
    case .charge, .usage: ["line", "month"]
    case .suspension: ["line", "from", "reason"]
    case .purchase: ["customer", "benefit", "star", "from"]
    case .restore: ["line", "from"]
    case .use: ["customer", "benefit", "at", "order", "line"]
    case .points: ["customer", "year"]
    case .message: ["customer", "at", "order", "textCode", "line"]
    case .contact: ["customer", "at", "kind"]
    }
  }
}
