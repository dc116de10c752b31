extension RuleMessages {
  /// Sections of the catalog.
  static let catalog: [String: Wording] = [
    "catalog.section": Wording(
      "the catalog has no section {section}; it has: {known}",
      "参数表没有 {section} 部分；已有：{known}"),
    "catalog.value": Wording(
      "the catalog section {section} has no value {name}; it has: {known}",
      "参数表的 {section} 部分没有参数 {name}；已有：{known}"),
    "catalog.kind": Wording(
      "the value {name} of the catalog section {section} is {found}; expected {expected}",
      "参数表 {section} 部分的参数 {name} 为 {found}，应为{expected}"),
  ]
}
