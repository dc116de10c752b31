import Basics

/// Tells how a run ended: what is kept of it, what became of its job, what is left to do.
struct RunReport {
  let context: RunContext
  /// What became of all changing rows and commands.
  let tally: Tally
  /// The result of the first changing command outside of a pipeline, for as long as it is the only one.
  let onlyOutcome: (command: String, outcome: Outcome)?
  /// Whether all of the script has run.
  let hasRun: Bool

  /// Says what is durable of a run whose results, or one of whose files, could not be written.
  func tellKept(_ kept: JobCounts) {
    let count = kept.done + kept.refused
    guard !context.policy.keepsNothing, context.options.job == nil, count > 0 else { return }
    let isChinese = context.options.language == .chinese
    if tally.changeCount == 1, let onlyOutcome {
      return context.output.remark(Self.kept(onlyOutcome, isChinese) + "\n")
    }
    var text =
      isChinese
      ? "已办并保留：完成 \(kept.done) 项，拒绝 \(kept.refused) 项；`orders | last \(count)` 可列出"
      : "done and kept all the same: \(kept.done) done, \(kept.refused) refused; "
        + "`orders | last \(count)` lists them"
    if !hasRun {
      text +=
        isChinese
        ? "。其余未办：再次运行前请去掉已办的行；使用 --job 名称 的运行会自动跳过"
        : ". The rest was not done: leave those rows out before you run it again; "
          + "a run with --job NAME does so by itself"
    }
    context.output.remark(text + "\n")
  }

  /// What became of one command: `pay: done and kept, order O35`.
  private static func kept(
    _ only: (command: String, outcome: Outcome), _ isChinese: Bool
  ) -> String {
    let (command, outcome) = only
    let fate =
      outcome.fate == .done
      ? isChinese ? "已办理并保留" : "done and kept"
      : isChinese ? "已拒绝，拒绝结果已保留" : "refused, and the refusal kept"
    let order = outcome.value.asRecord?["order"]?.asText
    return command + (isChinese ? "：" : ": ") + fate
      + (order.map { (isChinese ? "，工单 " : ", order ") + $0 } ?? "")
  }

  /// - Parameters:
  ///   - missing: how many were done by earlier runs and did not come again.
  ///   - isOpen: whether the job has not ended.
  func tellJob(missing: Int = 0, isOpen: Bool = false) {
    guard context.options.job != nil else { return }
    var text = tally.text(in: context.options.language, isRehearsal: context.policy.keepsNothing)
    text = (context.options.language == .chinese ? "任务 " : "job ") + text
    if missing > 0 {
      text +=
        context.options.language == .chinese
        ? "另有 \(missing) 项此前已办，本次未再出现\n"
        : "\(missing) more were done before and did not come again\n"
    }
    if isOpen, !context.policy.keepsNothing {
      text +=
        context.options.language == .chinese ? "再次运行同一命令即可继续\n" : "run the same again to go on\n"
    }
    context.output.remark(text)
  }

  /// Says what is left of a run that somebody broke off.
  func tellInterruption() {
    guard context.options.job == nil, !context.policy.keepsNothing else { return }
    let isChinese = context.options.language == .chinese
    if context.policy.isWholeScript {
      context.output.remark(
        isChinese ? "全部已撤销，未作任何改动\n" : "all of it was rolled back: nothing has changed\n")
    } else if context.policy.keepsRows {
      context.output.remark(
        isChinese
          ? "已完成的 \(tally.done) 项仍有效；使用 --job 名称 的运行可从中断处继续\n"
          : "the \(tally.done) done stay done; a run with --job NAME can be continued\n")
    }
  }
}
