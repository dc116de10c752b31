import Basics

/// Tells what a run or a command would change that keeps nothing.
struct RehearsalReport {
  private let context: RunContext

  init(_ context: RunContext) {
    self.context = context
  }

  /// Shows field by field what a row would change.
  func showChanges(_ outcome: Outcome, _ command: Command) {
    guard let record = outcome.value.asRecord,
      case .table(let changes)? = record["changes"], !changes.rows.isEmpty
    else { return }
    let subject = ["number", "reverses", "customer"].lazy.compactMap { record[$0] }
      .map(ValueText.text).first { !$0.isEmpty }
    let words = [command.name, subject ?? ""].filter { !$0.isEmpty }
    var text = words.joined(separator: " ") + "\n"
    var rest = changes.rows[...]
    while let first = rest.first {
      let fields = rest.prefix { $0["type"] == first["type"] && $0["key"] == first["key"] }
      text += line(Array(fields))
      rest = rest.dropFirst(fields.count)
    }
    context.held.remark(text)
  }

  /// One record before and after: `+` is a new one, `-` one that goes.
  private func line(_ fields: [Record]) -> String {
    func word(_ field: Record, _ name: String) -> String {
      let language = context.options.language
      let value = field.columns.index(of: name).map { field.told($0, in: language) }
      let text = value.map { ValueText.text($0).escapedForTerminal } ?? ""
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
    let isChinese = context.options.language == .chinese
    let counts = context.session.takeChangeCounts().sorted { $0.type < $1.type }
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
      let type = isChinese ? context.table.columnWords?.word(for: count.type, in: "type") : nil
      return (type ?? count.type) + " " + words.joined(separator: isChinese ? "、" : ", ")
    }
    context.held.remark(
      (isChinese ? "将会改动：" : "would change: ") + parts.joined(separator: isChinese ? "；" : "; ")
        + "\n")
  }
}

extension Program {
  /// Whether `--dry-run` stands at a call.
  func isDryRun(_ node: CallNode, _ command: Command) -> Bool {
    guard let index = command.dryRunIndex else { return false }
    return arguments(of: node).contains { Int($0.parameter) == index }
  }
}

extension Record {
  /// The same record, with the mark of a dry run behind its outcome.
  var markedAsRehearsal: Record {
    guard columns.index(of: ResultColumns.mark) == nil else { return self }
    var names = columns.names
    var values = (0..<count).map { raw($0) }
    let index = columns.index(of: "outcome").map { $0 + 1 } ?? columns.shownCount
    names.insert(ResultColumns.mark, at: index)
    values.insert(true, at: index)
    let marked = Columns(
      names, isOpen: columns.isOpen, hiddenCount: columns.hiddenCount, kinds: columns.kinds,
      words: columns.words)
    return Record(marked, values)
  }

  /// The record as people read it: what a dry run says is never taken for done.
  func told(in language: ReaderLanguage) -> Record {
    guard let mark = columns.index(of: ResultColumns.mark), self[mark] == true,
      let index = columns.index(of: "outcome"), let outcome = self[index].asText,
      let words = ExpectedFate(rawValue: outcome)?.wouldBe
    else { return self }
    var told = self
    told[index] = .text(words.text(in: language))
    return told
  }
}

extension ExpectedFate {
  /// What people are told of the outcome of a dry run; nil where it is told as it is.
  var wouldBe: Words? {
    switch self {
    case .done: Words("would be done", "将办理")
    case .refused: Words("would be refused", "将拒绝")
    case .error: nil
    }
  }
}
