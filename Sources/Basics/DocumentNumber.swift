/// Numbers of registered documents in texts, told from numbers of lines and cards, orders, amounts
/// and dates by what they look like, so that they are masked (DESK-3) and kept out of the history.
///
///     DocumentNumber.masked(in: "no customer is named G12345678")   // ... G1*****78
///     DocumentNumber.shape(of: "330106 19800101 0017")              // .document
///
/// Known are the numbers of resident and temporary identity cards (18 characters, once 15),
/// household registers (16 digits), passports and permits (a letter or two and seven to ten digits),
/// military and police cards (digits behind 字第, 警 and the like) and business licences (15 digits,
/// or 15 to 18 digits and letters); full-width, with blanks or hyphens between their parts, or
/// neither.
package enum DocumentNumber {
  /// How sure a reader can be.
  package enum Grade: Sendable, Hashable {
    /// It can hardly be anything else: what is masked in messages.
    case certain
    /// It may be one: what is not left about in a file.
    case possible
  }

  /// What a word that names a customer looks like.
  package enum Shape: Sendable, Hashable {
    /// The number of a line.
    case number
    /// An ICCID.
    case card
    /// An identifier such as `C1001`.
    case identifier
    case document
    case name
  }

  /// A document number as it is shown: of 12 characters or more the first and last four stay
  /// (`3301**********1234`), of a shorter one the first and last two, of fewer than six none.
  package static func masked(_ number: String) -> String {
    let count = number.count
    let kept =
      switch count {
      case 12...: 4
      case 6...: 2
      default: 0
      }
    var masked = ""
    for (index, character) in number.enumerated() {
      let isKept = index < kept || index >= count - kept || character == " "
      masked.append(isKept ? character : "*")
    }
    return masked
  }

  /// A text with the document numbers in it masked.
  package static func masked(in text: String, _ grade: Grade = .certain) -> String {
    let ranges = ranges(in: text, grade)
    guard !ranges.isEmpty else { return text }
    var result = ""
    var position = text.startIndex
    for range in ranges {
      result += text[position..<range.lowerBound]
      result += masked(String(text[range]))
      position = range.upperBound
    }
    return result + text[position...]
  }

  /// Where document numbers stand in a text, in their order.
  package static func ranges(in text: String, _ grade: Grade) -> [Range<String.Index>] {
    guard mayHold(text) else { return [] }
    return DocumentSearch(text, grade).ranges()
  }

  /// What a word that names a customer looks like, whatever blanks, hyphens and full-width
  /// characters it is written with.
  package static func shape(of word: String) -> Shape {
    var plain: [UInt8] = []
    var hasOthers = false
    for scalar in word.unicodeScalars {
      if let byte = WrittenUnit(scalar)?.byte, WrittenUnit.isLetterOrDigit(byte) {
        plain.append(byte)
      } else if scalar.properties.isAlphabetic {
        hasOthers = true
      }
    }
    let digits = plain.filter(WrittenUnit.isDigit).count
    guard !hasOthers else { return digits >= 5 ? .document : .name }
    if digits == plain.count {
      if digits >= 19 { return .card }
      return isPhone(plain[...]) ? .number : digits >= 5 ? .document : .name
    }
    let letters = plain.prefix { !WrittenUnit.isDigit($0) }
    if letters.count <= 4, !letters.isEmpty, letters.count + digits == plain.count {
      // The names of broadband lines are as long as numbers and written small.
      if digits >= 10, letters.allSatisfy({ $0 >= 0x61 }) { return .number }
      let isCapital = letters.allSatisfy { $0 < 0x61 }
      if isCapital, isOwnPrefix(letters) || digits < 7 { return .identifier }
    }
    return digits >= 5 ? .document : .name
  }

  /// Whether digits are a number to be called: of a mobile, or with an area code, with the country's
  /// code or without it.
  static func isPhone(_ digits: ArraySlice<UInt8>) -> Bool {
    let zero = UInt8(ascii: "0")
    if digits.starts(with: Array("0086".utf8)) { return isNational(digits.dropFirst(4)) }
    if digits.count > 11, digits.starts(with: Array("86".utf8)) {
      return isNational(digits.dropFirst(2))
    }
    guard let first = digits.first else { return false }
    if first == zero { return (10...12).contains(digits.count) }
    return digits.count == 11 && first == UInt8(ascii: "1")
  }

  /// Whether digits behind the country's code are a number: the zero of the area may be missing.
  private static func isNational(_ digits: ArraySlice<UInt8>) -> Bool {
    (9...12).contains(digits.count)
  }

  /// Whether letters begin the identifiers of customers, accounts and orders.
  static func isOwnPrefix(_ letters: ArraySlice<UInt8>) -> Bool {
    letters.count == 1 && "CAO".utf8.contains(letters[letters.startIndex])
  }

  /// Whether a text has digits enough, whatever they look like.
  private static func mayHold(_ text: String) -> Bool {
    var digits = 0
    for byte in text.utf8 {
      // The full-width digits and letters begin with 0xEF.
      if byte &- 0x30 < 10 || byte == 0xEF { digits += 1 }
      if digits == 4 { return true }
    }
    return false
  }
}

/// One character as it is compared: full-width ones as plain ones.
struct WrittenUnit {
  /// The character as ASCII; blanks and hyphens of every kind as one; 0 for all others.
  let byte: UInt8
  let scalar: Unicode.Scalar

  /// - Returns: Nil for a character that nobody sees.
  init?(_ scalar: Unicode.Scalar) {
    self.scalar = scalar
    switch scalar.value {
    case 0x20..<0x7F: byte = UInt8(scalar.value)
    case 0xFF01...0xFF5E: byte = UInt8(scalar.value - 0xFF01 + 0x21)
    case 0x09, 0xA0, 0x2000...0x200A, 0x202F, 0x3000: byte = UInt8(ascii: " ")
    case 0x2010...0x2015, 0x2212, 0xB7: byte = UInt8(ascii: "-")
    case 0x00AD, 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x206F, 0xFEFF: return nil
    default: byte = 0
    }
  }

  static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
  static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    isDigit(byte) || (byte | 0x20) &- 0x61 < 26
  }
}
