/// A moment, to the second: computed and shown in China Standard Time (UTC+8).
package struct Instant: WrittenValue, Comparable {
  /// Seconds since 1970-01-01 00:00 UTC.
  package var seconds: Int64

  /// Makes an instant from the seconds since 1970-01-01 00:00 UTC.
  @inlinable
  package init(seconds: Int64) {
    self.seconds = seconds
  }

  /// How many seconds China is ahead of UTC.
  @inlinable
  package static var offset: Int64 { 28_800 }

  /// The beginning of the year 1 in China: no text gives an earlier instant.
  @inlinable
  package static var earliest: Instant { Instant(seconds: -62_135_625_600) }

  /// The last second of the year 9999 in China: no text gives a later instant.
  @inlinable
  package static var latest: Instant { Instant(seconds: 253_402_271_999) }

  /// Makes the instant at a time of a day in China.
  @inlinable
  package init(day: Day, hour: Int, minute: Int = 0, second: Int = 0) {
    seconds = day.start.seconds + Int64(hour * 3600 + minute * 60 + second)
  }

  /// The day in China.
  @inlinable
  package var day: Day { Day(number: Int32(clamping: local.days)) }

  /// The month in China.
  package var month: Month { day.month }

  /// The hour in China, 0 to 23.
  @inlinable
  var hour: Int { local.seconds / 3600 }

  /// The minute of the hour, 0 to 59.
  @inlinable
  var minute: Int { local.seconds / 60 % 60 }

  /// The second of the minute, 0 to 59.
  @inlinable
  package var second: Int { local.seconds % 60 }

  /// The instant a duration later: first its months, then its seconds.
  ///
  /// Months go by the calendar in China and keep the time and the day of the month, or take the
  /// last day when the month is shorter. A result beyond ``earliest`` or ``latest`` is that instant.
  package func adding(_ duration: Duration) -> Instant {
    if let exact = exactly(adding: duration) { return exact }
    let isBack = duration.months == 0 ? duration.seconds < 0 : duration.months < 0
    return isBack ? .earliest : .latest
  }

  /// The instant a duration later, as ``adding(_:)`` gives it; nil where that is beyond ``earliest`` or
  /// ``latest``.
  package func exactly(adding duration: Duration) -> Instant? {
    var moved = seconds
    if duration.months != 0 {
      let (_, time) = local
      let day = day
      guard let month = day.month.exactly(adding: Int(duration.months)) else { return nil }
      let moving = month.first.adding(days: min(day.dayOfMonth, month.days) - 1)
      moved = moving.start.seconds + Int64(time)
    }
    let (sum, isOver) = moved.addingReportingOverflow(duration.seconds)
    let result = Instant(seconds: sum)
    return isOver || result < .earliest || result > .latest ? nil : result
  }

  /// How many seconds lie between two instants.
  @inlinable
  package static func - (left: Instant, right: Instant) -> Int64 { left.seconds - right.seconds }

  @inlinable
  package static func < (left: Instant, right: Instant) -> Bool { left.seconds < right.seconds }

  package static var longestText: Int { 48 }

  /// Reads `2016-02-01`, `2016-02-01T09:00` or `2016-02-01T09:00:00`.
  ///
  /// Without more this is the time in China; after a time may stand `Z` or an offset such as
  /// `+08:00`. A space may stand for the `T`.
  ///
  /// - Throws: `instant.malformed`; `instant.range` when there is no such day or time.
  package init(utf8 bytes: UnsafeBufferPointer<UInt8>) throws(BasicsError) {
    var cursor = ByteCursor(bytes)
    guard let (year, month, dayOfMonth) = Day.read(&cursor), let time = Self.time(&cursor),
      cursor.isAtEnd
    else { throw BasicsError(.instantMalformed, found: bytes) }
    guard let day = Day(year: year, month: month, day: dayOfMonth),
      time.hour < 24, time.minute < 60, time.second < 60, time.offset.magnitude < 86_400
    else { throw BasicsError(.instantRange, found: bytes) }
    let local = Instant(day: day, hour: time.hour, minute: time.minute, second: time.second)
    seconds = local.seconds + Self.offset - Int64(time.offset)
    guard self >= Self.earliest, self <= Self.latest else {
      throw BasicsError(.instantRange, found: bytes)
    }
  }

  private typealias Time = (hour: Int, minute: Int, second: Int, offset: Int)

  /// What stands after the day; an offset that no clock has is given as a whole day.
  private static func time(_ cursor: inout ByteCursor) -> Time? {
    let china = Int(Self.offset)
    if cursor.isAtEnd { return (0, 0, 0, china) }
    guard cursor.take("T") || cursor.take(" "), let hour = cursor.digits(2), cursor.take(":"),
      let minute = cursor.digits(2)
    else { return nil }
    var second = 0
    if cursor.take(":") {
      guard let digits = cursor.digits(2) else { return nil }
      second = digits
    }
    if cursor.isAtEnd { return (hour, minute, second, china) }
    if cursor.take("Z") { return (hour, minute, second, 0) }
    let isWest = cursor.take("-")
    guard isWest || cursor.take("+"), let hours = cursor.digits(2), cursor.take(":"),
      let minutes = cursor.digits(2)
    else { return nil }
    guard hours < 24, minutes < 60 else { return (hour, minute, second, 86_400) }
    let offset = hours * 3600 + minutes * 60
    return (hour, minute, second, isWest ? -offset : offset)
  }

  package func write(to destination: UnsafeMutablePointer<UInt8>) -> Int {
    var count = day.write(to: destination)
    let (_, time) = local
    func put(_ mark: Unicode.Scalar, _ number: Int) {
      destination[count] = UInt8(ascii: mark)
      writeTwoDigits(of: number, to: destination + count + 1)
      count += 3
    }
    put("T", time / 3600)
    put(":", time / 60 % 60)
    put(":", time % 60)
    put("+", 8)
    put(":", 0)
    return count
  }

  /// Days since 1970-01-01 and seconds since midnight, both in China.
  @inlinable
  var local: (days: Int64, seconds: Int) {
    let (shifted, overflow) = seconds.addingReportingOverflow(Self.offset)
    let (days, rest) = (overflow ? Int64.max : shifted).quotientAndRemainder(dividingBy: 86_400)
    return rest < 0 ? (days - 1, Int(rest + 86_400)) : (days, Int(rest))
  }
}
