import Basics

/// The types of record that a store keeps, in the order in which a snapshot lists them.
///
/// The raw value stands in the keys of the store, so that a customer's records follow one another
/// in this order; it is never given to another type.
package enum RecordType: UInt8, NamedCode {
  case catalog = 0x01
  case campaign = 0x02
  case item = 0x03
  case `operator` = 0x04
  case customer = 0x10
  case star = 0x12
  case grant = 0x14
  case account = 0x16
  case bucket = 0x18
  case instalment = 0x1A
  case bill = 0x1C
  case bundle = 0x1E
  case line = 0x20
  case card = 0x22
  case charge = 0x24
  case usage = 0x26
  case suspension = 0x28
  case contract = 0x2A
  case purchase = 0x2C
  case restore = 0x2E
  case use = 0x30
  case appointment = 0x32
  case points = 0x34
  case pointsAccount = 0x36
  case message = 0x38
  case contact = 0x3A
  case order = 0x3C
  case job = 0xF0

  /// The name that a snapshot gives in the field `type`.
  package var name: String { Self.names[Int(rawValue)] }

  package var code: String { name }

  package var chinese: String {
    switch self {
    case .catalog: "参数表"
    case .campaign: "活动"
    case .item: "兑换项"
    case .operator: "操作员"
    case .customer: "客户"
    case .star: "星级"
    case .grant: "直享成长值"
    case .account: "账户"
    case .bucket: "账本"
    case .instalment: "分期"
    case .bill: "账单"
    case .bundle: "组合产品"
    case .line: "用户"
    case .card: "UIM 卡"
    case .charge: "费用"
    case .usage: "用量"
    case .suspension: "停机记录"
    case .contract: "合约"
    case .purchase: "购买"
    case .restore: "紧急开机"
    case .use: "行权"
    case .appointment: "上门预约"
    case .points: "积分批次"
    case .pointsAccount: "积分账户"
    case .message: "短信"
    case .contact: "接触记录"
    case .order: "业务单"
    case .job: "任务"
    }
  }

  /// The type with the name that a snapshot gives.
  package init?(name: String) {
    guard let found = Self.byName[name] else { return nil }
    self = found
  }

  private static let names: [String] = {
    var names = [String](repeating: "", count: 256)
    for type in allCases { names[Int(type.rawValue)] = "\(type)" }
    return names
  }()

  private static let byName = Dictionary(
    uniqueKeysWithValues: RecordType.allCases.map { ($0.name, $0) })
}
