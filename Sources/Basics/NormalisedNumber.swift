/// Brings the number of a line, as people and spreadsheets write it, into its plain form.
///
///     try normalisedNumber("+86 133-0000-0001")   // 13300000001
///     try normalisedNumber("０１０５８００８８９９")  // 01058008899
///     try normalisedNumber("kd0571000001")        // kd0571000001
///
/// Full-width digits, letters and signs become plain ones and blanks at both ends go. When what is
/// left consists of digits, blanks, hyphens and a leading +, the blanks and hyphens go too, and so
/// does a leading +86 or 0086, or 86 before a mobile number (eleven digits that begin with 1). A
/// zero at the beginning stays. Anything else, such as the name of a broadband line, is left as it
/// is.
///
/// - Throws: `number.spreadsheet` for `1.33E+10`, whose digits a spreadsheet threw away.
package func normalisedNumber(_ text: String) throws(BasicsError) -> String {
  var scalars: [UInt8] = []
  var isPlain = true
  for scalar in text.unicodeScalars {
    switch scalar.value {
    case 0xFF01...0xFF5E: scalars.append(UInt8(scalar.value - 0xFF01 + 0x21))
    case 0x3000, 0xA0, 0x2007, 0x202F: scalars.append(0x20)
    case 0x2010...0x2015, 0x2212: scalars.append(UInt8(ascii: "-"))
    case 0xFEFF, 0x200B, 0x200E, 0x200F, 0x202A...0x202E: break
    case 0x09: scalars.append(0x20)
    case 0x20..<0x7F: scalars.append(UInt8(scalar.value))
    default: isPlain = false
    }
    if !isPlain { return text }
  }
  let start = scalars.firstIndex { $0 != 0x20 } ?? scalars.count
  let end = (scalars.lastIndex { $0 != 0x20 } ?? start - 1) + 1
  let trimmed = scalars[start..<end]
  if isSpreadsheetNumber(trimmed) { throw BasicsError(.numberSpreadsheet, found: text) }
  let isPhone = trimmed.enumerated().allSatisfy { place, byte in
    byte &- 0x30 < 10 || byte == 0x20 || byte == UInt8(ascii: "-")
      || (place == 0 && byte == UInt8(ascii: "+"))
  }
  guard isPhone, trimmed.contains(where: { $0 &- 0x30 < 10 }) else {
    return String(decoding: trimmed, as: UTF8.self)
  }
  return String(decoding: withoutCountry(trimmed), as: UTF8.self)
}

/// Whether the text is a number with an exponent, such as `1.33E+10`.
///
/// Without a sign in the exponent it must have a point, so that a name such as `7e10` is none.
private func isSpreadsheetNumber(_ bytes: ArraySlice<UInt8>) -> Bool {
  var rest = bytes
  func digits() -> Int {
    let count = rest.prefix { $0 &- 0x30 < 10 }.count
    rest = rest.dropFirst(count)
    return count
  }
  if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
  guard digits() > 0 else { return false }
  let hasPoint = rest.first == UInt8(ascii: ".")
  if hasPoint {
    rest = rest.dropFirst()
    _ = digits()
  }
  guard let exponent = rest.first, exponent | 0x20 == UInt8(ascii: "e") else { return false }
  rest = rest.dropFirst()
  let hasSign = rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-")
  if hasSign { rest = rest.dropFirst() }
  return digits() > 0 && rest.isEmpty && (hasSign || hasPoint)
}

private func withoutCountry(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
  let digits = bytes.filter { $0 &- 0x30 < 10 }[...]
  let country: [UInt8] = [0x38, 0x36]
  if bytes.first == UInt8(ascii: "+") {
    // Another country's number is no number of ours; it keeps its sign.
    return digits.starts(with: country) ? digits.dropFirst(2) : [UInt8(ascii: "+")] + digits
  }
  if digits.starts(with: [0x30, 0x30] + country) { return digits.dropFirst(4) }
  if digits.count == 13, digits.starts(with: country + [0x31]) { return digits.dropFirst(2) }
  return digits
}
