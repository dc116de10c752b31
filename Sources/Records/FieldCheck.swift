import Basics

/// Looks whether values from elsewhere can be kept.
enum FieldCheck {
  /// The most bytes of a text in a key.
  static let longestKeyText = 64

  /// A text that stands in a key.
  static func key(
    _ name: String, _ text: String, mayBeEmpty: Bool = false
  ) throws(FieldProblem) {
    let bytes = text.utf8
    let isFit =
      (mayBeEmpty || !bytes.isEmpty) && bytes.count <= longestKeyText
      && bytes.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
    guard !isFit else { return }
    throw FieldProblem(
      "snapshot.value", field: name, found: shown(text),
      expected: "1 to \(longestKeyText) bytes without control characters")
  }

  /// The number of a line.
  static func number(
    _ name: String, _ text: String, mayBeEmpty: Bool = false
  ) throws(FieldProblem) {
    let bytes = text.utf8
    let isFit =
      (mayBeEmpty || !bytes.isEmpty) && bytes.count <= LineNumber.longest
      && bytes.allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
          || (0x61...0x7A).contains(byte)
      }
    guard !isFit else { return }
    throw FieldProblem(
      "snapshot.value", field: name, found: shown(text),
      expected: "a number of 1 to \(LineNumber.longest) digits and letters")
  }

  /// The number of a SIM card (CARD-2).
  static func iccid(_ name: String, _ text: String) throws(FieldProblem) {
    if ICCID.isWellFormed(text) { return }
    throw FieldProblem(
      "snapshot.value", field: name, found: shown(text),
      expected: "19 or 20 digits beginning 8986")
  }

  /// The number of a resident's identity card: 17 digits and the check digit that follows from them
  /// (GB 11643).
  static func residentID(_ name: String, _ text: String) throws(FieldProblem) {
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    let digits = Array(text.utf8)
    var sum = 0
    var isFit = digits.count == 18
    for (digit, weight) in zip(digits, weights) {
      isFit = isFit && (0x30...0x39).contains(digit)
      sum += (Int(digit) - 0x30) * weight
    }
    guard isFit else {
      throw FieldProblem(
        "snapshot.value", field: name, found: shown(text),
        expected: "17 digits and a check digit")
    }
    let check = Array("10X98765432".utf8)[((sum % 11) + 11) % 11]
    let last = digits[17] == UInt8(ascii: "x") ? UInt8(ascii: "X") : digits[17]
    guard last == check else {
      throw FieldProblem(
        "snapshot.value", field: name, found: shown(text),
        expected: "the check digit \(Character(Unicode.Scalar(check)))")
    }
  }

  /// A text that whoever asks gives.
  static func text(_ name: String, _ text: String, atMost limit: Int) throws(FieldProblem) {
    guard text.utf8.count > limit else { return }
    throw FieldProblem(
      "snapshot.value", field: name, found: shown(text), expected: "at most \(limit) bytes")
  }

  /// A quantity, such as points or what is in stock.
  static func quantity(_ name: String, _ value: Int64?) throws(FieldProblem) {
    try range(name, value, 0...RecordLimits.quantity)
  }

  /// A number that may be below zero.
  static func signed(_ name: String, _ value: Int64?) throws(FieldProblem) {
    try range(name, value, -RecordLimits.quantity...RecordLimits.quantity)
  }

  /// A whole number between two others.
  static func range<Number: FixedWidthInteger>(
    _ name: String, _ value: Number?, _ range: ClosedRange<Number>
  ) throws(FieldProblem) {
    guard let value, !range.contains(value) else { return }
    throw FieldProblem(
      "snapshot.value", field: name, found: "\(value)",
      expected: range.upperBound == .max
        ? "\(range.lowerBound) or more" : "\(range.lowerBound) to \(range.upperBound)")
  }

  /// Money that is not less than nothing, and not more than some other money.
  static func notNegative(
    _ name: String, _ money: Money?, atMost highest: Money? = nil
  ) throws(FieldProblem) {
    guard let money else { return }
    if let highest, money > highest, money >= .zero {
      throw FieldProblem(
        "snapshot.value", field: name, found: money.text, expected: "at most \(highest.text)")
    }
    guard money < .zero else { return }
    throw FieldProblem("snapshot.value", field: name, found: money.text, expected: "0.00 or more")
  }

  private static func shown(_ text: String) -> String {
    text.count <= longestKeyText ? text : text.prefix(longestKeyText) + "…"
  }
}
