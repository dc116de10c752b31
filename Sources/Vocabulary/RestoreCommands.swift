import Basics
import Desk
import Language

extension Vocabulary {
  /// Emergency restores.
  static func restoreCommands() -> [Command] {
    [
      Command(
        "restore phone", family: "restore",
        Words("emergency restore of a suspended phone", "手机紧急开机"),
        help: Words(
          "From star 5: a mobile suspended for arrears works again for 48 hours with a "
            + "temporary credit of 100, 200 or 300 yuan, within 14 days of the one-way suspension "
            + "or 7 days of the two-way one, once a calendar month and once a suspension "
            + "(BEN-10, BEN-11).",
          "五星及以上客户：欠费停机的手机可紧急开机 48 小时，临时额度 100、200 或 300 元；"
            + "单停 14 天内、双停 7 天内，每自然月一次，每次停机一次（BEN-10、BEN-11）。"),
        parameters: [.number], columns: outcomeColumns + ["credit"],
        right: .field,
        examples: [
          .init(
            "restore phone 13300000001 reason=\"abroad\" ticket=T-1042",
            Words("restore a phone, and record the reason and the ticket", "紧急开机，并记录原因与工单"))
        ],
        action: .operation(["credit"]) { (call, transaction, request) throws(DeskError) in
          try transaction.restorePhone(call.text("number"), request)
        }),
      Command(
        "restore broadband", family: "restore",
        Words("emergency restore of suspended broadband", "宽带紧急复机"),
        help: Words(
          "From star 3: broadband suspended for arrears works again for 7 calendar days, if "
            + "requested within 7 calendar days of the suspension, once a calendar month "
            + "(BEN-20 .. BEN-22).",
          "三星及以上客户：欠费停机的宽带可紧急复机 7 个自然日；停机后 7 个自然日内申请，"
            + "每自然月一次（BEN-20 至 BEN-22）。"),
        parameters: [.number], columns: outcomeColumns, right: .field,
        examples: [
          .init(
            "restore broadband 057120001033",
            Words("restore broadband", "宽带紧急复机"))
        ],
        action: .operation { (call, transaction, request) throws(DeskError) in
          try transaction.restoreBroadband(call.text("number"), request)
        }),
    ]
  }
}
