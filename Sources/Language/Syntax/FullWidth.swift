/// Punctuation as Chinese input methods write it: full-width marks, curly quotation marks, `【】`, `、`.
///
/// In an expression no bare word holds a full-width comma, operator or separator, so those that have a
/// meaning there are read as what they are meant for; so are quotation marks around a value, commas
/// between columns, and `＝` behind the name of a parameter. Anywhere else an error names the mark
/// and what to type.
enum FullWidth {
  /// What a mark is meant for; nil where it is none.
  static func plain(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
    switch scalar.value {
    case 0xFF01...0xFF5E:
      let plain = Unicode.Scalar(UInt8(scalar.value - 0xFF01 + 0x21))
      return plain.properties.isAlphabetic || plain.properties.numericType != nil ? nil : plain
    case 0x3000, 0xA0: return " "
    case 0x3001: return ","
    case 0x3010: return "["
    case 0x3011: return "]"
    case 0x201C, 0x201D: return "\""
    case 0x2018, 0x2019: return "'"
    default: return nil
    }
  }

  /// How many bytes each of the marks has that end a bare word of an expression.
  static let length = 3

  /// What the mark means that stands at an offset of an expression, where a bare word holds none.
  static func mark(_ bytes: UnsafeBufferPointer<UInt8>, at offset: Int) -> UInt8? {
    guard bytes[offset] == 0xEF, offset + 2 < bytes.count else { return nil }
    switch (bytes[offset + 1], bytes[offset + 2]) {
    case (0xBC, 0x81): return UInt8(ascii: "!")
    case (0xBC, 0x8C): return UInt8(ascii: ",")
    case (0xBC, 0x9B): return UInt8(ascii: ";")
    case (0xBC, 0x9C): return UInt8(ascii: "<")
    case (0xBC, 0x9D): return UInt8(ascii: "=")
    case (0xBC, 0x9E): return UInt8(ascii: ">")
    case (0xBD, 0x9C): return UInt8(ascii: "|")
    default: return nil
    }
  }

  /// The first mark outside of quotation marks, with what it is meant for.
  static func first(in text: String) -> (mark: String, plain: String)? {
    var quote: Unicode.Scalar?
    var isEscaped = false
    for scalar in text.unicodeScalars {
      if let open = quote {
        if isEscaped {
          isEscaped = false
        } else if scalar == "\\", open == "\"" {
          isEscaped = true
        } else if scalar == open {
          quote = nil
        }
        continue
      }
      switch scalar {
      case "\"", "'": quote = scalar
      case "#": return nil
      default:
        if let plain = plain(scalar) { return (String(scalar), String(plain)) }
      }
    }
    return nil
  }
}

extension Scanner {
  /// What the full-width mark means that stands next, where a bare word of an expression holds none.
  var nextMark: UInt8? {
    position < bytes.count && bytes[position] == 0xEF
      ? FullWidth.mark(bytes, at: position) : nil
  }

  /// Takes the comma that stands next, a full-width one too.
  mutating func takeComma() -> Bool {
    if take(",") { return true }
    guard nextMark == UInt8(ascii: ",") else { return false }
    position += FullWidth.length
    return true
  }

  /// Takes a text between full-width or curly quotation marks, with nothing close behind it; nil, and
  /// nothing is taken, where none stands here.
  mutating func takeWideText() -> Range<Int>? {
    let close: [UInt8]
    switch (next, peek(1), peek(2)) {
    case (0xE2, 0x80, 0x9C), (0xE2, 0x80, 0x9D): close = [0xE2, 0x80, 0x9D]
    case (0xE2, 0x80, 0x98), (0xE2, 0x80, 0x99): close = [0xE2, 0x80, 0x99]
    case (0xEF, 0xBC, 0x82): close = [0xEF, 0xBC, 0x82]
    default: return nil
    }
    let start = position + FullWidth.length
    var end = start
    while end + close.count <= bytes.count, bytes[end] != Bytes.newline {
      guard bytes[end] == close[0], bytes[end + 1] == close[1], bytes[end + 2] == close[2] else {
        end += 1
        continue
      }
      let after = end + close.count
      // With more behind it, it is a word that begins with a quotation.
      let isWhole =
        after == bytes.count || !Bytes.isWord(bytes[after])
        || FullWidth.mark(bytes, at: after) != nil
      guard isWhole else { return nil }
      position = after
      return start..<end
    }
    return nil
  }
}
