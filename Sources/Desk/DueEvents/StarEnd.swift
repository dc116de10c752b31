import Basics
import Records
import Rules

extension DueEvent {
  /// A star's validity ends (STAR-7, STAR-8).
  static let starEnd = DueEvent(
    kind: .starEnd, name: "star-end", chinese: "星级到期",
    subject: .record(
      text: { $0.customer.text },
      next: { (view, entry, _) throws(DeskError) in
        entry.subject.isEmpty ? try view.starDue(of: entry.customer) : nil
      }),
    carryOut: { (transaction, entry, _) throws(DeskError) in
      try transaction.endStar(of: entry.customer)
    })
}

extension StoreTransaction {
  /// Gives a customer the star that follows when the validity of the present one ends (STAR-7,
  /// STAR-8, STAR-25).
  ///
  /// - Parameter customer: whose star's last day was before ``StoreTransaction/now``.
  mutating func endStar(of customer: Identifier) throws(DeskError) {
    guard let facts = try storage.starFacts(of: customer), let present = facts.present,
      let through = present.through, through < now.day
    else { return }
    let award = StarRating.following(present, through: through, facts, terms: catalog.stars)
    var star = Star()
    star.customer = customer
    star.stars = award.stars
    star.basis = award.basis
    star.growth = award.growth
    star.from = award.from
    star.through = award.through
    try put(star, of: customer)
  }
}
