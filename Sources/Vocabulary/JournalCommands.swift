import Basics
import Desk
import Language
import Records

extension Vocabulary {
  /// The journal.
  static func journalCommands() -> [Command] {
    [showJournal(), verifyJournal(), journal()]
  }

  private static func showJournal() -> Command {
    Command(
      "journal show", family: "journal", Words("the last entries of the journal", "日志的最近条目"),
      parameters: [.limit(20)], columns: JournalValue.columns.names, right: .support,
      examples: [.init("journal show limit=5", Words("what changed last", "最近的改动"))],
      action: .read { (call, context) throws(LanguageError) in
        let limit = call.limit
        let entries = try context.read { (view, _, _) throws(DeskError) in
          try view.journal(.all, isReversed: true, limit: limit).entries
        }
        var outcome = Language.Outcome(
          .table(Table(JournalValue.columns, entries.reversed().map(JournalValue.row))))
        let earlier = entries.last.map { Int(clamping: $0.number) - 1 } ?? 0
        outcome.leftOut = LeftOut(earlier, beside: entries.count, isOlder: true)
        return outcome
      })
  }

  private static func verifyJournal() -> Command {
    Command(
      "journal verify", family: "journal",
      Words("verifies the chain of hashes from the first entry", "校验日志的哈希链"),
      help: Words(
        "Also verifies that the journal ends with the entry that the store recorded as the last.",
        "并核对日志末条是否为库所记载的最后一条。"),
      columns: ["entries", "hash", "intact"], right: .support,
      examples: [.init("journal verify", Words("whether the journal is complete", "日志是否完整"))],
      action: .read { (_, context) throws(LanguageError) in
        let (entries, hash) = try context.read { (view, _, _) throws(DeskError) in
          try view.verifyJournal()
        }
        return Language.Outcome(
          .record(
            Row.named([
              "entries": .integer(Int64(entries)), "hash": .text(hexadecimal(hash)),
              "intact": true,
            ])))
      })
  }

  /// Bytes as hexadecimal digits.
  static func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
  }

  private static func journal() -> Command {
    Command(
      "journal", family: "journal", Words("all entries of the journal", "全部日志条目"),
      columns: JournalValue.columns.names, kinds: JournalValue.columns.kinds, right: .support,
      examples: [.init("journal | count", Words("how many entries there are", "日志条目数"))],
      action: .rows { (_, context) throws(LanguageError) in
        ChunkSource(JournalValue.columns, from: KeyRange.all, longest: 1024) {
          (range, limit, _) throws(LanguageError) in
          let (entries, next) = try context.read { (view, _, _) throws(DeskError) in
            try view.journal(range, limit: limit)
          }
          return (entries.map(JournalValue.row), next.map { range.continued(at: $0) })
        }
      })
  }
}

/// An entry of the journal as a row.
enum JournalValue {
  static let columns = Columns.named(
    [
      "entry", "at", "kind", "operator", "order", "changes", "values",
    ], kinds: ["kind": .text, "operator": .text, "order": .text])

  static func row(_ entry: JournalEntry) -> Row {
    let changes = entry.changes.map { change in
      Value.text("\(change.kind) \(change.type.name)")
    }
    return Row(
      columns,
      [
        .integer(Int64(entry.number)), .instant(entry.at), .text(entry.kind),
        .text(entry.operator), entry.order.map { .text($0.text) } ?? .null, .list(changes),
        entry.values.isEmpty ? .null : OutcomeValue.value(shown(entry.values)),
      ])
  }

  /// What an entry tells beside its changes, as an earlier release may have written it: with document
  /// numbers masked.
  private static func shown(_ values: FieldMap) -> FieldMap {
    var shown = values
    for entry in values.entries {
      if case .text(let text) = entry.value {
        shown[entry.name] = .text(DocumentNumber.masked(in: text))
      }
    }
    return shown
  }
}
