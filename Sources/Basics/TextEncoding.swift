/// How characters stand as bytes in a file.
package enum TextEncoding: String, Hashable, Sendable, CaseIterable {
  /// UTF-8, with or without a byte order mark.
  case utf8
  /// What Chinese Windows writes: GBK, with what GB 18030 adds to it.
  case gbk

  /// Finds an encoding by a name that people give it: `utf8`, `UTF-8`, `gbk`, `GB2312`, `GB18030`
  /// or `cp936`.
  ///
  /// - Throws: `encoding.name`.
  package init(named name: String) throws(BasicsError) {
    switch name.lowercased().filter({ $0 != "-" && $0 != "_" && $0 != " " }) {
    case "utf8": self = .utf8
    case "gbk", "gb2312", "gb18030", "cp936": self = .gbk
    default: throw BasicsError(.encodingName, found: name)
    }
  }
}
