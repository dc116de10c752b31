/// The words of this room's messages, in every language, in one place.
enum BasicsMessages {
  static func message(of error: BasicsError, in language: ReaderLanguage) -> String {
    let problem = Problem(rawValue: error.code)
    let expected =
      language == .english
      ? error.expected
      : problem?.variesExpected == false ? problem!.expected(in: language) : error.expected
    var message = ""
    switch language {
    case .english:
      if let line = error.line { message += "line \(line): " }
      message += problem?.summary(in: language) ?? "not understood"
      if !error.text.isEmpty { message += ": “\(error.text)”" }
      if !expected.isEmpty { message += " (expected: \(expected))" }
      if let offset = error.offset { message += ", at byte \(offset)" }
    case .chinese:
      if let line = error.line { message += "第 \(line) 行：" }
      message += problem?.summary(in: language) ?? "无法识别"
      if !error.text.isEmpty { message += "：“\(error.text)”" }
      if !expected.isEmpty { message += "（应为：\(expected)）" }
      if let offset = error.offset { message += "，位于第 \(offset) 字节" }
    }
    return message
  }
}

extension Problem {
  /// Whether what is expected is worked out where the error is made, and not fixed by the code.
  var variesExpected: Bool { false }

  /// What is wrong, in a few words.
  func summary(in language: ReaderLanguage) -> String {
    let (english, chinese) = words.summary
    return language == .english ? english : chinese
  }

  /// What would be right.
  func expected(in language: ReaderLanguage) -> String {
    let (english, chinese) = words.expected
    return language == .english ? english : chinese
  }

  private typealias Words = (summary: (String, String), expected: (String, String))

  private var words: Words {
    switch self {
    case .moneyMalformed:
      (
        ("not an amount of money", "不是金额"),
        ("digits with up to two decimals, such as 300 or 300.00", "数字，最多两位小数，如 300 或 300.00")
      )
    case .moneyDecimals:
      (
        ("money has at most two decimals", "金额最多两位小数"),
        ("whole fen, such as 12.30", "精确到分，如 12.30")
      )
    case .moneyRange:
      (
        ("the amount is too large", "金额过大"),
        ("at most 999999999999.99", "不超过 999999999999.99")
      )
    case .dayMalformed:
      (("not a day", "不是日期"), ("a day such as 2016-02-10", "日期，如 2016-02-10"))
    case .dayRange:
      (
        ("there is no such day", "没有这一天"),
        ("a day of the calendar, years 0001 to 9999", "日历中存在的日期，年份 0001 至 9999")
      )
    case .monthMalformed:
      (("not a month", "不是月份"), ("a month such as 2016-02", "月份，如 2016-02"))
    case .monthRange:
      (
        ("there is no such month", "没有这个月份"),
        ("months 01 to 12, years 0001 to 9999", "月份 01 至 12，年份 0001 至 9999")
      )
    default: laterWords
    }
  }

  private var laterWords: Words {
    switch self {
    case .instantMalformed:
      (
        ("not an instant", "不是时间"),
        (
          "2016-02-01, 2016-02-01T09:00 or 2016-02-01T09:00:00+08:00",
          "2016-02-01、2016-02-01T09:00 或 2016-02-01T09:00:00+08:00"
        )
      )
    case .instantRange:
      (
        ("there is no such instant", "没有这个时间"),
        (
          "a day of the calendar, 00:00:00 to 23:59:59",
          "日历中存在的日期，时间 00:00:00 至 23:59:59"
        )
      )
    case .durationMalformed:
      (
        ("not a duration", "不是时长"),
        (
          "numbers with y, mo, d, h, m or s, the longest first, such as 48h, 14d, 3mo or 1d12h",
          "数字加单位 y、mo、d、h、m、s，从大到小，如 48h、14d、3mo 或 1d12h"
        )
      )
    case .durationRange:
      (("the duration is too long", "时长过长"), ("at most 9999 years", "不超过 9999 年"))
    case .decimalMalformed:
      (("not a number", "不是数字"), ("a number such as 12 or -0.5", "数字，如 12 或 -0.5"))
    case .decimalRange:
      (
        ("the number has too many digits", "数字位数过多"),
        ("at most 18 digits", "最多 18 位数字")
      )
    case .decimalZero:
      (("division by zero", "除数为零"), ("a divisor other than zero", "不为零的除数"))
    default: (("not understood", "无法识别"), ("", ""))
    }
  }
}
