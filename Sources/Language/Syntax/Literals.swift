import Basics

/// Reads words as values: by the kind of a parameter, or by their look where any value may stand.
enum Literals {
  /// Reads a word as what it looks like: a number, an instant, a day, a month, a duration, true,
  /// false or null; everything else is text.
  ///
  /// A number that begins with a zero stays text, so that 01058008899 keeps it.
  static func look(_ word: UnsafeBufferPointer<UInt8>) -> Value {
    guard let first = word.first else { return .text("") }
    if Bytes.isDigit(first) || first == UInt8(ascii: "-"), let value = number(word) {
      return value
    }
    switch word.count {
    case 4 where equal(word, "true"): return .boolean(true)
    case 5 where equal(word, "false"): return .boolean(false)
    case 4 where equal(word, "null"): return .null
    default: return .text(String(decoding: word, as: UTF8.self))
    }
  }

  private static func number(_ word: UnsafeBufferPointer<UInt8>) -> Value? {
    if let whole = integer(word) {
      let digits = word[word.startIndex] == UInt8(ascii: "-") ? word.dropFirst() : word[...]
      if digits.count > 1, digits.first == UInt8(ascii: "0") { return nil }
      return .integer(whole)
    }
    if let last = word.last, Bytes.isLetter(last) {
      if let duration = try? Duration(utf8: word) { return .duration(duration) }
    }
    if word.contains(UInt8(ascii: ".")), let decimal = try? Decimal(utf8: word) {
      return .decimal(decimal)
    }
    guard word.count >= 7, word[4] == UInt8(ascii: "-") else { return nil }
    if word.count == 7, let month = try? Month(utf8: word) { return .month(month) }
    if word.count == 10, let day = try? Day(utf8: word) { return .day(day) }
    if let instant = try? Instant(utf8: word) { return .instant(instant) }
    return nil
  }

  /// Reads digits with a sign or without; nil when they are anything else or too large.
  static func integer(_ word: UnsafeBufferPointer<UInt8>) -> Int64? {
    var place = 0
    var isNegative = false
    if let first = word.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
      isNegative = first == UInt8(ascii: "-")
      place = 1
    }
    guard place < word.count else { return nil }
    var number: Int64 = 0
    while place < word.count {
      let digit = word[place] &- UInt8(ascii: "0")
      guard digit < 10 else { return nil }
      let (tens, isOver) = number.multipliedReportingOverflow(by: 10)
      let (sum, isAlsoOver) = tens.subtractingReportingOverflow(Int64(digit))
      guard !isOver, !isAlsoOver else { return nil }
      number = sum
      place += 1
    }
    if isNegative { return number }
    return number == .min ? nil : -number
  }

  static func equal(_ word: UnsafeBufferPointer<UInt8>, _ text: StaticString) -> Bool {
    guard word.count == text.utf8CodeUnitCount else { return false }
    for index in 0..<word.count where word[index] != text.utf8Start[index] { return false }
    return true
  }

  /// Reads a word by the kind of a parameter.
  ///
  /// - Throws: what is wrong with the word, without a place.
  static func read(
    _ word: UnsafeBufferPointer<UInt8>, as kind: ParameterKind, isQuoted: Bool = false
  ) throws(LanguageError) -> Value {
    switch kind {
    case .number: return .text(try number(word))
    case .text, .command: return .text(String(decoding: word, as: UTF8.self))
    case .file: return .text(try Files.expanded(String(decoding: word, as: UTF8.self)))
    case .subject, .account, .iccid, .order: return .text(try identifier(word))
    case .any: return isQuoted ? .text(String(decoding: word, as: UTF8.self)) : look(word)
    case .integer:
      guard let number = integer(word) else {
        throw LanguageError(.integerMalformed, shown(word))
      }
      return .integer(number)
    case .boolean:
      if equal(word, "true") { return .boolean(true) }
      if equal(word, "false") { return .boolean(false) }
      throw LanguageError(.booleanMalformed, shown(word), expected: ["true", "false"])
    case .choice(let words): return .text(try choice(word, of: words))
    case .list(let kind): return .list(try list(word, of: kind))
    case .decimal, .money, .instant, .day, .month, .duration: return try dated(word, as: kind)
    case .condition, .columns, .block: preconditionFailure("such a parameter is no word")
    }
  }

  private static func dated(
    _ word: UnsafeBufferPointer<UInt8>, as kind: ParameterKind
  ) throws(LanguageError) -> Value {
    do throws(BasicsError) {
      switch kind {
      case .decimal: return .decimal(try Decimal(utf8: word))
      case .money: return .money(try Money(utf8: word))
      case .instant: return .instant(try Instant(utf8: word))
      case .day: return .day(try Day(utf8: word))
      case .month: return .month(try Month(utf8: word))
      default: return .duration(try Duration(utf8: word))
      }
    } catch {
      throw LanguageError(error)
    }
  }

  /// A line's number in its plain form: `+86`, spaces and hyphens are dropped.
  private static func number(_ word: UnsafeBufferPointer<UInt8>) throws(LanguageError) -> String {
    let text = String(decoding: word, as: UTF8.self)
    if word.count == 11, word.allSatisfy(Bytes.isDigit) { return text }
    guard !text.isEmpty else { throw LanguageError(.textEmpty, "\"\"") }
    do throws(BasicsError) {
      return try normalisedNumber(text)
    } catch {
      throw LanguageError(error)
    }
  }

  private static func identifier(
    _ word: UnsafeBufferPointer<UInt8>
  ) throws(LanguageError) -> String {
    guard let first = word.first else { throw LanguageError(.textEmpty, "\"\"") }
    // What begins like a number may be one of a line, as a spreadsheet left it.
    if Bytes.isDigit(first) || first == UInt8(ascii: "+") || first == Bytes.space {
      return try number(word)
    }
    return String(decoding: word, as: UTF8.self)
  }

  private static func choice(
    _ word: UnsafeBufferPointer<UInt8>, of words: [String]
  ) throws(LanguageError) -> String {
    let text = String(decoding: word, as: UTF8.self)
    guard words.contains(text) else {
      throw LanguageError(
        .choiceUnknown, Literals.quoted(text), words.joined(separator: ", "), expected: words,
        nearest: NearestWord.nearest(of: text, among: words))
    }
    return text
  }

  private static func list(
    _ word: UnsafeBufferPointer<UInt8>, of kind: ParameterKind
  ) throws(LanguageError) -> [Value] {
    var values: [Value] = []
    for part in word.split(separator: UInt8(ascii: ",")) {
      values.append(try read(UnsafeBufferPointer(rebasing: part), as: kind))
    }
    return values
  }

  /// A word as messages show it, its beginning when it is long.
  static func shown(_ word: UnsafeBufferPointer<UInt8>) -> String {
    quoted(String(decoding: word, as: UTF8.self))
  }

  /// A text as messages show it, its beginning when it is long.
  static func quoted(_ text: String) -> String {
    let longest = 60
    guard text.utf8.count > longest else { return "`\(text)`" }
    return "`\(text.prefix(longest))…`"
  }
}
