package import Basics

/// One call of a command: its bound arguments, read by their kinds, and the row it runs for.
///
/// A parameter that was not given has its default value, or null.
package struct Call {
  package let command: Command
  /// One value a parameter of the command, in their order.
  package var values: [Value]
  /// The row that the command has made itself, for one that opens rows and runs on each; nil for all
  /// others.
  package var row: Record?
  /// Where the call stands, for errors.
  package let location: SourceLocation?
  /// Where the call stands in all that was read: the same in every run of the same texts.
  package let site: UInt64
  /// Whether `--dry-run` stands at the command: what it does is seen by what follows it in its
  /// statement and in later ones that change something, and is undone before a statement that only
  /// reads, before anything is to be kept, and at the end. What a run does that keeps nothing as a
  /// whole is undone at the run's end.
  package let isDryRun: Bool
  /// Whether what changes is to be listed: `--changes`, or a dry run.
  package internal(set) var wantsChanges: Bool
  /// Whether `--yes` was given, for a command that needs it of itself.
  package let isConsented: Bool
  /// The language in which the result will be read.
  package let language: ReaderLanguage

  package init(
    _ command: Command, values: [Value], row: Record? = nil, location: SourceLocation? = nil,
    site: UInt64 = 0, isDryRun: Bool = false, wantsChanges: Bool = false,
    isConsented: Bool = false, language: ReaderLanguage = .english
  ) {
    self.command = command
    self.values = values
    self.row = row
    self.location = location
    self.site = site
    self.isDryRun = isDryRun
    self.wantsChanges = wantsChanges
    self.isConsented = isConsented
    self.language = language
  }

  /// The value of a parameter; null when it was not given.
  ///
  /// - Parameter name: must be the name of a parameter of the command.
  package subscript(name: String) -> Value {
    guard let index = command.index(of: name) else {
      preconditionFailure("\(command.name) has no parameter \(name)")
    }
    return values[index]
  }

  /// The text of a parameter of the kinds that are texts: text, choice, file, number and all that
  /// name something; nil when it was not given.
  package func optionalText(_ name: String) -> String? { Self.optionalText(self[name]) }

  /// The text of a parameter that only changing commands have.
  private func optionalText(at index: Int?) -> String? {
    index.flatMap { Self.optionalText(values[$0]) }
  }

  private static func optionalText(_ value: Value) -> String? {
    switch value {
    case .null: nil
    case .text(let text): text
    case let other: ValueText.text(other)
    }
  }

  /// The text of a parameter that is required or has a default value; otherwise empty.
  package func text(_ name: String) -> String { optionalText(name) ?? "" }

  package func optionalInteger(_ name: String) -> Int64? {
    if case .integer(let number) = self[name] { return number }
    return nil
  }

  /// The whole number of a parameter that is required or has a default value.
  package func integer(_ name: String) -> Int64 { optionalInteger(name) ?? 0 }

  func optionalMoney(_ name: String) -> Money? {
    if case .money(let money) = self[name] { return money }
    return nil
  }

  /// The money of a parameter that is required or has a default value.
  package func money(_ name: String) -> Money { optionalMoney(name) ?? .zero }

  /// Whether a switch stands there, or a boolean parameter is true.
  package func flag(_ name: String) -> Bool { self[name] == .boolean(true) }

  package func optionalInstant(_ name: String) -> Instant? {
    if case .instant(let instant) = self[name] { return instant }
    return nil
  }

  package func optionalMonth(_ name: String) -> Month? {
    if case .month(let month) = self[name] { return month }
    return nil
  }

  package func optionalDuration(_ name: String) -> Duration? {
    if case .duration(let duration) = self[name] { return duration }
    return nil
  }

  /// The values of a list, or of a repeated parameter; empty when it was not given.
  package func list(_ name: String) -> [Value] {
    switch self[name] {
    case .null: []
    case .list(let values): values
    case let other: [other]
    }
  }

  /// The texts of a list, or of a repeated parameter; empty when it was not given.
  package func texts(_ name: String) -> [String] { list(name).map { ValueText.text($0) } }

  /// Whom the call is about: the first of its arguments that names a line or something of a customer's;
  /// nil when the command has none.
  package var subject: Value? { command.subjectIndex.map { values[$0] } }

  /// Why it is done, as `reason=` says; empty when nothing was said.
  package var reason: String { optionalText(at: command.reasonIndex) ?? "" }
  /// The ticket, as `ticket=` says.
  package var ticket: String { optionalText(at: command.ticketIndex) ?? "" }
  /// Through which channel the request came, as `channel=` says; nil when nothing was said.
  package var channel: String? { optionalText(at: command.channelIndex) }
  /// The key under which the same request gives the first answer again.
  package var key: String { optionalText(at: command.keyIndex) ?? "" }

  /// Writes what is asked for: the command and its arguments, without the key and without what is
  /// to be shown. The same request gives the same bytes in every run.
  package func writeRequest(to writer: inout ByteWriter) {
    writer.append(utf8: command.name)
    for index in command.requestIndices {
      writer.append(UInt8(0))
      ValueText.writeJSON(values[index], to: &writer)
    }
  }
}
