extension RuleMessages {
  /// Undoing (DESK-1, DESK-11).
  static let undo: [String: Words] = [
    "DESK-1.done": Words(
      "the order was {actual}: it changed nothing", "该工单结果为 {actual}，没有改动任何内容"),
    "DESK-1.reversed": Words(
      "the order is reversed already, by {actual}", "该工单已由 {actual} 撤销"),
    "DESK-11.entry": Words(
      "the order came with a snapshot, and the journal does not tell what it changed",
      "该工单随快照装入，日志中没有其改动"),
    "DESK-11.dependents": Words(
      "later changes depend on it: {actual}", "后续改动依赖于它：{actual}",
      help: ("undo those first", "请先撤销后续改动")),
    "undo.job": Words(
      "no order of the job {job} stands: there is nothing to undo",
      "任务 {job} 没有仍有效的工单，无可撤销"),
    "undo.nothing": Words(
      "nothing that {operator} did can be undone", "{operator} 没有可撤销的操作"),
    "undo.not-here": Words(
      "nothing done here can be undone; the last order of {operator} is {order} ({kind}, {at}): "
        + "`undo {order}` undoes it, `undo last --any` all of its statement",
      "此处没有可撤销的操作；{operator} 最近的工单是 {order}（{kind}，{at}）："
        + "`undo {order}` 撤销该工单，`undo last --any` 撤销其整条语句"),
    "store.journal-astray": Words(
      "the {type} {key} does not stand as journal entry {entry} left it",
      "{type} {key} 与日志第 {entry} 条所记不符"),
  ]
}
