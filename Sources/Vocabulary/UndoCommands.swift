import Basics
import Desk
import Language
import Records

extension Vocabulary {
  /// Undoing.
  static func undoCommands() -> [Command] {
    [undoOrder(), undoJob(), undoLast()]
  }

  private static let columns = outcomeColumns + ["reverses", "undone", "records"]

  private static func undoOrder() -> Command {
    Command(
      "undo", family: "undo", Words("undoes what an order changed", "撤销业务单的全部改动"),
      help: Words(
        """
        Undoing is a new order. It is refused if later changes touched the same records, and names \
        them; an undo can itself be undone. In a pipeline the latest order is undone first. A \
        redemption of points follows the rules of points reverse: until it is delivered.
        """,
        "撤销会生成一张新业务单；后续改动涉及同一记录时拒绝并指明。撤销本身也可撤销。管道中先撤销最近的业务单。"
          + "积分兑换按 points reverse 的规则撤销，仅限未交付时。"),
      parameters: [
        .positional(
          "order", .order, Words("the order", "业务单号"), completion: "order", fromRow: "order")
      ],
      columns: columns, shares: true, right: .support,
      examples: [
        .init(
          "let done = (restore phone 13300000001); undo $done.order reason=\"wrong number\"",
          Words("take a restore back", "撤销一次紧急开机")),
        .init(
          "undo O13", Words("refused: the journal does not say what it changed", "被拒：日志中没有其改动")),
      ],
      sequence: { (window, context) throws(LanguageError) in
        try context.ofStore.session.undoing.sequence(of: window)
      },
      action: .change { (call, context) throws(LanguageError) in
        try context.session.undoing.undo(call.text("order"), call, context)
      })
  }

  private static func undoJob() -> Command {
    Command(
      "undo job", family: "undo",
      Words("undoes what a job changed", "撤销任务的全部改动"),
      help: Words(
        """
        Undoes all orders of the job that are still in effect, the latest first, each with a new \
        order. An order that later changes depend on is refused and named; the others are undone. \
        The job cannot be resumed afterwards.
        """,
        "逐一撤销任务中仍有效的业务单，先撤销最近的，各生成一张新业务单；有后续依赖的予以拒绝并指明，其余照常撤销。"
          + "此后该任务不能再继续。"),
      parameters: [
        .positional("name", .text, Words("the job", "任务名"), completion: "job")
      ],
      columns: columns, shares: true, right: .support,
      examples: [
        .init(
          "try { undo job june --dry-run } catch error { print $error.message }",
          Words("what it would undo; here there is no such job", "预览将撤销的内容；此处没有该任务"))
      ],
      sequence: { (window, _) in Array(0..<window.count) },
      action: .bulk(
        open: { (call, context) throws(LanguageError) in
          try context.ofStore.session.undoing.ordersOfJob(call.text("name"))
        },
        run: { (call, context) throws(LanguageError) in
          let context = context.ofStore
          return try context.session.undoing.undoRow(call, context)
        }))
  }

  private static func undoLast() -> Command {
    Command(
      "undo last", family: "undo",
      Words("undoes what your last statement here changed", "撤销您在此处最近一条语句的改动"),
      help: Words(
        """
        Undoes all orders of your last command, pipeline or loop at this console or in this script \
        that still has orders in effect, the latest first. Undos are skipped: used again, it goes \
        further back. With --any it also undoes what you did elsewhere or earlier.
        """,
        "撤销您在本控制台或本脚本中最近一条仍有效的命令、管道或循环的全部业务单，先撤销最近的。"
          + "撤销本身不计；再次使用则继续向前。加 --any 则不限于此处。"),
      parameters: [
        .switch("any", Words("also what you did elsewhere or earlier", "也包括您在别处或更早的操作"))
      ],
      columns: columns, shares: true, right: .support,
      examples: [
        .init(
          "restore phone 13300000001; undo last",
          Words("take back what was just done", "撤销刚才的操作"))
      ],
      sequence: { (window, _) in Array(0..<window.count) },
      action: .bulk(
        open: { (call, context) throws(LanguageError) in
          try context.ofStore.session.undoing.lastStatement(isAny: call.flag("any"))
        },
        run: { (call, context) throws(LanguageError) in
          let context = context.ofStore
          return try context.session.undoing.undoRow(call, context)
        }))
  }
}

/// What the commands that undo share: the walk over the journal in which they look for later
/// changes.
final class Undoing {
  private let scope: TransactionScope
  private let context: StoreReadContext
  private var scan: UndoScan?
  /// The entries of the orders that the walk is made for.
  private var entries: [UInt64] = []
  /// How often something had been rolled back when the walk began.
  private var rollbackCount = 0
  /// A job that is marked as undone with the first of its orders.
  private var undoneJob: Job?
  private let shape = OutcomeShape(["reverses", "undone", "records"])

  init(_ scope: TransactionScope, _ context: StoreReadContext) {
    self.scope = scope
    self.context = context
  }

  /// Undoes one order.
  func undo(
    _ order: String, _ call: Call, _ context: StoreChangeContext
  ) throws(LanguageError) -> Language.Outcome {
    // What was rolled back may have been seen by the walk.
    if scan != nil, rollbackCount != scope.rollbackCount { try begin(entries) }
    let scan = scan
    return try context.operate(call, shape) { (transaction, request) throws(DeskError) in
      try transaction.undo(Identifier(ofOrder: order), request, scan)
    }
  }

  /// Undoes the order of a row that a command made itself.
  func undoRow(
    _ call: Call, _ context: StoreChangeContext
  ) throws(LanguageError) -> Language.Outcome {
    guard let named = call.row?["reverses"], let text = named.rehearsedOrder ?? named.asText else {
      preconditionFailure("a row of orders to undo names the order")
    }
    if let job = undoneJob, !call.isDryRun {
      undoneJob = nil
      try context.change(call) { (transaction) throws(DeskError) in try transaction.keep(job) }
    }
    return try undo(text, call, context)
  }

  /// Begins one walk for many orders.
  private func begin(_ entries: [UInt64]) throws(LanguageError) {
    scan = try context.read { (view, _, _) throws(DeskError) in try UndoScan(entries, in: view) }
    self.entries = entries
    rollbackCount = scope.rollbackCount
  }

  /// The calls of a window by the entries of their orders in the journal, the latest first, so that
  /// the orders of a list are not in each other's way.
  func sequence(of window: Window) throws(LanguageError) -> [Int] {
    guard let parameterIndex = window.command.index(of: "order") else {
      return Array(0..<window.count)
    }
    let entries = try context.read { (view, _, _) throws(DeskError) in
      var entries: [UInt64] = []
      entries.reserveCapacity(window.count)
      for index in 0..<window.count {
        var entry: UInt64 = 0
        if case .text(let text) = window.argument(parameterIndex, of: index),
          let id = try? Identifier(parsing: text), try view.customer(ofOrder: id) != nil
        {
          entry = UInt64(try view.order(id).entry)
        }
        entries.append(entry)
      }
      return entries
    }
    try begin(Set(entries).subtracting([0]).map { $0 })
    return entries.indices.sorted { (entries[$0], $1) > (entries[$1], $0) }
  }

  /// The rows of orders that are to be undone, in the order in which they are.
  private func rows(_ targets: [UndoTarget]) throws(LanguageError) -> any RowSource {
    undoneJob = nil
    try begin(targets.map(\.entry))
    return UndoRows(scope, context, targets)
  }

  /// - Parameter isAny: whether it may be a statement of another session.
  func lastStatement(isAny: Bool) throws(LanguageError) -> any RowSource {
    let name = context.operatorName
    let own = isAny ? nil : scope.ownStatements
    return try rows(
      try context.read { (view, _, _) throws(DeskError) in
        try view.lastStatement(of: name, among: own)
      })
  }

  /// The orders of a job, which is marked as undone with the first of them.
  ///
  /// - Throws: `job.unknown`; `undo.job` when none of its orders stands.
  func ordersOfJob(_ name: String) throws(LanguageError) -> any RowSource {
    let (job, targets) = try context.read { (view, now, _) throws(DeskError) in
      var job = try view.knownJob(name)
      job.undone = now
      return (job, try view.undoTargets(of: JobMemory(of: job.name)))
    }
    let rows = try rows(targets)
    undoneJob = job
    return rows
  }
}

/// Orders that are to be undone, each read when its turn comes.
private final class UndoRows: RowSource {
  let columns = Columns.named(["reverses", "undone", "number", "customer"])
  private let scope: TransactionScope
  private let context: StoreReadContext
  private let targets: [UndoTarget]
  private let row = RecordRow(Row([:]))
  private var nextIndex = 0

  init(
    _ scope: TransactionScope, _ context: StoreReadContext, _ targets: [UndoTarget]
  ) {
    self.scope = scope
    self.context = context
    self.targets = targets
  }

  var count: Int? { targets.count }

  func next(
    _ limit: Int, _ take: (any NativeRow) throws(LanguageError) -> Bool
  ) throws(LanguageError) -> Bool {
    let chunk = targets[nextIndex..<min(nextIndex + limit, targets.count)]
    let orders = try context.read { (view, _, _) throws(DeskError) in
      var orders: [Order] = []
      for target in chunk { orders.append(try view.order(target.order)) }
      return orders
    }
    for order in orders {
      nextIndex += 1
      row.current = Row(
        columns,
        [
          scope.named(order.id), .text(order.kind),
          order.line.isEmpty ? .null : .text(order.line), .text(order.customer.text),
        ])
      if try !take(row) { break }
    }
    return nextIndex < targets.count
  }
}
