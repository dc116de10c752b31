/// A terminal's screen: as much of an xterm as the line editor uses.
struct TerminalScreen {
  private(set) var columns: Int
  private(set) var rowCount: Int
  private var cells: [[String]]
  private(set) var row = 0
  private(set) var column = 0
  private var wrapsNext = false
  private var inserts = false
  private var pending: [UInt8] = []
  /// Every colour sequence that came in.
  private(set) var colorSequences = 0
  /// Whether the terminal was told to mark pastes.
  private(set) var marksPastes = false

  init(rows: Int, columns: Int) {
    rowCount = rows
    self.columns = columns
    cells = Array(repeating: Array(repeating: " ", count: columns), count: rows)
  }

  /// The rows without the blanks at their ends, up to the last that shows anything.
  var rows: [String] {
    var rows = cells.map { row in
      var text = row.joined()
      while text.hasSuffix(" ") { text.removeLast() }
      return text
    }
    while rows.last == "" { rows.removeLast() }
    return rows
  }

  var text: String { rows.joined(separator: "\n") }

  /// The row in which the cursor stands, up to the cursor.
  var beforeCursor: String { cells[row][..<column].joined() }

  mutating func resize(rows: Int, columns: Int) {
    cells = (0..<rows).map { index in
      let old = index < cells.count ? cells[index] : []
      return (0..<columns).map { $0 < old.count ? old[$0] : " " }
    }
    rowCount = rows
    self.columns = columns
    row = min(row, rows - 1)
    column = min(column, columns - 1)
    wrapsNext = false
  }

  mutating func feed(_ bytes: some Sequence<UInt8>) {
    pending += bytes
    while let length = takeOne() { pending.removeFirst(length) }
  }

  /// Acts on the first character or sequence of what is pending.
  /// - Returns: its length, or nil when it is not complete.
  private mutating func takeOne() -> Int? {
    guard let first = pending.first else { return nil }
    switch first {
    case 0x1B: return takeSequence()
    case 0x0D:
      column = 0
      wrapsNext = false
    case 0x0A: lineFeed()
    case 0x08:
      column = max(column - 1, 0)
      wrapsNext = false
    case 0..<0x20: break
    default:
      let length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
      guard pending.count >= length else { return nil }
      put(String(decoding: pending[..<length], as: UTF8.self))
      return length
    }
    return 1
  }

  private mutating func put(_ character: String) {
    let scalar = character.unicodeScalars.first!.value
    if joins(character) { return }
    let isWide =
      (0x1100...0x115F).contains(scalar) || (0x2E80...0xFFDC).contains(scalar)
      || (0x1F300...0x1FAFF).contains(scalar)
    let width = isWide ? 2 : 1
    if wrapsNext || column + width > columns {
      column = 0
      lineFeed()
    }
    if inserts {
      cells[row].insert(contentsOf: Array(repeating: " ", count: width), at: column)
      cells[row].removeLast(width)
    }
    cells[row][column] = character
    if width == 2 { cells[row][column + 1] = "" }
    wrapsNext = column + width >= columns
    column = min(column + width, columns - 1)
  }

  /// Puts a code point to the character before the cursor when both are one character, as terminals do
  /// that know characters; that one then takes two columns.
  private mutating func joins(_ next: String) -> Bool {
    guard next.unicodeScalars.first!.value >= 0x300, column > 0, !wrapsNext else { return false }
    let index = cells[row][column - 1].isEmpty ? column - 2 : column - 1
    guard index >= 0, (cells[row][index] + next).count == 1 else { return false }
    cells[row][index] += next
    if next.unicodeScalars.first!.value != 0x301, index == column - 1, column < columns {
      cells[row][column] = ""
      column += 1
    }
    return true
  }

  private mutating func lineFeed() {
    wrapsNext = false
    if row < rowCount - 1 {
      row += 1
    } else {
      cells.removeFirst()
      cells.append(Array(repeating: " ", count: columns))
    }
  }

  private mutating func takeSequence() -> Int? {
    guard pending.count >= 2 else { return nil }
    guard pending[1] == 0x5B else { return pending[1] == 0x28 && pending.count < 3 ? nil : 2 }
    guard let end = pending[2...].firstIndex(where: { (0x40...0x7E).contains($0) }) else {
      return nil
    }
    let body = String(decoding: pending[2..<end], as: UTF8.self)
    let numbers = body.split(separator: ";", omittingEmptySubsequences: false).map { Int($0) }
    control(
      Character(Unicode.Scalar(pending[end])), body: body, first: numbers.first ?? nil,
      second: numbers.count > 1 ? numbers[1] : nil)
    return end + 1
  }

  private mutating func control(_ final: Character, body: String, first: Int?, second: Int?) {
    let count = max(first ?? 1, 1)
    if "ABCDGHdf".contains(final) { wrapsNext = false }
    switch final {
    case "A": row = max(row - count, 0)
    case "B": row = min(row + count, rowCount - 1)
    case "C": column = min(column + count, columns - 1)
    case "D": column = max(column - count, 0)
    case "G": column = min(count - 1, columns - 1)
    case "d": row = min(count - 1, rowCount - 1)
    case "H", "f":
      row = min(count - 1, rowCount - 1)
      column = min(max(second ?? 1, 1) - 1, columns - 1)
    case "J":
      if first == 2 || first == 3 {
        for index in 0..<rowCount { blank(index, from: 0) }
      } else {
        blank(row, from: column)
        for index in row + 1..<max(rowCount, row + 1) { blank(index, from: 0) }
      }
    case "K": blank(row, from: column)
    case "P":
      let removed = min(count, columns - column)
      cells[row].removeSubrange(column..<column + removed)
      cells[row] += Array(repeating: " ", count: removed)
    case "@":
      cells[row].insert(contentsOf: Array(repeating: " ", count: count), at: column)
      cells[row].removeLast(count)
    case "h", "l":
      if body == "4" { inserts = final == "h" }
      if body == "?2004" { marksPastes = final == "h" }
    case "m": colorSequences += 1
    default: break
    }
  }

  private mutating func blank(_ index: Int, from start: Int) {
    for column in start..<columns { cells[index][column] = " " }
  }
}
