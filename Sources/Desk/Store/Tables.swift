import Records
package import Storage

/// The trees of a store.
///
/// All is a customer's. What operations look at and change stands in `present`, keyed by customer, type
/// of record and sub key, so that an operation finds it on neighbouring pages; what is written once and
/// seldom read stands apart, so that it does not lie between. Orders with their texts are appended to a
/// log. The small trees lead from any other identifier to the customer; each is derived from the records
/// and kept by the transaction that changes them.
package enum Tables {
  /// Records that operations look at and change, by customer (8 bytes), type (1 byte), sub key; of an
  /// order the place in ``orders`` (8 bytes, little-endian). What belongs to no customer comes first.
  package static let present = Table(slot: 0, name: "present", version: 1, checksummed: true)
  /// Records that are written once and seldom read, by the same keys: see ``RecordType/tree``.
  package static let history = Table(slot: 1, name: "history", version: 1, checksummed: true)
  /// Orders and their texts, by place (8 bytes), type (1 byte), sub key: places are given in sequence.
  package static let orders = Table(slot: 2, name: "orders", version: 1, checksummed: true)
  /// Orders, 64 with neighbouring numbers a record, to their places: ``OrderBlock``.
  package static let places = Table(slot: 3, name: "places", version: 1, checksummed: false)
  /// Customer and number to the line's ``LineSummary``, in the order in which many customers are gone
  /// through.
  package static let lines = Table(slot: 4, name: "lines", version: 1, checksummed: false)
  /// A line's number to its customer; written when a number is opened, moves or is given up.
  package static let numbers = Table(slot: 5, name: "numbers", version: 1, checksummed: false)
  /// An account to its ``AccountSummary``.
  package static let accounts = Table(slot: 6, name: "accounts", version: 1, checksummed: false)
  /// Account and number to the line's customer, for lines that another customer pays for.
  package static let payers = Table(slot: 7, name: "payers", version: 1, checksummed: false)
  /// Main card's number and secondary card's to the secondary card's customer (BEN-14).
  package static let secondaries = Table(
    slot: 8, name: "secondaries", version: 1, checksummed: false)
  /// Hash of a document and the customer, to nothing.
  package static let documents = Table(slot: 9, name: "documents", version: 1, checksummed: false)
  /// Name and customer, to nothing.
  package static let names = Table(slot: 10, name: "names", version: 1, checksummed: false)
  /// ICCID to customer.
  package static let iccids = Table(slot: 11, name: "iccids", version: 1, checksummed: false)
  /// What falls due: instant, kind, customer, subject; to nothing.
  package static let due = Table(slot: 12, name: "due", version: 1, checksummed: false)
  /// What jobs have done: ``JobMemory``.
  package static let jobs = Table(slot: 13, name: "jobs", version: 1, checksummed: false)
  /// Hash of the key of a request to its order and the fingerprint of what it asked for.
  package static let keys = Table(slot: 14, name: "keys", version: 1, checksummed: true)
  /// Entries by number (8 bytes).
  package static let journal = Table(slot: 15, name: "journal", version: 1, checksummed: true)
  /// The one ``StoreState``.
  package static let meta = Table(slot: 16, name: "meta", version: 1, checksummed: true)

  /// The queue over ``due``.
  static let dueQueue = DueQueue(table: due)

  package static let all = [
    present, history, orders, places, lines, numbers, accounts, payers, secondaries, documents,
    names, iccids, due, jobs, keys, journal, meta,
  ]
}

extension RecordType {
  /// The tree that keeps records of the type by their own keys. Orders, and the texts that went
  /// with one, are in ``Tables/orders``.
  var tree: Table {
    switch self {
    case .charge, .usage, .suspension, .message, .contact: Tables.history
    default: Tables.present
    }
  }
}
