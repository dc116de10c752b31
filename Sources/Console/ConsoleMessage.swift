package import Basics
internal import Glibc

/// What went wrong at the terminal.
package struct ConsoleError: Error, Hashable, Sendable {
  /// The kinds of failure, with stable codes.
  package enum Code: String, Sendable {
    case historyReading = "history.reading"
    case historyWriting = "history.writing"
    case editorStarting = "editor.starting"
  }
  package let code: Code
  /// The file in question, if one is.
  package let path: String?
  /// The system's error number.
  package let errno: Int32

  init(_ code: Code, path: String? = nil, errno: Int32 = 0) {
    self.code = code
    self.path = path
    self.errno = errno
  }

  /// The message in the reader's language.
  package func message(in language: ReaderLanguage) -> String {
    let colon = language == .chinese ? "：" : ": "
    let system = errno == 0 ? "" : colon + String(cString: strerror(errno))
    let file = path ?? ""
    return switch (code, language) {
    case (.historyReading, .english): "cannot read the history file \(file)\(system)"
    case (.historyReading, .chinese): "无法读取历史记录 \(file)\(system)"
    case (.historyWriting, .english): "cannot write the history file \(file)\(system)"
    case (.historyWriting, .chinese): "无法写入历史记录 \(file)\(system)"
    case (.editorStarting, .english): "cannot start the line editor\(system)"
    case (.editorStarting, .chinese): "行编辑器无法启动\(system)"
    }
  }
}

/// What the console itself says to the person at it, in every language, in one place.
enum ConsoleMessage {
  case andMore(Int)
  case andManyMore
  case noUTF8
  case notUTF8
  case otherEncoding(locale: String, encoding: String)
  case idleRollback(minutes: Int)
  case leavingRollback
  case elapsed(milliseconds: Int)
  case rate(String)
  case left(String)
  case rows(String, of: String?)
  case counts(done: Int, refused: Int, errors: Int)
  case choice

  /// The stable code.
  var code: String {
    switch self {
    case .andMore, .andManyMore: "completion.more"
    case .noUTF8, .notUTF8, .otherEncoding: "terminal.encoding"
    case .idleRollback: "console.idle"
    case .leavingRollback: "console.leaving"
    case .elapsed: "console.elapsed"
    case .rate, .left, .rows, .counts: "progress"
    case .choice: "confirm.choice"
    }
  }

  func text(in language: ReaderLanguage) -> String {
    language == .english ? english : chinese
  }

  private var english: String {
    switch self {
    case .andMore(let count): "and \(Grouped.text(count)) more"
    case .andManyMore: "and more"
    case .noUTF8: "warning: this system has no UTF-8 locale; Chinese cannot be typed here"
    case .notUTF8: "the input is not UTF-8: nothing was run"
    case .otherEncoding(let locale, let encoding):
      "warning: the locale \(locale) is in \(encoding), but stardesk reads and writes UTF-8: "
        + "set the terminal to UTF-8 and start with LC_ALL=C.UTF-8"
    case .idleRollback(let minutes):
      "the open transaction was idle for \(minutes) min and was rolled back"
    case .leavingRollback: "the open transaction was rolled back"
    case .elapsed(let milliseconds): "(\(Seconds.text(milliseconds)) s)"
    case .rate(let rate): "\(rate)/s"
    case .left(let time): "\(time) left"
    case .rows(let done, let total): total.map { "\(done)/\($0)" } ?? "\(done) rows"
    case .counts(let done, let refused, let errors):
      "done \(Grouped.text(done)) refused \(Grouped.text(refused)) errors \(Grouped.text(errors))"
    case .choice: "[y/N]"
    }
  }

  private var chinese: String {
    switch self {
    case .andMore(let count): "还有 \(Grouped.text(count)) 项"
    case .andManyMore: "还有更多"
    case .noUTF8: "警告：本系统没有 UTF-8 区域设置，无法输入中文"
    case .notUTF8: "输入的内容不是 UTF-8：未执行"
    case .otherEncoding(let locale, let encoding):
      "警告：区域设置 \(locale) 使用 \(encoding) 编码，而本程序以 UTF-8 输入输出："
        + "请把终端改为 UTF-8，并以 LC_ALL=C.UTF-8 启动"
    case .idleRollback(let minutes): "打开的事务空闲已满 \(minutes) 分钟：已回滚"
    case .leavingRollback: "打开的事务已回滚"
    case .elapsed(let milliseconds): "（\(Seconds.text(milliseconds)) 秒）"
    case .rate(let rate): "每秒 \(rate)"
    case .left(let time): "剩余 \(time)"
    case .rows(let done, let total): total.map { "\(done)/\($0)" } ?? "\(done) 行"
    case .counts(let done, let refused, let errors):
      "办理 \(Grouped.text(done)) 拒绝 \(Grouped.text(refused)) 出错 \(Grouped.text(errors))"
    case .choice: "[y/N]"
    }
  }
}

/// Whole numbers with a comma between thousands.
enum Grouped {
  static func text(_ number: Int) -> String {
    let digits = Array(String(number.magnitude).utf8)
    var result = number < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { result += "," }
      result.unicodeScalars.append(Unicode.Scalar(digit))
    }
    return result
  }
}

/// Seconds with one or two decimals, from milliseconds.
enum Seconds {
  static func text(_ milliseconds: Int) -> String {
    let hundredths = (milliseconds + 5) / 10
    if hundredths >= 1000 {
      let tenths = (milliseconds + 50) / 100
      return "\(Grouped.text(tenths / 10)).\(tenths % 10)"
    }
    let rest = hundredths % 100
    return "\(hundredths / 100).\(rest / 10)\(rest % 10)"
  }
}
