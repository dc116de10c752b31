package import Basics
extension WriterHolder {
  static func english(_ holder: WriterHolder?) -> String {
    guard let holder else { return "another program" }
    let what = [holder.name, holder.activity].filter { !$0.isEmpty }.joined(separator: ", ")
    let told = "process \(holder.process)\(what.isEmpty ? "" : " (\(what))")"
    return "\(told), for \(holder.heldSeconds) s\(holder.isStopped ? ", but is stopped" : "")"
  }

  static func chinese(_ holder: WriterHolder?) -> String {
    guard let holder else { return "另一程序" }
    let told = [
      holder.name, holder.activity, "已 \(holder.heldSeconds) 秒", holder.isStopped ? "现已暂停" : "",
    ]
    return "进程 \(holder.process)（\(told.filter { !$0.isEmpty }.joined(separator: "，"))）"
  }

  /// What somebody is told who waits for the holder, a line or, where the holder is stopped, two.
  ///
  /// - Parameter holder: nil when it is not known.
  package static func waitingMessage(
    for holder: WriterHolder?, in language: ReaderLanguage
  ) -> String {
    let isEnglish = language == .english
    guard let holder else {
      return isEnglish
        ? "waiting for another program that is using the store\n" : "正在等待另一程序释放库\n"
    }
    let named = holder.name.isEmpty ? (isEnglish ? "process" : "进程") : holder.name
    let who = isEnglish ? "\(named) (\(holder.process))" : "\(named)（\(holder.process)）"
    var text = isEnglish ? "waiting for \(who), which is using the store" : "正在等待 \(who) 释放库"
    if !holder.activity.isEmpty {
      text += isEnglish ? ": \(holder.activity)" : "：\(holder.activity)"
    }
    if holder.heldSeconds > 0 {
      text += isEnglish ? ", for \(holder.heldSeconds) s" : "，已 \(holder.heldSeconds) 秒"
    }
    text += "\n"
    if holder.isStopped {
      text +=
        isEnglish
        ? "\(who) is stopped: resume it (fg, or kill -CONT \(holder.process)) or end it\n"
        : "\(who) 已暂停：请用 fg 或 kill -CONT \(holder.process) 让其继续，或结束它\n"
    }
    return text
  }
}
