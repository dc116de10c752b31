package import Basics

/// The reference manual: chapters, and all that the table knows of every command.
///
///     let text = Manual(table, language: .english).text(as: .markdown)
package struct Manual {
  /// How the manual is written.
  package enum Format: String, CaseIterable, Sendable {
    /// As `help` shows it.
    case text
    case markdown
    /// The source of a man page.
    case man
  }

  /// A part with a heading.
  package struct Section {
    /// What a page of it is called, such as `commands-card`.
    package let name: String
    /// How deep the heading stands, from 1.
    package let level: Int
    package let title: String
    package let blocks: [Topic.Block]
    /// What follows the blocks.
    package let command: Command?
  }

  package let table: CommandTable
  package let language: ReaderLanguage

  package init(_ table: CommandTable, language: ReaderLanguage) {
    self.table = table
    self.language = language
  }

  /// The whole manual in one text.
  package func text(as format: Format) -> String {
    switch format {
    case .text: plainText
    case .markdown: MarkdownManual(language).text(of: [title] + sections)
    case .man: ManPage(language).text(of: sections, title: title)
    }
  }

  private var plainText: String {
    var options = Options()
    options.language = language
    let topics = table.topics.map { Help.text(of: $0, options) }
    return (topics + table.commands.map { Help.text(of: $0, options) }).joined(separator: "\n")
  }

  func words(_ english: String, _ chinese: String) -> String {
    language == .chinese ? chinese : english
  }

  private var title: Section {
    Section(
      name: "stardesk", level: 1, title: words("stardesk: the manual", "stardesk 手册"),
      blocks: [
        .text(
          "The desk of star-customer service: one program, one store, one command language. This "
            + "manual is generated from the program's own table of commands: `stardesk --format markdown "
            + "-c 'help --all'`.",
          "星级客户服务台：一个程序、一个库、一种命令语言。本手册由程序自身的命令表生成："
            + "`stardesk --format markdown -c 'help --all'`。")
      ], command: nil)
  }

  /// Chapters first, then commands by families.
  package var sections: [Section] {
    chapters + families.flatMap { family in [family.section] + family.commands }
  }

  package var chapters: [Section] {
    table.topics.map {
      Section(
        name: $0.name, level: 2, title: $0.title.text(in: language), blocks: $0.blocks,
        command: nil)
    }
  }

  /// The commands that are found under one heading.
  package struct Family {
    package let section: Section
    package let commands: [Section]
  }

  package var families: [Family] {
    var names: [String] = []
    for command in table.commands where !names.contains(command.family) {
      names.append(command.family)
    }
    return names.map { name in
      let commands = table.commands.filter { $0.family == name }
      return Family(
        section: Section(
          name: "commands-\(name)", level: 2, title: words("Commands: \(name)", "命令：\(name)"),
          blocks: [.text("The commands that `help \(name)` lists.", "`help \(name)` 所列的命令。")],
          command: nil),
        commands: commands.map {
          Section(
            name: "command-" + $0.name.replacing(" ", with: "-"), level: 3, title: $0.name,
            blocks: blocks(of: $0), command: $0)
        })
    }
  }

  // MARK: Commands

  /// What the manual says of a command, in the blocks of which chapters consist.
  func blocks(of command: Command) -> [Topic.Block] {
    var blocks: [Topic.Block] = [.text(command.summary)]
    if !command.help.english.isEmpty { blocks.append(.text(command.help)) }
    blocks.append(.text(Words("`\(Usage.line(of: command))`", "`\(Usage.line(of: command))`")))
    if !command.parameters.isEmpty { blocks.append(.terms(command.parameters.map(term))) }
    blocks.append(.text(facts(of: command)))
    if !command.columns.isEmpty {
      let columns = command.columns.map { "`\($0)`" }.joined(separator: ", ")
      let named = command.columns.map { name in
        "`\(name)`" + (command.words?.heading(of: name).map { "（\($0)）" } ?? "")
      }.joined(separator: "、")
      blocks.append(
        command.role == .source
          ? .text("Gives rows with: \(columns).", "各行含：\(named)。")
          : .text("Gives: \(columns).", "结果：\(named)。"))
    }
    for example in command.examples {
      blocks.append(
        .text(Words(example.summary.english + ":", example.summary.chinese + "：")))
      blocks.append(isTyped(command) ? .console(example.source) : .script(example.source))
    }
    return blocks
  }

  /// Whether a command is for the console alone.
  private func isTyped(_ command: Command) -> Bool {
    if case .control(let control) = command.action { return control.isForConsole }
    return false
  }

  private func term(_ parameter: Parameter) -> Topic.Term {
    let name =
      parameter.style == .positional
      ? parameter.name + (parameter.isRepeated ? "..." : "") : Usage.option(parameter)
    var english = parameter.summary.english
    var chinese = parameter.summary.chinese
    if parameter.style != .switch {
      let kind = Usage.name(of: parameter.kind)
      english += "; \(kind)"
      chinese += "；\(kind)"
      if parameter.isRequired {
        english += ", required"
        chinese += "，必需"
      } else if parameter.defaultValue.isNull {
        english += ", optional"
        chinese += "，可省略"
      } else {
        let defaultText = ValueText.text(parameter.defaultValue)
        english += ", `\(defaultText)` by default"
        chinese += "，默认 `\(defaultText)`"
      }
    }
    if let field = parameter.rowField {
      english += ", in a pipeline the row's `\(field)`"
      chinese += "，管道中取自行的 `\(field)`"
    }
    return Topic.Term(name, english, chinese)
  }

  /// What holds of a command as a whole, in one sentence.
  private func facts(of command: Command) -> Words {
    var english = command.changes ? "Changes the store" : "Changes no customer"
    var chinese = command.changes ? "会改动数据" : "不改动客户数据"
    switch command.role {
    case .plain: break
    case .source:
      english += ", begins a pipeline"
      chinese += "，可作管道的数据源"
    case .filter:
      english += ", used inside a pipeline"
      chinese += "，用于管道之中"
    case .sink:
      english += ", ends a pipeline"
      chinese += "，用于管道末尾"
    }
    if command.shares {
      english += ", runs in the order given"
      chinese += "，按给出的次序执行"
    }
    english += "; right: `\(command.right.rawValue)`"
    chinese += "；权限：`\(command.right.rawValue)`"
    let rules = Manual.rules(in: command.help.english)
    if !rules.isEmpty {
      english += "; rules: " + rules.joined(separator: ", ")
      chinese += "；规则：" + rules.joined(separator: "、")
    }
    return Words(english + ".", chinese + "。")
  }

  /// The rules that a text quotes, such as `BEN-10`, in their order.
  static func rules(in text: String) -> [String] {
    var rules: [String] = []
    let words = text.split { !($0.isLetter || $0.isNumber || $0 == "-") }
    for word in words {
      let parts = word.split(separator: "-")
      guard parts.count == 2, parts[0].count >= 2, parts[0].allSatisfy(\.isUppercase),
        parts[1].allSatisfy(\.isNumber), !rules.contains(String(word))
      else { continue }
      rules.append(String(word))
    }
    return rules
  }
}
