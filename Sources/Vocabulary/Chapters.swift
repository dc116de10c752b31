import Basics
import Desk
import Language

/// The chapters of the manual that speak of the desk; those of the language stand before them.
enum Chapters {
  /// All chapters in their order.
  static func all(_ language: [Topic]) -> [Topic] {
    [start] + language + [options, exitCodes, snapshots, operating, reasons]
  }

  private static var start: Topic {
    Topic(
      "start", Words("Getting started", "入门"),
      [
        .text(
          "A test store holds made-up customers and has a clock of its own. The first line makes "
            + "one, the second fills it with the demo; without a text or a script the console opens.",
          "测试库存放虚构的客户，有自己的时钟。第一行建库，第二行装入演示数据；不给文本也不给脚本则打开控制台。"),
        .shell(
          """
          export STARDESK_STORE=new
          stardesk -c 'store init --test'
          stardesk -c 'snapshot load "Snapshots/demo.jsonl"'
          stardesk -c 'line show 13300000001'
          """),
        .text(
          "`can` tries every operation dry on one number: what it may have now, and why not the "
            + "rest. A command is carried out, or refused with every reason and what would help.",
          "`can` 对一个号码试办每项业务：现在可办什么，其余为何不可。命令或予办理，或列出全部原因与办法予以拒绝。"),
        .script(
          """
          can 13300000001
          restore phone 13300000001 ticket=T-1042
          """),
        .text(
          "`help` lists the commands and chapters, `help restore phone` explains one, and any other "
            + "word finds what speaks of it. Tab completes commands, options, numbers and names.",
          "`help` 列出命令与章节，`help restore phone` 说明一条命令，其他词则查找提到它的内容。"
            + "Tab 补全命令、选项、号码与名称。"),
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
          "Never 0 when something was refused or failed and was not expected.",
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
          "A store is a folder. Any number of programs read it at once; one at a time writes, others "
            + "wait and say for whom. Every answer is durable before it is shown: a program or a "
            + "machine that dies loses nothing that was answered. A store may not lie on a network "
            + "file system.",
          "库是一个目录。可有任意多个程序同时读；同时只有一个写，其余等待并说明等谁。每个答复在显示之前已落盘："
            + "程序或机器中断不会丢失已答复的内容。库不可放在网络文件系统上。"),
        .script(
          """
          store stats
          store check
          journal verify
          """),
        .text(
          "`store check` looks whether everything agrees: checksums, records, indexes, the journal's "
            + "chain. Every change stands in the journal with the hash of the entry before it. A "
            + "snapshot is the copy to keep; `--read-only` promises to change nothing.",
          "`store check` 检查一切是否相符：校验和、记录、索引、日志链。每项改动都在日志中，带前一条的哈希。"
            + "备份用快照；`--read-only` 保证不作改动。"),
        .shell(
          """
          stardesk --read-only -c 'snapshot save "copy.jsonl.gz"'
          stardesk --read-only -c 'snapshot diff "copy.jsonl.gz"'
          """),
      ])
  }
}
