/// The commands of the language itself: sources, filters and sinks of pipelines, and those that
/// steer a run.
enum LanguageCommands {
  static var all: [Command] { files + choosing + reckoning + TextCommands.all + running }

  private static func make(
    _ builtin: Command.Builtin, _ family: String, _ summary: Words, _ help: Words = Words("", ""),
    _ parameters: [Parameter] = [], columns: [String] = [], examples: [Command.Example] = []
  ) -> Command {
    Command(
      builtin.rawValue, family: family, summary, help: help, parameters: parameters,
      columns: columns, right: .field, examples: examples, action: .builtin(builtin))
  }

  private static let format = Parameter.named(
    "format", .choice(["csv", "tsv", "jsonl"]),
    Words("what is in the file, when its name does not say", "文件格式,文件名不能说明时给出"))

  private static let row = [
    Command.Example(
      "[1, 2, 3] | first 2", Words("the first two of a list", "列表的前两个"))
  ]

  private static var files: [Command] {
    [
      make(
        .open, "pipeline", Words("the rows of a file", "文件中的行"),
        Words(
          "Reads CSV, TSV or JSON Lines row by row. Fields of CSV and TSV are text until a "
            + "parameter makes something of them. `-` is standard input, "
            + "read on from where it stands. `~/` is your home folder.",
          "逐行读取 CSV、TSV 或 JSON Lines。CSV 与 TSV 的字段在参数取用之前都是文本。“-”为标准输入，从当前位置读起。"
            + "“~/”为您的主目录。"),
        [
          .positional("file", .file, Words("the path", "路径"), completion: "file"), format,
          .named(
            "encoding", .choice(["utf-8", "gbk"]), Words("how the text is encoded", "文本编码"),
            standard: "utf-8"),
        ],
        examples: [
          .init(
            "open \"numbers.csv\" | first 3", Words("the first rows of a file", "文件的前几行"))
        ]),
      make(
        .save, "pipeline", Words("writes the rows to a file", "把行写入文件"),
        Words(
          "Writes out of sight and gives the file its name when the rows are durable, so that a file is "
            + "whole or not there. A file that is replaced keeps its permissions and owner; a link "
            + "stays, and what it leads to is replaced. A pipe or a device is written into. An input "
            + "of the run, a file that the run is writing already, and whatever lies in a store's "
            + "folder are refused before the first row. With --mark, an apostrophe is put before a "
            + "text that begins with = + - @, a tab or a carriage return and is no plain number: a "
            + "spreadsheet would run it as a formula. `open` takes the apostrophe away again.",
          "先写入看不见的临时文件，待各行落盘后才命名，因此文件要么完整，要么不存在。被替换的文件保留其权限与属主；"
            + "链接不变，替换其所指的文件。管道和设备直接写入。本次运行的输入、正在写的文件、库目录内的文件，"
            + "在处理第一行之前即被拒绝。"
            + "使用 --mark 时，以 = + - @、制表符或回车开头且不是单纯数字的文本前加一个撇号，以免电子表格当作公式执行；"
            + "`open` 读入时再去掉。"),
        [
          .output("file", Words("the path", "路径")), format,
          .toggle(
            "mark",
            Words(
              "for spreadsheets: begin with the mark by which they know UTF-8, and let no cell be a "
                + "formula",
              "供电子表格使用：加上识别 UTF-8 的标记，且不让任何单元格成为公式")),
        ],
        examples: [
          .init(
            "[1, 2, 3] | save \"three.csv\"", Words("a list as a file of one column", "把列表存为单列文件"))
        ]),
      make(
        .print, "pipeline", Words("shows values", "显示值"),
        Words("In a pipeline it shows the rows and passes nothing on.", "在管道中显示各行,不再往后传。"),
        [
          .positional(
            "value", .any, Words("what to show", "要显示的内容"), isRequired: false, isRepeated: true)
        ],
        examples: [.init("print \"ready\"", Words("a line of text", "一行文本"))]),
    ]
  }

  private static let columnNames = Parameter.positional(
    "columns", .columns, Words("the columns", "列名"), isRepeated: true)

  private static let rowCount = Parameter.positional(
    "rows", .integer, Words("how many rows", "行数"), standard: 1)

  private static var choosing: [Command] {
    [
      make(
        .where, "pipeline", Words("the rows for which a condition holds", "满足条件的行"),
        Words(
          "The bare word on the left of a comparison is a field of the row, on the right text. A row "
            + "whose field cannot be compared with what is asked for is in error, never left out.",
          "比较左边的裸词是行的字段,右边的是文本。字段无法与所给的值比较的行算出错,绝不悄悄略去。"),
        [.positional("condition", .condition, Words("the condition", "条件"))], examples: row),
      make(
        .select, "pipeline", Words("only these columns, in this order", "只取这些列,按此顺序"),
        Words(
          "`name=value` makes a column of any expression over the row.",
          "“名字=值”由行上的表达式得出一列。"),
        [columnNames],
        examples: [
          .init(
            "[{price: 3, count: 2}] | select price total=($it.price * $it.count)",
            Words("a column and one that is worked out", "一列及算出的一列"))
        ]),
      make(
        .sort, "pipeline", Words("the rows in order of columns", "按列排序"),
        Words(
          "A column is taken as numbers, or as dates, when each of its values is one, otherwise as "
            + "text, which is said where some of them are numbers or dates. Rows that are equal stay "
            + "in their order; no value comes first.",
          "某列的值全是数字（或全是日期）时按数字（日期）排序，否则按文本，且若其中有数字或日期会说明。"
            + "相等的行保持原有次序；空值在前。"),
        [
          columnNames,
          .toggle("descending", Words("the largest first", "从大到小")),
        ],
        examples: [
          .init(
            "[{stars: 5}, {stars: 7}] | sort stars --descending",
            Words("the highest star first", "星级高的在前"))
        ]),
      make(
        .first, "pipeline", Words("the first rows", "最前面的行"), Words("", ""), [rowCount],
        examples: row),
      make(
        .last, "pipeline", Words("the last rows", "最后面的行"), Words("", ""), [rowCount],
        examples: [.init("[1, 2, 3] | last", Words("the last of a list", "列表的最后一个"))]),
      make(
        .skip, "pipeline", Words("all but the first rows", "跳过最前面的行"), Words("", ""), [rowCount],
        examples: [.init("[1, 2, 3] | skip", Words("all but the first", "除第一个外"))]),
      make(
        .distinct, "pipeline", Words("each row once", "去掉重复的行"),
        Words("With columns: the first row of each of their values.", "给出列名时:每组值只留第一行。"),
        [
          .positional(
            "columns", .columns, Words("the columns", "列名"), isRequired: false, isRepeated: true)
        ], examples: [.init("[1, 2, 1] | distinct", Words("each value once", "每个值一次"))]),
      make(
        .each, "pipeline", Words("runs a block for each row", "对每一行执行一段语句"),
        Words(
          "The row is $it; it is passed on afterwards. Of a block that is one reading command the "
            + "results are passed on in its place.",
          "行为 $it;执行后继续往后传。若语句段只是一条查询命令,则把其结果往后传。"),
        [.positional("block", .block, Words("what to run", "要执行的语句"))],
        examples: [
          .init(
            "[{name: \"A\"}, {name: \"B\"}] | each { print $it.name }",
            Words("something done with each row", "对每一行做一件事")),
          .init(
            "[\"b,a\", \"c\"] | each { split $it.value \",\" } | count",
            Words("what a command gives for each row", "每一行的查询结果")),
        ]),
      make(
        .tee, "pipeline", Words("writes the rows to a file and passes them on", "写入文件并继续往后传"),
        Words("The file is written as by `save`.", "写入方式同 `save`。"),
        [.output("file", Words("the path", "路径")), format],
        examples: [
          .init(
            "[1, 2, 3] | tee \"three.csv\" | count",
            Words("the rows in a file, and their number", "写入文件，并计数"))
        ]),
    ]
  }

  private static var reckoning: [Command] {
    [
      make(
        .count, "pipeline", Words("how many rows there are", "行数"),
        Words("With columns: how many of each of their values.", "给出列名时:各组值的行数。"),
        [
          .positional(
            "columns", .columns, Words("the columns", "列名"), isRequired: false, isRepeated: true)
        ], examples: [.init("[1, 2, 3] | count", Words("the length of a list", "列表的长度"))]),
      make(
        .sum, "pipeline", Words("the sum of a column", "列的合计"), Words("", ""),
        [.positional("column", .columns, Words("the column", "列名"))],
        examples: [
          .init("[{fee: 3}, {fee: 4}] | sum fee", Words("what it adds up to", "合计"))
        ]),
      make(
        .group, "pipeline", Words("the rows gathered by the values of columns", "按列的值分组"),
        Words(
          "Gives a row for each group, with the columns, count, and rows.",
          "每组一行,含各列、count 和 rows。"),
        [columnNames],
        examples: [
          .init(
            "[{star: 5}, {star: 6}, {star: 5}] | group star",
            Words("the rows of each star together", "按星级归组"))
        ]),
    ]
  }

  private static var running: [Command] {
    [
      make(
        .begin, "run", Words("opens a transaction at the console", "在控制台打开事务"),
        examples: [.init("begin", Words("several commands, kept together", "多条命令一起提交"))]),
      make(
        .commit, "run", Words("keeps what the open transaction did", "提交打开的事务"),
        examples: [.init("commit", Words("all of it is kept", "全部保留"))]),
      make(
        .rollback, "run", Words("undoes what the open transaction did", "回滚打开的事务"),
        examples: [.init("rollback", Words("none of it has happened", "全部撤销"))]),
      make(
        .savepoint, "run", Words("marks a place to go back to", "设置保存点"), Words("", ""),
        [.positional("name", .text, Words("the name", "名称"))],
        examples: [.init("savepoint before-cards", Words("a place with a name", "命名的保存点"))]),
      make(
        .rollbackTo, "run", Words("goes back to a savepoint", "回到保存点"), Words("", ""),
        [.positional("name", .text, Words("the name", "名称"), completion: "savepoint")],
        examples: [
          .init("rollback to before-cards", Words("what came after it is undone", "撤销其后的改动"))
        ]),
      make(
        .exit, "run", Words("ends the script or the console", "结束脚本或退出控制台"),
        Words("What was done so far is kept.", "此前所做的予以保留。"),
        [.positional("code", .integer, Words("the exit code", "退出码"), standard: 0)],
        examples: [.init("exit", Words("the end, without an error", "正常结束"))]),
      make(
        .help, "run", Words("explains commands", "命令说明"),
        Words(
          "Without a word: all commands and chapters. With a command: its parameters and examples. "
            + "With the name of a chapter: the chapter. With another word: the commands that speak of "
            + "it. With --all: the whole manual.",
          "不给词:全部命令与章节。给命令名:参数与示例。给章节名:该章。给其他词:提到它的命令。--all:整本手册。"),
        [
          .positional(
            "word", .command, Words("a command or any word", "命令或任意词"), isRequired: false,
            isRepeated: true, completion: "command"),
          .toggle("all", Words("the whole manual", "整本手册")),
          .named(
            "format", .choice(Manual.Format.allCases.map(\.rawValue)),
            Words(
              "how the manual is written; else as the program's --format says",
              "手册的格式,默认按程序的 --format")),
        ],
        examples: [
          .init("help sort", Words("what sort does", "sort 的用法")),
          .init("help operators", Words("a chapter", "一章")),
          .init("help --all format=man", Words("the manual as a man page", "man 格式的手册")),
        ]),
    ]
  }
}
