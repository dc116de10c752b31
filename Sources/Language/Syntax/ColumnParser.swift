import Basics

/// Names of columns, and what is known of them.
extension Parser {
  /// Reads the columns up to the end of the call or a switch; commas between them are allowed.
  mutating func parseColumns() throws(LanguageError) -> [ColumnNode] {
    var columns: [ColumnNode] = []
    while !isAtEndOfCall, scanner.next != UInt8(ascii: "-") || scanner.peek(1) != scanner.next {
      columns += try parseColumnItem()
      skipGap()
      while scanner.nextMark == UInt8(ascii: ",") {
        scanner.position += FullWidth.length
        skipGap()
      }
    }
    return columns
  }

  /// Takes a word up to a full-width mark that no heading holds.
  private mutating func columnWord() -> Range<Int> {
    let word = scanner.word()
    guard scanner.mayBeWide else { return word }
    let end = word.first { FullWidth.mark(scanner.bytes, at: $0) != nil } ?? word.upperBound
    scanner.position = end
    return word.lowerBound..<end
  }

  private mutating func parseColumnItem() throws(LanguageError) -> [ColumnNode] {
    var columns: [ColumnNode] = []
    let start = scanner.position
    if let name = takeOptionName() {
      let value = try resolve(try parsePostfix(mode: .value), .value)
      return [ColumnNode(name: scanner.text(name), span: span(name), value: value)]
    }
    if scanner.next == UInt8(ascii: "\"") || scanner.next == UInt8(ascii: "'") {
      guard case .literal(.text(let text)) = try parseText() else {
        throw error(.syntaxExpected, ["the name of a column", "$"], at: start..<scanner.position)
      }
      let range = start..<scanner.position
      columns.append(
        ColumnNode(name: text, span: span(range), value: try field(text, at: range)))
    } else {
      let word = columnWord()
      guard !word.isEmpty else { throw unexpected("the name of a column") }
      var begin = word.lowerBound
      for offset in word.lowerBound...word.upperBound
      where offset == word.upperBound || scanner.bytes[offset] == UInt8(ascii: ",") {
        if offset > begin {
          let name = scanner.text(begin..<offset)
          columns.append(
            ColumnNode(
              name: name, span: span(begin, offset), value: try field(name, at: begin..<offset)))
        }
        begin = offset + 1
      }
    }
    return columns
  }

  /// Notes that the values of columns are compared with one another.
  func compare(_ columns: inout [ColumnNode]) throws(LanguageError) {
    for index in columns.indices {
      try noteComparison(of: columns[index].value, .part)
      guard case .field(let node) = columns[index].value else { continue }
      switch state.rowColumns?.kinds[node.name] {
      case .text, .choice: columns[index].isText = true
      default: continue
      }
    }
  }
}

extension Columns {
  /// The same columns with what those of the rows tell of the chosen ones, unless that is known already.
  func learning(_ nodes: [ColumnNode], from columns: Columns?) -> Columns {
    guard words == nil, let words = columns?.words else { return self }
    return Columns(
      names, isOpen: isOpen, hiddenCount: hiddenCount, kinds: nodes.kinds(from: columns),
      words: words)
  }
}

extension [ColumnNode] {
  /// What is known of the values of chosen columns, given the columns of the rows.
  func kinds(from columns: Columns?) -> [String: ColumnKind] {
    guard let columns, !columns.kinds.isEmpty else { return [:] }
    var kinds: [String: ColumnKind] = [:]
    for node in self {
      if case .field(let field) = node.value { kinds[node.name] = columns.kinds[field.name] }
    }
    return kinds
  }
}
