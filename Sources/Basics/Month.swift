/// A calendar month, which begins and ends at 00:00 in China Standard Time.
package struct Month: WrittenValue, Comparable {
  /// Twelve times the year, and the month of the year less one.
  package var index: Int32

  /// Makes a month from twelve times the year and the month of the year less one.
  @inlinable
  package init(index: Int32) {
    self.index = index
  }

  /// Makes a month, or nil when the month is not 1 to 12 or the year is not 1 to 9999.
  @inlinable
  package init?(year: Int, month: Int) {
    guard year >= 1, year <= 9999, month >= 1, month <= 12 else { return nil }
    index = Int32(year * 12 + month - 1)
  }

  /// The year, such as 2016.
  @inlinable
  package var year: Int { (Int(index) - monthOfYear + 1) / 12 }

  /// The month of the year, 1 to 12.
  @inlinable
  package var monthOfYear: Int {
    let rest = Int(index) % 12
    return (rest < 0 ? rest + 12 : rest) + 1
  }

  /// The first day of the month.
  package var first: Day {
    let month = monthOfYear
    let fromMarch = month > 2 ? month - 3 : month + 9
    let year = month > 2 ? year : year - 1
    let cycle = (year >= 0 ? year : year - 399) / 400
    let inCycle = year - cycle * 400
    let days = inCycle * 365 + inCycle / 4 - inCycle / 100 + (153 * fromMarch + 2) / 5
    return Day(number: Int32(clamping: cycle * 146_097 + days - 719_468))
  }

  /// The first month that a text gives: 0001-01.
  @inlinable
  package static var earliest: Month { Month(index: 12) }

  /// The last month that a text gives: 9999-12.
  @inlinable
  package static var latest: Month { Month(index: 119_999) }

  /// The last day of the month.
  package var last: Day { Day(number: Int32(clamping: Int(first.number) + days - 1)) }

  /// How many days the month has, 28 to 31.
  package var days: Int {
    switch monthOfYear {
    case 4, 6, 9, 11: return 30
    case 2:
      let year = year
      return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    default: return 31
    }
  }

  /// The instant at which the month begins.
  package var start: Instant { first.start }

  /// The instant at which the month has ended, which is the beginning of the next.
  package var end: Instant { last.end }

  /// The month so many months later, or earlier when negative; beyond ``earliest`` or ``latest`` that
  /// month, so that every result can be written and read again.
  package func adding(_ months: Int) -> Month {
    let (sum, isOver) = Int(index).addingReportingOverflow(months)
    if isOver { return months < 0 ? .earliest : .latest }
    return Month(
      index: Int32(min(max(sum, Int(Self.earliest.index)), Int(Self.latest.index))))
  }

  /// The month so many months later; nil beyond ``earliest`` or ``latest``.
  package func exactly(adding months: Int) -> Month? {
    let (sum, isOver) = Int(index).addingReportingOverflow(months)
    guard !isOver, sum >= Self.earliest.index, sum <= Self.latest.index else { return nil }
    return Month(index: Int32(sum))
  }

  /// How many months lie between two months.
  @inlinable
  package static func - (left: Month, right: Month) -> Int {
    Int(left.index) - Int(right.index)
  }

  @inlinable
  package static func < (left: Month, right: Month) -> Bool { left.index < right.index }

  package static var longestText: Int { 16 }

  /// Reads `2016-02`.
  ///
  /// - Throws: `month.malformed`; `month.range` when there is no such month.
  package init(utf8 bytes: UnsafeBufferPointer<UInt8>) throws(BasicsError) {
    var cursor = ByteCursor(bytes)
    guard let year = cursor.digits(4), cursor.take("-"), let month = cursor.digits(2),
      cursor.isAtEnd
    else { throw BasicsError(.monthMalformed, found: bytes) }
    guard let value = Month(year: year, month: month) else {
      throw BasicsError(.monthRange, found: bytes)
    }
    self = value
  }

  package func write(to destination: UnsafeMutablePointer<UInt8>) -> Int {
    let year = year
    var count = 0
    if year < 0 {
      destination[0] = UInt8(ascii: "-")
      count = 1
    }
    count += writeDigits(of: UInt64(year.magnitude), width: 4, to: destination + count)
    destination[count] = UInt8(ascii: "-")
    writeTwoDigits(of: monthOfYear, to: destination + count + 1)
    return count + 3
  }
}
