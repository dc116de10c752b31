import Basics

/// Reads words as values: by the kind of a parameter, or by what they look like where any value may
/// stand.
enum Literals {
  /// Reads a word as what it looks like: a number, an instant, a day, a month, a duration, true,
  /// false or null; everything else is text.
  ///
  /// A number that begins with a zero stays text, so that 01058008899 keeps it.
  static func value(_ word: UnsafeBufferPointer<UInt8>) -> Value {
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
    var index = 0
    var isNegative = false
    if let first = word.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
      isNegative = first == UInt8(ascii: "-")
      index = 1
    }
    guard index < word.count else { return nil }
    var number: Int64 = 0
    while index < word.count {
      let digit = word[index] &- UInt8(ascii: "0")
      guard digit < 10 else { return nil }
      let (tens, isOver) = number.multipliedReportingOverflow(by: 10)
      let (sum, isAlsoOver) = tens.subtractingReportingOverflow(Int64(digit))
      guard !isOver, !isAlsoOver else { return nil }
      number = sum
      index += 1
    }
    if isNegative { return number }
    return number == .min ? nil : -number
  }

  static func equal(_ word: UnsafeBufferPointer<UInt8>, _ text: StaticString) -> Bool {
    guard word.count == text.utf8CodeUnitCount else { return false }
    for index in 0..<word.count where word[index] != text.utf8Start[index] { return false }
    return true
  }

  /// Reads a word by the kind of a parameter, as people and spreadsheets write it: what cannot be read
  /// as it stands is read in plain characters, see ``plain(_:as:)``.
  ///
  /// - Throws: what is wrong with the word, without a location.
  static func read(
    _ word: UnsafeBufferPointer<UInt8>, as kind: ParameterKind, isQuoted: Bool = false
  ) throws(LanguageError) -> Value {
    switch kind {
    case .number, .subject, .account, .iccid, .order: return .text(try identifier(word))
    case .text: return .text(String(decoding: word, as: UTF8.self).withoutBlanksAround)
    case .command: return .text(String(decoding: word, as: UTF8.self))
    case .file: return .text(try Files.expanded(String(decoding: word, as: UTF8.self)))
    case .any: return isQuoted ? .text(String(decoding: word, as: UTF8.self)) : value(word)
    case .list(let kind): return .list(try list(word, of: kind))
    default: break
    }
    do throws(LanguageError) {
      return try readPlain(word, as: kind)
    } catch {
      guard var plain = plain(word, as: kind) else { throw error }
      let result = plain.withUTF8 { bytes in
        Result { () throws(LanguageError) -> Value in try readPlain(bytes, as: kind) }
      }
      guard case .success(let value) = result else { throw error }
      return value
    }
  }

  /// A word as it can perhaps be read: in plain characters, without blanks and the marks of
  /// spreadsheets around it; of a whole number without its zero fraction, of money without its sign,
  /// the commas between thousands and zeros behind the fen. Nil when that is what it is already.
  private static func plain(
    _ word: UnsafeBufferPointer<UInt8>, as kind: ParameterKind
  ) -> String? {
    let text = String(decoding: word, as: UTF8.self)
    var plain = text.narrowedForReading ?? text
    switch kind {
    case .integer: plain = withoutZeros(plain, keeping: 0)
    case .money:
      for sign in ["¥", "￥", "CNY", "RMB"] where plain.hasPrefix(sign) {
        plain.removeFirst(sign.count)
      }
      if plain.hasSuffix("元") { plain.removeLast() }
      plain = withoutZeros(withoutThousands(plain.withoutBlanksAround), keeping: 2)
    case .decimal: plain = withoutThousands(plain)
    default: break
    }
    return plain == text ? nil : plain
  }

  /// A number without the zeros that end its fraction behind so many digits.
  private static func withoutZeros(_ text: String, keeping count: Int) -> String {
    guard let point = text.firstIndex(of: ".") else { return text }
    let fraction = text[text.index(after: point)...]
    guard fraction.count > count, fraction.dropFirst(count).allSatisfy({ $0 == "0" }) else {
      return text
    }
    return String(text[..<point]) + (count == 0 ? "" : "." + fraction.prefix(count))
  }

  /// A number without the commas before each three digits of its whole part.
  private static func withoutThousands(_ text: String) -> String {
    let whole = text.prefix { $0 != "." }
    let groups = whole.split(separator: ",", omittingEmptySubsequences: false)
    guard groups.count > 1, groups.dropFirst().allSatisfy({ $0.utf8.count == 3 }),
      (1...3).contains(groups[0].drop { $0 == "-" || $0 == "+" }.utf8.count)
    else { return text }
    return groups.joined() + text.dropFirst(whole.count)
  }

  private static func readPlain(
    _ word: UnsafeBufferPointer<UInt8>, as kind: ParameterKind
  ) throws(LanguageError) -> Value {
    switch kind {
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
    case .decimal, .money, .instant, .day, .month, .duration: return try dated(word, as: kind)
    default: preconditionFailure("such a parameter is no word")
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

  /// What names a line, a customer or something of a customer's, in its plain form; see
  /// ``Basics/normalisedNumber(_:)``.
  private static func identifier(
    _ word: UnsafeBufferPointer<UInt8>
  ) throws(LanguageError) -> String {
    let text = String(decoding: word, as: UTF8.self)
    if word.count == 11, word.allSatisfy(Bytes.isDigit), word[0] == UInt8(ascii: "1") {
      return text
    }
    do throws(BasicsError) {
      return try normalisedNumber(text)
    } catch {
      throw LanguageError(error)
    }
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
    // Commas as they are typed in Chinese part values as well.
    for part in String(decoding: word, as: UTF8.self).split(whereSeparator: { ",，、".contains($0) })
    {
      var part = String(part).withoutBlanksAround
      guard !part.isEmpty else { continue }
      let result = part.withUTF8 { bytes in
        Result { () throws(LanguageError) -> Value in try read(bytes, as: kind) }
      }
      values.append(try result.get())
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
    guard text.utf8.count > longest else { return "`\(text.showingUnseen)`" }
    return "`\(String(text.prefix(longest)).showingUnseen)…`"
  }
}
