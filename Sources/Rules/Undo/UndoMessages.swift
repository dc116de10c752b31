import Records

extension RuleMessages {
  /// Undoing (DESK-1, DESK-11).
  static let undo: [String: Wording] = [
    "DESK-1.done": Wording(
      "the order was {actual} and changed nothing", "该业务单{actual}，没有改动任何内容",
      kinds: ["actual": .code(OutcomeKind.self)]),
    "DESK-1.reversed": Wording(
      "the order has already been reversed by {actual}", "该业务单已由 {actual} 撤销"),
    "DESK-11.entry": Wording(
      "the order was loaded with a snapshot, so the journal does not say what it changed",
      "该业务单随快照装入，日志中没有其改动"),
    "DESK-11.dependents": Wording(
      "later changes depend on it: {actual}", "后续改动依赖于它：{actual}",
      help: ("undo those first", "请先撤销后续改动")),
    "undo.job": Wording(
      "every order of the job {job} has been undone: nothing is left to undo",
      "任务 {job} 没有仍有效的业务单，无可撤销"),
    "undo.nothing": Wording(
      "{operator} has done nothing that can be undone", "{operator} 没有可撤销的操作"),
    "undo.not-here": Wording(
      "nothing done here can be undone; the last order of {operator} is {order} ({kind}, {at}): "
        + "`undo {order}` undoes it, `undo last --any` its whole statement",
      "此处没有可撤销的操作；{operator} 最近的业务单是 {order}（{kind}，{at}）："
        + "“undo {order}”撤销该业务单，“undo last --any”撤销其整条语句"),
    "store.journal-astray": Wording(
      "the {type} {key} is not as journal entry {entry} left it",
      "{type} {key} 与日志第 {entry} 条所记不符"),
  ]
}
