import Rules

extension Messages {
  /// Requests that make no sense.
  static let requests: [String: Wording] = [
    "amount.uncounted": Wording(
      "the uncounted part is {uncounted}; expected between 0 and the amount {amount}",
      "不计入部分为 {uncounted}，应在 0 与金额 {amount} 之间"),
    "amount.positive": Wording(
      "the amount is {amount}; it must be above 0", "金额为 {amount}，必须大于 0"),
    "line.unknown": Wording("there is no line {number}", "没有号码 {number}"),
    "customer.unknown": Wording("there is no customer {name}", "没有客户 {name}"),
    "customer.ambiguous": Wording(
      "several customers are called {name}: {candidates}", "有多位客户名为 {name}：{candidates}"),
    "account.unknown": Wording("there is no account {name}", "没有账户 {name}"),
    "account.ambiguous": Wording(
      "the customer has several accounts: {candidates}", "该客户有多个账户：{candidates}"),
    "limit.positive": Wording(
      "the limit is {limit}; expected 1 or more", "limit 为 {limit}，应为 1 或以上"),
    "money.too-large": Wording(
      "{amount} on top of {sum} is more than the account can hold: at most {limit}",
      "{sum} 之外再加 {amount} 超出可记录的金额：最多 {limit}"),
    "points.too-large": Wording(
      "the lot of {year} would hold more than {limit} points", "{year} 年批次将超过 {limit} 分"),
    "clock.range": Wording(
      "{duration} after {now} is beyond the year 9999", "{now} 之后 {duration} 超出公元 9999 年",
      kinds: ["duration": .duration]),
    "order.numbers": Wording(
      "there are no order numbers left after {last}", "{last} 之后没有可用的业务单号"),
    "record.limits": Wording(
      "the field {field} of the {type} {key} would exceed what a snapshot can hold; nothing was changed",
      "{type} {key} 的字段 {field} 将超出快照可保存的范围；未作任何改动"),
    "order.unknown": Wording("there is no order {order}", "没有业务单 {order}"),
    "item.unknown": Wording(
      "there is no item {item}[; the items are: {known}]", "没有兑换项 {item}[；现有：{known}]"),
    "operator.name": Wording(
      "{name} cannot be the name of an operator: 1 to {limit} bytes, no control characters",
      "{name} 不能作操作员名：1 至 {limit} 字节，不含控制字符"),
    "command.not-dry": Wording(
      "{command} has no dry run: what it does cannot be rolled back",
      "{command} 不能试运行：其改动无法回滚"),
    "transaction.unfinished": Wording(
      "this command is a transaction of its own and cannot follow uncommitted changes",
      "该命令自成一个事务，不能在尚未提交的改动之后执行"),
    "clock.test-only": Wording(
      "only the clock of a test store can be moved", "只有测试库的时钟可以移动"),
    "work.interrupted": Wording("interrupted", "已中断"),
    "clock.interrupted": Wording(
      "interrupted at {at}: what fell due before then was carried out and is kept",
      "在 {at} 处中断：此前到期的事项已执行并保留"),
    "clock.backwards": Wording(
      "the clock is at {now} and only moves forward, not to {to}; to go back, load a snapshot",
      "时钟为 {now}，只能向前，不能调到 {to}；如需回退请装载快照"),
    "clock.ahead": Wording(
      "the store's last change was at {changed}, far ahead of this machine's clock ({now}), so nothing "
        + "can be changed: correct the machine's clock; if it is right, an administrator can accept it "
        + "with clock accept",
      "库的最近改动时间 {changed} 远在本机时钟（{now}）之后，因此不能作改动：请校准本机时钟；"
        + "若本机时钟无误，请由管理员用 clock accept 确认"),
    "clock.ahead-shown": Wording(
      "the store's last change was at {changed}, far ahead of this machine's clock: it is shown as of "
        + "{now}, and nothing can be changed until an administrator runs clock accept",
      "库的最近改动时间 {changed} 远在本机时钟之后：按 {now} 显示；管理员执行 clock accept 之前不能作改动"),
    "clock.not-ahead": Wording(
      "there is nothing to accept: the store's last change ({changed}) is not ahead of the clock "
        + "({now})",
      "无需确认：库的最近改动（{changed}）不在时钟（{now}）之后"),
    "clock.accept-test": Wording(
      "a test store has its own clock; there is nothing to accept",
      "测试库按自己的时钟运行，无需确认"),
    "identifier.malformed": Wording(
      "{text} is not an identifier; expected {expected}", "{text} 不是有效编号，应为{expected}"),
    "value.unknown": Wording("{text} is not one of: {expected}", "{text} 不在下列之中：{expected}"),
    "value.range": Wording(
      "{text} is out of range; expected {expected}", "{text} 超出范围，应为{expected}"),
    "value.kind": Wording("expected {expected}", "应为{expected}"),
  ]
}
