import Records

extension RuleMessages {
  /// Emergency broadband restore (BEN-20 .. BEN-22).
  static let broadbandRestore: [String: Wording] = [
    "BEN-20.kind": Wording(
      "the number is of kind {actual}; only a broadband line can be restored this way",
      "该号码是{actual}，只有宽带可以紧急复机",
      help: ("for a mobile use restore phone", "手机请用 restore phone"),
      kinds: ["actual": .code(LineKind.self)]),
    "BEN-20.disconnected": Wording("the broadband has been disconnected", "该宽带已拆机"),
    "BEN-20.arrears": Wording(
      "the broadband is not suspended for arrears", "该宽带不是欠费停机",
      help: ("nothing needs to be restored", "无需复机")),
    "BEN-20.voluntary": Wording(
      "the broadband is suspended at the customer's request", "该宽带已办理停机保号",
      help: ("lift the voluntary suspension first", "请先办理复机")),
    "BEN-20.lost": Wording(
      "the broadband is reported lost", "该宽带已挂失",
      help: ("cancel the lost report first", "请先解除挂失")),
    "BEN-20.window": Wording(
      "requested on day {actual} of the suspension; the limit is day {limit}",
      "今天是停机第 {actual} 天，时限为第 {limit} 天",
      help: ("pay the arrears", "请缴清欠费")),
    "BEN-20.star": Wording(
      "star {actual}; needs star {limit} or above", "客户星级 {actual}，需要 {limit} 星及以上",
      help: ("pay the arrears", "请缴清欠费")),
    "BEN-20.month": Wording(
      "already restored this calendar month, on {actual}", "本自然月已紧急复机（{actual}）",
      help: ("again from {availableFrom}", "{availableFrom} 起可再次使用")),
    "BEN-20.in-force": Wording(
      "an emergency restore is in force until {actual}", "紧急复机仍在有效期内，至 {actual}"),
    "BEN-22.unpaid": Wording(
      "the last restore ended on {actual} with the arrears unpaid", "上次紧急复机后未缴清欠费（{actual} 到期）",
      help: ("pay the arrears", "请缴清欠费后再使用")),
    "text.broadband-restore": Wording(
      "Your broadband {number} works again until {until}. Please pay what is owed before then.",
      "您的宽带 {number} 已紧急复机，有效至 {until}，请及时缴费。"),
  ]
}
