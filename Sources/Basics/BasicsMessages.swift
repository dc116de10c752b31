/// The words of this room's messages, in every language, in one place.
enum BasicsMessages {
  static func message(of error: BasicsError, in language: ReaderLanguage) -> String {
    let problem = Problem(rawValue: error.code)
    var message = ""
    switch language {
    case .english:
      if let line = error.line { message += "line \(line): " }
      message += problem?.summary.english ?? "not understood"
      if !error.text.isEmpty { message += ": `\(error.text.showingUnseen)`" }
      var expected = error.expected
      if problem == .jsonTwice { expected.replace("; ", with: "; it is at byte ") }
      if !expected.isEmpty { message += "; expected \(expected)" }
      if let offset = error.offset { message += ", at byte \(offset)" }
    case .chinese:
      let expected = chinese(error.expected, of: problem)
      if let line = error.line { message += "第 \(line) 行：" }
      message += problem?.summary.chinese ?? "无法识别"
      if !error.text.isEmpty {
        message += "：“\((BasicsPhrases.all.chinese(error.text) ?? error.text).showingUnseen)”"
      }
      if !expected.isEmpty { message += "，应为：\(expected)" }
      if let offset = error.offset { message += "，位于第 \(offset) 字节" }
    }
    return message
  }

  /// The Chinese for what was expected; what is no phrase, such as a count, stays as it is.
  private static func chinese(_ expected: String, of problem: Problem?) -> String {
    if problem == .jsonTwice, let offset = expected.split(separator: " ").last {
      return "每个字段名只出现一次，第 \(offset) 字节处已有"
    }
    return BasicsPhrases.all.chinese(expected) ?? expected
  }
}

/// What this room expects of values.
package enum BasicsPhrases {
  /// What was expected, in Chinese by the English.
  package static let all = Phrases(
    Dictionary(
      Problem.allCases.map { ($0.expected.english, $0.expected.chinese) }, uniquingKeysWith: { $1 }
    ).merging([
      JSONKind.object.rawValue: "对象",
      JSONKind.array.rawValue: "数组",
      JSONKind.string.rawValue: "文本",
      JSONKind.number.rawValue: "数字",
      JSONKind.boolean.rawValue: "true 或 false",
      "the name of a field": "字段名",
      "a value": "值",
      "a colon": "冒号",
      "a comma or }": "逗号或 }",
      "a comma or ]": "逗号或 ]",
    ]) { own, _ in own })
}

extension Problem {
  /// What is wrong, in a few words.
  var summary: Words { wording.summary }

  /// What would be right; empty where the location of the error tells it or nothing need be said.
  var expected: Words { wording.expected }

  private struct Wording {
    let summary: Words
    let expected: Words

    init(_ english: String, _ chinese: String, _ expected: String = "", _ inChinese: String = "") {
      summary = Words(english, chinese)
      self.expected = Words(expected, inChinese)
    }
  }

  private var wording: Wording { Self.table[self]! }

  private static let table = values.merging(texts) { first, _ in first }

  private static let values: [Problem: Wording] = [
    .moneyMalformed: Wording(
      "not an amount of money", "不是金额",
      "yuan with at most two decimals, such as 300 or 300.00",
      "以元为单位，最多两位小数，如 300 或 300.00"),
    .moneyDecimals: Wording(
      "money has at most two decimals", "金额最多两位小数",
      "yuan with at most two decimals, such as 12.30", "以元为单位，最多两位小数，如 12.30"),
    .moneyRange: Wording(
      "the amount is too large", "金额过大", "at most 999999999999.99", "不超过 999999999999.99"),
    .dayMalformed: Wording("not a day", "不是日期", "a day such as 2016-02-10", "日期，如 2016-02-10"),
    .dayRange: Wording(
      "there is no such day", "没有这一天", "a day of the calendar, years 0001 to 9999",
      "日历中存在的日期，年份 0001 至 9999"),
    .monthMalformed: Wording("not a month", "不是月份", "a month such as 2016-02", "月份，如 2016-02"),
    .monthRange: Wording(
      "there is no such month", "没有这个月份", "months 01 to 12, years 0001 to 9999",
      "月份 01 至 12，年份 0001 至 9999"),
    .instantMalformed: Wording(
      "not an instant", "不是时间", "2016-02-01, 2016-02-01T09:00 or 2016-02-01T09:00:00+08:00",
      "2016-02-01、2016-02-01T09:00 或 2016-02-01T09:00:00+08:00"),
    .instantRange: Wording(
      "there is no such instant", "没有这个时间", "a day of the calendar, 00:00:00 to 23:59:59",
      "日历中存在的日期，时间 00:00:00 至 23:59:59"),
    .durationMalformed: Wording(
      "not a duration", "不是时长",
      "numbers with y, mo, d, h, m or s, the longest first, such as 48h, 14d, 3mo or 1d12h",
      "数字加单位 y、mo、d、h、m、s，从大到小，如 48h、14d、3mo 或 1d12h"),
    .durationRange: Wording(
      "the duration is too long", "时长过长", "at most 9999 years", "不超过 9999 年"),
    .decimalMalformed: Wording(
      "not a number", "不是数字", "a number such as 12 or -0.5", "数字，如 12 或 -0.5"),
    .decimalRange: Wording(
      "the number has too many digits", "数字位数过多", "at most 18 digits", "最多 18 位数字"),
    .decimalZero: Wording("division by zero", "除数为零", "a divisor other than zero", "不为零的除数"),
    .numberEmpty: Wording(
      "the number or identifier is empty", "号码或标识为空",
      "the number of a line, or another identifier", "号码或其他标识"),
    .numberSpreadsheet: Wording(
      "a spreadsheet shortened this number and its last digits are lost", "号码被电子表格缩写，末尾数字已丢失",
      "the whole number; set the column to text in the spreadsheet and export again",
      "完整号码；请在电子表格中将该列设为文本后重新导出"),
  ]

  private static let texts: [Problem: Wording] = [
    .jsonEnd: Wording("the JSON ends too early", "JSON 不完整"),
    .jsonCharacter: Wording("unexpected character in the JSON", "JSON 中有多余的字符"),
    .jsonKind: Wording("the value is of the wrong kind", "值的类型不符"),
    .jsonControl: Wording(
      "an unescaped control character in a text", "文本中有未转义的控制字符", "an escape such as \\n",
      "转义写法，如 \\n"),
    .jsonEscape: Wording("unknown escape", "无效的转义", "\\n, \\\" or \\u4e2d", "\\n、\\\" 或 \\u4e2d"),
    .jsonUTF8: Wording("the text is not UTF-8", "文本不是 UTF-8", "UTF-8", "UTF-8"),
    .jsonNumber: Wording("not a JSON number", "不是 JSON 数字", "12, -0.5 or 1e3", "12、-0.5 或 1e3"),
    .jsonWhole: Wording("not a whole number", "不是整数", "a whole number", "整数"),
    .jsonRange: Wording(
      "the number has too many digits", "数字位数过多", "at most 18 digits", "最多 18 位数字"),
    .jsonDepth: Wording("objects and arrays are nested too deep", "对象和数组嵌套过深"),
    .jsonTrailing: Wording(
      "text after the end of the JSON", "JSON 之后还有内容", "the end of the line", "到此结束"),
    .jsonTwice: Wording(
      "a field appears twice in one object", "同一对象中有重复的字段", "each field name once",
      "每个字段名只出现一次"),
    .csvQuote: Wording("a quoted field never ends", "引号字段没有结束", "a closing quote", "结束的引号"),
    .csvAfterQuote: Wording(
      "text after a closing quote", "结束引号之后还有内容",
      "a separator or the end of the line; a quote inside quotes is doubled",
      "分隔符或换行；引号内的引号要写两次"),
    .csvColumns: Wording("the row has the wrong number of fields", "本行的字段数不符"),
    .csvLength: Wording("the row is too long; is a quote missing?", "本行过长，是否缺少引号？"),
    .lineLength: Wording("the line is too long", "本行过长", "at most 16 MB", "不超过 16 MB"),
    .encodingUTF8: Wording(
      "the file is not UTF-8", "文件不是 UTF-8",
      "UTF-8; encoding=gbk reads a file from Chinese Windows",
      "UTF-8；中文 Windows 导出的文件请用 encoding=gbk"),
    .encodingUTF16: Wording(
      "the file is UTF-16", "文件是 UTF-16",
      "UTF-8 or GBK; save it again as CSV UTF-8, or convert it: iconv -f UTF-16 -t UTF-8",
      "UTF-8 或 GBK；请另存为 CSV UTF-8，或转换：iconv -f UTF-16 -t UTF-8"),
    .encodingGBK: Wording(
      "the file is not GBK", "文件不是 GBK", "GBK, or UTF-8 without encoding=gbk",
      "GBK；若为 UTF-8 请去掉 encoding=gbk"),
    .encodingName: Wording("there is no such encoding", "没有这种编码", "utf8 or gbk", "utf8 或 gbk"),
    .fileRead: Wording("the file cannot be read", "无法读取文件"),
  ]
}
