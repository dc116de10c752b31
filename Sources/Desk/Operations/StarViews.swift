package import Basics
package import Records
package import Rules
package import Storage

extension Reading where Self: ~Copyable {
  /// What a rating of a customer looks at; nil when there is no such customer.
  package borrowing func starFacts(
    of customer: Identifier
  ) throws(DeskError) -> StarRating.Facts? {
    var facts = StarRating.Facts(joined: .absent)
    // Most have one line or two, and a charge of each for every month of a year.
    facts.charges.reserveCapacity(24)
    facts.lines.reserveCapacity(2)
    var isThere = false
    try walk(customer, in: Tables.present, from: .customer) {
      (type, key, bytes) throws(DeskError) in
      switch type {
      case .customer:
        isThere = true
        let customer = try Self.decoded(Customer.self, key, bytes, readsTexts: false)
        facts.joined = customer.joined
        facts.left = customer.left
      case .star: facts.present = try Self.decoded(Star.self, key, bytes)
      case .grant: facts.grants.append(try Self.decoded(Grant.self, key, bytes))
      case .line:
        var line = try Self.decoded(Line.self, key, bytes, readsTexts: false)
        // Of a line's texts a rating looks at the number alone, which the key has.
        var reader = KeyReader(key)
        _ = reader.readUInt64()
        _ = reader.readUInt8()
        line.number = reader.readText()
        facts.lines.append(line)
      default: return type.rawValue < RecordType.line.rawValue
      }
      return isThere
    }
    guard isThere else { return nil }
    try walk(customer, in: Tables.history, from: .charge) { (type, key, bytes) throws(DeskError) in
      switch type {
      case .charge: facts.charges.append(try Self.chargedMonth(key, bytes))
      case .suspension: facts.suspensions.append(try Self.decoded(Suspension.self, key, bytes))
      default: return type.rawValue < RecordType.suspension.rawValue
      }
      return true
    }
    return facts
  }

  /// Explains the star of a customer 星级解释 (STAR-16).
  ///
  /// - Parameters:
  ///   - name: any identifier of the customer; see ``identify(_:)``.
  ///   - month: the month of rating.
  /// - Returns: Who it is, and how the star comes about.
  /// - Throws: `customer.unknown`, `customer.ambiguous`.
  @specialized(where Self == ReadTransaction)
  package borrowing func explainStar(
    of name: String, in month: Month, _ catalog: Catalog
  ) throws(DeskError) -> (customer: Identifier, result: StarRating.Result) {
    // Most ask by the customer's own identifier, which need not be looked up before.
    let named = try? Identifier(parsing: name)
    if let named, let facts = try starFacts(of: named) {
      return (named, StarRating.rate(facts, in: month, terms: catalog.stars))
    }
    let customer = try identify(name)
    guard let facts = try starFacts(of: customer) else {
      throw DeskError("customer.unknown", ["name": .text(Masking.asked(name))])
    }
    return (customer, StarRating.rate(facts, in: month, terms: catalog.stars))
  }

  /// The wall of benefits of a customer 勋章墙 (BEN-4).
  package borrowing func benefitWall(
    of customer: Customer, at now: Instant, _ catalog: Catalog
  ) throws(DeskError) -> [BenefitWall.Badge] {
    let lines = try all(Line.self, of: customer.id)
    let facts = BenefitWall.Facts(
      star: try star(of: customer, on: now.day),
      purchases: try all(Purchase.self, of: customer.id),
      uses: try all(Use.self, of: customer.id), lines: lines)
    return BenefitWall.badges(facts, at: now, catalog: catalog)
  }
}
