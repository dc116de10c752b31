import Records

extension RuleMessages {
  /// Emergency phone restore (BEN-10 .. BEN-12).
  static let phoneRestore: [String: Wording] = [
    "BEN-10.kind": Wording(
      "the number is of kind {actual}; only a mobile can be restored this way",
      "该号码是{actual}，只有手机可以紧急开机",
      help: ("for broadband use restore broadband", "宽带请用 restore broadband"),
      kinds: ["actual": .code(LineKind.self)]),
    "BEN-10.disconnected": Wording("the number has been disconnected", "该号码已拆机"),
    "BEN-10.arrears": Wording(
      "the number is not suspended for arrears", "该号码不是欠费停机",
      help: ("nothing needs to be restored", "无需开机")),
    "BEN-10.voluntary": Wording(
      "the number is suspended at the customer's request", "该号码已办理停机保号",
      help: ("lift the voluntary suspension first", "请先办理复机")),
    "BEN-10.lost": Wording(
      "the number is reported lost", "该号码已挂失",
      help: ("cancel the lost report first", "请先解除挂失")),
    "BEN-10.window": Wording(
      "suspended {actual} ago; the limit is {limit}", "已停机 {actual}，时限为 {limit}",
      help: ("pay the arrears", "请缴清欠费"),
      kinds: ["actual": .duration, "limit": .duration]),
    "BEN-10.star": Wording(
      "star {actual}; needs star {limit} or above", "客户星级 {actual}，需要 {limit} 星及以上",
      help: ("pay the arrears", "请缴清欠费")),
    "BEN-10.month": Wording(
      "already restored this calendar month, on {actual}", "本自然月已紧急开机（{actual}）",
      help: ("again from {availableFrom}", "{availableFrom} 起可再次使用")),
    "BEN-10.suspension": Wording(
      "already restored during this suspension, on {actual}", "本次停机期间已紧急开机（{actual}）",
      help: ("pay the arrears", "请缴清欠费后再使用")),
    "BEN-10.in-force": Wording(
      "an emergency restore is in force until {actual}", "紧急开机仍在有效期内，至 {actual}"),
    "text.phone-restore": Wording(
      "Your number {number} works again until {until} with a temporary credit of {credit} yuan. "
        + "Please pay what is owed before then.",
      "您的号码 {number} 已紧急开机，临时额度 {credit} 元，有效至 {until}，请及时缴费。"),
  ]
}
