package import Basics

/// What this room expects of fields.
package enum RecordPhrases {
  /// What was expected, in Chinese by the English.
  package static let all = Phrases([
    "text": "文本",
    "true or false": "true 或 false",
    "whole number": "整数",
    "identifier": "编号",
    "money": "金额",
    "instant": "时刻",
    "day": "日期",
    "month": "月份",
    "points or money": "积分数或金额",
    "names and values": "名称与值",
    "text, whole number, true or false, or a list of them": "文本、整数、true 或 false，或由其组成的列表",
    "texts or whole numbers, not both": "全为文本或全为整数",
    "at most # bytes": "最多 # 字节",
    "at most # values": "最多 # 个值",
    "at most # fields": "最多 # 个字段",
    "at most #.#": "不超过 #.#",
    "at most #": "不超过 #",
    "# values": "# 个值",
    "# or more": "# 或以上",
    "#.# or more": "#.# 或以上",
    "# to #": "# 至 #",
    "each name once": "每个名称只出现一次",
    "a benefit or a star, but not both": "权益或星级，二者取一",
    "# to # bytes without control characters": "# 至 # 字节，不含控制字符",
    "a number of # to # digits and letters": "# 至 # 位数字或字母的号码",
    "# or # digits beginning #": "# 或 # 位数字，以 # 开头",
    "# digits and a check digit": "# 位数字加一位校验码",
    "the check digit #": "校验码 #",
    "the check digit X": "校验码 X",
    "one restriction of each reason": "每种原因最多一项限制",
    "one to four capital letters and up to twelve digits, such as C#":
      "一至四个大写字母加最多十二位数字，如 C#",
  ])
}
