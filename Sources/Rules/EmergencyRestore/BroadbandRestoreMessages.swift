extension RuleMessages {
  /// Emergency broadband restore (BEN-20 .. BEN-22).
  static let broadbandRestore: [String: Words] = [
    "BEN-20.kind": Words(
      "the number is {actual}, only a broadband can be restored this way",
      "该号码类型为 {actual}，只有宽带可以紧急复机",
      help: ("for a mobile use restore phone", "手机请使用 restore phone")),
    "BEN-20.disconnected": Words("the broadband has been disconnected", "该宽带已拆机"),
    "BEN-20.arrears": Words(
      "the broadband is not suspended for arrears", "该宽带不是欠费停机",
      help: ("nothing needs to be restored", "无需复机")),
    "BEN-20.voluntary": Words(
      "the broadband is suspended at the customer's own wish", "该宽带已办理停机保号",
      help: ("lift the voluntary suspension first", "请先办理复机")),
    "BEN-20.lost": Words(
      "the broadband is reported lost", "该宽带已挂失",
      help: ("take back the lost report first", "请先解除挂失")),
    "BEN-20.window": Words(
      "asked on day {actual} of the suspension, limit day {limit}",
      "今天是停机第 {actual} 天，时限为第 {limit} 天",
      help: ("pay the arrears", "请缴清欠费")),
    "BEN-20.star": Words(
      "star {actual}, needs {limit} or more", "客户星级 {actual}，需要 {limit} 星及以上",
      help: ("pay the arrears", "请缴清欠费")),
    "BEN-20.month": Words(
      "already restored this calendar month, on {actual}", "本自然月已紧急复机（{actual}）",
      help: ("again from {availableFrom}", "{availableFrom} 起可再次使用")),
    "BEN-20.in-force": Words(
      "a restore is in force until {actual}", "紧急复机有效期内，至 {actual}"),
    "BEN-22.unpaid": Words(
      "the last restore ended unpaid on {actual}", "上次紧急复机后未缴清欠费（{actual} 到期）",
      help: ("pay the arrears", "请缴清欠费后再使用")),
    "text.broadband-restore": Words(
      "Your broadband {number} works again until {until}. Please pay what is owed before then.",
      "您的宽带 {number} 已紧急复机，有效至 {until}，请及时缴费。"),
  ]
}
