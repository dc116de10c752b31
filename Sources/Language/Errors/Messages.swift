import Basics

/// The messages of this room, English and Chinese; `{0}` stands for the first value of the error.
extension Problem {
  var words: Words {
    switch self {
    case .syntaxExpected: Words("expected {0}, found {1}", "此处应为{0}，而不是{1}")
    case .syntaxUnclosed: Words("{0} is never closed", "{0}没有闭合")
    case .syntaxUnopened: Words("{0} closes nothing", "{0}没有对应的左括号")
    case .syntaxDepth: Words("nested more than {0} deep", "嵌套超过 {0} 层")
    case .syntaxSteps: Words("a pipeline has at most {0} steps", "管道最多 {0} 步")
    case .syntaxCharacter: Words("{0} has no meaning here", "{0}在此处没有意义")
    case .syntaxEscape: Words("there is no escape {0}", "没有转义符{0}")
    case .syntaxOperator: Words("there is no operator {0}", "没有运算符{0}")
    case .syntaxWide:
      Words(
        "{0} may be meant as {1}: type {1}, or put the text in quotes",
        "{0}可能是{1}之误：请输入{1}，或给文本加上引号")
    case .textUnclosed: Words("the text that begins here is never closed", "此处开始的文本没有闭合")
    case .textDollar:
      Words(
        "an unquoted word cannot contain {0}: put it in double quotes",
        "不加引号的词中不能含有{0}：请放在双引号内")
    case .commandUnknown: Words("there is no command `{0}`", "没有命令“{0}”")
    case .commandPlace: Words("`{0}` cannot be used here", "“{0}”不能用在此处")
    case .commandFirst:
      Words("`{0}` needs rows: put a source and | before it", "“{0}”需要数据行：请在前面写数据源和 |")
    case .commandLast: Words("nothing can follow `{0}` in a pipeline", "管道中“{0}”之后不能再有步骤")
    case .optionUnknown: Words("`{0}` has no option `{1}`", "“{0}”没有选项“{1}”")
    case .optionTwice: Words("`{0}` is given twice", "“{0}”给出了两次")
    case .optionValue: Words("`{0}` needs a value: {0}=...", "“{0}”需要一个值：{0}=...")
    case .argumentUnused:
      Words(
        "the script does not use {0}: words are in `$args`, NAME=VALUE is in `$NAME`",
        "脚本没有用到{0}：单词在 $args 中，NAME=VALUE 在 $NAME 中")
    case .parameterMissing: Words("`{0}` needs {1}", "“{0}”缺少参数 {1}")
    case .parameterMany: Words("`{0}` takes no further value", "“{0}”不再接受其他值")
    case .variableUnknown: Words("there is no variable ${0}", "没有变量 ${0}")
    case .variableName: Words("a variable cannot be called {0}", "变量不能命名为 {0}")
    case .rowNone: Words("there is no row here to take the field `{0}` from", "此处没有数据行，无法取字段“{0}”")
    case .columnUnknown:
      Words("there is no column `{0}`; the columns are: {1}", "没有列“{0}”；现有的列：{1}")
    case .columnTwice:
      Words(
        "{0}: columns {1} and {2} have the same heading, {3}: rename one of them",
        "{0}：第 {1} 列与第 {2} 列的标题同为{3}：请改为不同的标题")
    case .columnLate:
      Words(
        "row {0} is not shown whole: its column `{1}` appeared after the heading was written; "
          + "select the columns, save the rows to a file, or use --format jsonl",
        "第 {0} 行未完整显示：其列“{1}”在写出标题之后才出现；请用 select 选列、存为文件或用 --format jsonl")
    case .headingNumber:
      Words(
        "{0}, line {1}: the first line must name the columns, but it contains the number {2}: "
          + "put a line such as number,amount above it",
        "{0} 第 {1} 行：首行应为列标题，却有号码{2}：请在其上加一行标题，如 number,amount")
    case .fieldUnknown: Words("there is no field `{0}`; the fields are: {1}", "没有字段“{0}”；现有的字段：{1}")
    case .choiceUnknown: Words("{0} is not one of: {1}", "{0}不是下列之一：{1}")
    case .kindWrong: Words("expected {0}, found {1} {2}", "此处应为{0}，而不是{1}{2}")
    case .integerMalformed: Words("{0} is not a whole number", "{0}不是整数")
    case .booleanMalformed: Words("{0} is neither true nor false", "{0}既不是 true 也不是 false")
    case .textEmpty: Words("{0} is empty", "{0} 为空")
    case .keyEmpty:
      Words(
        "the key is empty and would not keep the request from being carried out twice",
        "键为空，无法防止同一请求重复办理")
    case .compareKinds: Words("{0} {1} cannot be compared with {2} {3}", "{0}{1}不能与{2}{3}比较")
    case .compareMasked:
      Words("`{0}` is masked and cannot be compared: use {1}", "“{0}”以掩码显示，不能比较：请用{1}")
    case .operateKinds: Words("{0} does not work on {1} and {2}", "{1}与{2}之间不能用{0}运算")
    case .conditionKind:
      Words("a condition must be true or false, not {0} {1}", "条件应为真或假，而不是{0}{1}")
    case .overflow: Words("the result is too large", "结果过大")
    case .divisionZero: Words("cannot divide by zero", "不能除以零")
    case .indexRange:
      Words(
        "there is no element {0}: the list has {1}, counted from 0",
        "没有第 {0} 个元素：列表共 {1} 个，从 0 数起")
    case .fileOpen: Words("cannot open {0}: {1}", "打不开{0}：{1}")
    case .fileRead: Words("cannot read {0}: {1}", "读不了{0}：{1}")
    case .fileWrite: Words("cannot write {0}: {1}", "写不了{0}：{1}")
    case .fileFormat:
      Words(
        "the name {0} does not show the file's format: add format=csv, tsv or jsonl",
        "从文件名{0}看不出格式：请加 format=csv、tsv 或 jsonl")
    case .fileEncoding: Words("{0}, line {2}: not in the encoding {1}", "{0} 第 {2} 行：不是 {1} 编码")
    case .fileMalformed: Words("{0}, line {1}: {2}", "{0} 第 {1} 行：{2}")
    case .fileHome:
      Words(
        "cannot expand {0}: only ~/ is known, your own home folder; write any other path in "
          + "full",
        "无法展开{0}：~/ 只代表您自己的主目录，其他目录请写全路径")
    case .fileTwice:
      Words(
        "{0} is used for two things in one run, {1} and {2}: name another file",
        "{0}在一次运行中有两种用途：{1}和{2}：请换一个文件")
    case .fileOfStore:
      Words(
        "{0} belongs to a store or lies in its folder, where nothing else may be written: "
          + "choose another place",
        "{0}属于库或在库目录之内，其他内容不得写入：请换一个位置")
    case .filePlace:
      Words("cannot put {0} in place: {1}; its content is kept at {2}", "无法写成{0}：{1}；其内容保留在 {2}")
    case .includeCycle: Words("{0} includes itself: {1}", "{0} 包含了自身：{1}")
    case .includeMany: Words("a script includes at most {0} others", "一个脚本最多包含 {0} 个脚本")
    case .includeLiteral:
      Words("include needs a path written out, without variables", "include 的路径须直接写明，不能用变量")
    case .expectFailed: Words("expected {0}, got {1}", "预期 {0}，实际为 {1}")
    case .expectCondition: Words("expected {0}, got {1}", "预期{0}，实际为{1}")
    case .refused: Words("`{0}` was refused: {1}", "“{0}”被拒绝：{1}")
    case .consentMissing:
      Words("this may change {0} customers: add --yes to confirm", "此操作可能改动 {0} 个客户：确认请加 --yes")
    case .consentDenied: Words("not confirmed", "未确认")
    case .interrupted: Words("interrupted", "已中断")
    case .transactionOpen: Words("a transaction is already open", "已有打开的事务")
    case .transactionNone: Words("no transaction is open", "没有打开的事务")
    case .savepointUnknown: Words("there is no savepoint {0}", "没有保存点{0}")
    case .consoleOnly:
      Words(
        "`{0}` works at the console only: a script uses transaction { }",
        "“{0}”只能在控制台使用：脚本请用 transaction { }")
    case .controlPlace: Words("`{0}` can only be used {1}", "“{0}”只能{1}使用")
    case .functionTaken: Words("`{0}` is already a command", "已有命令“{0}”")
    case .callDepth: Words("calls are nested more than {0} deep", "调用嵌套超过 {0} 层")
    case .stackDepth: Words("blocks and calls are nested too deep", "语句块与调用嵌套过深")
    case .exitRange: Words("an exit code is 0 to 255, not {0}", "退出码为 0 到 255，而不是 {0}")
    case .patternMalformed: Words("{0} is not a valid pattern: {1}", "{0}不是有效的模式：{1}")
    case .textLong: Words("{0} has {2} bytes; the limit is {1}", "{0}有 {2} 字节，最多 {1} 字节")
    case .patternWork:
      Words(
        "the pattern takes too long on a text of {0} characters: shorten one or the other",
        "该模式匹配 {0} 个字符的文本耗时过长：请缩短模式或文本")
    case .textLarge: Words("a text has at most {0} MiB", "文本最多 {0} MiB")
    case .rowsMany:
      Words(
        "at most {0} values can be held at once: select fewer columns or rows first",
        "一次最多保留 {0} 个值：请先筛选列或行")
    case .outputClosed: Words("nothing reads the results any more", "结果已无人读取")
    case .tooLarge: Words("the script is larger than {0} bytes", "脚本超过 {0} 字节")
    }
  }
}

extension Problem {
  /// Parts of messages in Chinese: what is expected, and the names of kinds.
  static let chinese: [String: String] = [
    "a space": "空格",
    "a code that is written out": "写明的代码",
    "a command": "命令",
    "a path": "路径",
    "a pattern that is written out": "写明的模式",
    "a value": "值",
    "an input": "输入",
    "at the top level": "在最外层",
    "inside def": "在 def 内",
    "inside for or while": "在 for 或 while 内",
    "an output": "输出",
    "standard output": "标准输出",
    "standard error": "标准错误",
    "the rejects": "未办行文件",
    "the script": "脚本",
    "an operator or the end": "运算符或结尾",
    "`and`, `or` or the end": "“and”、“or”或结尾",
    "boolean": "真假值",
    "condition": "条件",
    "customer": "客户",
    "day": "日期",
    "decimal": "小数",
    "duration": "时长",
    "instant": "时刻",
    "list": "列表",
    "money": "金额",
    "month": "月份",
    "null": "空值",
    "number": "号码",
    "record": "记录",
    "table": "表",
    "text": "文本",
    "the end": "结尾",
    "the end of the line": "行尾",
    "the end of the statement": "语句结尾",
    "the name of a column": "列名",
    "the name of a field": "字段名",
    "the name of a function": "函数名",
    "the name of a variable": "变量名",
    "whole number": "整数",
  ]
}
