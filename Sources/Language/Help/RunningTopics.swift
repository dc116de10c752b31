import Basics

/// What scripts consist of and how they run.
extension LanguageTopics {
  static var statements: Topic {
    Topic(
      "statements", Words("Statements", "语句"),
      [
        .text(
          "Besides commands and pipelines, a script consists of these statements. A condition needs no "
            + "brackets; a block always has braces.",
          "除命令与管道外，脚本由以下语句组成；条件不需括号，语句块必须有花括号。"),
        .terms([
          .init("let NAME = VALUE", "creates or sets a variable, `$NAME`", "定义变量 `$NAME` 或改变其值"),
          .init(
            "if CONDITION { } else if CONDITION { } else { }", "runs one of several blocks",
            "多个语句块中执行一个"),
          .init("for NAME in VALUE { }", "runs a block for each element or row", "对每个元素或每行执行语句块"),
          .init("while CONDITION { }", "repeats a block while the condition holds", "条件成立时重复执行"),
          .init("break, continue", "leaves the loop; continues with its next turn", "跳出循环；进入下一轮"),
          .init(
            "def NAME(A, B) { }", "a function: called like a command, or in brackets for its value",
            "函数：像命令一样调用，放在括号中取其值"),
          .init("return VALUE", "leaves a function with a value", "以该值结束函数"),
          .init(
            "try { } catch NAME { }",
            "an error or a refusal in the first block runs the second; `$NAME` has code, message and "
              + "reasons",
            "第一块中的错误或拒绝转入第二块；`$NAME` 有 code、message、reasons"),
          .init(
            "transaction { }", "all of the block or none of it", "语句块要么全部生效，要么全部不生效"),
          .init(
            "include \"FILE\"",
            "runs another script here; its functions and variables are known "
              + "from here on", "在此处并入另一脚本，此后可用其函数与变量"),
          .init(
            "expect done|refused [ID]|error [ID] { }",
            "the expected outcome counts as success, any other ends the script; ID is a code, or the "
              + "rule before its dot",
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
          "The words after the script's name on the command line are `$args`; a word such "
            + "as `ticket=T-7` sets the variable `$ticket` instead.",
          "命令行上脚本名之后的词为 `$args`；形如 `ticket=T-7` 的则成为变量 `$ticket`。"),
      ])
  }

  static var functions: Topic {
    Topic(
      "functions", Words("Functions of a script", "脚本函数"),
      [
        .text(
          "`def` is used at the top level of a script. A function sees its parameters and the "
            + "variables of the top level that were set before it; its own variables are local. It is "
            + "called like a command, with positional or named values, and gives the value of `return`, "
            + "or null. Calls may be nested 100 deep.",
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
          "There are three different outcomes. An unexpected refusal ends a script.",
          "结果有三种。未预期的拒绝使脚本结束。"),
        .terms([
          .init("done", "the operation was carried out", "已办理"),
          .init(
            "refused",
            "the rules say no: a result like any other, with every reason; it writes its order and "
              + "journal entry, and nothing else",
            "规则不允许：与其他结果一样，列出全部原因；只记业务单与日志，不作其他改动"),
          .init(
            "error",
            "the request is wrong (no such number, bad value, no right) or the store failed; nothing "
              + "is written",
            "请求有误（无此号码、值不对、无权限）或库出错；不写入任何内容"),
        ]),
        .text(
          "A changing command gives a record: order, kind, number, customer, outcome, reasons, at, "
            + "effective, until, `changes` with `--changes` or `--dry-run`, and the fields "
            + "of the command itself. A reason has code, rule, message, field, actual, limit, help (what would "
            + "remove it) and availableFrom (when it lapses). `until` is the instant at which something "
            + "ends, `through` its last day or month.",
          "办理命令给出一条记录：order、kind、number、customer、outcome、reasons、at、effective、until，"
            + "带 `--changes` 或 `--dry-run` 时有 `changes`，以及该命令特有的字段。原因含 code、rule、message、field、"
            + "actual、limit、help（如何消除）与 availableFrom（何时自动消除）。"
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
          "A script is one transaction: all or nothing. An unexpected refusal or error rolls it "
            + "back and leaves one journal entry that says which script, where and why. The output of "
            + "changing commands is held back until it is durable; `save` writes a temporary file and "
            + "renames it.",
          "脚本是一个事务：全部成功或全部不做。未预期的拒绝或错误使其回滚，日志中留下一条，说明哪个脚本、何处、为何。"
            + "办理命令的输出在落盘之后才显示；`save` 先写临时文件再改名。"),
        .shell("stardesk fix.desk T-7                    # all or nothing"),
        .shell("stardesk --dry-run fix.desk T-7          # shows what would change, keeps nothing"),
        .shell(
          "stardesk --each fix.desk T-7             # each command and row succeeds or fails alone"),
        .shell("stardesk --batch 500 --yes fix.desk T-7  # a commit after exactly 500"),
        .text(
          "A dry run decides as the real run would: each row, command and statement sees what those "
            + "before it did, and everything is undone at the end. It is marked: `dryRun` is true in "
            + "every row and result, tables show `would be done`, and no order number is given, since "
            + "another order will get it; within the run `$done.order` still finds the order. "
            + "What a command with `--dry-run` does is seen by the rows, turns and commands after it. "
            + "It is undone before a statement that only reads, before a command that really changes "
            + "something, and at the end; at the console, at the end of the line.",
          "试运行的判断与实际运行一致：每行、每条命令和语句都看得到此前各项的结果，最后全部撤销。结果带有标记："
            + "每行、每个结果的 `dryRun` 为 true，供人阅读时显示“将办理”，且没有业务单号，因为该号日后属于别的业务单；"
            + "运行之内仍可用 `$done.order` 找到它。带 `--dry-run` 的命令所作的改动，其后各行、各轮和各命令都看得到；"
            + "遇到只查询的语句、实际作出改动的命令或到结束时撤销；在控制台则在该行结束时撤销。"),
        .text(
          "With `--each` and `--batch`, pipelines of commands that share nothing between customers run "
            + "in customer order within a window of 65,536 rows; the output and the order numbers "
            + "follow the given order.",
          "使用 `--each` 与 `--batch` 时，不跨客户共享资源的管道在 65,536 行的窗口内按客户次序执行；输出与业务单编号按给出的次序。"),
        .shell("stardesk --job june --rejects rejects.csv fix.desk T-7"),
        .text(
          "With `--job`, every row and command is recorded in the commit that did it. Run again after a "
            + "crash, with the same script, arguments and data files, what was done gives its first "
            + "result in its place and is not done again; what was in error is tried again. The store "
            + "and the report end as if the run had never been interrupted; only rows that are read "
            + "from the store and no longer meet their conditions do not come up again. A job that has "
            + "ended does nothing more. A snapshot has the list of jobs, but not what they recorded.",
          "使用 `--job` 时，每行、每条命令都随其提交记录下来。崩溃后以相同的脚本、参数和数据文件再次运行：已办的在原位给出首次结果，"
            + "不再办理；出错的再试。最终的库与报告如同从未中断；只有从库中读出、已不再符合条件的行不会再出现。"
            + "已结束的任务不再执行。快照含有任务清单，但不含其执行记录。"),
        .text(
          "`key=` on a command names its request: the same request with the same key gives the first "
            + "answer again, whoever sends it; another request with that key is the error "
            + "`key.conflict`. Invisible characters at the ends of a key are ignored; an empty key is "
            + "the error `key.empty`. `--rejects` keeps the columns of a row and the encoding and "
            + "separators of its file, so that the same script can read it, and adds `rejectOutcome`, "
            + "`rejectCodes`, `rejectMessage` and `rejectSource`, which commands ignore; rows of another "
            + "pipeline go to `rejects-2.csv`, commands outside pipelines to `rejects.desk`.",
          "命令上的 `key=` 为请求命名：同键同请求再次给出首次结果，不论由谁提交；同键而请求不同则为错误 `key.conflict`。"
            + "键两端不可见的字符忽略不计；空键为错误 `key.empty`。"
            + "`--rejects` 保留行的各列及原文件的编码与分隔符，可用同一脚本再次运行，另加 `rejectOutcome`、`rejectCodes`、`rejectMessage`、`rejectSource`，命令不看这些列；"
            + "另一管道的行写入 `rejects-2.csv`，管道之外的命令写入 `rejects.desk`。"),
        .text(
          "At the console each command is a transaction of its own, unless `begin` opens one.",
          "在控制台每条命令自成一个事务，除非用 `begin` 打开事务。"),
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
          "An error shows the file, line and column, the message with its code in brackets, the line "
            + "with the position marked, what was expected, and the nearest known word. At the prompt "
            + "the marked line alone shows the position.",
          "错误显示文件、行、列、信息、方括号中的代码、标出位置的原文、预期内容，以及最接近的已知词。在控制台只以标出位置的原文指明何处。"),
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
