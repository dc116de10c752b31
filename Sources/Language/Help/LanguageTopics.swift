import Basics

/// What the language is: the one place from which `help` and the manual tell it.
enum LanguageTopics {
  static var all: [Topic] {
    [
      writing, values, kinds, operators, pipelines, statements, functions, outcomes, transactions,
      errors,
    ]
  }

  private static var writing: Topic {
    Topic(
      "writing", Words("How commands are written", "命令的写法"),
      [
        .text(
          "A command is one or two words (the longest known name wins), followed by positional "
            + "values, `name=value` options and `--switches`. A positional parameter may be named "
            + "as well. A newline or `;` ends a command; inside brackets, and after `|`, a "
            + "newline does not. `#` begins a comment.",
          "命令为一个或两个词（取最长的已知名称），其后依次为按位置的值、`名称=值` 选项与 `--开关`。"
            + "按位置的参数也可写出名称。换行或 `;` 结束命令；括号内及 `|` 之后的换行不结束。`#` 开始注释。"),
        .script(
          """
          # one command a line, or several with semicolons
          line show 13300000001 | select number state
          line show number=13300000002 | select number state; print "done"
          """),
        .text(
          "An unquoted word is text. `\"...\"` has the escapes `\\n`, `\\t`, `\\r`, `\\\"`, `\\\\`, `\\$`, "
            + "`\\u{4E2D}`, and `$name` or `$(expression)` inside; `'...'` is literal. A variable is "
            + "one value and stays one value: it is never parsed as source.",
          "不加引号的词是文本。`\"...\"` 内可用转义 `\\n`、`\\t`、`\\r`、`\\\"`、`\\\\`、`\\$`、`\\u{4E2D}`，"
            + "以及 `$名称` 或 `$(表达式)`；`'...'` 原样保留。变量始终是一个值，不会再被当作代码解析。"),
        .script(
          """
          let name = "T-1042"
          print "ticket $name, $(1 + 2) lines" 'and $name as it stands'
          """),
        .text(
          "A script is read and checked completely before its first command runs: syntax, unknown "
            + "commands and options, and every literal value by the kind of its parameter.",
          "脚本在执行第一条命令之前先整体检查：语法、未知的命令与选项，以及按参数类型检查每个字面值。"),
      ])
  }

  private static var values: Topic {
    Topic(
      "values", Words("Values", "值"),
      [
        .text(
          "The form of a word decides what it is, unless the kind of a parameter decides.",
          "词的形态决定其类型；参数规定了类型时以参数为准。"),
        .terms([
          .init("text", "an unquoted word, `\"...\"` or `'...'`", "不加引号的词、`\"...\"` 或 `'...'`"),
          .init(
            "whole number", "`42`; with a leading zero, as in `01058008899`, it is text",
            "`42`；以零开头的如 `01058008899` 是文本"),
          .init("decimal", "`0.25`, exact, not binary floating point", "`0.25`，精确的十进制小数"),
          .init(
            "money",
            "whole fen, shown as `300.00`; where money is expected, write `300` or `300.00`",
            "内部以分计，显示为 `300.00`；需要金额处写 `300` 或 `300.00`"),
          .init("boolean", "`true`, `false`", "`true`、`false`"),
          .init(
            "instant",
            "`2016-02-01T09:00`, optionally with seconds and `+08:00` or `Z`; UTC+8 by default",
            "`2016-02-01T09:00`，可带秒及 `+08:00` 或 `Z`；默认东八区"),
          .init("day", "`2016-02-10`", "`2016-02-10`"),
          .init("month", "`2016-02`", "`2016-02`"),
          .init(
            "duration", "`48h`, `14d`, `3mo`, `1y`, `30m`, `10s`, combined as `1d12h`",
            "`48h`、`14d`、`3mo`、`1y`、`30m`、`10s`，可连写为 `1d12h`"),
          .init("list", "`[1, 2, 3]`; an element is `$list[0]`", "`[1, 2, 3]`；元素为 `$list[0]`"),
          .init(
            "record", "`{name: \"A\", count: 2}`; a field is `$record.name`",
            "`{name: \"A\", count: 2}`；字段为 `$record.name`"),
          .init(
            "table", "rows with columns, as sources give; `$table.name` is a column as a list",
            "带列的行，由数据源给出；`$table.name` 为该列的列表"),
          .init("null", "no value", "无值"),
        ]),
        .script(
          """
          let row = {number: 13300000001, months: [2016-01, 2016-02]}
          expect $row.months[1] == 2016-02
          expect 2016-02-10T09:00 + 48h == 2016-02-12T09:00
          expect 2016-01-31 + 1mo == 2016-02-29
          expect 10 / 4 == 2.5
          """),
      ])
  }

  /// The kinds of parameters, as ``Usage`` names and explains them.
  private static var kinds: Topic {
    let all: [ParameterKind] = [
      .text, .integer, .decimal, .money, .boolean, .instant, .day, .month, .duration, .number,
      .subject, .account, .iccid, .order, .choice(["this", "that"]), .list(of: .text), .any, .file,
      .condition, .columns, .block, .command,
    ]
    return Topic(
      "kinds", Words("Kinds of parameters", "参数类型"),
      [
        .text(
          "The kind of a parameter decides how its word is read: as a number, `01058008899` keeps its "
            + "zero, and a field of a CSV file is text until a parameter reads it as something else.",
          "参数的类型决定如何读取所给的词：作为号码时 `01058008899` 保留开头的零；CSV 的字段在参数取用之前都是文本。"),
        .terms(
          all.map { kind in
            let about = Usage.about(kind)
            return Topic.Term(Usage.name(of: kind), about.english, about.chinese)
          }),
      ])
  }

  private static var operators: Topic {
    Topic(
      "operators", Words("Operators and conditions", "运算符与条件"),
      [
        .text(
          "From the lowest precedence to the highest; brackets group as usual.",
          "按优先级由低到高排列；括号用于分组。"),
        .terms([
          .init("or", "one of two conditions holds", "两个条件之一成立"),
          .init("and", "both conditions hold", "两个条件都成立"),
          .init("not", "the condition does not hold", "条件不成立"),
          .init(
            "== != < <= > >=",
            "comparison of numbers, money, dates or text; null equals only null and is "
              + "neither less nor greater than anything", "比较数、金额、日期或文本；null 只等于 null，与任何值都无大小之分"),
          .init(
            "in contains starts-with",
            "an element of a list or a part of a text; the reverse; the "
              + "beginning of a text", "属于列表或为文本的一部分；反向同义；文本的开头"),
          .init(
            "=~",
            "a pattern: `. [a-z] [^...] \\d \\w \\s ( ) | * + ? {m,n} ^ $`; any other "
              + "character matches itself",
            "模式：`. [a-z] [^...] \\d \\w \\s ( ) | * + ? {m,n} ^ $`；其他字符代表自身"),
          .init(
            "+ -",
            "sums; `+` also joins texts and lists; a duration moves an instant or a day, a whole "
              + "number moves a month; a number added to money is yuan",
            "加减；`+` 也连接文本与列表；时长移动时刻或日期，整数移动月份；与金额相加减的数以元计"),
          .init(
            "* /",
            "products; money by a number is rounded to fen, half away from zero; a quotient that "
              + "does not come out even is rounded to 12 decimals",
            "乘除；金额乘除以数时四舍五入到分；除不尽时保留 12 位小数"),
        ]),
        .text(
          "In a condition, an unquoted word on the left of a comparison is a field of the row, on the "
            + "right it is text; elsewhere a field is `$it.name`.",
          "条件中，比较左边不加引号的词是行的字段，右边的是文本；其他地方字段写作 `$it.名称`。"),
        .text(
          "Texts that look like whole numbers, decimals, money or dates, as the fields of a file do, are "
            + "compared as such: `5.0` equals `5`, `100` equals `100.00`. Compared with a number, money "
            + "or a date, any other text is an error of its row, and so is a day that does not exist, "
            + "such as `2016-02-30`; nothing is silently left out. An empty field is no value. Digits "
            + "with a leading zero compare with text as an identifier: `099` is not `99`. For a source "
            + "of the store it is known what each column holds: numbers of lines, identifiers and "
            + "tickets are text; a word that a column never holds (`state == susspended`) is an error "
            + "that lists the known ones; masked columns (names, documents, contact data) cannot be "
            + "compared: use `customer find`.",
          "文本若形如整数、小数、金额或日期（文件中的字段即如此），与另一个同类文本按该类比较：`5.0` 即 `5`，"
            + "`100` 即 `100.00`。与数、金额或日期比较时，不是该类的文本算该行出错，不存在的日期"
            + "（如 `2016-02-30`）也是如此，不会悄悄略去。空字段即无值。以零开头的数字与文本比较时是标识："
            + "`099` 不是 `99`。库中数据源各列的内容是已知的：号码、标识、工单号都是文本；某列不可能有的词"
            + "（`state == susspended`）会报错并列出可用的词；掩码列（姓名、证件、联系方式）不能比较：请用 `customer find`。"
        ),
        .text(
          "Full-width commas and operators, and full-width quotation marks around a value, are read as "
            + "their ASCII forms; any other full-width mark without a meaning is an error that says "
            + "what to type instead.",
          "全角的逗号、运算符及值两端的全角引号按半角读取；其他没有意义的全角符号会报错，并说明应输入什么。"),
        .script(
          """
          lines | where state in [one-way, two-way] and stars >= 5 | count
          expect "100" == "100.00" and "099" != "99"
          expect not (1 > 2 or "13300000001" =~ "^199")
          expect [1, 2] + [3] == [1, 2, 3]
          """),
      ])
  }

  private static var pipelines: Topic {
    Topic(
      "pipelines", Words("Pipelines and files", "管道与文件"),
      [
        .text(
          "`|` passes rows on. A pipeline begins with a source (`open`, `lines`, `customers`, a "
            + "list, a command in brackets), goes through filters and commands, and ends with a "
            + "result that is shown, or in `save` or `print`. It holds its rows in memory only if a step "
            + "needs them all (`sort`, `group`, `last`). A command that takes a number takes it from the "
            + "row's `number` when none is given; `$it` is the row.",
          "`|` 传递行。管道以数据源开始（`open`、`lines`、`customers`、列表、括号中的命令），经过筛选与命令，"
            + "最后显示结果，或以 `save`、`print` 结束。只有某步需要全部行（`sort`、`group`、`last`）时，管道才在内存中保留行。"
            + "需要号码的命令在未给出号码时取行的 `number`；`$it` 为当前行。"),
        .script(
          """
          lines | where state == one-way and stars >= 5 | select number stars | first 3
          customers | sort points --descending | first 3 | select id stars points
          open "numbers.csv" | line show | select number state
          """),
        .text(
          "A changing command in a pipeline gives one row for each row: the columns of the input, "
            + "then order, outcome, rules, reasons, at and until. A reading command gives the columns "
            + "of the input, then its own, then outcome, rules and reasons; in `each { }` only its "
            + "results are passed on. A row in error becomes a row of the result; the others continue.",
          "管道中的办理命令对每一行给出一行结果：输入的各列，其后为 order、outcome、rules、reasons、at、until。"
            + "查询命令给出输入的各列、查询结果的各列，其后为 outcome、rules、reasons；在 `each { }` 中只传递查询结果。"
            + "出错的行成为结果中的一行，其余照常进行。"),
        .shell(
          "stardesk --each -c 'open \"numbers.csv\" | restore phone ticket=T-7 | save \"report.csv\"'"
        ),
        .text(
          "CSV is read in UTF-8 with or without a byte-order mark, or in GBK (`encoding=gbk`), with LF or CRLF, with "
            + "Chinese headings (`number=$it.号码`); no two headings may be the same. The first line "
            + "decides what separates fields: commas, semicolons, tabs or bars, or what a line `sep=;` "
            + "says. Spaces around headings and values are ignored, and so is a row whose fields are all "
            + "empty. A row that cannot be read, such as one with too many fields, or a line that is not "
            + "JSON, is in error; the others are read.",
          "CSV 可为 UTF-8（有无 BOM 均可）或 GBK（`encoding=gbk`），换行为 LF 或 CRLF，表头可为中文"
            + "（`number=$it.号码`），各列标题不得相同。分隔符以首行为准：逗号、分号、制表符或竖线，或由 `sep=;` 一行指明。"
            + "标题与值首尾的空白不计，各字段全空的行不算一行。无法读取的行（如字段过多）或不是 JSON 的行，只有该行出错。"),
        .text(
          "A number may be written with `+86` or `0086`, with the area code in brackets or without its "
            + "zero after `+86`, with spaces, hyphens, full-width digits, the marks of spreadsheets or "
            + "a trailing `.0`; `1.33E+10` is an error that says what a spreadsheet did. Rows of JSON "
            + "Lines may have different fields: `save` gives every field a column. `save` can write "
            + "the mark for spreadsheets (`--mark`).",
          "号码可带 `+86` 或 `0086`，区号可加括号，`+86` 之后可省去区号开头的零；可带空格、连字符、全角数字、"
            + "电子表格的标记或末尾的 `.0`；`1.33E+10` 会报错并说明是电子表格所致。JSON Lines 各行的字段可以不同："
            + "`save` 为每个字段保留一列，并可写出供电子表格识别的标记（`--mark`）。"),
      ])
  }
}
