package import Basics

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
    case .switch: item = "--\(parameter.name)"
    }
    return parameter.isRequired ? item : "[\(item)]"
  }

  /// How an option is written: `reason=` or `--changes`.
  package static func option(_ parameter: Parameter) -> String {
    parameter.style == .switch ? "--\(parameter.name)" : "\(parameter.name)="
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

extension Usage {
  /// How a word of a kind is written and read.
  package static func about(_ kind: ParameterKind) -> Words {
    switch kind {
    case .text: Words("any text", "任意文本")
    case .integer: Words("digits, with or without a sign", "数字，可带符号")
    case .decimal: Words("digits, with or without a decimal point", "数字，可带小数点")
    case .money: Words("yuan, with at most two decimals", "元，最多两位小数")
    case .boolean: Words("true or false", "true 或 false")
    case .instant: Words("2016-02-01 or 2016-02-01T09:00", "2016-02-01 或 2016-02-01T09:00")
    case .day: Words("2016-02-10", "2016-02-10")
    case .month: Words("2016-02", "2016-02")
    case .duration: Words("48h, 14d, 3mo, 1y, 1d12h", "48h、14d、3mo、1y、1d12h")
    case .number:
      Words(
        "the number of a line; +86, spaces and hyphens are ignored", "号码；忽略 +86、空格与连字符")
    case .subject:
      Words(
        "a customer by id, number, account, ICCID, document, or a name if only one customer has it",
        "客户：可用客户号、号码、账户、ICCID、证件，或唯一的姓名")
    case .account: Words("an account by its id, or a number that it pays for", "账户号，或其付费的号码")
    case .iccid: Words("19 or 20 digits of a card", "卡号，19 或 20 位数字")
    case .order: Words("the id of an order, such as O32", "业务单号，如 O32")
    case .choice: Words("one of the words listed", "所列词之一")
    case .list: Words("several, separated by commas, or a list in brackets", "多个以逗号分隔，或方括号列表")
    case .any: Words("any value", "任意值")
    case .file: Words("a path", "路径")
    case .condition: Words("a condition over the row", "行上的条件")
    case .columns: Words("names of columns", "列名")
    case .block: Words("statements in braces", "花括号中的语句")
    case .command: Words("a command or another word", "命令或其他词")
    }
  }
}
