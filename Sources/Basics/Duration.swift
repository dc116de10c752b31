/// A length of time: calendar months and seconds, which no fixed number converts.
package struct Duration: WrittenValue {
  /// Calendar months; twelve are a year.
  package var months: Int32

  /// Seconds; 86,400 are a day.
  package var seconds: Int64

  /// Makes a duration of so many months and seconds.
  @inlinable
  package init(months: Int32 = 0, seconds: Int64 = 0) {
    self.months = months
    self.seconds = seconds
  }

  /// No time.
  @inlinable
  package static var zero: Duration { Duration() }

  /// So many years.
  @inlinable
  static func years(_ count: Int) -> Duration { Duration(months: Int32(count * 12)) }

  /// So many months.
  @inlinable
  package static func months(_ count: Int) -> Duration { Duration(months: Int32(count)) }

  /// So many days of 24 hours.
  @inlinable
  package static func days(_ count: Int) -> Duration { Duration(seconds: Int64(count) * 86_400) }

  /// So many hours.
  @inlinable
  package static func hours(_ count: Int) -> Duration { Duration(seconds: Int64(count) * 3600) }

  /// So many minutes.
  @inlinable
  package static func minutes(_ count: Int) -> Duration { Duration(seconds: Int64(count) * 60) }

  /// The same length backwards.
  @inlinable
  package static prefix func - (duration: Duration) -> Duration {
    Duration(months: -duration.months, seconds: -duration.seconds)
  }

  package static var longestText: Int { 64 }

  /// The units in the order in which they are written, with what each counts for.
  private static let units: [(name: StaticString, months: Int64, seconds: Int64)] = [
    ("y", 12, 0), ("mo", 1, 0), ("d", 0, 86_400), ("h", 0, 3600), ("m", 0, 60), ("s", 0, 1),
  ]

  /// The longest time that a text may give, either way: 9999 years, in months and in seconds.
  private static let highest = (months: Int64(9999 * 12), seconds: Int64(9999 * 366 * 86_400))

  /// Reads `48h`, `14d`, `3mo`, `1y`, `30m`, `10s`, or several such as `1d12h`.
  ///
  /// The longest unit comes first. A sign counts for all that follows it.
  ///
  /// - Throws: `duration.malformed`; `duration.range` beyond 9999 years.
  package init(utf8 bytes: UnsafeBufferPointer<UInt8>) throws(BasicsError) {
    var cursor = ByteCursor(bytes)
    var months: Int64 = 0
    var seconds: Int64 = 0
    var sign: Int64 = 1
    var unitsLeft = Self.units[...]
    repeat {
      if cursor.take("-") { sign = -1 } else if cursor.take("+") { sign = 1 }
      guard let first = cursor.digit() else { throw BasicsError(.durationMalformed, found: bytes) }
      var number = Int64(first)
      while let digit = cursor.digit() {
        number = min(number * 10 + Int64(digit), Self.highest.seconds + 1)
      }
      guard let index = Self.unit(&cursor), unitsLeft.indices.contains(index) else {
        throw BasicsError(.durationMalformed, found: bytes)
      }
      months += sign * number * Self.units[index].months
      seconds += sign * number * Self.units[index].seconds
      unitsLeft = Self.units[(index + 1)...]
    } while !cursor.isAtEnd
    guard months.magnitude <= Self.highest.months, seconds.magnitude <= Self.highest.seconds
    else { throw BasicsError(.durationRange, found: bytes) }
    self.init(months: Int32(months), seconds: seconds)
  }

  private static func unit(_ cursor: inout ByteCursor) -> Int? {
    if cursor.take("y") { return 0 }
    if cursor.take("m") { return cursor.take("o") ? 1 : 4 }
    if cursor.take("d") { return 2 }
    if cursor.take("h") { return 3 }
    return cursor.take("s") ? 5 : nil
  }

  /// Writes the largest units that fit: 48 hours are `2d`, 15 months `1y3mo`, nothing `0s`.
  package func write(to destination: UnsafeMutablePointer<UInt8>) -> Int {
    var count = 0
    var isNegative = false
    func put(_ number: Int64, _ units: Range<Int>, _ size: (Int) -> Int64) {
      guard number != 0 else { return }
      if (number < 0) != isNegative {
        isNegative.toggle()
        destination[count] = isNegative ? UInt8(ascii: "-") : UInt8(ascii: "+")
        count += 1
      }
      var rest = number.magnitude
      for unit in units {
        let (quotient, remainder) = rest.quotientAndRemainder(dividingBy: UInt64(size(unit)))
        rest = remainder
        guard quotient > 0 else { continue }
        count += writeDigits(of: quotient, to: destination + count)
        let name = Self.units[unit].name
        for index in 0..<name.utf8CodeUnitCount {
          destination[count + index] = name.utf8Start[index]
        }
        count += name.utf8CodeUnitCount
      }
    }
    put(Int64(months), 0..<2) { Self.units[$0].months }
    put(seconds, 2..<6) { Self.units[$0].seconds }
    if count == 0 {
      destination[0] = UInt8(ascii: "0")
      destination[1] = UInt8(ascii: "s")
      count = 2
    }
    return count
  }

  /// The same as people say it in Chinese: `2 天 12 小时`.
  package var chineseText: String {
    let names = ["年", "个月", "天", "小时", "分钟", "秒"]
    var parts: [String] = []
    var months = Int64(self.months).magnitude
    var seconds = self.seconds.magnitude
    for (unit, name) in zip(Self.units, names) {
      let size = UInt64(max(unit.months, unit.seconds))
      let count = unit.months > 0 ? months / size : seconds / size
      if unit.months > 0 { months %= size } else { seconds %= size }
      if count > 0 { parts.append("\(count) \(name)") }
    }
    guard !parts.isEmpty else { return "0 秒" }
    return (self.months < 0 || self.seconds < 0 ? "负 " : "") + parts.joined(separator: " ")
  }
}
