/// A day of the calendar in China Standard Time, which is UTC+8 the whole year.
package struct Day: WrittenValue, Comparable {
  /// Days since 1970-01-01.
  package var number: Int32

  /// Makes a day from the days since 1970-01-01.
  @inlinable
  package init(number: Int32) {
    self.number = number
  }

  /// Makes a day, or nil when the calendar has no such day or the year is not 1 to 9999.
  package init?(year: Int, month: Int, day: Int) {
    guard let month = Month(year: year, month: month), day >= 1, day <= month.days else {
      return nil
    }
    number = month.first.number + Int32(day - 1)
  }

  /// The year, such as 2016.
  package var year: Int { civil.year }

  /// The month of the year, 1 to 12.
  package var monthOfYear: Int { civil.month }

  /// The day of the month, 1 to 31.
  package var dayOfMonth: Int { civil.day }

  /// The month in which the day is.
  package var month: Month {
    let (year, month, _) = civil
    return Month(index: Int32(year * 12 + month - 1))
  }

  /// The day of the week, from 1 (Monday) to 7 (Sunday).
  var weekday: Int {
    let days = (Int(number) + 3) % 7
    return (days < 0 ? days + 7 : days) + 1
  }

  /// The instant at which the day begins, 00:00 in China.
  @inlinable
  package var start: Instant { Instant(seconds: Int64(number) * 86_400 - Instant.offset) }

  /// The instant at which the day has ended, which is the beginning of the next.
  @inlinable
  package var end: Instant { Instant(seconds: (Int64(number) + 1) * 86_400 - Instant.offset) }

  /// The first day that a text gives: 0001-01-01.
  @inlinable
  package static var earliest: Day { Day(number: -719_162) }

  /// The last day that a text gives: 9999-12-31.
  @inlinable
  package static var latest: Day { Day(number: 2_932_896) }

  /// The day so many days later, or earlier when negative; beyond ``earliest`` or ``latest`` that day,
  /// so that every result can be written and read again.
  package func adding(days: Int) -> Day {
    let (sum, isOver) = Int(number).addingReportingOverflow(days)
    if isOver { return days < 0 ? .earliest : .latest }
    return Day(number: Int32(min(max(sum, Int(Self.earliest.number)), Int(Self.latest.number))))
  }

  /// The same day of the month so many months later, or the last one when that month is shorter.
  package func adding(months: Int) -> Day {
    let later = month.adding(months)
    return later.first.adding(days: min(dayOfMonth, later.days) - 1)
  }

  /// How many days lie between two days.
  @inlinable
  package static func - (left: Day, right: Day) -> Int { Int(left.number) - Int(right.number) }

  @inlinable
  package static func < (left: Day, right: Day) -> Bool { left.number < right.number }

  package static var longestText: Int { 24 }

  /// Reads `2016-02-10`.
  ///
  /// - Throws: `day.malformed`; `day.range` when there is no such day.
  package init(utf8 bytes: UnsafeBufferPointer<UInt8>) throws(BasicsError) {
    var cursor = ByteCursor(bytes)
    guard let (year, month, day) = Self.read(&cursor), cursor.isAtEnd else {
      throw BasicsError(.dayMalformed, found: bytes)
    }
    guard let value = Day(year: year, month: month, day: day) else {
      throw BasicsError(.dayRange, found: bytes)
    }
    self = value
  }

  static func read(_ cursor: inout ByteCursor) -> (year: Int, month: Int, day: Int)? {
    guard let year = cursor.digits(4), cursor.take("-"), let month = cursor.digits(2),
      cursor.take("-"), let day = cursor.digits(2)
    else { return nil }
    return (year, month, day)
  }

  package func write(to destination: UnsafeMutablePointer<UInt8>) -> Int {
    let (year, month, day) = civil
    let count = Month(index: Int32(year * 12 + month - 1)).write(to: destination)
    destination[count] = UInt8(ascii: "-")
    writeTwoDigits(of: day, to: destination + count + 1)
    return count + 3
  }

  /// Year, month and day in the Gregorian calendar, counted from March in cycles of 400 years.
  private var civil: (year: Int, month: Int, day: Int) {
    let days = Int(number) + 719_468
    let cycle = (days >= 0 ? days : days - 146_096) / 146_097
    let inCycle = days - cycle * 146_097
    let yearInCycle = (inCycle - inCycle / 1460 + inCycle / 36_524 - inCycle / 146_096) / 365
    let inYear = inCycle - (365 * yearInCycle + yearInCycle / 4 - yearInCycle / 100)
    let fromMarch = (5 * inYear + 2) / 153
    let month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9
    let year = yearInCycle + cycle * 400 + (month <= 2 ? 1 : 0)
    return (year, month, inYear - (153 * fromMarch + 2) / 5 + 1)
  }
}
