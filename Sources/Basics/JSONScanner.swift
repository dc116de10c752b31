/// Reads JSON (RFC 8259) from UTF-8 bytes, step by step, without building a tree.
///
///     var json = JSONScanner(bytes)
///     try json.beginObject()
///     while try json.nextKey() != nil {
///       if json.key(is: "id") {
///         id = try json.string()
///       } else {
///         try json.skipValue()
///       }
///     }
///     try json.finish()
///
/// It is strict: text is valid UTF-8 without raw control characters, surrogates come in pairs,
/// numbers have no leading zeros, nothing trails. Every error carries the offset in the bytes; after
/// an error the scanner is of no more use. The bytes must outlive the scanner and what it gives.
///
/// Codes: `json.end` (the bytes end too early), `json.character` (something else was due),
/// `json.kind` (a value of another kind), `json.control`, `json.escape`, `json.utf8`, `json.number`
/// (malformed), `json.whole` (a fraction where a whole number was due), `json.range` (more digits
/// than fit), `json.depth`, `json.trailing`.
package struct JSONScanner {
  @usableFromInline
  let bytes: UnsafeBufferPointer<UInt8>

  /// How many bytes were read.
  package internal(set) var position = 0

  @usableFromInline
  var keyStart = 0

  @usableFromInline
  var keyEnd = 0

  @usableFromInline
  var keyHasEscapes = false

  private var isFirst = false
  private var depth: Int
  private let depthLimit: Int

  /// Makes a scanner.
  ///
  /// - Parameters:
  ///   - bytes: what to read.
  ///   - depthLimit: how many objects and arrays may stand inside one another.
  package init(_ bytes: UnsafeBufferPointer<UInt8>, depthLimit: Int = 64) {
    self.bytes = bytes
    self.depthLimit = depthLimit
    depth = 0
  }

  // MARK: Objects and arrays

  /// Takes the beginning of an object.
  package mutating func beginObject() throws(BasicsError) {
    try begin(UInt8(ascii: "{"), .object)
  }

  /// Takes the next name of a field, or the end of the object.
  ///
  /// - Returns: the bytes of the name as they stand between the quotes, with any escapes in them;
  ///   nil at the end of the object. ``key(is:)`` and ``keyText`` read escapes.
  package mutating func nextKey() throws(BasicsError) -> UnsafeBufferPointer<UInt8>? {
    guard try next(UInt8(ascii: "}")) else { return nil }
    guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
      throw unexpected("the name of a field")
    }
    let name = try scanString()
    (keyStart, keyEnd, keyHasEscapes) = (name.start, name.end, name.hasEscapes)
    skipBlanks()
    guard position < bytes.count, bytes[position] == UInt8(ascii: ":") else {
      throw unexpected("a colon")
    }
    position += 1
    return UnsafeBufferPointer(rebasing: bytes[keyStart..<keyEnd])
  }

  /// Whether the name taken last is this one, which is ASCII and needs no escapes.
  @inlinable
  package func key(is name: StaticString) -> Bool {
    if keyHasEscapes { return keyText == "\(name)" }
    let count = name.utf8CodeUnitCount
    guard count == keyEnd - keyStart else { return false }
    let start = name.utf8Start
    for index in 0..<count where bytes[keyStart + index] != start[index] { return false }
    return true
  }

  /// The name taken last.
  package var keyText: String {
    text(of: StringRange(start: keyStart, end: keyEnd, hasEscapes: keyHasEscapes))
  }

  /// How many bytes stand before the name taken last.
  package var keyOffset: Int { keyStart - 1 }

  /// Takes the beginning of an array.
  package mutating func beginArray() throws(BasicsError) {
    try begin(UInt8(ascii: "["), .array)
  }

  /// Goes to the next element of an array, or takes its end.
  ///
  /// - Returns: whether there is an element.
  package mutating func nextElement() throws(BasicsError) -> Bool {
    try next(UInt8(ascii: "]"))
  }

  private mutating func begin(_ mark: UInt8, _ kind: JSONKind) throws(BasicsError) {
    skipBlanks()
    guard position < bytes.count, bytes[position] == mark else { throw otherKind(kind) }
    guard depth < depthLimit else {
      throw problem(.jsonDepth, expected: "\(depthLimit)")
    }
    depth += 1
    position += 1
    isFirst = true
  }

  private mutating func next(_ end: UInt8) throws(BasicsError) -> Bool {
    skipBlanks()
    guard position < bytes.count else { throw problem(.jsonEnd) }
    if bytes[position] == end {
      position += 1
      depth -= 1
      isFirst = false
      return false
    }
    if isFirst {
      isFirst = false
      return true
    }
    guard bytes[position] == UInt8(ascii: ",") else {
      throw unexpected(end == UInt8(ascii: "}") ? "a comma or }" : "a comma or ]")
    }
    position += 1
    skipBlanks()
    return true
  }

  // MARK: Values

  /// What kind of value comes next.
  package mutating func kind() throws(BasicsError) -> JSONKind {
    skipBlanks()
    guard position < bytes.count else { throw problem(.jsonEnd) }
    switch bytes[position] {
    case UInt8(ascii: "{"): return .object
    case UInt8(ascii: "["): return .array
    case UInt8(ascii: "\""): return .string
    case UInt8(ascii: "-"), 0x30...0x39: return .number
    case UInt8(ascii: "t"), UInt8(ascii: "f"): return .boolean
    case UInt8(ascii: "n"): return .null
    default: throw unexpected("a value")
    }
  }

  /// Takes a text.
  package mutating func string() throws(BasicsError) -> String {
    text(of: try takeString())
  }

  /// Takes a text as the bytes that stand between its quotes.
  ///
  /// - Returns: nil when the text holds escapes; it is then not taken, and ``string()`` takes it.
  package mutating func stringBytes() throws(BasicsError) -> UnsafeBufferPointer<UInt8>? {
    skipBlanks()
    let before = position
    let string = try takeString()
    if string.hasEscapes {
      position = before
      return nil
    }
    return UnsafeBufferPointer(rebasing: bytes[string.start..<string.end])
  }

  /// Takes a text that is the text form of a value, such as a month.
  ///
  /// - Throws: what the value's own reading throws, with the offset of the text.
  package mutating func written<Value: WrittenValue>(
    _ type: Value.Type
  ) throws(BasicsError) -> Value {
    let string = try takeString()
    do throws(BasicsError) {
      if string.hasEscapes { return try Value(parsing: text(of: string)) }
      return try Value(utf8: UnsafeBufferPointer(rebasing: bytes[string.start..<string.end]))
    } catch {
      var located = error
      located.offset = string.start
      throw located
    }
  }

  /// Takes a whole number.
  package mutating func integer() throws(BasicsError) -> Int64 {
    let (start, isWhole) = try scanNumber()
    guard isWhole else {
      throw problem(.jsonWhole, found: start..<position, at: start)
    }
    let isNegative = bytes[start] == UInt8(ascii: "-")
    var number: Int64 = 0
    for index in (isNegative ? start + 1 : start)..<position {
      let (ten, isTooLarge) = number.multipliedReportingOverflow(by: 10)
      let (sum, isAlsoTooLarge) = ten.subtractingReportingOverflow(Int64(bytes[index] &- 0x30))
      guard !isTooLarge, !isAlsoTooLarge else {
        throw problem(.jsonRange, found: start..<position, at: start)
      }
      number = sum
    }
    if isNegative { return number }
    guard number != .min else { throw problem(.jsonRange, found: start..<position, at: start) }
    return -number
  }

  /// Takes a number as it is written.
  ///
  /// - Returns: its bytes, and whether they are a sign and digits alone.
  package mutating func writtenNumber() throws(BasicsError) -> (
    bytes: UnsafeBufferPointer<UInt8>, isWhole: Bool
  ) {
    let (start, isWhole) = try scanNumber()
    return (UnsafeBufferPointer(rebasing: bytes[start..<position]), isWhole)
  }

  /// Takes a number, exactly.
  package mutating func decimal() throws(BasicsError) -> Decimal {
    let (start, _) = try scanNumber()
    do throws(BasicsError) {
      return try Decimal(
        utf8: UnsafeBufferPointer(rebasing: bytes[start..<position]), allowsExponent: true)
    } catch {
      throw problem(.jsonRange, found: start..<position, at: start)
    }
  }

  /// Takes `true` or `false`.
  package mutating func boolean() throws(BasicsError) -> Bool {
    skipBlanks()
    if position < bytes.count {
      if bytes[position] == UInt8(ascii: "t") {
        try literal("true")
        return true
      }
      if bytes[position] == UInt8(ascii: "f") {
        try literal("false")
        return false
      }
    }
    throw otherKind(.boolean)
  }

  /// Takes `null` when it comes next.
  ///
  /// - Returns: whether it was there.
  package mutating func null() throws(BasicsError) -> Bool {
    skipBlanks()
    guard position < bytes.count else { throw problem(.jsonEnd) }
    guard bytes[position] == UInt8(ascii: "n") else { return false }
    try literal("null")
    return true
  }

  /// Takes a value of any kind and checks it.
  package mutating func skipValue() throws(BasicsError) {
    switch try kind() {
    case .object:
      try beginObject()
      while try nextKey() != nil { try skipValue() }
    case .array:
      try beginArray()
      while try nextElement() { try skipValue() }
    case .string: _ = try scanString()
    case .number: _ = try scanNumber()
    case .boolean: _ = try boolean()
    case .null: _ = try null()
    }
  }

  /// Takes a value of any kind as its bytes.
  mutating func valueBytes() throws(BasicsError) -> UnsafeBufferPointer<UInt8> {
    skipBlanks()
    let start = position
    try skipValue()
    return UnsafeBufferPointer(rebasing: bytes[start..<position])
  }

  /// Checks that nothing but blanks is left.
  ///
  /// - Throws: `json.trailing`.
  package mutating func finish() throws(BasicsError) {
    skipBlanks()
    guard position == bytes.count else {
      throw problem(.jsonTrailing, found: position..<min(position + 20, bytes.count))
    }
  }

  private mutating func takeString() throws(BasicsError) -> StringRange {
    skipBlanks()
    guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
      throw otherKind(.string)
    }
    return try scanString()
  }

  private mutating func literal(_ word: StaticString) throws(BasicsError) {
    for index in 0..<word.utf8CodeUnitCount {
      guard position < bytes.count, bytes[position] == word.utf8Start[index] else {
        throw unexpected("\(word)")
      }
      position += 1
    }
  }

  @inline(__always)
  private mutating func skipBlanks() {
    while position < bytes.count {
      let byte = bytes[position]
      guard byte <= 0x20, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else {
        return
      }
      position += 1
    }
  }
}

// MARK: Texts and numbers

extension JSONScanner {
  /// Where a text stands between its quotes.
  struct StringRange {
    var start: Int
    var end: Int
    var hasEscapes: Bool
  }

  /// Takes a text that begins here, and checks every byte of it.
  private mutating func scanString() throws(BasicsError) -> StringRange {
    let start = position + 1
    var hasEscapes = false
    position = start
    while true {
      position = endOfPlainText(from: position)
      guard position < bytes.count else { throw problem(.jsonEnd) }
      switch bytes[position] {
      case UInt8(ascii: "\""):
        position += 1
        return StringRange(start: start, end: position - 1, hasEscapes: hasEscapes)
      case UInt8(ascii: "\\"):
        hasEscapes = true
        try scanEscape()
      case 0..<0x20:
        throw problem(.jsonControl, found: position..<position + 1)
      default:
        let length = UTF8Check.length(ofSequenceAt: position, in: bytes)
        guard length > 0 else { throw problem(.jsonUTF8, found: position..<position + 1) }
        position += length
      }
    }
  }

  /// The offset of the first byte that is a quote, a backslash, a control character or no ASCII.
  @inline(__always)
  private func endOfPlainText(from start: Int) -> Int {
    var offset = start
    let ones: UInt64 = 0x0101_0101_0101_0101
    let highs: UInt64 = 0x8080_8080_8080_8080
    while offset + 8 <= bytes.count {
      let word = UnsafeRawPointer(bytes.baseAddress! + offset)
        .loadUnaligned(as: UInt64.self).littleEndian
      let quotes = word ^ (ones &* 0x22)
      let slashes = word ^ (ones &* 0x5C)
      let stops =
        (word | (word &- ones &* 0x20) | (quotes &- ones) | (slashes &- ones)) & highs
      // A borrow can only mark bytes above a true mark, so the lowest mark is always right.
      if stops != 0 { return offset + stops.trailingZeroBitCount / 8 }
      offset += 8
    }
    while offset < bytes.count {
      let byte = bytes[offset]
      if byte < 0x20 || byte >= 0x80 || byte == 0x22 || byte == 0x5C { break }
      offset += 1
    }
    return offset
  }

  /// Takes a number by the grammar of JSON.
  private mutating func scanNumber() throws(BasicsError) -> (start: Int, isWhole: Bool) {
    skipBlanks()
    let start = position
    guard position < bytes.count else { throw problem(.jsonEnd) }
    guard bytes[position] == UInt8(ascii: "-") || bytes[position] &- 0x30 < 10 else {
      throw otherKind(.number)
    }
    if bytes[position] == UInt8(ascii: "-") { position += 1 }
    let first = position
    try scanDigits(from: start)
    if bytes[first] == UInt8(ascii: "0"), position > first + 1 {
      throw problem(.jsonNumber, found: start..<position, at: start)
    }
    var isWhole = true
    if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
      isWhole = false
      position += 1
      try scanDigits(from: start)
    }
    if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
      isWhole = false
      position += 1
      if position < bytes.count,
        bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-")
      {
        position += 1
      }
      try scanDigits(from: start)
    }
    return (start, isWhole)
  }

  private mutating func scanDigits(from start: Int) throws(BasicsError) {
    let first = position
    while position < bytes.count, bytes[position] &- 0x30 < 10 { position += 1 }
    guard position > first else {
      if position == bytes.count { throw endOfBytes() }
      throw problem(.jsonNumber, found: start..<position + 1, at: start)
    }
  }
}
