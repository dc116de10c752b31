import Basics

/// What a run would change that keeps nothing.
extension Interpreter {
  /// Shows field by field what a row would change.
  func showChanges(_ outcome: Outcome, _ command: Command) {
    guard expectDepth == 0, let record = outcome.value.asRecord,
      case .table(let changes)? = record["changes"], !changes.rows.isEmpty
    else { return }
    let number = record["number"].map { " " + ValueText.text($0) } ?? ""
    var text = "\(command.name)\(number) \(record["order"].map(ValueText.text) ?? "")\n"
    for change in changes.rows {
      let fields = ["type", "key", "field", "before", "after"].map {
        change[$0].map { ValueText.text($0).escapedForTerminal } ?? ""
      }
      text += "  \(fields[0]) \(fields[1]) \(fields[2]): \(fields[3]) -> \(fields[4])\n"
    }
    held.remark(text)
  }

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
