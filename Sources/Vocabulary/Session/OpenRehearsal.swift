import Desk
import Language
import Records

/// What is tried and will be undone.
struct OpenRehearsal {
  let run = Rehearsal()
  /// The number of the first order that it may make.
  private let first: Int64
  /// Where the open transaction goes back to; nil: all of it is undone.
  let point: Savepoint?

  /// The first entry of the statement that was there before, and how many statements were open.
  let statement: UInt64?
  let statementCount: Int

  init(from first: Int64, point: Savepoint?, after before: (UInt64?, Int) = (nil, 0)) {
    self.first = first
    self.point = point
    (statement, statementCount) = before
  }

  /// Which of its own orders one is, from 1; nil where it is none of them.
  func number(of order: Identifier) -> Int64? {
    order.number >= first ? Int64(order.number) - first + 1 : nil
  }

  /// The dry run, where an order is one of its own.
  func run(of order: Identifier) -> Rehearsal? { order.number >= first ? run : nil }
}
