internal import Basics

/// One way in which a word can go on.
package struct CompletionCandidate: Hashable, Sendable {
  /// What is put in the place of the word; nil when it can only be shown.
  package var text: String?
  /// What the list shows of it.
  package var shown: String
  /// What it is, in a few words; may be empty.
  package var about: String
  /// Whether a space follows when it is the only candidate; false for `reason=`.
  package var endsWord: Bool

  /// - Parameter shown: what the list shows, where it is not what is put in.
  package init(
    _ text: String?, shown: String? = nil, about: String = "", endsWord: Bool = true
  ) {
    self.text = text
    self.shown = shown ?? text ?? ""
    self.about = about
    self.endsWord = endsWord
  }
}

/// How many more candidates there are than those in the answer.
package enum FurtherCandidates: Hashable, Sendable {
  case none
  case exactly(Int)
  /// More, but nobody counted them.
  case some
}

/// What can stand at the cursor.
package struct CompletionAnswer: Hashable, Sendable {
  /// The scalars of the text that a candidate replaces, counted from its start.
  package var range: Range<Int>
  package var candidates: [CompletionCandidate]
  package var further: FurtherCandidates
  /// How the command being typed is used, in one or a few lines.
  package var usage: String?
  /// Whether a candidate may be put in; otherwise they are shown.
  package var canInsert = true
  /// What is put in while there are several candidates; nil: what their texts begin with.
  package var common: String?

  package init(
    range: Range<Int>, candidates: [CompletionCandidate], further: FurtherCandidates = .none,
    usage: String? = nil
  ) {
    self.range = range
    self.candidates = candidates
    self.further = further
    self.usage = usage
  }

  /// The scalars that all candidates begin with.
  ///
  /// When there are more than those in the answer nothing is sure beyond what was typed, so the
  /// common beginning counts only when it is known of all.
  var commonBeginning: [Unicode.Scalar] {
    guard canInsert, further == .none else { return [] }
    let texts = candidates.compactMap(\.text)
    guard let first = texts.first, texts.count == candidates.count else { return [] }
    if let given = self.common, candidates.count > 1 { return Array(given.unicodeScalars) }
    var common = Array(first.unicodeScalars)
    for text in texts.dropFirst() {
      var length = 0
      for (one, other) in zip(common, text.unicodeScalars) {
        guard one == other else { break }
        length += 1
      }
      common.removeLast(common.count - length)
    }
    return common
  }
}

/// Who knows what can stand at the cursor.
package protocol Completing: AnyObject {
  /// Answers Tab.
  ///
  /// - Parameters:
  ///   - text: everything typed of this entry so far, with newlines between its lines.
  ///   - cursor: where the cursor stands, in Unicode scalars from the start of `text`.
  func completions(for text: String, cursor: Int) -> CompletionAnswer
}

/// The list of candidates as it is shown below the line.
enum CandidateList {
  /// As many are shown at most.
  static let limit = 50

  /// The rows of the list, without line ends.
  ///
  /// Candidates stand in columns, read downwards. What they are is shown beside them unless the
  /// list would then not fit into the window.
  static func rows(
    of answer: CompletionAnswer, size: (rows: Int, columns: Int), colored: Bool,
    language: ReaderLanguage
  ) -> [String] {
    let shown = answer.candidates.prefix(limit)
    let withAbout = layout(Array(shown), columns: size.columns, about: true, colored: colored)
    var rows =
      withAbout.count <= size.rows - 3
      ? withAbout
      : layout(Array(shown), columns: size.columns, about: false, colored: colored)
    func more(_ message: ConsoleMessage) {
      rows.append(
        ScreenText.fitting(message.text(in: language), columns: max(size.columns - 1, 1)))
    }
    let cut = answer.candidates.count - shown.count
    switch answer.further {
    case .none:
      if cut > 0 { more(.andMore(cut)) }
    case .exactly(let count):
      if cut + count > 0 { more(.andMore(cut + count)) }
    case .some:
      more(.andManyMore)
    }
    return rows
  }

  private static func layout(
    _ candidates: [CompletionCandidate], columns: Int, about: Bool, colored: Bool
  ) -> [String] {
    guard !candidates.isEmpty else { return [] }
    let room = max(columns - 1, 1)
    let texts = candidates.map { ScreenText.fitting($0.shown.escapedForTerminal, columns: room) }
    let textWidth = texts.map(ScreenText.width).max() ?? 0
    let abouts = candidates.map { candidate -> String in
      guard about, !candidate.about.isEmpty else { return "" }
      let left = room - textWidth - 2
      return left > 3 ? ScreenText.fitting(candidate.about.escapedForTerminal, columns: left) : ""
    }
    let aboutWidth = abouts.map(ScreenText.width).max() ?? 0
    let cellWidth = textWidth + (aboutWidth > 0 ? 2 + aboutWidth : 0)
    let gap = aboutWidth > 0 ? 4 : 2
    let perRow = max(1, (room + gap) / (cellWidth + gap))
    let rowCount = (candidates.count + perRow - 1) / perRow
    return (0..<rowCount).map { row in
      var line = ""
      for index in stride(from: row, to: candidates.count, by: rowCount) {
        let text = texts[index]
        let about = abouts[index]
        let isLast = index + rowCount >= candidates.count
        line += text
        if about.isEmpty, isLast { continue }
        line += ScreenText.spaces(textWidth - ScreenText.width(text))
        if aboutWidth > 0 {
          line += "  "
          line += colored ? Style.dim.sequence + about + Style.plain.sequence : about
          if !isLast { line += ScreenText.spaces(aboutWidth - ScreenText.width(about)) }
        }
        if !isLast { line += ScreenText.spaces(gap) }
      }
      return line
    }
  }
}
