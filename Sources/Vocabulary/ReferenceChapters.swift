import Basics
import Desk
import Language

/// Chapters that are lists made from the desk's own tables.
extension Chapters {
  static var snapshots: Topic {
    Topic(
      "snapshots", Words("Snapshots", "快照"),
      [
        .text(
          "A snapshot is a whole store as JSON Lines, one record per line: first the header and what "
            + "belongs to no customer, then one customer after another with everything of theirs. The "
            + "same state gives the same bytes. Loading takes records in any order, and loads all or "
            + "nothing. The journal is not part of a snapshot. A file whose name ends in `.gz` is "
            + "compressed.",
          "快照以 JSON Lines 保存整个库，每行一条记录：先是文件头与不属于客户的记录，再逐个客户列出其全部内容。"
            + "同一状态得到相同的字节。装载时记录次序不限，要么全部，要么不变。日志不在快照中。以 `.gz` 结尾的文件为压缩。"),
        .shell(
          """
          stardesk -c 'snapshot save "before.jsonl"'
          stardesk -c 'restore phone 13300000001'
          stardesk -c 'snapshot diff "before.jsonl"'
          stardesk -c 'snapshot load "before.jsonl"'
          """),
        .text(
          "Money is text with two decimals, `from` inclusive, `until` exclusive (instants), `through` "
            + "inclusive (days and months). Below are the types of records with the fields of their keys and "
            + "all their fields. A field with `?` may be left out, `[ ]` is a list, `{ }` a group.",
          "金额为两位小数的文本；`from` 含当时，`until` 不含（时刻），`through` 含当日或当月。"
            + "下列为记录类型、其键的字段及各字段。带 `?` 的字段可省略，`[ ]` 为列表，`{ }` 为组。"),
        .terms(
          SnapshotTable.rows().map { row in
            let key = row.key.isEmpty ? "-" : row.key.joined(separator: ", ")
            let fields = "`\(row.fields)`"
            return Topic.Term(row.type, "key `\(key)`; \(fields)", "键 `\(key)`；\(fields)")
          }),
      ])
  }

  /// Why a request is refused or is an error, by the codes that results carry.
  static var reasons: Topic {
    let codes = Messages.codes.filter { !Messages.isText($0) }
    return Topic(
      "reasons", Words("Reasons and errors of the desk", "业务原因与错误"),
      [
        .text(
          "The codes in results; the part before the dot is the rule. What would help is in brackets.",
          "结果中的代码；点号之前为规则。"),
        .terms(codes.filter(isRule).map(term)),
        .text(
          "Wrong requests, and snapshots that cannot be loaded:", "有误的请求与无法装载的快照："),
        .terms(codes.filter { !isRule($0) }.map(term)),
      ])
  }

  private static func isRule(_ code: String) -> Bool { code.first?.isUppercase ?? false }

  private static func term(_ code: String) -> Topic.Term {
    func text(_ language: ReaderLanguage) -> String {
      let words = Messages.template(code, in: language)
      guard !words.help.isEmpty else { return words.message }
      return language == .chinese
        ? "\(words.message)；解决办法：\(words.help)" : "\(words.message) (\(words.help))"
    }
    return Topic.Term(code, text(.english), text(.chinese))
  }
}
