import Basics

/// Counts what became of the rows of a command, by outcome and reason.
struct Tally {
  let name: String
  private(set) var done = 0
  private(set) var refused = 0
  private(set) var errors = 0
  /// How many of them were answered by an earlier run of the job.
  private(set) var before = 0
  private var refusals: [String: Int] = [:]
  private var failures: [String: Int] = [:]

  init(_ name: String) {
    self.name = name
  }

  mutating func add(_ fate: ExpectedFate, _ codes: [String], isRecalled: Bool = false) {
    if isRecalled { before += 1 }
    switch fate {
    case .done: done += 1
    case .refused:
      refused += 1
      for code in codes { refusals[code, default: 0] += 1 }
    case .error:
      errors += 1
      for code in codes { failures[code, default: 0] += 1 }
    }
  }

  /// One line: `restore phone: 80 done, 15 refused (BEN-10.star 10, BEN-11 5), 5 in error`.
  ///
  /// - Parameter isRehearsal: whether nothing was kept: `80 would be done`.
  func text(in language: ReaderLanguage, isRehearsal: Bool = false) -> String {
    let isChinese = language == .chinese
    let would = isRehearsal ? isChinese ? "将" : "would be " : ""
    var parts = [isChinese ? "\(would)办理 \(done)" : "\(done) \(would)done"]
    if refused > 0 {
      parts.append(
        (isChinese ? "\(would)拒绝 \(refused)" : "\(refused) \(would)refused")
          + reasons(refusals, isChinese))
    }
    if errors > 0 {
      parts.append(
        (isChinese ? "出错 \(errors)" : "\(errors) in error") + reasons(failures, isChinese))
    }
    let earlier = isChinese ? "；其中 \(before) 项此前已办" : "; \(before) of them earlier"
    return name + (isChinese ? "：" : ": ") + parts.joined(separator: isChinese ? "，" : ", ")
      + (before > 0 ? earlier : "") + "\n"
  }

  private func reasons(_ counts: [String: Int], _ isChinese: Bool) -> String {
    guard !counts.isEmpty else { return "" }
    let sorted = counts.sorted { $0.value > $1.value || ($0.value == $1.value && $0.key < $1.key) }
    let told = sorted.map { "\($0.key) \($0.value)" }
    return isChinese
      ? "（\(told.joined(separator: "、"))）" : " (\(told.joined(separator: ", ")))"
  }

  /// How many were done or refused.
  var changeCount: Int { done + refused }

  /// The counts alone.
  var counts: JobCounts { JobCounts(done: done, refused: refused, errors: errors) }
}
