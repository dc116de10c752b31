import Basics
import Desk
import Language

/// The chapters of the manual about the desk; those about the language come before them.
enum Chapters {
  /// All chapters in their order.
  static func all(_ language: [Topic]) -> [Topic] {
    [start] + language + [options, exitCodes, snapshots, operating, rights, reasons]
  }

  private static var start: Topic {
    Topic(
      "start", Words("Getting started", "入门"),
      [
        .text(
          "A test store holds made-up customers and has a clock of its own. The second line below "
            + "creates one, the third fills it with the demo data; without a text or a script the "
            + "console opens.",
          "测试库存放虚构的客户，有自己的时钟。下面第二行建库，第三行装入演示数据；不给文本也不给脚本则打开控制台。"),
        .shell(
          """
          export STARDESK_STORE=new
          stardesk -c 'store init --test'
          stardesk -c 'snapshot load "Snapshots/demo.jsonl"'
          stardesk -c 'line show 13300000001'
          """),
        .text(
          "`can` shows what you could do for a number now, and why not the rest. A command is carried "
            + "out, or refused with every reason and what would help.",
          "`can` 列出该号码现在由您办理时可办的业务，以及其余不可办的原因。命令要么办理，要么拒绝并列出全部原因与解决办法。"),
        .script(
          """
          can 13300000001
          restore phone 13300000001 ticket=T-1042
          """),
        .text(
          "`help` lists the commands and chapters, `help restore phone` explains one, and any other "
            + "word finds the commands that mention it. Tab completes commands, options and numbers, and "
            + "turns the beginning of a customer's name into the customer's id. The console's history "
            + "keeps no line that may contain a document number or a password. Document numbers, names "
            + "and contact data are masked everywhere except in saved snapshots.",
          "`help` 列出命令与章节，`help restore phone` 说明一条命令，其他词则查找提到它的内容。"
            + "Tab 补全命令、选项与号码，并把客户姓名的开头换成客户编号。可能含有证件号码或密码的行不进入控制台历史记录。"
            + "除保存的快照外，证件号码、姓名与联系方式一律以掩码显示。"),
      ])
  }

  private static var options: Topic {
    Topic(
      "options", Words("The program and its options", "程序及其选项"),
      [
        .text(
          "`stardesk [OPTION]... [FILE [ARGUMENT]...]` runs the script FILE; the words after it are "
            + "`$args`. Without FILE the console opens when standard input is a terminal, otherwise "
            + "the script on standard input runs. Results go to standard output, everything else to "
            + "standard error.",
          "`stardesk [选项]... [文件 [参数]...]` 执行脚本文件，其后的词为 `$args`。不给文件时，标准输入为终端则打开控制台，"
            + "否则执行标准输入上的脚本。结果写到标准输出，其余写到标准错误。"),
        .terms(ProgramOptions.all),
        .shell(
          """
          stardesk --format json -c 'lines | where state == one-way | first 2'
          echo 'customers | count' | stardesk
          stardesk --check fix.desk T-7
          """),
      ])
  }

  private static var exitCodes: Topic {
    Topic(
      "exit-codes", Words("Exit codes", "退出码"),
      [
        .text(
          "Never 0 if something was refused or failed unexpectedly.",
          "只要有未预期的拒绝或失败，退出码就不是 0。"),
        .terms(ProgramOptions.exitCodes),
        .shell(
          """
          stardesk -c 'restore phone 13300000009' || test $? -eq 3
          stardesk -c 'restore phnoe 13300000001' || test $? -eq 2
          """),
      ])
  }

  private static var operating: Topic {
    Topic(
      "operating", Words("Operating a store", "库的运行维护"),
      [
        .text(
          "A store is a folder. Any number of programs can read it at once; one at a time writes, and "
            + "the others wait and say for which one. Every result is durable before it is shown: a "
            + "crash of the program or the machine loses nothing that was shown. A store must not be on "
            + "a network file system.",
          "库是一个目录。可有任意多个程序同时读；同时只有一个写，其余等待并说明等谁。每个结果在显示之前已落盘："
            + "程序或机器中断不会丢失已显示的结果。库不可放在网络文件系统上。"),
        .script(
          """
          store stats
          store check
          journal verify
          """),
        .text(
          "`store check` verifies pages, checksums, records, indexes and the chain of the journal. "
            + "Every change is in the journal with the hash of the entry before it. Use snapshots as "
            + "backups; `--read-only` guarantees that nothing is changed.",
          "`store check` 核对页面、校验和、记录、索引与日志链。每项改动都在日志中，带前一条的哈希。"
            + "备份用快照；`--read-only` 保证不作改动。"),
        .text(
          "Do not touch the files of the folder while a program has the store open. If one is removed, "
            + "replaced or truncated, every program that uses the store stops before its next "
            + "transaction: quit them all, put the right file back, and start again. Programs in "
            + "different containers must not have the same process number. A store of an earlier version "
            + "is refused: save a snapshot with that version, create a new store, and load it there.",
          "程序打开库期间，不得改动目录中的文件。文件被删除、替换或截断后，使用该库的程序都会在下一事务前停止："
            + "请全部退出，把正确的文件放回原处后重新开始。多个容器中的程序须有各自的进程号。"
            + "旧版本建的库不能打开：请用旧版本保存快照，新建库后装载。"),
        .shell(
          """
          stardesk --read-only -c 'snapshot save "copy.jsonl.gz"'
          stardesk --read-only -c 'snapshot diff "copy.jsonl.gz"'
          """),
      ])
  }

  private static var rights: Topic {
    Topic(
      "rights", Words("Rights", "权限"),
      [
        .text(
          "Changing the store needs the right that the command names; reading needs none yet. A "
            + "missing right is an error: nothing changes, the journal records the attempt, and the "
            + "message says who has the right. A dry run needs the same right. In a store without "
            + "operators everyone may change everything. In a test store an operator has the rights of "
            + "the role, and any other name has all rights; in any other store with operators, only "
            + "operators may change anything. An operator is found by name or by `user`. `store init`, "
            + "and loading into an empty store, need no right.",
          "改动库的命令需要其注明的权限；读取目前不限。缺少权限即为出错：不作任何改动，日志记一条，提示说明可找谁。试运行需要同样的权限。"
            + "没有操作员的库对所有人开放。测试库中，操作员按其角色，其他名字不受限；其他有操作员的库中，非操作员不能作任何改动。"
            + "操作员按名字或 `user` 识别。`store init` 与装入空库不需要权限。"),
        .terms([
          .init(
            "field",
            "single changes, one per statement, at the console or with `-c`, for customers of the "
              + "operator's region; cards may be replaced anywhere, as BEN-34 says",
            "在控制台或用 `-c` 逐项办理，每条语句一项，限本区域客户；换卡不限区域，按 BEN-34"),
          .init(
            "support",
            "what field staff may do, everywhere, and scripts, pipelines, jobs and corrections",
            "营业员的全部业务，不限区域，以及脚本、管道、任务与更正"),
          .init(
            "tester", "moving the clock and loading snapshots, in test stores only",
            "时钟与装载快照，仅限测试库"),
          .init("auditor", "no changes", "不能作任何改动"),
          .init("administrator", "everything", "全部"),
        ]),
      ])
  }
}
