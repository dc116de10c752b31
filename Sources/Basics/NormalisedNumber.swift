/// Brings an identifier, as people and spreadsheets write it, into its plain form: the number of a
/// line above all, and whatever else names a customer, an account, a card, an order or a document.
///
///     try normalisedNumber("+86 133-0000-0001")   // 13300000001
///     try normalisedNumber("+86 571 8555 0004")   // 057185550004
///     try normalisedNumber("０１０５８００８８９９")  // 01058008899
///     try normalisedNumber("13300000001.0")       // 13300000001
///     try normalisedNumber("kd0571000001")        // kd0571000001
///
/// Characters that nobody sees go, and so do blanks at both ends and the marks of spreadsheets
/// (`="..."`, a leading apostrophe). Where a digit is left, full-width characters become plain ones.
/// What then consists of digits, blanks, hyphens, brackets and a leading + loses all but the digits,
/// a zero fraction, and a leading +86 or 0086, or 86 before a mobile number or an area code. Behind
/// the country's code the area code gets its zero back; any other zero at the beginning stays.
/// Anything else, such as a name, stays as it is.
///
/// - Throws: `number.empty` when nothing is left that could name anything; `number.spreadsheet` for
///   `1.33E+10`, whose digits a spreadsheet threw away.
package func normalisedNumber(_ text: String) throws(BasicsError) -> String {
  if isPlainIdentifier(text) { return text }
  let cleaned = CleanedText(text)
  guard cleaned.narrow.contains(where: namesSomething) else {
    throw BasicsError(.numberEmpty, found: text)
  }
  guard cleaned.narrow.contains(where: { isDigit($0) }) else { return cleaned.text }
  var bytes: [UInt8] = []
  bytes.reserveCapacity(cleaned.narrow.count)
  for scalar in cleaned.narrow {
    // What no identifier holds stays, for the error to show.
    guard scalar.isASCII else { return cleaned.text }
    bytes.append(UInt8(scalar.value))
  }
  if let number = WrittenExponent(bytes) {
    guard let digits = number.allDigits else {
      throw BasicsError(.numberSpreadsheet, found: text)
    }
    bytes = digits
  }
  if let digits = PhoneSpelling(bytes).map(\.plainDigits) {
    guard !digits.isEmpty else { throw BasicsError(.numberEmpty, found: text) }
    return String(decoding: digits, as: UTF8.self)
  }
  return String(decoding: withoutGap(bytes) ?? bytes, as: UTF8.self)
}

/// The plain form of an identifier or a name that stands in a store, so that it is found however it is
/// written; the text itself where it has none.
package func plainIdentifier(_ text: String) -> String {
  // Most names are Chinese characters alone, which are plain.
  let isChinese = text.utf8.allSatisfy { byte in
    (0x80..<0xC0).contains(byte) || (0xE4...0xE9).contains(byte)
  }
  return isChinese ? text : (try? normalisedNumber(text)) ?? text
}

/// The error for an identifier that is not there at all.
///
/// - Parameter name: what is empty, such as a parameter.
package func emptyNumber(_ name: String) -> BasicsError {
  BasicsError(.numberEmpty, found: name)
}

/// Whether a text is letters and digits alone, and begins with no code of a country.
private func isPlainIdentifier(_ text: String) -> Bool {
  var first: UInt8 = 0
  var count = 0
  var hasLetter = false
  for byte in text.utf8 {
    if count == 0 { first = byte }
    count += 1
    if byte &- 0x30 < 10 { continue }
    guard (byte | 0x20) &- 0x61 < 26 else { return false }
    hasLetter = true
  }
  guard count > 0 else { return false }
  if hasLetter { return true }
  return (first != 0x38 || !text.hasPrefix("86")) && (first != 0x30 || !text.hasPrefix("0086"))
}

private func isDigit(_ scalar: Unicode.Scalar) -> Bool { (0x30...0x39).contains(scalar.value) }

/// Whether a character can be part of what names something, and is not only put around it.
private func namesSomething(_ scalar: Unicode.Scalar) -> Bool {
  !" -+().=\"'".unicodeScalars.contains(scalar)
}

/// Letters and digits with a gap between them, as in `C 1001` or `E-12345678`, and an identity card's
/// number with its X, without the gaps; nil for anything else.
private func withoutGap(_ bytes: [UInt8]) -> [UInt8]? {
  func isGap(_ byte: UInt8) -> Bool { byte == 0x20 || byte == UInt8(ascii: "-") }
  let letters = bytes.prefix { ($0 | 0x20) &- 0x61 < 26 }
  let rest = bytes[letters.endIndex...].drop(while: isGap)
  if (1...4).contains(letters.count), !rest.isEmpty, rest.allSatisfy({ $0 &- 0x30 < 10 }) {
    return Array(letters + rest)
  }
  let joined = bytes.filter { !isGap($0) }
  let isResident =
    joined.count == 18 && joined.dropLast().allSatisfy { $0 &- 0x30 < 10 }
    && joined.last.map { $0 | 0x20 } == UInt8(ascii: "x")
  return isResident ? joined : nil
}

/// A number with an exponent, such as `1.33E+10`.
///
/// Without a sign in the exponent it must have a point, so that a name such as `7e10` is none.
private struct WrittenExponent {
  /// The digits of the number where all of them stand there, as in `1.3300000001E10`.
  private(set) var allDigits: [UInt8]?

  init?(_ bytes: [UInt8]) {
    var rest = bytes[...]
    func digits() -> ArraySlice<UInt8> {
      let digits = rest.prefix { $0 &- 0x30 < 10 }
      rest = rest.dropFirst(digits.count)
      return digits
    }
    let isNegative = rest.first == UInt8(ascii: "-")
    if isNegative { rest = rest.dropFirst() }
    let whole = digits()
    guard !whole.isEmpty else { return nil }
    let hasPoint = rest.first == UInt8(ascii: ".")
    var fraction: ArraySlice<UInt8> = []
    if hasPoint {
      rest = rest.dropFirst()
      fraction = digits()
    }
    guard let mark = rest.first, mark | 0x20 == UInt8(ascii: "e") else { return nil }
    rest = rest.dropFirst()
    let isBelow = rest.first == UInt8(ascii: "-")
    let hasSign = isBelow || rest.first == UInt8(ascii: "+")
    if hasSign { rest = rest.dropFirst() }
    let exponent = digits()
    guard !exponent.isEmpty, rest.isEmpty, hasSign || hasPoint else { return nil }
    if !isNegative, !isBelow, fraction.count > 0,
      Int(String(decoding: exponent, as: UTF8.self)) == fraction.count
    {
      allDigits = Array(whole + fraction)
    }
  }
}

/// A number as people write it to be dialled: digits with blanks, hyphens, points and brackets among
/// them.
private struct PhoneSpelling {
  private var digits: [UInt8] = []
  private var hasPlus = false
  /// Whether something stands between the first two digits and the others.
  private var isGroupOfTwo = false

  /// - Returns: nil for what holds anything else.
  init?(_ bytes: [UInt8]) {
    var bytes = bytes[...]
    let points = bytes.count { $0 == UInt8(ascii: ".") }
    if points == 1, let point = bytes.firstIndex(of: UInt8(ascii: ".")) {
      // What a data frame makes of a whole number.
      guard bytes[(point + 1)...].allSatisfy({ $0 == UInt8(ascii: "0") }) else { return nil }
      bytes = bytes[..<point]
    }
    for byte in bytes {
      switch byte {
      case 0x30...0x39: digits.append(byte)
      case UInt8(ascii: "+"):
        guard digits.isEmpty, !hasPlus else { return nil }
        hasPlus = true
      case 0x20, UInt8(ascii: "-"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "."):
        if digits.count == 2 { isGroupOfTwo = true }
      default: return nil
      }
    }
  }

  private static let country: [UInt8] = [0x38, 0x36]

  /// The digits that name the line; empty when there is nothing but the code of the country.
  var plainDigits: [UInt8] {
    if digits.starts(with: [0x30, 0x30] + Self.country) {
      return Self.national(digits.dropFirst(4))
    }
    guard digits.starts(with: Self.country) else {
      // Another country's number is no number of ours; it keeps its sign.
      return hasPlus && !digits.isEmpty ? [UInt8(ascii: "+")] + digits : digits
    }
    let rest = digits.dropFirst(2)
    if hasPlus { return Self.national(rest) }
    let isMobile = rest.count == 11 && rest.first == 0x31
    let hasAreaZero = (11...12).contains(rest.count) && rest.first == 0x30
    guard isMobile || hasAreaZero || Self.isFixed(rest) else {
      return isGroupOfTwo && rest.isEmpty ? [] : digits
    }
    return Self.national(rest)
  }

  /// The digits behind the code of the country as they are dialled within it.
  private static func national(_ digits: ArraySlice<UInt8>) -> [UInt8] {
    var digits = digits
    // One system puts the code before what another has put it before already.
    if digits.starts(with: [0x30, 0x30] + country) { digits = digits.dropFirst(4) }
    if digits.count == 13, digits.starts(with: country + [0x31]) { digits = digits.dropFirst(2) }
    guard let first = digits.first else { return [] }
    if first == 0x30 {
      let behind = digits.dropFirst()
      return behind.count == 11 && isMobile(behind) ? Array(behind) : Array(digits)
    }
    if isService(digits) { return Array(digits) }
    let isArea = first != 0x31 || digits.count <= 10 && digits.starts(with: [0x31, 0x30])
    return isArea ? [0x30] + digits : Array(digits)
  }

  private static func isMobile(_ digits: ArraySlice<UInt8>) -> Bool {
    digits.first == 0x31 && digits.dropFirst().first.map { $0 >= 0x33 } ?? false
  }

  /// Numbers for the whole country, which have no area.
  private static func isService(_ digits: ArraySlice<UInt8>) -> Bool {
    digits.count == 10 && (digits.starts(with: "400".utf8) || digits.starts(with: "800".utf8))
  }

  /// Whether this is an area code without its zero and a number: 10 and 20 to 29 with eight digits,
  /// others of three digits with seven or eight.
  private static func isFixed(_ digits: ArraySlice<UInt8>) -> Bool {
    switch digits.first ?? 0 {
    case 0x31: digits.count == 10 && digits.starts(with: [0x31, 0x30])
    case 0x32: digits.count == 10
    case 0x33...0x39: (10...11).contains(digits.count) && !isService(digits)
    default: false
    }
  }
}
