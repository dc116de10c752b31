package import Storage

/// The trees of a store.
///
/// Everything is a customer's: `main` holds all of a customer's records side by side, keyed by
/// customer, type of record and sub key; what belongs to no customer stands before the first. The
/// small trees beside it lead from any other identifier to the customer. Each is derived from the
/// records and kept by the transaction that changes them.
package enum Tables {
  /// Records by customer (8 bytes), type (1 byte), sub key.
  package static let main = Table(slot: 0, name: "main", checksummed: true)
  /// A line's number to its ``LineSummary``.
  package static let numbers = Table(slot: 1, name: "numbers", checksummed: false)
  /// An account to its ``AccountSummary``.
  package static let accounts = Table(slot: 2, name: "accounts", checksummed: false)
  /// Account and number to the line's customer, for lines that another customer pays for.
  package static let payers = Table(slot: 3, name: "payers", checksummed: false)
  /// Hash of a document and the customer, to nothing.
  package static let documents = Table(slot: 4, name: "documents", checksummed: false)
  /// Name and customer, to nothing.
  package static let names = Table(slot: 5, name: "names", checksummed: false)
  /// ICCID to customer and number.
  package static let iccids = Table(slot: 6, name: "iccids", checksummed: false)
  /// Orders, 64 with neighbouring numbers a record, to their customers: ``OrderBlock``.
  package static let orders = Table(slot: 7, name: "orders", checksummed: false)
  /// The one ``StoreState``.
  package static let meta = Table(slot: 8, name: "meta", checksummed: true)
  /// Entries by number (8 bytes).
  package static let journal = Table(slot: 9, name: "journal", checksummed: true)
  /// What falls due: instant, kind, customer, subject; to nothing.
  package static let due = Table(slot: 10, name: "due", checksummed: false)

  /// What jobs have done: ``JobMemory``.
  package static let jobs = Table(slot: 11, name: "jobs", checksummed: false)
  /// Hash of the key of a request to its order and the fingerprint of what it asked for.
  package static let keys = Table(slot: 12, name: "keys", checksummed: true)

  /// Main card's number and secondary card's to the secondary card's customer (BEN-14).
  package static let secondaries = Table(slot: 13, name: "secondaries", checksummed: false)

  /// The queue over ``due``.
  static let dueQueue = DueQueue(table: due)

  package static let all = [
    main, numbers, accounts, payers, documents, names, iccids, orders, meta, journal, due,
    jobs, keys, secondaries,
  ]
}
