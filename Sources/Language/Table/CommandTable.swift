import Basics

/// All commands: those of the language and those of the vocabulary.
///
/// Parsing, checking, help, completion and the manual read this table and nothing else.
package final class CommandTable {
  /// The commands in the order in which help lists them.
  package let commands: [Command]

  /// The words of a statement that are no commands.
  package static let keywords = [
    "let", "if", "else", "for", "in", "while", "break", "continue", "def", "return", "try", "catch",
    "transaction", "include", "expect",
  ]

  /// The chapters of the manual beside the commands.
  package private(set) lazy var topics: [Topic] = furtherTopics(LanguageTopics.all)

  /// What readers of Chinese are shown for the columns of the vocabulary.
  package let columnWords: ColumnWords?

  private let furtherTopics: ([Topic]) -> [Topic]
  private let byName: [String: Command]
  private let lookup: NameLookup

  /// - Parameters:
  ///   - vocabulary: the commands beside those of the language.
  ///   - words: what readers of Chinese are shown for their columns.
  ///   - channels: what `channel=` may be; empty: any text.
  ///   - textLimits: the most bytes of what every changing command takes, by the parameter.
  ///   - topics: is given the chapters of the language, and adds those of the vocabulary.
  package init(
    _ vocabulary: [Command], words: ColumnWords? = nil, channels: [String] = [],
    textLimits: [String: Int] = [:], topics: @escaping ([Topic]) -> [Topic] = { $0 }
  ) {
    columnWords = words
    furtherTopics = topics
    let common = Self.changingParameters(channels: channels, textLimits)
    commands = LanguageCommands.all + vocabulary
    var byName: [String: Command] = [:]
    for (index, command) in commands.enumerated() {
      command.index = index
      command.words = words
      if command.changes {
        command.parameters += common.filter { command.index(of: $0.name) == nil }
      }
      precondition(command.parameters.count <= 64, "a command has at most 64 parameters")
      precondition(byName[command.name] == nil, "two commands have the name \(command.name)")
      byName[command.name] = command
    }
    self.byName = byName
    lookup = NameLookup(commands.map(\.name), keywords: Self.keywords)
  }

  /// The command of a name.
  package subscript(name: String) -> Command? { byName[name] }

  /// What every changing command takes.
  private static func changingParameters(
    channels: [String], _ limits: [String: Int]
  ) -> [Parameter] {
    func fitting(_ name: String) -> (@Sendable (Value) throws(LanguageError) -> Value)? {
      guard let limit = limits[name] else { return nil }
      return { (value) throws(LanguageError) in
        if case .text(let text) = value { try LanguageError.check(text, name, atMost: limit) }
        return value
      }
    }
    return [
      .named(
        "reason", .text, Words("the reason for the change", "办理原因"), validate: fitting("reason")),
      .named(
        "ticket", .text, Words("the ticket that asks for the change", "工单号"), completion: "ticket",
        validate: fitting("ticket")),
      .named(
        "channel", channels.isEmpty ? .text : .choice(channels),
        Words("the channel of the request", "受理渠道")),
      .named(
        "key",
        Words(
          "a key for the request: sent again with the same key, it gives the first answer again",
          "请求的键：重复提交时返回首次结果"),
        emptiness: .refused(.keyEmpty),
        validate: { [fits = fitting("key")] (value) throws(LanguageError) in
          let key = Value.text(ValueText.text(value).withoutBlanksAround)
          guard key != "" else { throw LanguageError(.keyEmpty) }
          return try fits?(key) ?? key
        }),
      .switch("dry-run", Words("show what would change, but keep nothing", "只显示会改动什么，不保存")),
      .switch("changes", Words("list what changed, field by field", "逐项列出改动")),
    ]
  }

  /// What the word at the beginning of a statement, and the one after it, name.
  func find(
    _ first: UnsafeBufferPointer<UInt8>, _ second: UnsafeBufferPointer<UInt8>
  ) -> NameLookup.Found {
    lookup.find(first, second)
  }

  /// The names that a word could have been meant for.
  package var words: [String] { commands.map(\.name) + Self.keywords }
}

/// Finds commands and keywords by the bytes of one or two words: the longest name wins.
struct NameLookup {
  enum Found: Equatable {
    /// A command by its index in the table, and whether two words name it.
    case command(Int, isTwoWords: Bool)
    case keyword(Int)
    /// The first words of longer names, but not with this second word.
    case family
    case nothing
  }

  private struct Entry {
    var bytes: [UInt8]
    var command = -1
    var keyword = -1
    var seconds: [(bytes: [UInt8], command: Int)] = []
  }

  private var entries: [Entry] = []
  private var slots: [Int32] = Array(repeating: -1, count: 512)

  init(_ names: [String], keywords: [String]) {
    for (index, name) in names.enumerated() {
      let words = name.split(separator: " ").map { Array($0.utf8) }
      precondition((1...2).contains(words.count), "a command's name is one or two words")
      let entry = insert(words[0])
      if words.count == 1 {
        entries[entry].command = index
      } else {
        entries[entry].seconds.append((words[1], index))
      }
    }
    for (index, word) in keywords.enumerated() { entries[insert(Array(word.utf8))].keyword = index }
  }

  private mutating func insert(_ word: [UInt8]) -> Int {
    if let index = entries.firstIndex(where: { $0.bytes == word }) { return index }
    entries.append(Entry(bytes: word))
    precondition(entries.count < slots.count / 2, "the table of names is full")
    var slot = word.withUnsafeBufferPointer { Self.hash($0) } & (slots.count - 1)
    while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
    slots[slot] = Int32(entries.count - 1)
    return entries.count - 1
  }

  @inline(__always)
  private static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
    var hash: UInt32 = 2_166_136_261
    for byte in bytes { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
    return Int(hash ^ (hash >> 15))
  }

  @inline(__always)
  private static func equal(_ left: [UInt8], _ right: UnsafeBufferPointer<UInt8>) -> Bool {
    guard left.count == right.count else { return false }
    for index in 0..<left.count where left[index] != right[index] { return false }
    return true
  }

  func find(
    _ first: UnsafeBufferPointer<UInt8>, _ second: UnsafeBufferPointer<UInt8>
  ) -> Found {
    var slot = Self.hash(first) & (slots.count - 1)
    while slots[slot] >= 0 {
      let index = Int(slots[slot])
      if Self.equal(entries[index].bytes, first) { return found(index, second) }
      slot = (slot + 1) & (slots.count - 1)
    }
    return .nothing
  }

  @inline(__always)
  private func found(_ entryIndex: Int, _ second: UnsafeBufferPointer<UInt8>) -> Found {
    for index in 0..<entries[entryIndex].seconds.count
    where Self.equal(entries[entryIndex].seconds[index].bytes, second) {
      return .command(entries[entryIndex].seconds[index].command, isTwoWords: true)
    }
    if entries[entryIndex].keyword >= 0 { return .keyword(entries[entryIndex].keyword) }
    if entries[entryIndex].command >= 0 {
      return .command(entries[entryIndex].command, isTwoWords: false)
    }
    return .family
  }
}
