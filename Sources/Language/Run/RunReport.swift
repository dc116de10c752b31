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
      ? "已办的予以保留：办理 \(kept.done) 项，拒绝 \(kept.refused) 项；“orders | last \(count)”可列出"
      : "what was done is kept: \(kept.done) done, \(kept.refused) refused; "
        + "`orders | last \(count)` lists them"
    if !hasRun {
      text +=
        isChinese
        ? "。其余未办：再次运行前请去掉已办的行；用 --job 指定任务名则自动跳过"
        : ". The rest was not done: remove these rows before you run it again; "
          + "a run with --job NAME skips them"
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
      : isChinese ? "已拒绝，拒绝结果已保留" : "refused; the refusal is kept"
    let order = outcome.value.asRecord?["order"]?.asText
    return command + (isChinese ? "：" : ": ") + fate
      + (order.map { (isChinese ? "，业务单 " : ", order ") + $0 } ?? "")
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
        : "\(missing) more were done earlier and did not come up again\n"
    }
    if isOpen, !context.policy.keepsNothing {
      text +=
        context.options.language == .chinese
        ? "再次运行同一命令即可继续该任务\n" : "run the same command again to resume the job\n"
    }
    context.output.remark(text)
  }

  /// Says what is left of a run that somebody broke off.
  func tellInterruption() {
    guard context.options.job == nil, !context.policy.keepsNothing else { return }
    let isChinese = context.options.language == .chinese
    if context.policy.isWholeScript {
      context.output.remark(
        isChinese ? "全部已撤销，未作任何改动\n" : "all of it was rolled back: nothing was changed\n")
    } else if context.policy.keepsRows {
      context.output.remark(
        isChinese
          ? "已办理的 \(tally.done) 项予以保留；用 --job 指定任务名的运行可从中断处继续\n"
          : "\(tally.done) done and kept; a run with --job NAME can be resumed\n")
    }
  }
}
