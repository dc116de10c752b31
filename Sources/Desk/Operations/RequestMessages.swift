import Rules

extension Messages {
  /// Requests that make no sense.
  static let requests: [String: Words] = [
    "amount.uncounted": Words(
      "the uncounted part {uncounted} is not within the amount {amount}",
      "不计入部分 {uncounted} 不在金额 {amount} 之内"),
    "amount.positive": Words(
      "the amount is {amount}, it must be above 0", "金额为 {amount}，必须大于 0"),
    "line.unknown": Words("there is no line {number}", "没有号码 {number}"),
    "customer.unknown": Words("no customer is named {name}", "没有客户 {name}"),
    "customer.ambiguous": Words(
      "several customers are named {name}: {candidates}", "有多位客户名为 {name}：{candidates}"),
    "account.unknown": Words("there is no account {name}", "没有账户 {name}"),
    "account.ambiguous": Words(
      "the customer has several accounts: {candidates}", "该客户有多个账户：{candidates}"),
    "limit.positive": Words("the limit is {limit}, expected 1 or more", "limit 为 {limit}，应为 1 或以上"),
    "money.too-large": Words(
      "{amount} beside {sum} is more than can be kept: at most {limit}",
      "{sum} 之外再加 {amount} 超出可记录的金额：最多 {limit}"),
    "points.too-large": Words(
      "the lot of {year} would hold more than {limit} points", "{year} 年批次将超过 {limit} 分"),
    "clock.range": Words(
      "{duration} after {now} lies beyond the year 9999", "{now} 之后 {duration} 超出公元 9999 年"),
    "order.numbers": Words(
      "no order numbers are left after {last}", "{last} 之后没有可用的工单号"),
    "record.limits": Words(
      "the {type} {key} would hold what no snapshot can: {field}; nothing was changed",
      "{type} {key} 将含有快照无法保存的内容：{field}；未作任何改动"),
    "order.unknown": Words("there is no order {order}", "没有工单 {order}"),
    "item.unknown": Words(
      "there is no item {item}; try {known}", "没有兑换项 {item}；可试 {known}"),
    "operator.name": Words(
      "{name} cannot be the name of an operator: 1 to {limit} bytes, no control characters",
      "{name} 不能作操作员名：1 至 {limit} 字节，不含控制字符"),
    "command.not-dry": Words(
      "{command} cannot be tried dry: what it does could not be undone",
      "{command} 不能试运行：其结果无法撤销"),
    "transaction.unfinished": Words(
      "this is a transaction of its own and cannot follow changes that are not committed yet",
      "该命令自成一个事务，不能在尚未提交的改动之后执行"),
    "clock.test-only": Words(
      "only the clock of a test store can be moved", "只有测试库的时钟可以移动"),
    "work.interrupted": Words("broken off", "已中断"),
    "clock.interrupted": Words(
      "broken off at {at}: what fell due until then stays carried out",
      "在 {at} 处中断：此前到期的事项已执行并保留"),
    "clock.backwards": Words(
      "the clock stands at {now} and goes forward only, not to {to}; load a snapshot to go back",
      "时钟为 {now}，只能向前，不能到 {to}；如需回退请装载快照"),
    "clock.ahead": Words(
      "the store's last change is of {changed}, far ahead of this machine's clock ({now}), so nothing "
        + "is changed: set the machine's clock right; if it is right, an administrator goes on with "
        + "clock accept",
      "库的最近改动时间 {changed} 远在本机时钟（{now}）之后，因此不作改动：请校准本机时钟；"
        + "若本机时钟无误，请由管理员执行 clock accept"),
    "clock.ahead-shown": Words(
      "the store's last change is of {changed}, far ahead of this machine's clock: it is shown as of "
        + "{now}, and nothing can be changed before clock accept",
      "库的最近改动时间 {changed} 远在本机时钟之后：按 {now} 显示，执行 clock accept 之前不能改动"),
    "clock.not-ahead": Words(
      "there is nothing to accept: the store's last change ({changed}) is not ahead of the clock "
        + "({now})",
      "无需确认：库的最近改动（{changed}）不在时钟（{now}）之后"),
    "clock.accept-test": Words(
      "a test store goes by its own clock; there is nothing to accept",
      "测试库按自己的时钟运行，无需确认"),
    "identifier.malformed": Words(
      "{text} is no identifier, expected {expected}", "{text} 不是有效标识，应为 {expected}"),
    "value.unknown": Words("{text} is not one of {expected}", "{text} 不在 {expected} 之中"),
    "value.range": Words("{text} is out of range, {expected}", "{text} 超出范围，{expected}"),
    "value.kind": Words("expected {expected}", "应为 {expected}"),
  ]
}
