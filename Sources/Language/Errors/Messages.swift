/// The messages of this room, English and Chinese; `{0}` stands for the first value of the error.
extension Problem {
  var words: Words {
    switch self {
    case .syntaxExpected: Words("{0} is expected here, not {1}", "此处应为{0},而不是{1}")
    case .syntaxUnclosed: Words("{0} is never closed", "{0}没有闭合")
    case .syntaxUnopened: Words("{0} closes nothing", "{0}没有对应的开括号")
    case .syntaxDepth: Words("nested more than {0} deep", "嵌套超过{0}层")
    case .syntaxSteps: Words("a pipeline has at most {0} steps", "管道最多{0}步")
    case .syntaxCharacter: Words("{0} has no meaning here", "{0}在此处没有意义")
    case .syntaxEscape: Words("there is no escape {0}", "没有转义{0}")
    case .syntaxOperator: Words("there is no operator {0}", "没有运算符{0}")
    case .syntaxWide:
      Words(
        "{0} may be meant as {1}: type {1}, or put the text between quotes",
        "{0}可能是 {1} 之误：请输入 {1}，或把文本放在引号内")
    case .textUnclosed: Words("the text that begins here is never closed", "此处开始的文本没有闭合")
    case .textDollar:
      Words(
        "a bare word cannot hold {0}: put it between double quotes",
        "裸词中不能含有{0}:请放在双引号内")
    case .commandUnknown: Words("there is no command `{0}`", "没有命令“{0}”")
    case .commandPlace: Words("`{0}` cannot stand here", "“{0}”不能用在此处")
    case .commandFirst:
      Words("`{0}` needs rows: put a source and | before it", "“{0}”需要行:请在前面写数据源和 |")
    case .commandLast: Words("nothing can follow `{0}` in a pipeline", "管道中“{0}”之后不能再有步骤")
    case .optionUnknown: Words("`{0}` has no option `{1}`", "“{0}”没有选项“{1}”")
    case .optionTwice: Words("`{0}` is given twice", "“{0}”给出了两次")
    case .optionValue: Words("`{0}` needs a value: {0}=...", "“{0}”需要一个值:{0}=...")
    case .argumentUnused:
      Words(
        "nothing in the script reads {0}: words are `$args`, NAME=VALUE is `$NAME`",
        "脚本没有用到{0}:单词为 $args,NAME=VALUE 为 $NAME")
    case .parameterMissing: Words("`{0}` needs {1}", "“{0}”缺少{1}")
    case .parameterMany: Words("`{0}` takes no further value", "“{0}”不再接受其他值")
    case .variableUnknown: Words("there is no variable ${0}", "没有变量 ${0}")
    case .variableName: Words("{0} cannot be the name of a variable", "{0}不能作变量名")
    case .rowNone: Words("there is no row here, so no field `{0}`", "此处没有行,也就没有字段“{0}”")
    case .columnUnknown: Words("there is no column `{0}`; there are: {1}", "没有列“{0}”;现有的列:{1}")
    case .columnTwice:
      Words(
        "{0}: columns {1} and {2} have the same heading, {3}: give each its own",
        "{0}：第 {1} 列与第 {2} 列的标题相同（{3}）：请改为不同的标题")
    case .columnLate:
      Words(
        "row {0} is not shown whole: it has the column `{1}`, which no row had before the heading "
          + "was written; select the columns, save the rows to a file, or use --format jsonl",
        "第 {0} 行未完整显示：其列“{1}”在写出标题之后才出现；请用 select 选列、存为文件或用 --format jsonl")
    case .headingNumber:
      Words(
        "{0}, line {1}: the first line is to name the columns, but it holds the number {2}: put a "
          + "line such as number,amount above it",
        "{0} 第 {1} 行：首行应为列标题，却是号码 {2}：请在其上加一行标题，如 number,amount")
    case .fieldUnknown: Words("there is no field `{0}`; there are: {1}", "没有字段“{0}”;现有的字段:{1}")
    case .choiceUnknown: Words("{0} is none of: {1}", "{0}不是下列之一:{1}")
    case .kindWrong: Words("{0} is expected, not {1} {2}", "此处应为{0},而不是{1} {2}")
    case .integerMalformed: Words("{0} is no whole number", "{0}不是整数")
    case .booleanMalformed: Words("{0} is neither true nor false", "{0}既不是 true 也不是 false")
    case .textEmpty: Words("{0} is empty", "{0}为空")
    case .keyEmpty:
      Words(
        "the key is empty: it would not keep the request from being done twice",
        "键为空：不能防止同一请求办理两次")
    case .compareKinds: Words("{0} {1} cannot be compared with {2} {3}", "{0} {1} 不能与{2} {3} 比较")
    case .compareMasked:
      Words(
        "`{0}` is masked and cannot be compared: use {1}",
        "“{0}”以掩码显示，不能比较：请用{1}")
    case .operateKinds: Words("{0} cannot be reckoned from {1} and {2}", "{1}与{2}不能作{0}运算")
    case .conditionKind: Words("a condition is true or false, not {0} {1}", "条件应为真或假,而不是{0} {1}")
    case .overflow: Words("the result is too large", "结果过大")
    case .divisionZero: Words("nothing can be divided by zero", "不能除以零")
    case .indexRange:
      Words("there is no element {0}: there are {1}, counted from 0", "没有第{0}个元素:共{1}个,从 0 数起")
    case .fileOpen: Words("{0} cannot be opened: {1}", "打不开{0}:{1}")
    case .fileRead: Words("{0} cannot be read: {1}", "读不了{0}:{1}")
    case .fileWrite: Words("{0} cannot be written: {1}", "写不了{0}:{1}")
    case .fileFormat:
      Words(
        "the name {0} does not say what is in the file: add format=csv, tsv or jsonl",
        "从文件名{0}看不出格式:请加 format=csv、tsv 或 jsonl")
    case .fileEncoding: Words("{0} is not in the encoding {1}, line {2}", "{0}不是{1}编码,第{2}行")
    case .fileMalformed: Words("{0}, line {1}: {2}", "{0} 第{1}行:{2}")
    case .fileHome:
      Words(
        "{0} cannot be expanded: only ~/ stands for a home folder, your own; write any other in full",
        "无法展开{0}：~/ 只代表您自己的主目录，其他主目录请写全路径")
    case .fileTwice:
      Words(
        "{0} would serve two purposes in one run, {1} and {2}: name another file",
        "{0}在一次运行中有两种用途：{1}和{2}；请换一个文件")
    case .fileOfStore:
      Words(
        "{0} is a store's own or lies in a store's folder, where nothing else may write: name another "
          + "place",
        "{0}属于库或在库目录之内，其他内容不得写入：请换一个位置")
    case .filePlace:
      Words(
        "{0} could not be put in place: {1}; its content is kept at {2}",
        "{0}未能就位：{1}；其内容保留在 {2}")
    case .includeCycle: Words("{0} includes itself: {1}", "{0}包含了自身:{1}")
    case .includeMany:
      Words("a script includes at most {0} others", "一个脚本最多包含 {0} 个脚本")
    case .includeLiteral: Words("include takes a path that is written out", "include 只接受写明的路径")
    case .expectFailed: Words("expected {0}, but it was {1}", "预期{0},实际为{1}")
    case .expectCondition: Words("expected {0}, but it does not hold: {1}", "预期{0},但不成立:{1}")
    case .refused: Words("`{0}` was refused: {1}", "“{0}”被拒绝:{1}")
    case .consentMissing:
      Words("this may change {0} customers: add --yes to go on", "此操作可能改动{0}个客户:加 --yes 才会执行")
    case .consentDenied: Words("not confirmed", "未确认")
    case .interrupted: Words("broken off", "已中断")
    case .transactionOpen: Words("a transaction is open already", "事务已经打开")
    case .transactionNone: Words("no transaction is open", "没有打开的事务")
    case .savepointUnknown: Words("there is no savepoint {0}", "没有保存点{0}")
    case .consoleOnly:
      Words(
        "`{0}` is for the console: a script has transaction { }", "“{0}”只用于控制台:脚本请用 transaction { }"
      )
    case .controlPlace: Words("`{0}` stands outside {1}", "“{0}”在{1}之外")
    case .functionTaken: Words("there is a command `{0}` already", "已有命令“{0}”")
    case .callDepth: Words("calls are nested more than {0} deep", "调用嵌套超过{0}层")
    case .stackDepth: Words("blocks and calls are nested too deep", "语句块与调用嵌套过深")
    case .exitRange: Words("an exit code is 0 to 255, not {0}", "退出码为 0 到 255,而不是{0}")
    case .patternMalformed: Words("{0} is no pattern: {1}", "{0}不是有效的模式:{1}")
    case .textLong:
      Words("{0} has {2} bytes; at most {1} can be kept", "{0}有 {2} 字节,最多可保存 {1} 字节")
    case .patternWork:
      Words(
        "the pattern takes too long on a text of {0} characters: shorten one or the other",
        "该模式匹配 {0} 个字符的文本耗时过长：请缩短模式或文本")
    case .textLarge: Words("a text has at most {0} MiB", "文本最多 {0} MiB")
    case .rowsMany:
      Words(
        "at most {0} values are held at once: choose columns or rows first",
        "一次最多保留 {0} 个值：请先筛选列或行")
    case .outputClosed: Words("nobody reads the results any longer", "结果已无人读取")
    case .tooLarge: Words("the script is larger than {0} bytes", "脚本超过{0}字节")
    }
  }
}

extension Problem {
  /// Parts of messages in Chinese: what is expected, and the names of kinds.
  static let chinese: [String: String] = [
    "a blank": "空格",
    "a code that is written out": "写明的代码",
    "a command": "命令",
    "a path": "路径",
    "a pattern that is written out": "写明的模式",
    "a value": "值",
    "an input": "输入",
    "an output": "输出",
    "standard output": "标准输出",
    "standard error": "标准错误",
    "the rejects": "退回文件",
    "the script": "脚本",
    "an operator or the end": "运算符或结尾",
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
    "the top level": "最外层",
    "whole number": "整数",
  ]
}
