package import Basics
package import Language

/// The options of the program: the one place from which `--help`, `help` and the manual tell them.
package enum ProgramOptions {
  /// Each by its long name, `-c` by its short one, with what it takes.
  package static let all: [Topic.Term] = [
    .init("-c TEXT", "run this text; see `help exit-codes`", "执行这段文本；见 `help exit-codes`"),
    .init(
      "--store DIR",
      "the store's folder, which holds nothing else; by default $STARDESK_STORE, then the XDG data "
        + "folder",
      "库目录，其他内容不得写入；默认 $STARDESK_STORE，其次 XDG 数据目录"),
    .init("--as NAME", "the operator; by default the login name", "操作员；默认登录名"),
    .init(
      "--format FORMAT",
      "auto, table, record, json, jsonl, csv, tsv or markdown; auto: table at a terminal, otherwise tsv",
      "auto、table、record、json、jsonl、csv、tsv 或 markdown；auto：终端上为 table，否则为 tsv"),
    .init(
      "--lang LANG",
      "auto, en or zh; auto: by the locale. In zh, tables and cards have headings and codes in Chinese; "
        + "json, jsonl, csv and tsv keep the English ones, which `help COMMAND` lists beside the Chinese",
      "auto、en 或 zh；auto：按区域设置。zh 时表格与卡片的列名和代码显示为中文；json、jsonl、csv、tsv 保留英文，"
        + "`help 命令` 中英并列"),
    .init(
      "--color WHEN", "auto, always or never; auto: at a terminal unless $NO_COLOR is set",
      "auto、always 或 never；auto：在终端上，除非设了 $NO_COLOR"),
    .init("--read-only", "change nothing", "不作任何改动"),
    .init(
      "--yes", "confirm what changes many customers or replaces a store",
      "确认改动大量客户或替换库的操作"),
    .init(
      "--dry-run", "run everything, show what would change, keep nothing",
      "全部执行，显示会改动什么，不保存"),
    .init("--check", "read and check the script, run nothing", "只读入并检查脚本，不执行"),
    .init(
      "--each", "each command and row succeeds or fails alone; commits are grouped",
      "每条命令、每一行各自成败；成组提交"),
    .init(
      "--batch N", "commit after every N commands or rows", "每满此数的命令或行提交一次"),
    .init(
      "--job NAME",
      "record what is done under this name, so that the same command resumes after a crash; like "
        + "--each unless --batch is given",
      "以此名记录已办的内容，中断后再次运行同一命令即可继续；未给 --batch 时如同 --each"),
    .init(
      "--rejects FILE",
      "write rows that are refused or in error to a file (csv, tsv, jsonl, desk) that can be run again",
      "把被拒绝或出错的行写入文件（csv、tsv、jsonl、desk），可再次运行"),
    .init("--on-error COURSE", "after an error: stop or continue", "出错之后：stop 或 continue"),
    .init(
      "--on-refusal COURSE", "after a refusal: stop or continue", "被拒绝之后：stop 或 continue"),
    .init("--timing", "show how long it took", "显示耗时"),
    .init("--version", "show the version", "显示版本"),
    .init("-h, --help", "show these options", "显示这些选项"),
  ]

  /// What the exit codes mean.
  package static let exitCodes: [Topic.Term] = [
    .init("0", "all done", "全部完成"),
    .init(
      "1",
      "the store or the system failed, or a result could not be written: a message says what is kept",
      "库或系统出错，或结果无法写出：已保留的内容会说明"),
    .init(
      "2", "wrong usage, a syntax error, a missing script or a missing --yes: nothing ran",
      "用法或语法有误、脚本不存在、缺 --yes：未执行任何内容"),
    .init(
      "3",
      "ended by an error or a refusal and rolled back; for a single command: refused, or in error",
      "因错误或拒绝结束并回滚；单条命令：被拒绝或出错"),
    .init(
      "4", "ran to the end, but rows were refused or in error", "执行到底，但有行被拒绝或出错"),
    .init(
      "130", "interrupted, rolled back to the last commit", "被中断，回滚到上次提交"),
    .init(
      "141", "the reader of the results went away, as `head` does, in a run that changes nothing",
      "读取结果的一方已离开，如 `head`；本次运行不涉及改动"),
  ]

  /// What an option does.
  ///
  /// - Parameter name: its name with its hyphens, such as `--store`.
  package static func about(_ name: String) -> Words {
    guard let term = all.first(where: { $0.name == name || $0.name.hasPrefix(name + " ") }) else {
      preconditionFailure("the manual does not know the option \(name)")
    }
    return term.about
  }
}
