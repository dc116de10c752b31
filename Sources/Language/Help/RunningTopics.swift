/// What scripts consist of and how they run.
extension LanguageTopics {
  static var statements: Topic {
    Topic(
      "statements", Words("Statements", "语句"),
      [
        .text(
          "Beside commands and pipelines a script consists of these statements; a condition needs no "
            + "brackets, a block always has braces.",
          "除命令与管道外，脚本由以下语句组成；条件不需括号，语句块必须有花括号。"),
        .terms([
          .init("let NAME = VALUE", "makes or sets a variable, `$NAME`", "定义或改设变量 `$NAME`"),
          .init(
            "if CONDITION { } else if CONDITION { } else { }", "one block of several",
            "多个语句块中执行一个"),
          .init("for NAME in VALUE { }", "a block for each element or row", "对每个元素或每行执行语句块"),
          .init("while CONDITION { }", "a block as long as the condition holds", "条件成立时重复执行"),
          .init("break, continue", "leaves the loop; goes on with its next turn", "跳出循环；进入下一轮"),
          .init(
            "def NAME(A, B) { }", "a function: called like a command, or in brackets for its value",
            "函数：像命令一样调用，放在括号中取其值"),
          .init("return VALUE", "leaves a function with a value", "带值离开函数"),
          .init(
            "try { } catch NAME { }",
            "an error or a refusal in the first block runs the second; `$NAME` has code, message and "
              + "reasons",
            "第一块中的错误或拒绝转入第二块；`$NAME` 有 code、message、reasons"),
          .init(
            "transaction { }", "all of the block or nothing of it", "语句块整体成败"),
          .init(
            "include \"FILE\"",
            "another script at this place; its functions and variables are known "
              + "from here on", "在此处并入另一脚本，此后可用其函数与变量"),
          .init(
            "expect done|refused [ID]|error [ID] { }",
            "what was expected counts as success, anything else ends the script; an ID is a code, or "
              + "the rule before its dot",
            "符合预期即为成功，否则结束脚本；ID 为代码，或其点号前的规则"),
          .init("expect CONDITION", "ends the script unless the condition holds", "条件不成立则结束脚本"),
          .init(
            "exit [CODE]", "ends the script; what was done is kept", "结束脚本；已办的予以保留"),
        ]),
        .script(
          """
          def state(number) { return (line show $number).state }
          let waiting = []
          for row in [{number: 13300000001}, {number: 13300000002}] {
            if (state $row.number) == one-way { let waiting = $waiting + [$row.number] } else { continue }
          }
          print "waiting:" $waiting
          try { line show 13399999999 } catch e { print $e.code $e.message }
          expect refused "BEN-10.star" { restore phone 13300000009 }
          """),
        .text(
          "The words after the script's name on the command line are `$args`; one such as "
            + "`ticket=T-7` is the variable `$ticket` instead.",
          "命令行上脚本名之后的词为 `$args`；形如 `ticket=T-7` 的则成为变量 `$ticket`。"),
      ])
  }

  static var functions: Topic {
    Topic(
      "functions", Words("Functions of a script", "脚本函数"),
      [
        .text(
          "`def` stands at the top level of a script. A function sees its parameters and the "
            + "variables of the top level that were made before it; what it makes is its own. It is "
            + "called like a command, with values in their places or by name, and gives what `return` "
            + "says, or null. Calls are nested at most 100 deep.",
          "`def` 写在脚本最外层。函数可见其参数及此前最外层定义的变量；其中定义的变量归函数自己。"
            + "调用方式同命令，值按位置或按名称给出；结果为 `return` 的值，否则为 null。调用最多嵌套 100 层。"),
        .script(
          """
          def fix(number, ticket) { restore phone $number ticket=$ticket }
          def double(value) { return $value * 2 }
          fix 13300000001 ticket=T-1042
          expect (double 21) == 42
          """),
      ])
  }

  static var outcomes: Topic {
    Topic(
      "outcomes", Words("Outcomes", "结果"),
      [
        .text(
          "Three different things, never mixed up. A refusal that nothing expects ends a script.",
          "三种不同的情形，绝不混淆。未预期的拒绝使脚本结束。"),
        .terms([
          .init("done", "the operation was carried out", "已办理"),
          .init(
            "refused",
            "the rules say no: a result like any other, with every reason; it writes its order and "
              + "journal entry, and nothing else",
            "规则不允许：与其他结果一样，列出全部原因；只记工单与日志，不作其他改动"),
          .init(
            "error",
            "the request makes no sense (no such number, bad value, no right) or the store failed; "
              + "it writes nothing",
            "请求有误（无此号码、值不对、无权限）或库出错；不写入任何内容"),
        ]),
        .text(
          "A changing command gives a record: order, kind, number, customer, outcome, reasons, at, "
            + "effective, until, `changes` with `--changes` or `--dry-run`, and what is special to "
            + "the command. A reason has code, rule, message, field, actual, limit, help (what would "
            + "remove it) and availableFrom (when it goes away by itself). `until` is the instant at "
            + "which something has ended, `through` the last day or month of it.",
          "办理命令给出一条记录：order、kind、number、customer、outcome、reasons、at、effective、until，"
            + "带 `--changes` 或 `--dry-run` 时有 `changes`，以及该命令特有的字段。原因含 code、rule、message、field、"
            + "actual、limit、help（如何消除）与 availableFrom（何时自行消除）。"
            + "`until` 为已结束的时刻，`through` 为最后一日或一月。"),
        .script(
          """
          let answer = (restore phone 13300000001)
          expect $answer.outcome == done
          try { restore phone 13300000009 } catch refusal {
            print $refusal.message
            for code in $refusal.reasons { print $code }
          }
          """),
        .text(
          "A statement that may change more than 20 customers says how many before its first change "
            + "and asks at a terminal; elsewhere it needs `--yes`.",
          "可能改动超过 20 个客户的语句在首次改动前说明数量，在终端上询问；其他场合需 `--yes`。"),
      ])
  }

  static var transactions: Topic {
    Topic(
      "transactions", Words("Transactions", "事务"),
      [
        .text(
          "A script is one transaction: all or nothing. A refusal or an error that nothing expects "
            + "rolls it back and leaves one journal entry that says which script, where and why. What "
            + "changing commands put out is held back until it is durable; `save` writes beside and "
            + "renames.",
          "脚本是一个事务：全部成功或全部不做。未预期的拒绝或错误使其回滚，日志中留下一条，说明哪个脚本、何处、为何。"
            + "办理命令的输出在落盘之前先保留；`save` 先写旁边的文件再改名。"),
        .shell("stardesk fix.desk T-7                    # all or nothing"),
        .shell("stardesk --dry-run fix.desk T-7          # shows what would change, keeps nothing"),
        .shell("stardesk --each fix.desk T-7             # every command and row has its own fate"),
        .shell("stardesk --batch 500 --yes fix.desk T-7  # a commit after exactly 500"),
        .text(
          "A dry run decides as the real run would: each row, command and statement sees what those "
            + "before it did, and all of it is undone at the end. It is marked: `dryRun` is true in "
            + "every row and result, people read `would be done`, and there is no number of an order, "
            + "since another order will have it; within the run `$done.order` still finds it. "
            + "What a command with `--dry-run` does is seen by the rows, turns and commands after it. "
            + "It is undone before a statement that only reads, before a command that changes "
            + "something in earnest, and at the end; at the console, at the end of its line.",
          "试运行的判断与实际运行一致：每行、每条命令和语句都看得到此前各项的结果，最后全部撤销。结果带有标记："
            + "每行、每个结果的 `dryRun` 为 true，供人阅读时显示“将办理”，且没有工单号，因为该号日后属于别的工单；"
            + "运行之内仍可用 `$done.order` 找到它。带 `--dry-run` 的命令所作的改动，其后各行、各轮和各命令都看得到；"
            + "遇到只查询的语句、实际作出改动的命令或到结束时撤销；在控制台则在该行结束时撤销。"),
        .text(
          "With `--each` and `--batch`, pipelines of commands that share nothing between customers "
            + "are carried out in the order of customers within a window of 65,536 rows; the output "
            + "and the numbers of orders follow the given order.",
          "使用 `--each` 与 `--batch` 时，不跨客户共享资源的管道在 65,536 行的窗口内按客户次序执行；输出与工单编号按给出的次序。"),
        .shell("stardesk --job june --rejects rejects.csv fix.desk T-7"),
        .text(
          "Under `--job` every row and command is remembered with the commit that did it. Run again "
            + "after a crash, with the same script, arguments and data files, what was done gives its "
            + "first result in its place and is not done again; what was in error is tried again. "
            + "The store and the report end as if the run had never been broken off; only rows that "
            + "are read from the store and no longer meet their conditions do not come again. A job "
            + "that has ended does nothing more. A snapshot brings the list of jobs, but not what "
            + "they remember.",
          "使用 `--job` 时，每行、每条命令与完成它的提交一同记下。崩溃后以相同的脚本、参数和数据文件再次运行：已办的在原位给出首次结果，"
            + "不再办理；出错的再试。最终的库与报告如同从未中断；只有从库中读出、已不再符合条件的行不会再出现。"
            + "已结束的任务不再做任何事。快照带有任务清单，但不带其记忆。"),
        .text(
          "`key=` on a command names its request: the same request with the same key gives the first "
            + "answer again, whoever sends it; another request with that key is the error "
            + "`key.conflict`. What cannot be seen at the ends of a key does not count; a key that is "
            + "given but empty is the error `key.empty`. `--rejects` keeps the columns of a row, the "
            + "encoding and the separators of its file, so that the same script runs on it, and adds "
            + "`rejectOutcome`, "
            + "`rejectCodes`, `rejectMessage` and `rejectSource`, which no command looks at; rows of "
            + "another pipeline go into `rejects-2.csv`, commands outside of pipelines into "
            + "`rejects.desk`.",
          "命令上的 `key=` 为请求命名：同键同请求再次给出首次结果，不论由谁提交；同键而请求不同则为错误 `key.conflict`。"
            + "键两端不可见的字符不计；给出但为空的键为错误 `key.empty`。"
            + "`--rejects` 保留行的各列及原文件的编码与分隔符，可用同一脚本再次运行，另加 `rejectOutcome`、`rejectCodes`、`rejectMessage`、`rejectSource`，命令不看这些列；"
            + "另一管道的行写入 `rejects-2.csv`，管道之外的命令写入 `rejects.desk`。"),
        .text(
          "At the console each command is durable by itself, unless `begin` opens a transaction.",
          "在控制台每条命令各自落盘，除非以 `begin` 打开事务。"),
        .console(
          """
          begin
          restore phone 13300000001 ticket=T-1042
          savepoint before-card
          card replace 13300000001 iccid=8986031300000000017 kind=new-international channel=hall
          rollback to before-card
          commit
          """),
      ])
  }

  static var errors: Topic {
    Topic(
      "errors", Words("Error codes of the language", "语言的错误代码"),
      [
        .text(
          "An error shows file, line and column, the message, its code in brackets, the line with "
            + "the place marked, what was expected, and the nearest known word.",
          "错误显示文件、行、列、信息、方括号中的代码、标出位置的原文、预期内容，以及最接近的已知词。"),
        .terms(
          Problem.allCases.map { problem in
            Topic.Term(
              problem.rawValue, Self.shown(problem.words.english),
              Self.shown(problem.words.chinese))
          }),
      ])
  }

  /// A template of a message with dots where its values go.
  private static func shown(_ template: String) -> String {
    var text = ""
    var isValue = false
    for character in template {
      if character == "{" {
        isValue = true
        continue
      }
      if isValue {
        if character.isNumber { continue }
        isValue = false
        text += character == "}" ? "…" : "{\(character)"
        continue
      }
      text.append(character)
    }
    return text
  }
}
