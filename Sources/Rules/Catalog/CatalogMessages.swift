extension RuleMessages {
  /// Sections of the catalog.
  static let catalog: [String: Words] = [
    "catalog.section": Words(
      "the catalog has no section {section}; it has {known}",
      "目录没有 {section} 部分；已有 {known}"),
    "catalog.value": Words(
      "the catalog section {section} has no value {name}; it has {known}",
      "目录 {section} 没有参数 {name}；已有 {known}"),
    "catalog.kind": Words(
      "the value {name} of the catalog section {section} is {found}, expected {expected}",
      "目录 {section} 的参数 {name} 为 {found}，应为 {expected}"),
  ]
}
