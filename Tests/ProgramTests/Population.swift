import TestSupport

/// Made-up customers, each with one line, and a list of numbers to be restored, with what must come
/// of each row.
struct Population {
  let snapshot: String
  /// The list: number, ticket, remark.
  let list: String
  /// The rows of the list, as they are written.
  private(set) var rows: [[String]] = []
  /// What must come of each row.
  private(set) var outcomes: [String] = []

  /// How many rows must be done.
  var doneCount: Int { outcomes.count { $0 == "done" } }

  /// What a row of the list is.
  private enum Kind {
    case plain, decorated, unknown, malformed
    static func roll(_ dice: inout Dice) -> Kind {
      switch dice.roll(10) {
      case 0: .unknown
      case 1: .malformed
      case 2: .decorated
      default: .plain
      }
    }
  }

  /// - Parameters:
  ///   - customers: how many customers there are.
  ///   - rows: how many rows the list has; more than customers, so that numbers come twice.
  init(customers: Int, rows count: Int, seed: UInt64) {
    var dice = Dice(state: seed)
    var text = ""
    text += #"{"type":"header","format":"stardesk","version":1,"#
    text += #""clock":"2016-02-10T09:00:00+08:00","test":true}"# + "\n"
    var entitled: [Bool] = []
    for index in 1...customers {
      let (lines, isEntitled) = Self.customer(index, &dice)
      text += lines
      entitled.append(isEntitled)
    }
    snapshot = text
    var list = "number,ticket,说明\n"
    var seen: Set<Int> = []
    for row in 0..<count {
      let customer = dice.roll(customers)
      let number = "\(13_300_000_001 + customer)"
      let written: String
      let outcome: String
      switch Kind.roll(&dice) {
      case .plain:
        written = number
        outcome = entitled[customer] && seen.insert(customer).inserted ? "done" : "refused"
      case .decorated:
        written =
          "+86 " + number.prefix(3) + "-" + number.dropFirst(3).prefix(4) + " "
          + number.dropFirst(7)
        outcome = entitled[customer] && seen.insert(customer).inserted ? "done" : "refused"
      case .unknown:
        written = "\(19_900_000_000 + customer)"
        outcome = "error"
      case .malformed:
        written = ["1.33E+10", "abc", "", "号码", "133 0000 0000 0000 0000"][dice.roll(5)]
        outcome = "error"
      }
      let remark = ["", "急", "a, \"b\"", "two\nlines", "x"][dice.roll(5)]
      let fields = [written, "T-\(row)", remark]
      rows.append(fields)
      outcomes.append(outcome)
      list += fields.map(Self.quoted).joined(separator: ",") + "\n"
    }
    self.list = list
  }

  private static func quoted(_ field: String) -> String {
    guard field.contains(where: { ",\"\n".contains($0) }) else { return field }
    return "\""
      + field.split(separator: "\"", omittingEmptySubsequences: false)
      .joined(separator: "\"\"") + "\""
  }

  /// The records of a customer, and whether the customer's line can be restored.
  private static func customer(_ index: Int, _ dice: inout Dice) -> (String, Bool) {
    let stars = 3 + dice.roll(5)
    let restriction = [
      "", #"{"scope":"outgoing","reason":"arrears","from":"2016-02-01T09:00:00+08:00"}"#,
      #"{"scope":"both","reason":"arrears","from":"2016-02-08T09:00:00+08:00"}"#,
      #"{"scope":"outgoing","reason":"arrears","from":"2016-01-15T09:00:00+08:00"}"#,
      #"{"scope":"both","reason":"lost","from":"2016-02-08T09:00:00+08:00"}"#,
    ]
    let state = [0, 1, 1, 1, 2, 2, 3, 4][dice.roll(8)]
    let held =
      state == 0 ? "" : #","restrictions":["# + restriction[state] + "]"
    let lines = """
      {"type":"customer","id":"C\(index)","kind":"individual","name":"客户\(index)",\
      "segment":"public","joined":"2010-04-01","province":"浙江"}
      {"type":"star","customer":"C\(index)","stars":\(stars),"from":"2015-09-01",\
      "through":"2016-08-31","basis":"graded"}
      {"type":"account","id":"A\(index)","customer":"C\(index)","mode":"postpaid",\
      "regime":"agreed-term","collection":"self"}
      {"type":"bucket","account":"A\(index)","id":"cash","kind":"cash","amount":"0.00"}
      {"type":"bill","account":"A\(index)","month":"2015-12","amount":"128.40","paid":"0.00",\
      "due":"2016-01-20"}
      {"type":"line","number":"\(13_300_000_000 + index)","kind":"mobile","customer":"C\(index)",\
      "account":"A\(index)","activated":"2010-04-01","plan":"4g-199","province":"浙江",\
      "roaming":"none"\(held)}

      """
    return (lines, stars >= 5 && (state == 1 || state == 2))
  }
}

/// The rows of a CSV file (RFC 4180), read without the program's own reader.
func rows(ofCSV text: String) -> [[String]] {
  var rows: [[String]] = []
  var row: [String] = []
  var field: [UInt8] = []
  var isQuoted = false
  var isAfterQuote = false
  func end() {
    row.append(String(decoding: field, as: UTF8.self))
    field = []
  }
  for byte in text.utf8 {
    if isQuoted {
      isAfterQuote = byte == UInt8(ascii: "\"")
      isQuoted = !isAfterQuote
      if isQuoted { field.append(byte) }
      continue
    }
    switch byte {
    case UInt8(ascii: "\""):
      if isAfterQuote { field.append(byte) }
      isQuoted = true
      isAfterQuote = false
    case UInt8(ascii: ","):
      isAfterQuote = false
      end()
    case UInt8(ascii: "\n"):
      isAfterQuote = false
      end()
      rows.append(row)
      row = []
    case UInt8(ascii: "\r"): continue
    default: field.append(byte)
    }
  }
  return rows
}
