extension RuleMessages {
  /// Emergency phone restore (BEN-10 .. BEN-12).
  static let phoneRestore: [String: Words] = [
    "BEN-10.kind": Words(
      "the number is {actual}, only a mobile can be restored this way",
      "该号码类型为 {actual}，只有手机可以紧急开机",
      help: ("for a broadband use restore broadband", "宽带请使用 restore broadband")),
    "BEN-10.disconnected": Words("the number has been disconnected", "该号码已拆机"),
    "BEN-10.arrears": Words(
      "the number is not suspended for arrears", "该号码不是欠费停机",
      help: ("nothing needs to be restored", "无需开机")),
    "BEN-10.voluntary": Words(
      "the number is suspended at the customer's own wish", "该号码已办理停机保号",
      help: ("lift the voluntary suspension first", "请先办理复机")),
    "BEN-10.lost": Words(
      "the number is reported lost", "该号码已挂失",
      help: ("take back the lost report first", "请先解除挂失")),
    "BEN-10.window": Words(
      "suspended {actual} ago, limit {limit}", "已停机 {actual}，时限 {limit}",
      help: ("pay the arrears", "请缴清欠费")),
    "BEN-10.star": Words(
      "star {actual}, needs {limit} or more", "客户星级 {actual}，需要 {limit} 星及以上",
      help: ("pay the arrears", "请缴清欠费")),
    "BEN-10.month": Words(
      "already restored this calendar month, on {actual}", "本自然月已紧急开机（{actual}）",
      help: ("again from {availableFrom}", "{availableFrom} 起可再次使用")),
    "BEN-10.suspension": Words(
      "already restored in this suspension, on {actual}", "本次停机期间已紧急开机（{actual}）",
      help: ("pay the arrears", "请缴清欠费后再使用")),
    "BEN-10.in-force": Words(
      "a restore is in force until {actual}", "紧急开机有效期内，至 {actual}"),
    "text.phone-restore": Words(
      "Your number {number} works again until {until} with a temporary credit of {credit} yuan. "
        + "Please pay what is owed before then.",
      "您的号码 {number} 已紧急开机，临时额度 {credit} 元，有效至 {until}，请及时缴费。"),
  ]
}
