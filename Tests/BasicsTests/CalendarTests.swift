@testable import Basics
import Testing

@Suite struct CalendarTests {
  @Test(arguments: [
    ("1970-01-01", 0), ("1969-12-31", -1), ("2000-02-29", 11_016), ("2016-02-10", 16_841),
    ("0001-01-01", -719_162), ("9999-12-31", 2_932_896),
  ])
  func `a day has its number`(text: String, number: Int32) throws {
    #expect(try Day(parsing: text).number == number)
    #expect(Day(number: number).text == text)
  }

  @Test func `every day of the calendar follows the one before it`() {
    var expected = Day(number: -719_162)
    for year in 1...9999 {
      for month in 1...12 {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let days = month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
        let first = Day(year: year, month: month, day: 1)
        let last = Day(year: year, month: month, day: days)
        guard first == expected, last?.number == expected.number + Int32(days) - 1,
          Day(year: year, month: month, day: days + 1) == nil, last?.dayOfMonth == days,
          last?.monthOfYear == month, last?.year == year,
          Month(year: year, month: month)?.last == last
        else {
          Issue.record("\(year)-\(month)")
          return
        }
        expected = last!.adding(days: 1)
      }
    }
  }

  @Test(arguments: [
    ("2016-02-29", "2016-02-29"), ("2015-02-29", "day.range"), ("1900-02-29", "day.range"),
    ("2000-02-29", "2000-02-29"), ("2016-02-30", "day.range"), ("2016-00-10", "day.range"),
    ("2016-13-10", "day.range"), ("2016-01-00", "day.range"), ("2016-01-31", "2016-01-31"),
    ("2016-01-32", "day.range"), ("0000-01-01", "day.range"), ("2016-2-10", "day.malformed"),
    ("2016/02/10", "day.malformed"), ("2016-02-10x", "day.malformed"), ("", "day.malformed"),
    ("2016-02", "day.malformed"), ("20160210", "day.malformed"),
  ])
  func `a text is read as a day or refused with a code`(text: String, result: String) {
    #expect(outcome(Day.self, text) == result)
  }

  @Test(arguments: [
    ("2016-02", "2016-02"), ("2016-12", "2016-12"), ("2016-13", "month.range"),
    ("2016-00", "month.range"), ("2016-01", "2016-01"), ("0000-01", "month.range"),
    ("0001-01", "0001-01"), ("9999-12", "9999-12"), ("2016-2", "month.malformed"),
    ("2016-02-01", "month.malformed"), ("16-02", "month.malformed"), ("", "month.malformed"),
  ])
  func `a text is read as a month or refused with a code`(text: String, result: String) {
    #expect(outcome(Month.self, text) == result)
  }

  @Test func `what is written is read as the same day or month`() throws {
    try checkRoundTrip(of: Day.self) {
      Day(number: Int32.random(in: -719_162...2_932_896, using: &$0))
    }
    try checkRoundTrip(of: Month.self) {
      Month(index: Int32.random(in: 12...119_999, using: &$0))
    }
  }

  @Test func `a month begins and ends at midnight in China`() throws {
    let month = try Month(parsing: "2016-02")
    #expect(month.start.text == "2016-02-01T00:00:00+08:00")
    #expect(month.end.text == "2016-03-01T00:00:00+08:00")
    #expect(month.first.text == "2016-02-01")
    #expect(month.last.text == "2016-02-29")
    #expect(month.days == 29)
    #expect(month.adding(-2).text == "2015-12")
    #expect(try Month(parsing: "2017-01") - month == 11)
    #expect(month.adding(11).year == 2017)
    #expect(Month(year: 2016, month: 12)?.year == 2016)
  }

  @Test func `weekdays run from Monday to Sunday`() throws {
    #expect(try Day(parsing: "2016-02-10").weekday == 3)
    #expect(try Day(parsing: "2016-02-14").weekday == 7)
    #expect(try Day(parsing: "2016-02-15").weekday == 1)
    #expect(try Day(parsing: "1969-12-28").weekday == 7)
    #expect(try Day(parsing: "1969-12-29").weekday == 1)
  }

  @Test(arguments: [
    ("2016-01-31", 1, "2016-02-29"), ("2016-03-31", -1, "2016-02-29"),
    ("2016-02-29", 12, "2017-02-28"), ("2016-02-10", 11, "2017-01-10"),
  ])
  func `months later it is the same day or the last one`(
    from: String, months: Int, result: String
  ) throws {
    #expect(try Day(parsing: from).adding(months: months).text == result)
  }

  @Test(arguments: [Int32.min, Int32.max])
  func `the ends of the number range do not stop the program`(number: Int32) {
    #expect(Day(number: number).text.utf8.count <= Day.longestText)
    let (day, month) = number < 0 ? (Day.earliest, Month.earliest) : (Day.latest, Month.latest)
    #expect(Day(number: number).adding(days: Int(number)) == day)
    #expect(Day(number: number).adding(days: number < 0 ? .min : .max) == day)
    #expect(Day(number: number).adding(months: Int(number)).text.isEmpty == false)
    #expect(Month(index: number).text.utf8.count <= Month.longestText)
    #expect(Month(index: number).adding(Int(number)) == month)
    #expect(Month(index: number).adding(number < 0 ? .min : .max) == month)
    #expect(Month(index: number).exactly(adding: number < 0 ? .min : .max) == nil)
    #expect(Month(index: number).last.text.isEmpty == false)
  }

  @Test func `a date beyond the calendar is its first or last day, and can be written`() {
    #expect(Day.latest.adding(days: 1) == .latest)
    #expect(Day.latest.adding(months: 1).text == "9999-12-31")
    #expect(Day.earliest.adding(months: -1).text == "0001-01-01")
    #expect(Month.latest.adding(1).text == "9999-12")
    #expect(Month.latest.last == .latest)
    #expect(Month.latest.end > .latest)
    #expect(Month.earliest.adding(-12).text == "0001-01")
    #expect(Month.latest.exactly(adding: 1) == nil)
    #expect(Month.latest.exactly(adding: -1)?.text == "9999-11")
  }

  @Test(
    arguments: [
      ("9999-12-31T23:59:58", "1s", "9999-12-31T23:59:59+08:00"),
      ("9999-12-31T23:59:59", "1s", nil),
      ("9999-11-30", "1mo", "9999-12-30T00:00:00+08:00"), ("9999-12-01", "1mo", nil),
      ("0001-01-01", "-1s", nil), ("0001-02-28", "-1mo", "0001-01-28T00:00:00+08:00"),
      ("2016-01-31T10:00", "1mo", "2016-02-29T10:00:00+08:00"), ("2016-01-01", "9999y", nil),
    ] as [(String, String, String?)])
  func `an instant beyond the calendar is none where it is asked for exactly`(
    from: String, by: String, result: String?
  ) throws {
    let sum = try Instant(parsing: from).exactly(adding: try Duration(parsing: by))
    #expect(sum?.text == result)
  }
}
