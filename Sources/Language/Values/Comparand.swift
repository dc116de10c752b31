import Basics

/// What a value compares as: a number, a date, or neither.
///
/// A text is what it looks like: `100` and `100.00` are numbers, `2016-02-01` is a day. Digits with a
/// zero before them, such as `01058008899`, are an identifier and no number; so are more digits than a
/// number can have.
enum Comparand: Hashable {
  case number(Decimal)
  case instant(Instant)
  case day(Day)
  case month(Month)
  /// It is written like a day, and there is no such day.
  case impossible(BasicsError)
  /// Digits that are no number.
  case identifier
  case text

  /// What a text looks like; blanks around it do not count.
  init(_ text: String) {
    var text = text
    self = text.withUTF8 { Self.comparand(Bytes.trimmed($0)) }
  }

  /// The number that a text is where a number is wanted, zeros before it or not; nil when it is none.
  static func number(_ text: String) -> Decimal? {
    var text = text
    return text.withUTF8 { try? Decimal(utf8: Bytes.trimmed($0)) }
  }

  /// What a value is, or looks like.
  init(_ value: Value) {
    switch value {
    case .integer(let number): self = .number(Decimal(number))
    case .decimal(let number): self = .number(number)
    case .money(let money):
      self = (try? Decimal(mantissa: money.fen, scale: 2)).map(Comparand.number) ?? .text
    case .instant(let instant): self = .instant(instant)
    case .day(let day): self = .day(day)
    case .month(let month): self = .month(month)
    case .text(let text): self.init(text)
    default: self = .text
    }
  }

  private static func comparand(_ bytes: UnsafeBufferPointer<UInt8>) -> Comparand {
    guard let first = bytes.first,
      Bytes.isDigit(first) || first == UInt8(ascii: "-") || first == UInt8(ascii: "+")
    else { return .text }
    let digits = Bytes.isDigit(first) ? bytes : UnsafeBufferPointer(rebasing: bytes.dropFirst())
    if digits.count > 1, digits[0] == UInt8(ascii: "0"), Bytes.isDigit(digits[1]) {
      return bytes.allSatisfy(Bytes.isDigit) ? .identifier : .text
    }
    if isDated(bytes) { return date(bytes) }
    if let number = try? Decimal(utf8: bytes) { return .number(number) }
    return bytes.allSatisfy(Bytes.isDigit) ? .identifier : .text
  }

  /// Whether it begins with `0000-00` and goes on as a day or an instant does.
  private static func isDated(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    func isDigit(_ range: Range<Int>) -> Bool { bytes[range].allSatisfy(Bytes.isDigit) }
    guard bytes.count >= 7, bytes[4] == UInt8(ascii: "-"), isDigit(0..<4), isDigit(5..<7) else {
      return false
    }
    if bytes.count == 7 { return true }
    guard bytes.count >= 10, bytes[7] == UInt8(ascii: "-"), isDigit(8..<10) else { return false }
    return bytes.count == 10 || bytes[10] == UInt8(ascii: "T") || bytes[10] == Bytes.space
  }

  private static func date(_ bytes: UnsafeBufferPointer<UInt8>) -> Comparand {
    do throws(BasicsError) {
      switch bytes.count {
      case 7: return .month(try Month(utf8: bytes))
      case 10: return .day(try Day(utf8: bytes))
      default: return .instant(try Instant(utf8: bytes))
      }
    } catch {
      // What is as short as a month may be anything with a hyphen.
      return bytes.count == 7 ? .text : .impossible(error)
    }
  }

  /// Whether it is neither a number nor a date.
  var isPlain: Bool { self == .text || self == .identifier }

  /// How two numbers or two dates lie: below 0, 0, above 0; nil of all others.
  func order(_ other: Comparand) -> Int? {
    func sign<Each: Comparable>(_ left: Each, _ right: Each) -> Int {
      left < right ? -1 : left > right ? 1 : 0
    }
    switch (self, other) {
    case (.number(let left), .number(let right)): return sign(left, right)
    case (.instant(let left), .instant(let right)): return sign(left, right)
    case (.day(let left), .day(let right)): return sign(left, right)
    case (.month(let left), .month(let right)): return sign(left, right)
    case (.day(let day), .instant(let right)): return sign(day.start, right)
    case (.instant(let left), .day(let day)): return sign(left, day.start)
    case (.month(let month), .day(let day)): return sign(month, day.month)
    case (.day(let day), .month(let month)): return sign(day.month, month)
    case (.month(let month), .instant(let instant)): return sign(month, instant.month)
    case (.instant(let instant), .month(let month)): return sign(instant.month, month)
    default: return nil
    }
  }

  /// Writes what is the same for values that are equal, and differs for others; nothing for what is
  /// neither a number nor a date.
  ///
  /// - Returns: Whether something was written.
  func writeKey(to writer: inout ByteWriter) -> Bool {
    switch self {
    case .number(let number): writer.append(number)
    case .instant(let instant): writer.append(quoted: instant)
    case .day(let day): writer.append(quoted: day.start)
    case .month(let month): writer.append(quoted: month)
    case .impossible, .identifier, .text: return false
    }
    return true
  }
}
