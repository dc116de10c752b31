import Rules

extension Messages {
  /// A store that is not as it should be.
  static let store: [String: Wording] = [
    "store.due-stuck": Wording(
      "{kind} of {subject} is still due after it was carried out",
      "{subject} 的到期事项 {kind} 执行后仍在队列中"),
    "store.record-damaged": Wording(
      "a record of type {type} cannot be read: {key}", "类型 {type} 的记录无法读取：{key}"),
    "store.reference": Wording(
      "{type} {key} refers to {name}, which does not exist", "{type} {key} 引用了不存在的 {name}"),
    "store.unsound": Wording("the store has {count} faults: {faults}", "库有 {count} 处错误：{faults}"),
    "store.unreadable": Wording(
      "the store in {path} cannot be read completely: {what}", "{path} 中的库无法读完：{what}"),
    "store.exists": Wording("there is already a store in {path}", "{path} 中已有库"),
    "store.not-empty": Wording(
      "the store is not a test store and holds records; replacing it needs --yes",
      "该库不是测试库且已有数据；覆盖需要 --yes"),
    "store.check-limit": Wording(
      "the check did not finish within {seconds} s; give it more time with limit=",
      "检查在 {seconds} 秒内未完成；可用 limit= 延长时限"),
    "store.check-interrupted": Wording("the check was interrupted", "检查已中断"),
    "store.journal-cut": Wording(
      "the journal has {found} entries, but the store recorded {expected}",
      "日志有 {found} 条，而库记载应有 {expected} 条"),
    "store.journal-replaced": Wording(
      "journal entry {entry}, the last, is not the one that the store recorded",
      "日志末条（第 {entry} 条）与库的记载不符"),
    "store.journal-broken": Wording(
      "journal entry {entry} does not continue the one before", "日志第 {entry} 条与前一条不衔接"),
  ]
}
