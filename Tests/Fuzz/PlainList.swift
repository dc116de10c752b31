/// What becomes of the rows of a list of payments, by a reader that is as plain as can be: it has the
/// whole list in memory and shares nothing with the program's own.
///
/// Spellings are left to other tests: of a row whose number or amount is written oddly it says nothing.
struct PlainList {
  /// Whether each row is done; nil where this reader does not say. Nil altogether when the list is
  /// wrong as a whole.
  let rows: [Bool?]?

  private static let known: Set<String> = [
    "13800000001", "13800000002", "13800000003", "C1", "C2", "C3", "A1", "A2", "A3",
  ]

  /// - Returns: nil for a list of which this reader says nothing.
  init?(_ bytes: [UInt8], isTSV: Bool, isJSON: Bool) {
    // Zero bytes may be those of UTF-16.
    if bytes.prefix(1024).contains(0) { return nil }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      // In JSON Lines the first row tells it.
      rows = nil
      return
    }
    var text = bytes
    while text.last == 0x1A { text.removeLast() }
    if isJSON {
      if text.starts(with: [0xEF, 0xBB, 0xBF]) { text.removeFirst(3) }
      guard let rows = Self.objects(text) else { return nil }
      self.rows = rows
    } else {
      let separated = PlainCSV(text, separator: isTSV ? 0x09 : 0x2C)
      guard separated.recoveries <= 32, let rows = Self.payments(separated) else { return nil }
      self.rows = rows
    }
  }

  // MARK: CSV and TSV

  /// - Returns: nil when nothing is said; nil within when the heading is wrong.
  private static func payments(_ list: PlainCSV) -> [Bool?]?? {
    guard let heading = list.rows.first(where: { !$0.isBlank }) else { return .some(nil) }
    if heading.isFaulty { return .some(nil) }
    var names: [String] = []
    for field in heading.fields {
      let name = trimmed(String(decoding: field, as: UTF8.self))
      // What is no plain name may be one with something unseen, or a number.
      let isPlain = name.unicodeScalars.allSatisfy { (0x20..<0x7F).contains($0.value) }
      let digits = name.utf8.count(where: { (0x30...0x39).contains($0) })
      guard isPlain, digits < 10, digits == 0 || !name.contains("e") && !name.contains("E") else {
        return nil
      }
      if !name.isEmpty, names.contains(name) { return .some(nil) }
      names.append(name)
    }
    guard let number = names.firstIndex(of: "number"), let amount = names.firstIndex(of: "amount")
    else { return .some(nil) }
    var isBehindHeading = false
    var rows: [Bool?] = []
    for row in list.rows where !row.isBlank {
      guard isBehindHeading else {
        isBehindHeading = true
        continue
      }
      guard !row.isFaulty, row.fields.count == names.count else {
        rows.append(false)
        continue
      }
      let cells = row.fields.map { String(decoding: $0, as: UTF8.self) }
      rows.append(isPaid(cells[number], cells[amount]))
    }
    return rows
  }

  // MARK: JSON Lines

  private static func objects(_ bytes: [UInt8]) -> [Bool?]? {
    var rows: [Bool?] = []
    for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
      var line = line
      if line.last == 0x0D { line.removeLast() }
      if line.starts(with: [0xEF, 0xBB, 0xBF]) { line = line.dropFirst(3) }
      if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { continue }
      guard String(validating: line, as: UTF8.self) != nil else {
        rows.append(false)
        continue
      }
      var json = PlainJSON(Array(line))
      let value = json.document()
      if json.isTooDeep { return nil }
      guard case .object(let fields)? = value else {
        rows.append(false)
        continue
      }
      func cell(_ name: String) -> String? {
        switch fields.first(where: { $0.name == name })?.value ?? .null {
        case .null: ""
        case .text(let text), .number(let text): text
        case .other, .object: nil
        }
      }
      guard let number = cell("number"), let amount = cell("amount") else {
        rows.append(nil)
        continue
      }
      rows.append(isPaid(number, amount))
    }
    return rows
  }

  // MARK: Cells

  private static func trimmed(_ text: String) -> String {
    var scalars = text.unicodeScalars[...]
    func isBlank(_ scalar: Unicode.Scalar) -> Bool {
      scalar == " " || (0x09...0x0D ~= scalar.value)
    }
    while let first = scalars.first, isBlank(first) { scalars.removeFirst() }
    while let last = scalars.last, isBlank(last) { scalars.removeLast() }
    return String(scalars)
  }

  private static func isPaid(_ number: String, _ amount: String) -> Bool? {
    let (named, paid) = (isNamed(trimmed(number)), isAmount(trimmed(amount)))
    if named == false || paid == false { return false }
    return named == nil || paid == nil ? nil : true
  }

  private static func isNamed(_ text: String) -> Bool? {
    if text.isEmpty { return false }
    if known.contains(text) { return true }
    let isPlain = text.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }
    // What begins so may have the code of the country before it.
    return isPlain && !text.hasPrefix("86") && !text.hasPrefix("0086") ? false : nil
  }

  private static func isAmount(_ text: String) -> Bool? {
    if text.isEmpty { return false }
    if text.utf8.allSatisfy({ (0x61...0x7A).contains($0) }) { return false }
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    let isPlain =
      parts.allSatisfy { $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
      && (1...9).contains(parts[0].utf8.count)
      && (parts.count == 1 || parts.count == 2 && (1...2).contains(parts[1].utf8.count))
    guard isPlain else { return nil }
    return text.utf8.contains { (0x31...0x39).contains($0) }
  }
}

/// Rows of CSV or TSV as RFC 4180 has them, and what is done with those that are not.
struct PlainCSV {
  struct Row {
    var fields: [[UInt8]] = []
    var isFaulty = false
    /// Whether it has nothing but blanks, so that it is no row; one field `""` is one.
    var isBlank: Bool {
      !isFaulty && fields != [[]]
        && fields.allSatisfy { $0.allSatisfy { $0 == 0x20 || $0 == 0x09 } }
    }
  }

  private(set) var rows: [Row] = []
  /// How often a quoted field did not end.
  private(set) var recoveries = 0
  private let bytes: [UInt8]
  private var offset = 0
  private var separator: UInt8

  init(_ bytes: [UInt8], separator: UInt8) {
    self.bytes = bytes
    self.separator = separator
    adoptSeparator()
    while let row = next() {
      if rows.allSatisfy(\.isBlank), !row.isBlank, obeys(row) { continue }
      rows.append(row)
    }
  }

  /// The first line has one kind of separator, which is not the expected one.
  private mutating func adoptSeparator() {
    var isQuoted = false
    var found: Set<UInt8> = []
    let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    for byte in bytes[start...] {
      if byte == 0x22 { isQuoted.toggle() }
      if isQuoted { continue }
      if byte == 0x0A || byte == 0x0D { break }
      if [0x2C, 0x3B, 0x09, 0x7C].contains(byte) { found.insert(byte) }
    }
    if found.count == 1 { separator = found.first! }
  }

  /// Whether the row is a line `sep=;` that tells the separator.
  private mutating func obeys(_ row: Row) -> Bool {
    guard rows.isEmpty, !row.isFaulty, row.fields.count <= 2 else { return false }
    let first = row.fields[0]
    guard String(decoding: first, as: UTF8.self).lowercased().hasPrefix("sep=") else {
      return false
    }
    let isWord = first.last.map { byte in
      byte >= 0x80 || byte == 0x22 || Unicode.Scalar(byte).properties.isAlphabetic
        || (0x30...0x39).contains(byte)
    }
    if row.fields.count == 1, first.count == 5, isWord == false { separator = first[4] }
    return true
  }

  private func isLineEnd(_ offset: Int) -> Bool { bytes[offset] == 0x0A || bytes[offset] == 0x0D }

  private func isFieldEnd(_ offset: Int) -> Bool {
    offset == bytes.count || isLineEnd(offset) || bytes[offset] == separator
  }

  private mutating func next() -> Row? {
    while offset < bytes.count {
      if isLineEnd(offset) {
        offset += 1
      } else if bytes[offset...].starts(with: [0xEF, 0xBB, 0xBF]) {
        offset += 3
      } else {
        break
      }
    }
    guard offset < bytes.count else { return nil }
    var row = Row()
    repeat {
      if !row.fields.isEmpty { offset += 1 }
      field(&row)
    } while offset < bytes.count && bytes[offset] == separator && !isLineEnd(offset)
    if row.fields.contains(where: { String(validating: $0, as: UTF8.self) == nil }) {
      row.isFaulty = true
    }
    return row
  }

  private mutating func field(_ row: inout Row) {
    var field: [UInt8] = []
    if offset < bytes.count, bytes[offset] == 0x22 {
      guard let (inner, end) = quoted() else {
        recoveries += 1
        row.isFaulty = true
        offset += 1
        while offset < bytes.count, !isLineEnd(offset) {
          field.append(bytes[offset])
          offset += 1
        }
        return row.fields.append(field)
      }
      field = inner
      offset = end
      if !isFieldEnd(offset) { row.isFaulty = true }
    }
    while !isFieldEnd(offset) {
      field.append(bytes[offset])
      offset += 1
    }
    row.fields.append(field)
  }

  /// The quoted text that begins here, and what follows it; nil when it does not end.
  private func quoted() -> (text: [UInt8], end: Int)? {
    var text: [UInt8] = []
    var end = offset + 1
    while end < bytes.count {
      guard bytes[end] == 0x22 else {
        text.append(bytes[end])
        end += 1
        continue
      }
      guard end + 1 < bytes.count, bytes[end + 1] == 0x22 else { return (text, end + 1) }
      text.append(0x22)
      end += 2
    }
    return nil
  }
}

/// A value of JSON (RFC 8259), read strictly.
struct PlainJSON {
  indirect enum Value {
    case null
    case text(String)
    /// As it is written.
    case number(String)
    case object([(name: String, value: Value)])
    case other
  }

  /// Whether there are more objects and arrays within one another than anybody needs.
  private(set) var isTooDeep = false
  private let bytes: [UInt8]
  private var offset = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// The whole text as one value; nil when it is none.
  mutating func document() -> Value? {
    guard let value = value(0) else { return nil }
    skipBlanks()
    return offset == bytes.count ? value : nil
  }

  private mutating func skipBlanks() {
    while offset < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[offset]) { offset += 1 }
  }

  private mutating func take(_ word: String) -> Bool {
    guard bytes[offset...].starts(with: word.utf8) else { return false }
    offset += word.utf8.count
    return true
  }

  private mutating func value(_ depth: Int) -> Value? {
    guard depth < 60 else {
      isTooDeep = true
      return nil
    }
    skipBlanks()
    guard offset < bytes.count else { return nil }
    switch bytes[offset] {
    case 0x7B: return object(depth)
    case 0x5B: return array(depth)
    case 0x22: return text().map(Value.text)
    case 0x2D, 0x30...0x39: return number()
    default:
      if take("true") || take("false") { return .other }
      return take("null") ? .null : nil
    }
  }

  private mutating func object(_ depth: Int) -> Value? {
    offset += 1
    var fields: [(name: String, value: Value)] = []
    skipBlanks()
    if take("}") { return .object([]) }
    while true {
      skipBlanks()
      guard offset < bytes.count, bytes[offset] == 0x22, let name = text() else { return nil }
      skipBlanks()
      // Two fields of one name: nobody knows which is meant.
      guard take(":"), !fields.contains(where: { $0.name == name }) else { return nil }
      guard let value = value(depth + 1) else { return nil }
      fields.append((name, value))
      skipBlanks()
      if take("}") { return .object(fields) }
      guard take(",") else { return nil }
    }
  }

  private mutating func array(_ depth: Int) -> Value? {
    offset += 1
    skipBlanks()
    if take("]") { return .other }
    while true {
      guard value(depth + 1) != nil else { return nil }
      skipBlanks()
      if take("]") { return .other }
      guard take(",") else { return nil }
    }
  }

  private mutating func number() -> Value? {
    let start = offset
    _ = take("-")
    let whole = digits()
    guard whole > 0, whole == 1 || bytes[offset - whole] != 0x30 else { return nil }
    if take("."), digits() == 0 { return nil }
    if take("e") || take("E") {
      if !take("+") { _ = take("-") }
      if digits() == 0 { return nil }
    }
    return .number(String(decoding: bytes[start..<offset], as: UTF8.self))
  }

  private mutating func digits() -> Int {
    let start = offset
    while offset < bytes.count, (0x30...0x39).contains(bytes[offset]) { offset += 1 }
    return offset - start
  }

  private mutating func text() -> String? {
    offset += 1
    var units: [UInt16] = []
    var plain: [UInt8] = []
    func flushed(_ plain: [UInt8]) -> [UInt16] {
      Array(String(decoding: plain, as: UTF8.self).utf16)
    }
    while offset < bytes.count {
      let byte = bytes[offset]
      offset += 1
      switch byte {
      case 0x22:
        units += flushed(plain)
        // Halves of a pair that stand alone are no text.
        return String(validating: units, as: UTF16.self)
      case 0x5C:
        units += flushed(plain)
        plain = []
        guard let unit = escape() else { return nil }
        units.append(unit)
      case 0..<0x20: return nil
      default: plain.append(byte)
      }
    }
    return nil
  }

  private mutating func escape() -> UInt16? {
    guard offset < bytes.count else { return nil }
    let byte = bytes[offset]
    offset += 1
    switch byte {
    case 0x22, 0x5C, 0x2F: return UInt16(byte)
    case UInt8(ascii: "b"): return 8
    case UInt8(ascii: "f"): return 12
    case UInt8(ascii: "n"): return 10
    case UInt8(ascii: "r"): return 13
    case UInt8(ascii: "t"): return 9
    case UInt8(ascii: "u"):
      guard offset + 4 <= bytes.count else { return nil }
      let digits = String(decoding: bytes[offset..<offset + 4], as: UTF8.self)
      guard digits.utf8.count == 4, digits.allSatisfy(\.isHexDigit) else { return nil }
      offset += 4
      return UInt16(digits, radix: 16)
    default: return nil
    }
  }
}
