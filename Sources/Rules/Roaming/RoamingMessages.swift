import Basics
import Records

extension RuleMessages {
  /// International roaming (BEN-40, ROAM-2 .. ROAM-7).
  static let roaming: [String: Wording] = [
    "roaming.permission": Wording(
      "the permission is {permission}; expected voice or all (roam close closes roaming)",
      "漫游权限为 {permission}，应为 voice 或 all；关闭漫游请用 roam close"),
    "roaming.deposit": Wording(
      "the deposit is {deposit}; it must not be below zero", "预存金额为 {deposit}，不得小于零"),
    "BEN-40.kind": Wording(
      "the number is of kind {actual}; only a mobile can roam", "该号码是{actual}，只有手机可以漫游",
      kinds: ["actual": .code(LineKind.self)]),
    "BEN-40.active": Wording(
      "the number is {actual}, not active", "该号码状态为{actual}，不是正常状态",
      help: ("pay the arrears or lift the suspension first", "请先缴清欠费或办理复机"),
      kinds: ["actual": .code(LineState.self, or: CodeNames(["restored": "已紧急开机"]))]),
    "ROAM-4.plan": Wording(
      "the plan {actual} does not allow roaming", "套餐 {actual} 不允许漫游",
      help: ("change the plan first", "请先变更套餐")),
    "ROAM-4.same": Wording(
      "roaming is already open with permission {actual}",
      "漫游已开通（{actual}），无需变更", kinds: ["actual": .code(RoamingPermission.self)]),
    "ROAM-7.channel": Wording(
      "numbers beginning {limit} cannot open or close roaming through {actual}",
      "{limit} 号段不能通过{actual}开通或关闭漫游",
      help: ("use the hotline, the app or a hall", "请通过 10000 号、掌厅或营业厅办理"),
      kinds: ["actual": .code(Channel.self)]),
    "ROAM-2.grounds": Wording(
      "none of the grounds for opening roaming holds: {grounds}; deposit {actual}, needs {limit}",
      "开通条件 {grounds} 均不成立；预存 {actual} 元，需 {limit} 元",
      help: ("prepay {limit} yuan with deposit={limit}", "请预存话费 {limit} 元，加 deposit={limit}")),
    "BEN-40.star": Wording(
      "star {actual}; no deposit is needed from star {limit}", "客户星级 {actual}，免预存需 {limit} 星及以上"),
    "ROAM-2.old-card": Wording(
      "no valid diamond, gold or silver card", "没有有效的钻、金、银卡"),
    "ROAM-2.bundle": Wording(
      "neither a home nor a business bundle", "不是天翼 e 家或天翼领航套餐"),
    "ROAM-2.good-standing": Wording(
      "no Lexiang 3G or BlackBerry plan free of recent arrears and voluntary suspension",
      "不是近期无欠费、无停机保号的乐享 3G 或黑莓套餐"),
    "ROAM-2.bank": Wording("not paid by bank collection", "不是银行托收"),
    "ROAM-2.enterprise": Wording(
      "not an important enterprise customer", "不是重要政企客户"),
    "ROAM-2.deposit": Wording(
      "deposit {actual}, needs {limit}", "预存 {actual} 元，需 {limit} 元"),
    "ROAM-6.disconnected": Wording("the number has been disconnected", "该号码已拆机"),
    "ROAM-6.open": Wording("roaming is not open", "漫游未开通"),
    "text.roam-open": Wording(
      "International roaming for {number} opens within {minutes} minutes ({permission}). Please note the "
        + "tariffs abroad. It stays open until you ask us to close it.",
      "您的号码 {number} 的国际漫游（{permission}）将在 {minutes} 分钟内生效，请留意境外资费；如需关闭请与我们联系。",
      kinds: ["permission": .code(RoamingPermission.self)]),
    "text.roam-close": Wording(
      "International roaming for {number} is closed.", "您的号码 {number} 的国际漫游已关闭。"),
  ]
}
