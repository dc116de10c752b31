import Basics
import Storage

extension Work {
  /// Ends a star whose validity is over (STAR-7).
  ///
  /// - Parameter customer: whose star it is.
  mutating func endStar(of customer: Identifier) throws(DeskError) {
    let key = Key(customer: customer, type: .star)
    guard let before = try transaction.record(Star.self, key), let through = before.through else {
      return
    }
    var star = Star()
    star.customer = customer
    star.from = through.adding(days: 1)
    try put(star, of: customer)
  }
}
