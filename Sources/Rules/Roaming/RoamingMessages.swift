extension RuleMessages {
  /// International roaming (BEN-40, ROAM-2 .. ROAM-7).
  static let roaming: [String: Words] = [
    "roaming.permission": Words(
      "roaming opens with permission voice or all, not {permission}; to close it use roam close",
      "漫游开通权限为 voice 或 all，不是 {permission}；关闭请用 roam close"),
    "roaming.deposit": Words(
      "a deposit of {deposit} is below zero", "预存金额 {deposit} 小于零"),
    "BEN-40.kind": Words(
      "the number is {actual}, only a mobile roams", "该号码类型为 {actual}，只有手机可以漫游"),
    "BEN-40.active": Words(
      "the number is {actual}, not active", "该号码状态为 {actual}，不是正常状态",
      help: ("pay what is owed or lift what bars it first", "请先缴清欠费或解除停机")),
    "ROAM-4.plan": Words(
      "the plan {actual} forbids roaming", "套餐 {actual} 不允许漫游",
      help: ("change the plan first", "请先变更套餐")),
    "ROAM-4.same": Words(
      "roaming is open with permission {actual} already; nothing changes",
      "漫游已按 {actual} 开通，无需变更"),
    "ROAM-7.channel": Words(
      "numbers of prefix {limit} neither open nor close roaming by {actual}",
      "{limit} 号段不能通过 {actual} 开通或关闭漫游",
      help: ("use the hotline, the app or a hall", "请通过 10000 号、掌厅或营业厅办理")),
    "ROAM-2.grounds": Words(
      "nothing opens roaming: none of {grounds} holds (deposit {actual}, needs {limit})",
      "不满足开通条件：{grounds} 均不成立（预存 {actual}，需 {limit}）",
      help: ("pay {limit} of call money with deposit={limit}", "请预存话费 {limit}（deposit={limit}）")),
    "BEN-40.star": Words(
      "star {actual}, without deposit from {limit}", "客户星级 {actual}，免预存需 {limit} 星及以上"),
    "ROAM-2.old-card": Words(
      "no diamond, gold or silver card is valid", "没有有效的钻、金、银卡"),
    "ROAM-2.bundle": Words(
      "neither home nor business bundle", "不是天翼e家或天翼领航套餐"),
    "ROAM-2.good-standing": Words(
      "no Lexiang 3G or BlackBerry plan without arrears and voluntary suspension of late",
      "不是近期无欠费、无停机保号的乐享3G或黑莓套餐"),
    "ROAM-2.bank": Words("not collected by a bank", "不是银行托收"),
    "ROAM-2.enterprise": Words(
      "no important enterprise customer", "不是重要政企客户"),
    "ROAM-2.deposit": Words(
      "deposit {actual}, needs {limit}", "预存 {actual}，需 {limit}"),
    "ROAM-6.disconnected": Words("the number has been disconnected", "该号码已拆机"),
    "ROAM-6.open": Words("roaming is not open", "漫游未开通"),
    "text.roam-open": Words(
      "International roaming for {number} opens within {minutes} minutes ({permission}). Please mind the "
        + "tariffs abroad; it stays open until you have it closed.",
      "您的号码 {number} 的国际漫游（{permission}）将在 {minutes} 分钟内生效，请留意境外资费；如需关闭请与我们联系。"),
    "text.roam-close": Words(
      "International roaming for {number} is closed.", "您的号码 {number} 的国际漫游已关闭。"),
  ]
}
