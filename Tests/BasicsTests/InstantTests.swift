@testable import Basics
import Testing

@Suite struct InstantTests {
  @Test(arguments: [
    ("2016-02-01", "2016-02-01T00:00:00+08:00"),
    ("2016-02-01T09:00", "2016-02-01T09:00:00+08:00"),
    ("2016-02-01 09:00", "2016-02-01T09:00:00+08:00"),
    ("2016-02-01T09:00:07", "2016-02-01T09:00:07+08:00"),
    ("2016-02-01T09:00:07+08:00", "2016-02-01T09:00:07+08:00"),
    ("2016-02-01T01:00:07Z", "2016-02-01T09:00:07+08:00"),
    ("2016-02-01T01:00Z", "2016-02-01T09:00:00+08:00"),
    ("2016-01-31T20:00:07-05:00", "2016-02-01T09:00:07+08:00"),
    ("2016-02-01T23:59:59", "2016-02-01T23:59:59+08:00"),
    ("0001-01-01", "0001-01-01T00:00:00+08:00"),
    ("9999-12-31T23:59:59", "9999-12-31T23:59:59+08:00"),
    ("9999-12-31T23:59:59Z", "instant.range"),
    ("0001-01-01T00:00:00+09:00", "instant.range"),
    ("2016-02-01T24:00", "instant.range"), ("2016-02-01T09:60", "instant.range"),
    ("2016-02-01T09:00:60", "instant.range"), ("2016-02-30", "instant.range"),
    ("2016-02-01T09:00:00+24:00", "instant.range"),
    ("2016-02-01T09:00:00-24:00", "instant.range"),
    ("2016-02-01T09:00:00+08:60", "instant.range"),
    ("2016-02-01T9:00", "instant.malformed"), ("2016-02-01T09", "instant.malformed"),
    ("2016-02-01Z", "instant.malformed"), ("2016-02-01T09:00:00.5", "instant.malformed"),
    ("2016-02-01T09:00:00+0800", "instant.malformed"), ("2016-02", "instant.malformed"),
    ("2016-02-01T09:00:00Zx", "instant.malformed"), ("", "instant.malformed"),
  ])
  func `a text is read as an instant or refused with a code`(text: String, result: String) {
    #expect(outcome(Instant.self, text) == result)
  }

  @Test func `what is written is read as the same instant`() throws {
    try checkRoundTrip(of: Instant.self) { dice in
      let range = Instant.earliest.seconds...Instant.latest.seconds
      return Instant(seconds: Int64.random(in: range, using: &dice))
    }
  }

  @Test func `the epoch is eight in the morning in China`() {
    let epoch = Instant(seconds: 0)
    #expect(epoch.text == "1970-01-01T08:00:00+08:00")
    #expect(Instant(seconds: -28_801).text == "1969-12-31T23:59:59+08:00")
    #expect(Instant(seconds: -28_800).day == Day(number: 0))
    #expect(Instant(seconds: -28_801).day == Day(number: -1))
  }

  @Test func `an instant has its parts in China`() throws {
    let instant = try Instant(parsing: "2016-02-29T17:30:45Z")
    #expect(instant.day.text == "2016-03-01")
    #expect(instant.month.text == "2016-03")
    #expect([instant.hour, instant.minute, instant.second] == [1, 30, 45])
    #expect(Instant(day: instant.day, hour: 1, minute: 30, second: 45) == instant)
  }

  @Test(arguments: [
    ("2016-01-31T09:30", "1mo", "2016-02-29T09:30:00+08:00"),
    ("2016-02-29T23:59:59", "1y", "2017-02-28T23:59:59+08:00"),
    ("2016-02-01T09:00", "48h", "2016-02-03T09:00:00+08:00"),
    ("2016-01-31", "1mo1d", "2016-03-01T00:00:00+08:00"),
    ("2016-03-01", "-1s", "2016-02-29T23:59:59+08:00"),
    ("2016-02-01", "9999y", "9999-12-31T23:59:59+08:00"),
    ("2016-02-01", "-9999y", "0001-01-01T00:00:00+08:00"),
  ])
  func `a duration later`(from: String, duration: String, result: String) throws {
    let later = try Instant(parsing: from).adding(try Basics.Duration(parsing: duration))
    #expect(later.text == result)
  }

  @Test func `the ends of the number range do not stop the program`() {
    #expect(Instant(seconds: .max).text.utf8.count <= Instant.longestText)
    #expect(Instant(seconds: .min).text.utf8.count <= Instant.longestText)
    let longest = Basics.Duration(months: .max, seconds: .max)
    #expect(Instant(seconds: .max).adding(longest) == .latest)
    #expect(Instant(seconds: .min).adding(-longest) == .earliest)
  }
}
