extension RuleMessages {
  /// Credit control, ledgers and what falls due (CRE-1 .. CRE-10, LED-1 .. LED-6).
  static let credit: [String: Wording] = [
    "LED-6.disconnected": Wording("the number has been disconnected", "该号码已拆机"),
    "LED-6.suspended": Wording(
      "suspended for arrears since {actual}: no service charge is booked",
      "自 {actual} 起欠费停机，不再计费",
      help: ("pay the arrears", "请缴清欠费")),
    "text.suspended": Wording(
      "Your number {number} is suspended because of arrears. Please pay what is owed.",
      "您的号码 {number} 因欠费已停机，请及时缴费。"),
    "text.two-way": Wording(
      "Your number {number} can no longer be reached because of arrears. Please pay what is owed.",
      "您的号码 {number} 因欠费已双向停机，请及时缴费。"),
    "text.restored": Wording(
      "Thank you for your payment. Your number {number} works again.",
      "感谢您缴费，您的号码 {number} 已复机。"),
    "text.restore-ended": Wording(
      "The emergency restore of your number {number} has ended. Please pay what is owed.",
      "您的号码 {number} 的紧急开机已结束，请及时缴费。"),
    "text.disconnected": Wording(
      "Your number {number} has been disconnected because of arrears.",
      "您的号码 {number} 因欠费已拆机。"),
  ]
}
