package import Basics
import Records
import Rules
import Storage

/// One thing that a check found wrong.
package struct CheckFault: Hashable, Sendable {
  /// The stable code, such as `check.missing`.
  package var code: String
  /// The table, such as `numbers`.
  package var table: String
  /// The key in words, or in hexadecimal where it has none.
  package var key: String
  /// What was found or should have been there.
  package var detail: String

  /// What is wrong, in one sentence.
  package func message(in language: ReaderLanguage) -> String {
    Messages.text(
      code,
      FieldMap([
        .init(name: "table", value: .text(table)), .init(name: "key", value: .text(key)),
        .init(name: "detail", value: .text(detail)),
      ]), in: language)
  }
}

/// What a check of a store found.
package struct CheckReport: Hashable, Sendable {
  /// Records of each type.
  package var records: [TypeCount] = []
  /// Entries of the small trees that were looked up, from the records and back.
  package var indexEntries = 0
  /// Entries of the journal.
  package var journalEntries: Int64 = 0
  /// How many faults there are.
  package var faultCount = 0
  /// The first of them.
  package var faults: [CheckFault] = []

  /// Whether nothing is wrong.
  package var isSound: Bool { faultCount == 0 }
}

extension Store {
  /// Looks whether everything in the store agrees: every checksum, every record, every small tree
  /// against the records and back, the journal's chain, and what records name.
  ///
  ///     let report = try store.check()
  ///     print(report.faultCount)
  ///
  /// First every page of the file is accounted for, in use once or free, without mapping it: a data
  /// file whose pages are damaged can end a process that maps it, or keep it in a loop. What comes
  /// after that is looked at only when the pages hold together.
  ///
  /// - Parameters:
  ///   - limit: how many faults are listed.
  ///   - readThrough: called between the pages and the records, to have another process read the
  ///     file through first.
  ///   - stop: asked now and then; an error ends the check.
  package func check(
    limit: Int = 20, readThrough: () throws(DeskError) -> Void = {},
    stop: () -> DeskError? = { nil }
  ) throws(DeskError) -> CheckReport {
    let check = StoreCheck(limit: limit)
    do throws(StorageError) {
      check.take(try environment.audit { _, _, _ in stop() == nil })
    } catch {
      throw stop() ?? DeskError(error)
    }
    if check.hasPageFaults { return check.report }
    try readThrough()
    do throws(DeskError) {
      try read { (view, now, catalog) throws(DeskError) in
        // What is derived was worked out as of the last change, also where that lies ahead.
        let changed = try view.storeState()?.changed ?? now
        try check.run(view, max(now, changed), catalog, stop)
      }
    } catch {
      // The catalog or the state of the store cannot be read, without which nothing else can.
      guard error.code == "store.record-damaged" else { throw error }
      check.note(error, Tables.meta, "")
    }
    return check.report
  }
}

/// Collects what is wrong.
final class StoreCheck {
  var report = CheckReport()
  private let limit: Int
  private var counts = [Int](repeating: 0, count: 256)
  private var looked = 0
  /// Whether the trees do not hold together, so that nobody may walk them.
  private(set) var hasPageFaults = false

  init(limit: Int) {
    self.limit = limit
  }

  /// Ends the check where it was told to, asked once in so many entries.
  private func goOn(_ stop: () -> DeskError?) throws(DeskError) {
    looked += 1
    if looked.isMultiple(of: 1024), let error = stop() { throw error }
  }

  func fault(_ code: String, _ table: Table, _ key: String, _ detail: String = "") {
    fault(CheckFault(code: code, table: "\(table.name)", key: key, detail: detail))
  }

  private func fault(_ fault: CheckFault) {
    report.faultCount += 1
    if report.faults.count < limit { report.faults.append(fault) }
  }

  /// Takes what walking the pages found.
  func take(_ found: Verification) {
    for finding in found.findings {
      switch finding {
      case .damaged(let table, let key):
        fault(
          CheckFault(
            code: "check.checksum", table: table, key: Hexadecimal.text(key), detail: ""))
      case .disorder(let table, let key):
        fault(
          CheckFault(code: "check.disorder", table: table, key: Hexadecimal.text(key), detail: ""))
      case .miscount(let table, let said, let found):
        hasPageFaults = true
        fault(
          CheckFault(code: "check.count", table: table, key: "\(found)", detail: "\(said)"))
      case .unreadable(let table, let code):
        fault(CheckFault(code: "check.unreadable", table: table, key: "", detail: "\(code)"))
      case .page(let table, let first, let last, let page):
        hasPageFaults = true
        fault(page.fault(table: table, key: first == last ? "\(first)" : "\(first)-\(last)"))
      }
    }
    report.faultCount += found.findingCount - found.findings.count
  }

  func run(
    _ view: borrowing ReadTransaction, _ now: Instant, _ catalog: Catalog,
    _ stop: () -> DeskError?
  ) throws(DeskError) {
    for tree in [Tables.present, Tables.history, Tables.orders] {
      try checkRecords(tree, view, now, catalog, stop)
    }
    report.records = TypeCount.list(counts)
    for table in Tables.derived {
      do throws(DeskError) {
        try view.scan(table, .all) { (key, value) throws(DeskError) in
          report.indexEntries += 1
          try goOn(stop)
          if try !view.leads(table, key, value, catalog) {
            fault("check.stray", table, Self.text(table, key))
          }
          return .next
        }
      } catch {
        if let told = stop() { throw told }
        note(error, table, "")
      }
    }
    do throws(DeskError) {
      let chain = try view.verifyJournal { (_) throws(DeskError) in
        if let error = stop() { throw error }
      }
      report.journalEntries = Int64(chain.entries)
      try view.checkRecordsAgainstJournal(stop) { (entry, change) throws(DeskError) in
        let record = "\(change.type.name) \(try view.keyText(change))"
        fault("check.journal", change.type.tree, record, "\(entry)")
      }
    } catch {
      if let told = stop() { throw told }
      note(error, Tables.journal, "")
    }
  }

  /// Notes that something could not be read.
  func note(_ error: DeskError, _ table: Table, _ key: String) {
    // What a damaged record's checksum told is known already.
    if case .damaged = error.cause?.reason { return }
    fault("check.reading", table, key, error.message(in: .english))
  }

  private func checkRecords(
    _ tree: Table, _ view: borrowing ReadTransaction, _ now: Instant, _ catalog: Catalog,
    _ stop: () -> DeskError?
  ) throws(DeskError) {
    var range: KeyRange? = .all
    while let open = range {
      range = nil
      do throws(DeskError) {
        try view.scan(tree, open) { (key, value) throws(DeskError) in
          try goOn(stop)
          checkRecord(tree, key, value, view, now, catalog)
          return .next
        }
      } catch {
        guard case .damaged(_, let key) = error.cause?.reason else { throw error }
        var after = Key(copying: key.span.bytes)
        if after.remaining == 0 { return }
        after.append(UInt8(0))
        range = KeyRange(from: after)
      }
    }
  }

  private func checkRecord(
    _ tree: Table, _ key: RawSpan, _ value: RawSpan, _ view: borrowing ReadTransaction,
    _ now: Instant, _ catalog: Catalog
  ) {
    let key = Key(copying: key)
    var parts = KeyReader(key.span)
    guard let packed = parts.readUInt64(), let code = parts.readUInt8(),
      let type = RecordType(rawValue: code)
    else { return fault("check.record", tree, key.description) }
    do throws(DeskError) {
      if type == .order, tree.slot == Tables.present.slot {
        if try !view.leads(fromOrder: key, value) { fault("check.stray", tree, key.description) }
        return
      }
    } catch {
      return note(error, tree, "\(type.name) \(key.description)")
    }
    counts[Int(code)] += 1
    let customer = tree.slot == Tables.orders.slot ? nil : Identifier(packed: packed)
    value.withUnsafeBytes { bytes in
      let checking = RecordChecking(bytes: bytes, customer: customer, catalog: catalog)
      let found: CheckedRecord?
      do throws(DeskError) { found = try type.open(checking) } catch {
        return note(error, tree, key.description)
      }
      guard var checked = found else {
        return fault("check.record", tree, key.description, type.name)
      }
      do throws(DeskError) {
        checked.tree = tree
        let location = try view.location(of: type, checked.key)
        if location?.tree.slot != tree.slot || location?.key != key {
          fault("check.key", tree, checked.text, type.name)
        }
        for problem in try view.problems(checked, now, catalog) {
          fault(problem)
        }
      } catch {
        note(error, tree, "\(type.name) \(checked.text)")
      }
    }
  }

  /// Whose line a key of the tree of lines is.
  static func lineName(_ key: RawSpan) -> (customer: Identifier, number: String)? {
    var reader = KeyReader(key)
    guard let customer = reader.readUInt64() else { return nil }
    return (Identifier(packed: customer), reader.readText())
  }

  /// A key of a small tree in words.
  static func text(_ table: Table, _ key: RawSpan) -> String {
    switch table.slot {
    case Tables.numbers.slot, Tables.iccids.slot:
      key.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    case Tables.lines.slot:
      lineName(key).map { "\($0.customer.text) \($0.number)" } ?? key.hexadecimal
    case Tables.places.slot: OrderBlock.first(key)?.text ?? key.hexadecimal
    case Tables.accounts.slot:
      key.withUnsafeBytes { Identifier(packed: $0.reduce(0) { $0 << 8 | UInt64($1) }).text }
    case Tables.due.slot:
      DueEntry(key: key).map {
        "\($0.at.text) \($0.kind.name) \($0.customer.text) \($0.subjectText)"
      }
        ?? key.hexadecimal
    default: key.hexadecimal
    }
  }
}

extension PageFault {
  /// What is wrong with a page, as a check tells it.
  fileprivate func fault(table: String, key: String) -> CheckFault {
    func fault(_ code: String, _ detail: String = "") -> CheckFault {
      CheckFault(code: code, table: table, key: key, detail: detail)
    }
    return switch self {
    case .outOfRange: fault("check.page-range")
    case .usedTwice(let other): fault("check.page-twice", other)
    case .usedAndFree: fault("check.page-free")
    case .freeTwice: fault("check.page-free-twice")
    case .malformed: fault("check.page-form")
    case .disorder: fault("check.page-order")
    case .miscount: fault("check.page-count")
    case .lost: fault("check.page-lost")
    }
  }
}

extension Tables {
  /// The small trees, each derived from the records.
  static let derived = [
    lines, numbers, places, accounts, payers, secondaries, documents, names, iccids, due, jobs,
    keys,
  ]
}
