import Rules

extension Messages {
  /// A store that is not as it should be.
  static let store: [String: Words] = [
    "store.due-stuck": Words(
      "{kind} of {subject} is still due after it was carried out",
      "{subject} 的到期事项 {kind} 执行后仍在队列中"),
    "store.record-damaged": Words(
      "a record of type {type} cannot be read: {key}", "类型 {type} 的记录无法读取：{key}"),
    "store.reference": Words(
      "{type} {key} names {name}, which is not there", "{type} {key} 引用了不存在的 {name}"),
    "store.unsound": Words("the store has {count} faults: {faults}", "库有 {count} 处错误：{faults}"),
    "store.unreadable": Words(
      "the store in {path} cannot be read through: {what}", "{path} 中的库无法读完：{what}"),
    "store.exists": Words("there is a store in {path} already", "{path} 中已有库"),
    "store.not-empty": Words(
      "the store is no test store and holds records; replacing it needs --yes",
      "该库不是测试库且已有数据；覆盖需要 --yes"),
    "store.check-limit": Words(
      "the check did not end within {seconds} s; limit= gives it more time",
      "检查在 {seconds} 秒内未完成；可用 limit= 延长时限"),
    "store.check-interrupted": Words("the check was broken off", "检查已中断"),
    "store.journal-cut": Words(
      "the journal has {found} entries, but the store has recorded {expected}",
      "日志有 {found} 条，而库记载应有 {expected} 条"),
    "store.journal-replaced": Words(
      "journal entry {entry}, the last, is not the one that the store has recorded",
      "日志末条（第 {entry} 条）与库的记载不符"),
    "store.journal-broken": Words(
      "journal entry {entry} does not follow from the one before", "日志第 {entry} 条与前一条不衔接"),
  ]
}
