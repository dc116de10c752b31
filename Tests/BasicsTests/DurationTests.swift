@testable import Basics
import Testing

private typealias Duration = Basics.Duration

@Suite struct DurationTests {
  @Test(arguments: [
    ("48h", "2d"), ("14d", "14d"), ("3mo", "3mo"), ("1y", "1y"), ("30m", "30m"), ("10s", "10s"),
    ("1d12h", "1d12h"), ("15mo", "1y3mo"), ("1y3mo", "1y3mo"), ("36h", "1d12h"), ("90s", "1m30s"),
    ("0d", "0s"), ("1y1mo1d1h1m1s", "1y1mo1d1h1m1s"), ("-3mo", "-3mo"), ("-1d12h", "-1d12h"),
    ("1mo-3d", "1mo-3d"), ("-1mo+3d", "-1mo+3d"), ("+5m", "5m"),
    ("9999y", "9999y"), ("9999y1mo", "duration.range"), ("10000y", "duration.range"),
    ("3659634d", "3659634d"), ("3659635d", "duration.range"),
    ("99999999999999999999999s", "duration.range"), ("-10000y", "duration.range"),
    ("", "duration.malformed"), ("-", "duration.malformed"), ("3", "duration.malformed"),
    ("d", "duration.malformed"), ("3M", "duration.malformed"), ("3w", "duration.malformed"),
    ("12h1d", "duration.malformed"), ("1d1d", "duration.malformed"),
    ("1.5h", "duration.malformed"), ("3 d", "duration.malformed"), ("3dx", "duration.malformed"),
  ])
  func `a text is read as a duration or refused with a code`(text: String, result: String) {
    #expect(outcome(Duration.self, text) == result)
  }

  @Test func `what is written is read as the same duration`() throws {
    try checkRoundTrip(of: Duration.self) { dice in
      Duration(
        months: Int32.random(in: -119_988...119_988, using: &dice),
        seconds: Int64.random(in: -9_999_999...9_999_999, using: &dice))
    }
  }

  @Test func `months and seconds stay apart`() throws {
    #expect(try Duration(parsing: "1y") == .years(1))
    #expect(try Duration(parsing: "12mo") == .months(12))
    #expect(try Duration(parsing: "30d") != .months(1))
    #expect(try Duration(parsing: "2d") == .hours(48))
    #expect(Duration.days(1) == .minutes(1440))
    #expect(-Duration.days(1) == Duration(seconds: -86_400))
  }

  @Test func `the ends of the number range can be written`() {
    for duration in [
      Duration(months: .min, seconds: .min), Duration(months: .max, seconds: .min),
      Duration(months: .min, seconds: .max),
    ] {
      #expect(duration.text.utf8.count <= Duration.longestText)
    }
  }
}
