import Basics

/// Goes along the bytes of a script.
///
/// It knows words, blanks and comments; what a word means is the parser's affair. Lines and columns
/// are counted only when an error is shown.
struct Scanner {
  let bytes: UnsafeBufferPointer<UInt8>
  /// How many bytes at the beginning are surely ASCII.
  private let plainCount: Int
  var position = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
    let raw = UnsafeRawBufferPointer(bytes)
    var plain = 0
    while plain + 8 <= raw.count,
      raw.loadUnaligned(fromByteOffset: plain, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
    {
      plain += 8
    }
    plainCount = plain
    // The mark that some editors put at the beginning is no word.
    if bytes.count >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF { position = 3 }
  }

  /// Whether a full-width mark may stand somewhere.
  var mayBeWide: Bool { plainCount + FullWidth.length <= bytes.count }

  /// The first byte that is not UTF-8, or nil.
  var firstMalformed: Int? {
    var offset = plainCount
    while offset < bytes.count {
      if bytes[offset] < 128 {
        offset += 1
        continue
      }
      let length = UTF8Check.length(ofSequenceAt: offset, in: bytes)
      guard length > 0 else { return offset }
      offset += length
    }
    return nil
  }

  /// The next byte; 0 at the end (a 0 in the text ends no script: it is no word either).
  @inline(__always)
  var next: UInt8 { position < bytes.count ? bytes[position] : 0 }

  @inline(__always)
  var isAtEnd: Bool { position >= bytes.count }

  /// The byte some bytes further on; 0 beyond the end.
  @inline(__always)
  func peek(_ distance: Int) -> UInt8 {
    position + distance < bytes.count ? bytes[position + distance] : 0
  }

  /// Passes blanks, and a comment up to the end of its line.
  @inline(__always)
  mutating func skipBlanks() {
    while position < bytes.count, Bytes.isBlank(bytes[position]) { position += 1 }
    if position < bytes.count, bytes[position] == UInt8(ascii: "#") { skipComment() }
  }

  /// Passes blanks, comments and newlines.
  @inline(__always)
  mutating func skipSpace() {
    skipBlanks()
    while position < bytes.count, bytes[position] == Bytes.newline {
      position += 1
      skipBlanks()
    }
  }

  /// Passes blanks, comments, newlines and semicolons.
  @inline(__always)
  mutating func skipSeparators() {
    skipSpace()
    while position < bytes.count, bytes[position] == UInt8(ascii: ";") {
      position += 1
      skipSpace()
    }
  }

  private mutating func skipComment() {
    while position < bytes.count, bytes[position] != Bytes.newline { position += 1 }
  }

  /// Takes the byte when it is next.
  @inline(__always)
  mutating func take(_ byte: Unicode.Scalar) -> Bool {
    guard position < bytes.count, bytes[position] == UInt8(ascii: byte) else { return false }
    position += 1
    return true
  }

  /// Takes a word of a command: empty when none begins here.
  @inline(__always)
  mutating func word() -> Range<Int> {
    let start = position
    while position < bytes.count, Bytes.isWord(bytes[position]) { position += 1 }
    return start..<position
  }

  /// Takes a word of an expression: operators end it, but the sign of an instant's offset does not.
  mutating func operand() -> Range<Int> {
    let start = position
    while position < bytes.count {
      let byte = bytes[position]
      if !Bytes.isOperand(byte) {
        guard byte == UInt8(ascii: "+"), isInstant(start..<position) else { break }
      }
      if byte == 0xEF, FullWidth.mark(bytes, at: position) != nil { break }
      position += 1
    }
    return start..<position
  }

  /// Whether bytes look like a day with a time, so that a sign after them is an offset.
  private func isInstant(_ range: Range<Int>) -> Bool {
    range.count >= 16 && bytes[range.lowerBound + 10] == UInt8(ascii: "T")
      && Bytes.isDigit(bytes[range.lowerBound])
  }

  /// Takes the name of a variable: empty when none begins here.
  mutating func name() -> Range<Int> {
    let start = position
    guard !Bytes.isDigit(next) else { return start..<start }
    while position < bytes.count, Bytes.isName(bytes[position]) { position += 1 }
    return start..<position
  }

  /// Takes the name of a field after a point; a hyphen counts when a letter follows it.
  mutating func fieldName() -> Range<Int> {
    let start = position
    while position < bytes.count {
      let byte = bytes[position]
      let isHyphen = byte == UInt8(ascii: "-") && position > start && Bytes.isLetter(peek(1))
      guard isHyphen || Bytes.isName(byte) else { break }
      position += 1
    }
    return start..<position
  }

  func slice(_ range: Range<Int>) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(rebasing: bytes[range])
  }

  func text(_ range: Range<Int>) -> String { String(decoding: slice(range), as: UTF8.self) }

  /// Whether a range holds exactly this word.
  @inline(__always)
  func matches(_ range: Range<Int>, _ word: StaticString) -> Bool {
    guard range.count == word.utf8CodeUnitCount else { return false }
    for index in 0..<range.count where bytes[range.lowerBound + index] != word.utf8Start[index] {
      return false
    }
    return true
  }

  /// Passes the rest of a statement that could not be read: to the newline or the bracket that
  /// ends it.
  mutating func skipStatement() {
    var depth = 0
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "{"), UInt8(ascii: "("), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: ")"), UInt8(ascii: "]"):
        if depth == 0 { return }
        depth -= 1
      case Bytes.newline, UInt8(ascii: ";"):
        if depth == 0 { return }
      default: break
      }
      position += 1
    }
  }
}
