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
    if (try? ICCID.check(text)) != nil { return }
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

extension Record {
  package func validate() throws(FieldProblem) {}
  package var masked: Self { self }
  package func references(_ body: (_ field: StaticString, _ named: Named) -> Void) {}
  package func enter(_ block: inout LoadedBlock) {}
}

extension CatalogSection {
  package func validate() throws(FieldProblem) {
    try FieldCheck.key("section", section)
    do throws(DeskError) {
      _ = try Catalog(after: .shipped, sections: [self], from: from)
    } catch {
      let name = error.values["name"]?.written ?? ""
      switch error.code {
      case "catalog.section":
        throw FieldProblem(
          "snapshot.value", field: "section", found: section,
          expected: Catalog.sections.sorted().joined(separator: ", "))
      case "catalog.value":
        throw FieldProblem(
          "snapshot.field", field: "values.\(name)",
          known: error.values["known"]?.writtenTexts ?? [])
      default:
        throw FieldProblem(
          "snapshot.value", field: "values.\(name)",
          found: error.values["found"]?.written ?? "",
          expected: error.values["expected"]?.written ?? "")
      }
    }
  }
}

extension MapValue {
  /// The text of a text.
  fileprivate var written: String? {
    if case .text(let text) = self { text } else { nil }
  }

  /// The texts of a list of them.
  fileprivate var writtenTexts: [String]? {
    if case .texts(let texts) = self { texts } else { nil }
  }
}

extension Campaign {
  package func validate() throws(FieldProblem) {
    try FieldCheck.key("id", id)
    for star in stars { try FieldCheck.range("stars", star, 1...7) }
    try FieldCheck.quantity("stock", stock)
    try FieldCheck.quantity("points", points)
    try FieldCheck.notNegative("voucher", voucher)
  }
}

extension Item {
  package func validate() throws(FieldProblem) {
    try FieldCheck.key("id", id)
    try FieldCheck.quantity("points", points)
    try FieldCheck.quantity("stock", stock)
    switch amount {
    case .money(let money): try FieldCheck.notNegative("amount", money)
    case .points(let number): try FieldCheck.quantity("amount", number)
    case nil: break
    }
  }
}

extension Operator {
  package func validate() throws(FieldProblem) { try FieldCheck.key("name", name) }
}

extension Job {
  package func validate() throws(FieldProblem) {
    try FieldCheck.key("name", name)
    try FieldCheck.text("script", script, atMost: RecordLimits.script)
    try FieldCheck.text("operator", `operator`, atMost: RecordLimits.operator)
  }
}

extension Customer {
  package func validate() throws(FieldProblem) {
    guard let document else { return }
    if document.kind == .residentID {
      try FieldCheck.residentID("document.number", document.number)
    } else {
      try FieldCheck.key("document.number", document.number)
    }
  }
}

extension Star {
  package func validate() throws(FieldProblem) {
    try FieldCheck.range("stars", stars, 0...7)
    try FieldCheck.signed("growth", growth)
  }
}

extension Grant {
  package func validate() throws(FieldProblem) {
    try FieldCheck.key("reference", reference, mayBeEmpty: true)
    try FieldCheck.signed("growth", growth)
  }
}

extension Account {
  package func validate() throws(FieldProblem) {
    try FieldCheck.notNegative("creditLimit", creditLimit)
  }
}

extension Bucket {
  /// Only cash may be below zero (LED-4, CRE-1).
  package func validate() throws(FieldProblem) {
    try FieldCheck.key("id", id)
    if kind != .cash { try FieldCheck.notNegative("amount", amount) }
  }
}

extension Instalment {
  package func validate() throws(FieldProblem) {
    try FieldCheck.key("id", id)
    try FieldCheck.notNegative("amount", amount)
    try FieldCheck.notNegative("perMonth", perMonth)
    try FieldCheck.notNegative("left", left, atMost: amount)
  }
}

extension Bill {
  package func validate() throws(FieldProblem) {
    try FieldCheck.notNegative("amount", amount)
    try FieldCheck.notNegative("paid", paid)
  }
}

extension Bundle {
  package func validate() throws(FieldProblem) {
    for number in base { try FieldCheck.number("base", number) }
    for number in options { try FieldCheck.number("options", number) }
  }
}

extension Line {
  package func validate() throws(FieldProblem) {
    try FieldCheck.number("number", number)
    try FieldCheck.number("mainLine", mainLine, mayBeEmpty: true)
    for (place, restriction) in restrictions.enumerated()
    where restrictions[..<place].contains(where: { $0.reason == restriction.reason }) {
      throw FieldProblem(
        "snapshot.value", field: "restrictions.reason", found: restriction.reason.rawValue,
        expected: "one restriction of each reason")
    }
  }
}

extension Card {
  package func validate() throws(FieldProblem) {
    try FieldCheck.iccid("iccid", iccid)
    try FieldCheck.number("line", line)
  }
}

extension Charge {
  package func validate() throws(FieldProblem) {
    try FieldCheck.number("line", line)
    try FieldCheck.notNegative("amount", amount)
    try FieldCheck.notNegative("uncounted", uncounted, atMost: amount)
  }
}

extension Usage {
  package func validate() throws(FieldProblem) {
    try FieldCheck.number("line", line)
    try FieldCheck.quantity("minutes", minutes)
    try FieldCheck.quantity("messages", messages)
    try FieldCheck.quantity("dataKB", dataKB)
  }
}

extension Contract {
  package func validate() throws(FieldProblem) {
    try FieldCheck.number("line", line, mayBeEmpty: true)
    try FieldCheck.notNegative("monthlyFee", monthlyFee)
    try FieldCheck.notNegative("subsidy", subsidy)
  }
}

extension Purchase {
  /// What was bought is a benefit or a star (BEN-3, STAR-14).
  package func validate() throws(FieldProblem) {
    try FieldCheck.range("star", star, 1...7)
    try FieldCheck.notNegative("paid", paid)
    guard benefit.isEmpty == (star == nil) else {
      return try FieldCheck.key(
        "benefit", benefit, mayBeEmpty: true)
    }
    throw FieldProblem(
      benefit.isEmpty ? "snapshot.missing" : "snapshot.value", field: "benefit", found: benefit,
      expected: "a benefit or a star, one of them")
  }
}

extension Suspension {
  package func validate() throws(FieldProblem) { try FieldCheck.number("line", line) }
}

extension Restore {
  package func validate() throws(FieldProblem) {
    try FieldCheck.number("line", line)
    try FieldCheck.notNegative("credit", credit)
    try FieldCheck.notNegative("used", used)
  }
}

extension Use {
  package func validate() throws(FieldProblem) {
    try FieldCheck.key("benefit", benefit)
    try FieldCheck.number("line", line, mayBeEmpty: true)
  }
}

extension Appointment {
  package func validate() throws(FieldProblem) {
    try FieldCheck.number("line", line, mayBeEmpty: true)
  }
}

extension Points {
  package func validate() throws(FieldProblem) {
    try FieldCheck.range("year", year, 1970...9999)
    try FieldCheck.quantity("earned", earned)
    for entry in entries { try FieldCheck.signed("from.amount", entry.amount) }
    try FieldCheck.quantity("left", left)
  }
}

extension Message {
  package func validate() throws(FieldProblem) {
    try FieldCheck.number("line", line, mayBeEmpty: true)
    try FieldCheck.key("textCode", textCode)
  }
}

extension Contact {
  package func validate() throws(FieldProblem) { try FieldCheck.key("kind", kind) }
}

extension Order {
  package func validate() throws(FieldProblem) {
    try FieldCheck.number("line", line, mayBeEmpty: true)
    try FieldCheck.text("operator", `operator`, atMost: RecordLimits.operator)
    try FieldCheck.text("reason", reason, atMost: RecordLimits.reason)
    try FieldCheck.text("ticket", ticket, atMost: RecordLimits.ticket)
    try FieldCheck.text("key", key, atMost: RecordLimits.key)
    try FieldCheck.text("job", job, atMost: FieldCheck.longestKeyText)
    for take in takes {
      if case .points(let points) = take.amount { try FieldCheck.signed("takes.amount", points) }
    }
  }
}
