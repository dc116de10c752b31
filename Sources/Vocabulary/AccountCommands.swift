import Basics
import Desk
import Language
import Records
import Rules

extension Vocabulary {
  /// Accounts and money.
  static func accountCommands() -> [Command] {
    [showAccount(), accounts(), pay(), charge()]
  }

  private static func showAccount() -> Command {
    Command(
      "account show", family: "account", Words("what an account holds and owes", "账户余额、账单与欠费"),
      parameters: [.account],
      columns: AccountValue.columns.names + ["available", "buckets", "bills", "lines"],
      right: .field,
      examples: [.init("account show 13300000001", Words("the account that pays", "付费账户"))],
      action: .read { (call, context) throws(LanguageError) in
        let name = call.text("account")
        let view = try context.read { (view, now, catalog) throws(DeskError) in
          try view.accountDetail(name, at: now, terms: catalog.credit)
        }
        return Language.Outcome(AccountValue.shown(view))
      })
  }

  private static func accounts() -> Command {
    Command(
      "accounts", family: "account", Words("all accounts", "全部账户"),
      columns: AccountValue.columns.names, kinds: AccountValue.columns.kinds, right: .support,
      examples: [
        .init(
          "accounts | where arrears > 100 | count",
          Words("how many owe more than 100 yuan", "欠费超过 100 元的账户数"))
      ],
      action: .rows { (_, context) throws(LanguageError) in
        ChunkSource(AccountValue.columns, from: KeyRange.all) {
          (range, limit, _) throws(LanguageError) in
          try context.read { (view, now, catalog) throws(DeskError) in
            let chunk = try view.accounts(range, limit: limit, at: now, catalog: catalog)
            let rows = chunk.accounts.map { account in
              AccountValue.row(
                account.account, balance: account.balance, arrears: account.arrears,
                oldestBill: account.oldestBill)
            }
            return (rows, chunk.next)
          }
        }
      })
  }

  private static func pay() -> Command {
    Command(
      "pay", family: "account", Words("a payment into an account", "缴费"),
      help: Words(
        "Pays the oldest unpaid bill first; what is left becomes cash. The number of a secondary card "
          + "pays into its main card's account (BEN-14). Arrears paid in full lift the suspension at "
          + "once (CRE-1 .. CRE-3), also of lines that follow another (CRE-15), and end an emergency "
          + "restore (BEN-12).",
        "先缴最早的账单，余款进入现金账本；副卡号码缴费即缴入主卡账户（BEN-14）。"
          + "欠费缴清立即复机（CRE-1 至 CRE-3），跟随的号码一并复机（CRE-15），紧急开机随之结束（BEN-12）。"),
      parameters: [
        .account,
        .named(
          "amount", .money, Words("the amount in yuan", "金额（元）"), isRequired: true,
          fromRow: "amount"),
      ],
      columns: outcomeColumns + ["amount", "account", "balance", "arrears", "restored"],
      right: .field,
      examples: [.init("pay 13300000001 amount=100", Words("pay what is owed", "缴清欠费"))],
      action: .operation(["amount", "account", "balance", "arrears", "restored"]) {
        (call, transaction, request) throws(DeskError) in
        try transaction.pay(call.text("account"), amount: call.money("amount"), request)
      })
  }

  private static func charge() -> Command {
    Command(
      "charge", family: "account", Words("books a charge to a line", "记一笔话费"),
      help: Words(
        "Takes gift money first, then cash (LED-2), from the account that pays for the line, which for "
          + "a secondary card is that of its main card (BEN-14). CRE-1 .. CRE-3 say what that does to "
          + "the line.",
        "从付费账户扣款，副卡由主卡账户付费（BEN-14）；先用赠款再用现金（LED-2）；对号码的影响按 CRE-1 至 CRE-3。"),
      parameters: [
        .number,
        .named(
          "amount", .money, Words("the amount in yuan", "金额（元）"), isRequired: true,
          fromRow: "amount"),
        .named(
          "month", .month, Words("the month it belongs to; this month by default", "账期，默认本月"),
          fromRow: "month"),
      ],
      columns: outcomeColumns + ["amount", "month", "balance", "arrears"],
      right: .support,
      examples: [
        .init("charge 18105711026 amount=30 month=2016-02", Words("a charge", "记话费"))
      ],
      action: .operation(["amount", "month", "balance", "arrears"]) {
        (call, transaction, request) throws(DeskError) in
        let month = call.optionalMonth("month") ?? transaction.now.month
        return try transaction.charge(
          call.text("number"), amount: call.money("amount"), month: month, request)
      })
  }
}

/// An account as a row of `accounts`, and what `account show` adds.
enum AccountValue {
  static let columns = Columns.named(
    ["id", "customer", "mode", "balance", "arrears", "oldestBill"],
    kinds: ["id": .text, "customer": .text, "mode": .choice(PaymentMode.self)])

  static func row(
    _ account: Account, balance: Money, arrears: Money, oldestBill: Month?
  ) -> Row {
    Row(
      columns,
      [
        .text(account.id.text), .text(account.customer.text), .text(account.mode.rawValue),
        .money(balance), .money(arrears), oldestBill.map(Value.month) ?? .null,
      ])
  }

  private static let bucketColumns = Columns.named(["id", "kind", "amount", "expires"])
  private static let billColumns = Columns.named(["month", "amount", "paid", "due", "dunned"])
  private static let lineColumns = Columns.named(["number", "kind", "state", "restored"])

  static func shown(_ view: AccountDetail) -> Value {
    let row = row(
      view.account, balance: view.balance, arrears: view.arrears, oldestBill: view.oldestBill)
    let buckets = view.buckets.map { bucket in
      Row(
        bucketColumns,
        [
          .text(bucket.id), .text(bucket.kind.rawValue), .money(bucket.amount),
          bucket.expires.map(Value.day) ?? .null,
        ])
    }
    let bills = view.bills.map { bill in
      Row(
        billColumns,
        [
          .month(bill.month), .money(bill.amount), .money(bill.paid), .day(bill.due),
          .boolean(bill.dunned),
        ])
    }
    let lines = view.lines.map { line in
      Row(
        lineColumns,
        [
          .text(line.number), .text(line.kind.rawValue), .text(line.state.rawValue),
          .boolean(line.isRestored),
        ])
    }
    return .record(
      Row.named([
        "id": row[0], "customer": row[1], "mode": row[2], "balance": row[3], "arrears": row[4],
        "oldestBill": row[5], "available": .money(view.available),
        "creditLimit": view.account.creditLimit.map(Value.money) ?? .null,
        "exempt": .boolean(view.isExempt),
        "validThrough": view.account.validThrough.map(Value.day) ?? .null,
        "buckets": .table(Table(bucketColumns, buckets)),
        "bills": .table(Table(billColumns, bills)),
        "lines": .table(Table(lineColumns, lines)),
      ]))
  }
}
