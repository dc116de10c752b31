import Basics
import Desk
import Language
import Records
import Rules

extension ColumnWords {
  /// What readers of Chinese are shown for the columns of the desk's commands and for the codes in them.
  static let desk = ColumnWords(heading: DeskWords.heading, word: DeskWords.word)

  /// The same where `left` is what is left of something, not the day on which a customer left.
  static let remaining = desk.with(["left": "剩余"])

  /// The same where `undone` is the kind of order that was undone.
  static let undoing = desk.with(["undone": "被撤销的业务"])

  /// The same where `next` is the next star.
  static let rating = desk.with(["next": "下一星级", "plus": "附加成长值", "minus": "扣减成长值"])
}

extension Columns {
  /// The columns of an answer of the desk.
  static func named(
    _ names: [String], isOpen: Bool = false, kinds: [String: ColumnKind] = [:],
    words: ColumnWords = .desk
  ) -> Columns {
    Columns(names, isOpen: isOpen, kinds: kinds, words: words)
  }
}

extension Language.Record {
  /// An answer of the desk with columns of its own.
  static func named(
    _ fields: KeyValuePairs<String, Value>, kinds: [String: ColumnKind] = [:]
  ) -> Language.Record {
    Language.Record(fields, kinds: kinds, words: .desk)
  }
}

/// The Chinese headings of columns, those of fields of records apart, and the names of codes by the
/// columns that have them.
enum DeskWords {
  /// The heading of a column.
  static func heading(_ column: String) -> String? {
    headings[column] ?? FieldNames.chinese(column) ?? RecordType(name: column)?.chinese
  }

  /// The word for a code in a column.
  ///
  /// - Parameter row: where the column shows a field before or after a change, the row names the field.
  static func word(_ code: String, _ column: String, _ row: Language.Record?) -> String? {
    switch column {
    case "field":
      let type = row?["type"]?.asText.flatMap(RecordType.init(name:))
      // A field of a group has the name of the group before it.
      let parts = code.split(separator: ".").map { part in
        FieldNames.chinese(String(part), of: type) ?? String(part)
      }
      return parts.joined(separator: ".")
    case "before", "after":
      guard let type = row?["type"]?.asText, let field = row?["field"]?.asText else { return nil }
      return (RecordFields.names[type]?[field] ?? texts["\(type).\(field)"])?.chinese(code)
    case "changes": return changed(code)
    default: return codes[column]?.chinese(code)
    }
  }

  /// What an entry of the journal did to a record: `changed customer`.
  private static func changed(_ text: String) -> String? {
    let words = text.split(separator: " ")
    guard words.count == 2, let kind = codes["what"]?.chinese(String(words[0])),
      let type = RecordType(name: String(words[1]))
    else { return nil }
    return kind + type.chinese
  }

  /// The codes of fields that may hold others too.
  private static let texts: [String: CodeNames] = [
    "order.kind": Operation.names, "use.benefit": Benefit.names,
    "purchase.benefit": Benefit.names, "campaign.benefit": Benefit.names,
    "message.textCode": textCodes, "message.kind": CodeNames(["notice": "通知"]),
  ]

  /// Codes by the columns that have them. Where one column has those of several enumerations, no code
  /// means two things.
  private static let codes: [String: CodeNames] = [
    "kind": CodeNames(LineKind.self) + CodeNames(CustomerKind.self) + CodeNames(DocumentKind.self)
      + CodeNames(CardKind.self) + CodeNames(BucketKind.self) + Operation.names
      + DueEvent.names + journalKinds + contactKinds + textCodes,
    "undone": Operation.names,
    "state": CodeNames(LineState.self) + CodeNames(OrderState.self)
      + CodeNames([
        "in-use": "在用", "retired": "已停用", "open": "未完成", "ended": "已结束", "undone": "已撤销",
      ]),
    "outcome": CodeNames(OutcomeKind.self) + CodeNames(["possible": "可以办"]),
    "scope": CodeNames(RestrictionScope.self),
    "reason": CodeNames(RestrictionReason.self),
    "by": CodeNames(["credit-control": "信控"]),
    "mode": CodeNames(PaymentMode.self),
    "segment": CodeNames(Segment.self),
    "roaming": CodeNames(RoamingPermission.self),
    "permission": CodeNames(RoamingPermission.self),
    "cardKind": CodeNames(CardKind.self),
    "generation": CodeNames(CardGeneration.self),
    "channel": CodeNames(Channel.self),
    "basis": CodeNames(StarBasis.self),
    "source": CodeNames(StarBasis.self),
    "flags": CodeNames(CustomerFlag.self),
    "type": CodeNames(RecordType.self) + CodeNames(["header": "文件头"]),
    "benefit": Benefit.names,
    "what": CodeNames([
      "order": "业务单", "message": "短信", "contact": "接触", "added": "新增", "removed": "删除",
      "changed": "改动", "inserted": "新增", "updated": "改动", "deleted": "删除",
    ]),
  ]

  private static let journalKinds = CodeNames([
    "clock": "拨动时钟", "clock-accept": "确认时钟", "snapshot-load": "装载快照", "store-init": "建库",
    "right-missing": "缺少权限", "script-rollback": "脚本回滚", "job": "任务",
  ])

  private static let contactKinds = CodeNames(["phone": "电话", "text": "短信", "online": "在线"])

  private static let textCodes = CodeNames([
    "text.suspended": "单停通知", "text.two-way": "双停通知", "text.restored": "复机通知",
    "text.restore-ended": "紧急开机到期通知", "text.disconnected": "拆机通知",
    "text.phone-restore": "紧急开机通知", "text.broadband-restore": "紧急复机通知",
    "text.roam-open": "漫游开通通知", "text.roam-close": "漫游关闭通知",
  ])

  private static let headings: [String: String] = [
    "accounts": "账户", "after": "之后", "alsoSaved": "一并保存", "arrears": "欠费", "available": "可用额度",
    "balance": "余额", "before": "之前", "benefits": "权益", "bills": "账单", "buckets": "账本",
    "bytes": "字节数", "card": "UIM 卡", "cardKind": "卡类型", "carriedOut": "已执行", "changes": "改动",
    "charges": "费用", "count": "数量", "deposit": "预存", "depth": "层数", "direct": "直享成长值",
    "done": "已办理", "dropped": "已取消", "dryRun": "试运行", "entry": "日志号", "errors": "出错",
    "exempt": "免催免停", "faults": "错误", "fee": "费用", "field": "字段", "fileBytes": "文件字节数",
    "freePages": "空闲页", "graded": "定级星级", "ground": "开通依据", "help": "解决办法",
    "indexEntries": "索引条数", "intact": "完整", "item": "兑换项", "lines": "号码", "lots": "积分批次",
    "main": "主成长值", "message": "说明", "minus": "扣减", "missing": "尚缺", "more": "另有",
    "now": "当前时间", "numbers": "号码", "oldestBill": "最早欠费账期", "opening": "开通条件",
    "operation": "业务", "pages": "页数", "path": "路径", "permission": "漫游权限", "plus": "附加",
    "quantity": "数量", "reasons": "原因", "records": "记录数", "redeemable": "可兑换", "refused": "已拒绝",
    "renews": "恢复日期", "restore": "紧急开机", "restored": "已紧急开机", "rule": "规则", "rules": "规则",
    "rows": "各行", "sha256": "SHA-256", "sound": "完好", "starThrough": "星级有效期至", "subject": "对象",
    "suspendedAt": "停机时间", "suspendedDays": "停机天数", "table": "表", "tables": "表", "text": "内容",
    "type": "记录类型", "usesLeft": "剩余次数", "value": "值", "warning": "提示", "what": "事项",
    "why": "原因", "willKeep": "可保级", "document": "证件", "lineTable": "号码", "pointsView": "积分",
    "orders": "业务单数", "star": "星级", "exitCode": "退出码",
  ]
}
