import Basics

/// What a run would change that keeps nothing.
extension Interpreter {
  /// Shows field by field what a row would change.
  func showChanges(_ outcome: Outcome, _ command: Command) {
    guard expectDepth == 0, let record = outcome.value.asRecord,
      case .table(let changes)? = record["changes"], !changes.rows.isEmpty
    else { return }
    let words = [.text(command.name), record["number"] ?? .null, record["order"] ?? .null]
      .filter { !$0.isNull }.map(ValueText.text)
    var text = words.joined(separator: " ") + "\n"
    var rest = changes.rows[...]
    while let first = rest.first {
      let fields = rest.prefix { $0["type"] == first["type"] && $0["key"] == first["key"] }
      text += line(Array(fields))
      rest = rest.dropFirst(fields.count)
    }
    held.remark(text)
  }

  /// One record before and after: `+` is a new one, `-` one that goes.
  private func line(_ fields: [Record]) -> String {
    func word(_ field: Record, _ name: String) -> String {
      let text = field[name].map { ValueText.text($0).escapedForTerminal } ?? ""
      return text.count > Self.shownCharacters ? text.prefix(Self.shownCharacters) + "…" : text
    }
    // A record that comes or goes has the fields of its key among those that differ.
    let key = fields.first?["key"].map { ValueText.text($0) } ?? ""
    func isWhole(_ side: String, _ other: String) -> Bool {
      fields.allSatisfy { $0[other]?.isNull ?? true }
        && fields.contains { field in
          field[side].map { !$0.isNull && key.hasPrefix(ValueText.text($0)) } ?? false
        }
    }
    let isNew = isWhole("after", "before")
    let isGone = isWhole("before", "after")
    let parts = fields.map { field in
      let name = word(field, "field")
      if isNew { return "\(name) \(word(field, "after"))" }
      if isGone { return "\(name) \(word(field, "before"))" }
      return "\(name) \(word(field, "before")) -> \(word(field, "after"))"
    }
    let mark = isNew ? "+" : isGone ? "-" : " "
    let record = fields.first.map { "\(word($0, "type")) \(word($0, "key"))" } ?? ""
    return "\(mark) \(record): \(parts.joined(separator: ", "))\n"
  }

  /// How many characters of a value are shown; `--changes` on one command gives it whole.
  private static let shownCharacters = 40

  /// Sums up what would have changed since this was told last, by the type of the records.
  func tellChanges() {
    let isChinese = options.language == .chinese
    let counts = session.takeChangeCounts().sorted { $0.type < $1.type }
    guard !counts.isEmpty else { return }
    let parts = counts.map { count in
      var words: [String] = []
      if count.added > 0 { words.append(isChinese ? "新增 \(count.added)" : "\(count.added) added") }
      if count.changed > 0 {
        words.append(isChinese ? "改动 \(count.changed)" : "\(count.changed) changed")
      }
      if count.removed > 0 {
        words.append(isChinese ? "删除 \(count.removed)" : "\(count.removed) removed")
      }
      return count.type + " " + words.joined(separator: isChinese ? "、" : ", ")
    }
    held.remark((isChinese ? "将会改动:" : "would change: ") + parts.joined(separator: "; ") + "\n")
  }
}
