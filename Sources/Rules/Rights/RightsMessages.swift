import Records

extension RuleMessages {
  /// Rights that are missing (DESK-10).
  static let rights: [String: Wording] = [
    "DESK-10.operator": Wording("you are not an operator of this store", "您不是本库的操作员"),
    "DESK-10.inactive": Wording("your operator account is locked", "您的操作员身份已停用"),
    "DESK-10.missing": Wording("your role does not have the right", "您的角色没有此权限"),
    "DESK-10.test-store": Wording(
      "your role has the right in test stores only", "您的角色只在测试库有此权限"),
    "DESK-10.region": Wording(
      "the customer belongs to another region than yours", "该客户不属于您的区域"),
    "right.operator": Wording(
      "{operator} is not an operator of this store and may change nothing; {command} needs the right "
        + "{right}: ask {who}",
      "{operator} 不是本库的操作员，不能作任何改动；{command} 需要{right}权限，可找：{who}",
      kinds: [
        "role": .code(Role.self), "right": .code(Role.self), "who": .operatorWithRole,
      ]),
    "right.inactive": Wording(
      "the operator {operator} ({role}) is locked and may change nothing; {command} needs the right "
        + "{right}: ask {who}",
      "操作员 {operator}（{role}）已停用，不能作任何改动；{command} 需要{right}权限，可找：{who}",
      kinds: [
        "role": .code(Role.self), "right": .code(Role.self), "who": .operatorWithRole,
      ]),
    "right.missing": Wording(
      "the operator {operator} ({role}) may not use {command}; it needs the right {right}: ask {who}",
      "操作员 {operator}（{role}）不能使用 {command}；需要{right}权限，可找：{who}",
      kinds: [
        "role": .code(Role.self), "right": .code(Role.self), "who": .operatorWithRole,
      ]),
    "right.test-store": Wording(
      "the operator {operator} ({role}) may use {command} in test stores only; here it needs the "
        + "right administrator: ask {who}",
      "操作员 {operator}（{role}）只能在测试库使用 {command}；此处需要管理员权限，可找：{who}",
      kinds: [
        "role": .code(Role.self), "right": .code(Role.self), "who": .operatorWithRole,
      ]),
    "right.several": Wording(
      "the operator {operator} ({role}) may make one change at a time; {command} in a script, pipeline, "
        + "loop or job needs the right support: ask {who}",
      "操作员 {operator}（{role}）每次只能办一项；在脚本、管道、循环或任务中使用 {command} "
        + "需要支撑人员权限，可找：{who}",
      kinds: [
        "role": .code(Role.self), "right": .code(Role.self), "who": .operatorWithRole,
      ]),
    "right.region": Wording(
      "the operator {operator} ({role}) works for {region}, but {customer} belongs to {province}; "
        + "{command} needs an operator of {province}, or the right support: ask {who}",
      "操作员 {operator}（{role}）属于 {region}，而 {customer} 属于 {province}；"
        + "{command} 需由 {province} 的操作员办理，或由支撑人员办理，可找：{who}",
      kinds: [
        "role": .code(Role.self), "right": .code(Role.self), "who": .operatorWithRole,
      ]),
  ]
}
