import Basics

/// How commands and their parameters are shown: one line of usage, the names of kinds.
package enum Usage {
  /// The usage of a command in one line: `restore phone <number> [reason=<text>] [--changes]`.
  package static func line(of command: Command) -> String {
    ([command.name] + command.parameters.map(item)).joined(separator: " ")
  }

  private static func item(_ parameter: Parameter) -> String {
    let item: String
    switch parameter.style {
    case .positional: item = "<\(parameter.name)>" + (parameter.isRepeated ? "..." : "")
    case .named: item = "\(parameter.name)=<\(name(of: parameter.kind))>"
    case .toggle: item = "--\(parameter.name)"
    }
    return parameter.isRequired ? item : "[\(item)]"
  }

  /// How an option is written: `reason=` or `--changes`.
  package static func option(_ parameter: Parameter) -> String {
    parameter.style == .toggle ? "--\(parameter.name)" : "\(parameter.name)="
  }

  /// The name of a kind, as usage and messages show it.
  package static func name(of kind: ParameterKind) -> String {
    switch kind {
    case .text: "text"
    case .integer: "whole number"
    case .decimal: "decimal"
    case .money: "money"
    case .boolean: "true|false"
    case .instant: "instant"
    case .day: "day"
    case .month: "month"
    case .duration: "duration"
    case .number: "number"
    case .subject: "customer"
    case .account: "account"
    case .iccid: "iccid"
    case .order: "order"
    case .choice(let words): words.joined(separator: "|")
    case .list(let element): name(of: element) + ",..."
    case .any: "value"
    case .file: "path"
    case .condition: "condition"
    case .columns: "columns"
    case .block: "{ ... }"
    case .command: "command"
    }
  }
}
