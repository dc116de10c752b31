import Basics

/// The commands that make a text, a number or a list of texts; they stand in brackets as values.
///
///     let name = (trim (upper $row.name))
///     for word in (split "a,b" ",") { print $word }
enum TextCommands {
  static var all: [Command] {
    [upper, lower, trim, length, part, replace, split, join]
  }

  private static let text = Parameter.positional("text", .any, Words("the text", "文本"))

  private static func make(
    _ name: String, _ summary: Words, help: Words = Words("", ""), _ parameters: [Parameter],
    _ example: String, _ meaning: Words,
    _ action: @escaping (Call) throws(LanguageError) -> Value
  ) -> Command {
    Command(
      name, family: "text", summary, help: help, parameters: parameters, right: .field,
      examples: [.init(example, meaning)],
      action: .plain { (call) throws(LanguageError) in Outcome(try action(call)) })
  }

  private static var upper: Command {
    make(
      "upper", Words("a text in upper case", "转为大写"), [text], "print (upper abc)",
      Words("ABC", "ABC")
    ) { (call) throws(LanguageError) in .text(call.text("text").uppercased()) }
  }

  private static var lower: Command {
    make(
      "lower", Words("a text in lower case", "转为小写"), [text], "print (lower ABC)",
      Words("abc", "abc")
    ) { (call) throws(LanguageError) in .text(call.text("text").lowercased()) }
  }

  private static var trim: Command {
    make(
      "trim", Words("a text without leading and trailing spaces", "去掉首尾空白"), [text],
      "print (trim \" a b \")", Words("`a b`", "`a b`")
    ) { (call) throws(LanguageError) in
      let text = call.text("text")
      let begin = text.drop { $0.isWhitespace }
      return .text(String(begin.reversed().drop { $0.isWhitespace }.reversed()))
    }
  }

  private static var length: Command {
    make(
      "length", Words("the number of characters in a text, or of values in a list", "文本的字数或列表的长度"),
      [.positional("value", .any, Words("a text, a list or a table", "文本、列表或表"))],
      "print (length 号码)", Words("2", "2")
    ) { (call) throws(LanguageError) in
      switch call["value"].resolved {
      case .null: .integer(0)
      case .list(let values): .integer(Int64(values.count))
      case .table(let table): .integer(Int64(table.rows.count))
      case .record(let record): .integer(Int64(record.count))
      case let value: .integer(Int64(ValueText.text(value).count))
      }
    }
  }

  private static var part: Command {
    make(
      "part", Words("a part of a text", "文本的一部分"),
      help: Words(
        "Characters are counted from 0; a part beyond the end is shorter or empty.",
        "字符从 0 数起；超出末尾的部分略去。"),
      [
        text, .positional("from", .integer, Words("the first character", "起始位置")),
        .positional(
          "count", .integer,
          Words("how many characters; all that are left by default", "字数，省略则到末尾"),
          isRequired: false),
      ], "print (part 13300000001 0 3)", Words("133", "133")
    ) { (call) throws(LanguageError) in
      let text = call.text("text")
      let from = Int(clamping: max(0, call.integer("from")))
      let count = call.optionalInteger("count").map { Int(clamping: max(0, $0)) } ?? .max
      return .text(String(text.dropFirst(from).prefix(count)))
    }
  }

  private static var replace: Command {
    make(
      "replace", Words("replaces every occurrence of one text by another", "替换文本"),
      [
        text, .positional("old", .any, Words("the text to replace", "被替换的文本")),
        .positional("new", .any, Words("the text to put in its place", "替换为")),
      ], "print (replace 133-0000 - \"\")", Words("1330000", "1330000")
    ) { (call) throws(LanguageError) in
      let pieces = try pieces(call.text("text"), call.text("old"))
      return .text(try joined(pieces, call.text("new")))
    }
  }

  private static var split: Command {
    make(
      "split", Words("splits a text at a separator into a list", "按分隔符拆成列表"),
      [text, .positional("separator", .any, Words("the separator", "分隔符"), defaultValue: ",")],
      "print (length (split \"a,b,c\"))", Words("3", "3")
    ) { (call) throws(LanguageError) in
      .list(try pieces(call.text("text"), call.text("separator")).map { .text(String($0)) })
    }
  }

  private static var join: Command {
    make(
      "join", Words("joins the values of a list to one text", "把列表连成文本"),
      [
        .positional("list", .any, Words("the list", "列表")),
        .positional(
          "separator", .any, Words("the text between them", "分隔符"), defaultValue: ","),
      ], "print (join [a, b] \"; \")", Words("`a; b`", "`a; b`")
    ) { (call) throws(LanguageError) in
      let texts = call.texts("list")
      return .text(try joined(texts.map { $0[...] }, call.text("separator")))
    }
  }

  /// The pieces of a text between separators.
  private static func pieces(
    _ text: String, _ separator: String
  ) throws(LanguageError) -> [Substring] {
    guard !separator.isEmpty else { throw LanguageError(.textEmpty, "separator") }
    var pieces: [Substring] = []
    var rest = text[...]
    while let range = rest.firstRange(of: separator) {
      pieces.append(rest[..<range.lowerBound])
      rest = rest[range.upperBound...]
    }
    return pieces + [rest]
  }

  private static func joined(
    _ pieces: [Substring], _ separator: String
  ) throws(LanguageError) -> String {
    let own = pieces.reduce(0) { $0 + $1.utf8.count }
    try Limits.checkText(own + separator.utf8.count * max(0, pieces.count - 1))
    return pieces.joined(separator: separator)
  }
}
