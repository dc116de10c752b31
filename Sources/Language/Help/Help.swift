import Basics

/// What `help` shows; all of it comes from the table of commands.
package enum Help {
  /// The text that a call of `help` shows.
  static func bytes(_ table: CommandTable, _ call: Call, _ options: Options) -> [UInt8] {
    let text =
      call.flag("all")
      ? Manual(table, language: options.language).text(as: format(call, options))
      : text(table, call.texts("word").joined(separator: " "), options)
    return Array(text.utf8)
  }

  /// How the manual is written: as the call says, otherwise as the run says.
  private static func format(_ call: Call, _ options: Options) -> Manual.Format {
    if let named = call.optionalText("format").flatMap(Manual.Format.init(rawValue:)) {
      return named
    }
    return options.format == .markdown ? .markdown : .text
  }

  /// The help on a word.
  ///
  /// - Parameters:
  ///   - word: a command, the first word of some, any other word, or nothing for all commands.
  package static func text(
    _ table: CommandTable, _ word: String, _ options: Options
  ) -> String {
    if word.isEmpty { return list(table.commands, options) + "\n" + list(table.topics, options) }
    if let command = table[word] { return text(of: command, options) }
    if let topic = table.topics.first(where: { $0.name == word }) {
      return text(of: topic, options)
    }
    let family = table.commands.filter { $0.name.hasPrefix(word + " ") || $0.family == word }
    if !family.isEmpty { return list(family, options) }
    let found = search(table, word)
    if !found.isEmpty { return list(found, options) }
    let isChinese = options.language == .chinese
    var text = isChinese ? "没有提到“\(word)”的命令" : "no command mentions `\(word)`"
    if let nearest = NearestWord.nearest(of: word, among: table.commands.map(\.name)) {
      text += isChinese ? "；是否想查“\(nearest)”？" : "; did you mean `\(nearest)`?"
    }
    return text.escapedForTerminal + "\n"
  }

  /// The commands that mention a word, in their names, summaries, texts or parameters.
  package static func search(_ table: CommandTable, _ word: String) -> [Command] {
    let wanted = word.lowercased()
    return table.commands.filter { command in
      let texts =
        [command.name, command.summary.english, command.summary.chinese]
        + [command.help.english, command.help.chinese]
        + command.parameters.flatMap { [$0.name, $0.summary.english, $0.summary.chinese] }
      return texts.contains { $0.lowercased().contains(wanted) }
    }
  }

  /// Commands by families, one a line.
  static func list(_ commands: [Command], _ options: Options) -> String {
    var families: [(name: String, commands: [Command])] = []
    for command in commands {
      if let index = families.firstIndex(where: { $0.name == command.family }) {
        families[index].commands.append(command)
      } else {
        families.append((command.family, [command]))
      }
    }
    let width = commands.map { DisplayWidth.width(of: $0.name) }.max() ?? 0
    return families.map { family in
      let lines = family.commands.map { command in
        let gap = String(repeating: " ", count: width - command.name.count + 2)
        return "  \(command.name)\(gap)\(command.summary.text(in: options.language))\n"
      }
      return heading(family.name, options) + lines.joined()
    }.joined(separator: "\n")
  }

  /// Chapters, one a line.
  static func list(_ topics: [Topic], _ options: Options) -> String {
    let width = topics.map(\.name.count).max() ?? 0
    let lines = topics.map { topic in
      let gap = String(repeating: " ", count: width - topic.name.count + 2)
      return "  \(topic.name)\(gap)\(topic.title.text(in: options.language))\n"
    }
    return heading("help on", options) + lines.joined()
  }

  /// A chapter.
  package static func text(of topic: Topic, _ options: Options) -> String {
    let language = options.language
    var text = heading(topic.title.text(in: language), options)
    for block in topic.blocks {
      switch block {
      case .text(let words): text += "\n  " + words.text(in: language) + "\n"
      case .terms(let terms):
        let width = min(20, terms.map { DisplayWidth.width(of: $0.name) }.max() ?? 0)
        text += "\n"
        for term in terms {
          let gap = width - DisplayWidth.width(of: term.name)
          text += "  " + term.name
          text += gap < 0 ? "\n" + String(repeating: " ", count: width + 4) : ""
          text += String(repeating: " ", count: gap < 0 ? 0 : gap + 2)
          text += term.about.text(in: language) + "\n"
        }
      case .script(let source), .console(let source), .shell(let source):
        text += "\n"
        for line in source.split(separator: "\n") { text += "      \(line)\n" }
      }
    }
    return text
  }

  private static func heading(_ text: String, _ options: Options) -> String {
    (options.paint?(.heading, text) ?? text) + "\n"
  }

  /// All that the table knows of a command.
  package static func text(of command: Command, _ options: Options) -> String {
    let language = options.language
    let isChinese = language == .chinese
    var text = heading(Usage.line(of: command), options)
    text += "  " + command.summary.text(in: language) + "\n"
    let help = command.help.text(in: language)
    if !help.isEmpty { text += "\n  " + help + "\n" }
    if !command.parameters.isEmpty {
      text += "\n" + heading(isChinese ? "参数" : "Parameters", options)
      text += parameters(of: command, language)
    }
    var facts: [String] = []
    if command.changes { facts.append(isChinese ? "会改动数据" : "changes the store") }
    if command.shares {
      facts.append(isChinese ? "按给出的次序执行" : "runs in the order given")
    }
    facts.append((isChinese ? "权限：" : "right: ") + command.right.rawValue)
    text += "\n  " + facts.joined(separator: isChinese ? "；" : "; ") + "\n"
    if !command.columns.isEmpty {
      text += "\n" + heading(isChinese ? "结果" : "Result", options)
      let columns = command.columns.map { name in
        isChinese ? command.words?.heading(of: name).map { "\(name)（\($0)）" } ?? name : name
      }
      text += "  " + columns.joined(separator: isChinese ? "、" : ", ") + "\n"
    }
    if !command.examples.isEmpty {
      text += "\n" + heading(isChinese ? "示例" : "Examples", options)
      for example in command.examples {
        text += "  \(example.source)\n      \(example.summary.text(in: language))\n"
      }
    }
    return text
  }

  private static func parameters(of command: Command, _ language: ReaderLanguage) -> String {
    let items = command.parameters.map { parameter in
      let name =
        switch parameter.style {
        case .positional: parameter.name
        case .named, .switch: Usage.option(parameter)
        }
      var summary = parameter.summary.text(in: language)
      switch parameter.kind {
      case .condition, .columns, .block: break
      case _ where parameter.style == .switch: break
      default:
        let kind = Usage.name(of: parameter.kind)
        summary += language == .chinese ? "（\(kind)）" : " (\(kind))"
      }
      if !parameter.defaultValue.isNull, parameter.style != .switch {
        let defaultText = ValueText.text(parameter.defaultValue)
        summary += language == .chinese ? "，默认 \(defaultText)" : ", \(defaultText) by default"
      }
      if let field = parameter.rowField {
        summary +=
          language == .chinese ? "，管道中取自行的 `\(field)`" : ", in a pipeline the row's `\(field)`"
      }
      return (name, summary)
    }
    let width = items.map { DisplayWidth.width(of: $0.0) }.max() ?? 0
    return items.map { name, summary in
      "  " + name + String(repeating: " ", count: width - DisplayWidth.width(of: name) + 2)
        + summary + "\n"
    }.joined()
  }
}
