import Basics

/// The commands of the language itself: the steps of pipelines, those that work on text, and those
/// that steer a run.
enum LanguageCommands {
  static var all: [Command] {
    PipelineStep.all.map(\.command) + TextCommands.all + running
  }

  private static func make(
    _ control: RunControl, _ summary: Words, _ help: Words = Words("", ""),
    _ parameters: [Parameter] = [], examples: [Command.Example] = []
  ) -> Command {
    Command(
      control.rawValue, family: "run", summary, help: help, parameters: parameters,
      right: .field, examples: examples, action: .control(control))
  }

  private static var running: [Command] {
    [
      make(
        .begin, Words("opens a transaction at the console", "在控制台打开事务"),
        examples: [.init("begin", Words("several commands in one transaction", "多条命令一起提交"))]),
      make(
        .commit, Words("commits the open transaction", "提交打开的事务"),
        examples: [.init("commit", Words("all of it is kept", "全部保留"))]),
      make(
        .rollback, Words("rolls the open transaction back", "回滚打开的事务"),
        examples: [.init("rollback", Words("none of it is kept", "全部撤销"))]),
      make(
        .savepoint, Words("sets a savepoint to roll back to", "设置保存点"), Words("", ""),
        [.positional("name", .text, Words("the name", "名称"))],
        examples: [.init("savepoint before-cards", Words("a named savepoint", "命名的保存点"))]),
      make(
        .rollbackTo, Words("rolls back to a savepoint", "回到保存点"), Words("", ""),
        [.positional("name", .text, Words("the name", "名称"), completion: "savepoint")],
        examples: [
          .init("rollback to before-cards", Words("undoes what came after it", "撤销其后的改动"))
        ]),
      make(
        .exit, Words("ends the script or the console", "结束脚本或退出控制台"),
        Words("What was done so far is kept.", "此前所做的予以保留。"),
        [.positional("code", .integer, Words("the exit code", "退出码"), defaultValue: 0)],
        examples: [.init("exit", Words("ends without an error", "正常结束"))]),
      make(
        .help, Words("explains commands", "命令说明"),
        Words(
          "Without a word: all commands and chapters. With a command: its parameters and examples. "
            + "With the name of a chapter: the chapter. With any other word: the commands that mention "
            + "it. With --all: the whole manual.",
          "不带参数：列出全部命令与章节。给命令名：参数与示例。给章节名：显示该章。给其他词：列出提到它的命令。加 --all：整本手册。"),
        [
          .positional(
            "word", .command, Words("a command or any word", "命令或任意词"), isRequired: false,
            isRepeated: true, completion: "command"),
          .switch("all", Words("the whole manual", "整本手册")),
          .named(
            "format", .choice(Manual.Format.allCases.map(\.rawValue)),
            Words(
              "the format of the manual; by default that of the program's --format",
              "手册的格式，默认同程序的 --format")),
        ],
        examples: [
          .init("help sort", Words("what sort does", "sort 的用法")),
          .init("help operators", Words("a chapter", "一章")),
          .init("help --all format=man", Words("the manual as a man page", "man 格式的手册")),
        ]),
    ]
  }
}

/// The commands that steer a run.
package enum RunControl: String, Sendable {
  case exit, begin, commit, rollback, savepoint, help
  case rollbackTo = "rollback to"

  /// Whether it is for the console alone.
  var isForConsole: Bool {
    switch self {
    case .begin, .commit, .rollback, .savepoint, .rollbackTo: true
    case .exit, .help: false
    }
  }
}
