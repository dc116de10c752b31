package import Basics
package import Records
package import Rules
package import Storage

/// What `roam show` tells of a number.
package struct RoamingView: Hashable, Sendable {
  package var line: Line
  package var permission: RoamingPermission
  /// Each ground of ROAM-2, held or not.
  package var grounds: [Check]
  /// Deposits on the account that pays.
  package var deposit: Money
  /// What opening with the widest permission, or the other one where that is open, would answer now.
  package var opening: Decision
}

extension Operation {
  static let openRoaming = Operation(
    "roam-open", chinese: "开通国际漫游",
    trial: { (view, asked) throws(DeskError) in
      (
        "roam open permission=all",
        try view.decideRoamingOpening(
          asked.number, permission: .all, channel: asked.channel, at: asked.now,
          catalog: asked.catalog
        ).decision
      )
    }, undoing: .byJournal)

  static let closeRoaming = Operation(
    "roam-close", chinese: "关闭国际漫游",
    trial: { (view, asked) throws(DeskError) in
      (
        "roam close",
        try view.decideRoamingClosing(
          asked.number, channel: asked.channel, at: asked.now, catalog: asked.catalog
        ).decision
      )
    }, undoing: .byJournal)
}

extension Reading where Self: ~Copyable {
  /// Decides whether a number may open roaming (BEN-40, ROAM-2, ROAM-4, ROAM-7), without writing
  /// anything.
  ///
  /// - Parameters:
  ///   - permission: voice or all.
  ///   - deposit: call money that is paid now.
  /// - Throws: `line.unknown`, `roaming.permission` for none, `roaming.deposit` below zero.
  borrowing func decideRoamingOpening(
    _ number: String, permission: RoamingPermission, deposit: Money = .zero,
    channel: Channel = .hotline, at now: Instant, catalog: Catalog
  ) throws(DeskError) -> Assessment<Roaming.Facts> {
    guard permission != .none else {
      throw DeskError("roaming.permission", ["permission": .text(permission.rawValue)])
    }
    guard deposit >= .zero else {
      throw DeskError("roaming.deposit", ["deposit": .text(deposit.text)])
    }
    let (line, summary) = try line(number)
    var facts = Roaming.Facts(
      line: line, isRestored: summary.at(now).isRestored, channel: channel,
      permission: permission)
    facts.standing = try roamingStanding(
      line, summary, deposit: deposit, at: now, catalog: catalog)
    return Assessment(
      customer: summary.customer, facts: facts,
      decision: Roaming.decideOpening(facts, at: now, catalog: catalog))
  }

  /// Decides whether a number may close roaming (ROAM-6, ROAM-7), without writing anything.
  ///
  /// - Throws: `line.unknown`.
  borrowing func decideRoamingClosing(
    _ number: String, channel: Channel = .hotline, at now: Instant, catalog: Catalog
  ) throws(DeskError) -> Assessment<Roaming.Facts> {
    let (line, summary) = try line(number)
    let facts = Roaming.Facts(
      line: line, isRestored: summary.at(now).isRestored, channel: channel, permission: .none)
    return Assessment(
      customer: summary.customer, facts: facts,
      decision: Roaming.decideClosing(facts, catalog: catalog))
  }

  /// A number's roaming permission, and what would open it.
  ///
  /// - Throws: `line.unknown`.
  package borrowing func roamingView(
    of number: String, channel: Channel = .hotline, at now: Instant, catalog: Catalog
  ) throws(DeskError) -> RoamingView {
    let (line, _) = try line(number)
    let assessment = try decideRoamingOpening(
      number, permission: line.roaming == .all ? .voice : .all, channel: channel, at: now,
      catalog: catalog)
    return RoamingView(
      line: line, permission: line.roaming,
      grounds: Roaming.grounds(assessment.facts, at: now, catalog: catalog),
      deposit: assessment.facts.standing.deposit, opening: assessment.decision)
  }

  /// What may open roaming for a line (ROAM-2).
  private borrowing func roamingStanding(
    _ line: Line, _ summary: LineSummary, deposit: Money, at now: Instant, catalog: Catalog
  ) throws(DeskError) -> Roaming.Standing {
    let customer = summary.customer
    let star = try star(of: customer, on: now.day)
    var standing = Roaming.Standing(stars: star?.stars ?? 0)
    standing.hasBenefit =
      try benefitSince(
        .roamingNoDeposit, of: customer, star: star, on: now.day, catalog: catalog) != nil
    standing.hasOldCard = star?.basis == .oldCard
    if !standing.hasOldCard { standing.hasOldCard = try hasOldCard(customer, on: now.day) }
    standing.segment = try self.customer(customer)?.segment ?? .public
    var offers = [line.plan]
    for bundle in try all(Bundle.self, of: customer)
    where bundle.id == line.bundle || bundle.covers(line.number) {
      offers.append(bundle.offer)
    }
    standing.offers = offers.compactMap { catalog.plans[$0] }
    standing.suspensions = try all(
      Suspension.self, Key(records: .suspension, of: line.number, customer))
    standing.deposit = deposit
    guard let payer = try account(summary.account, near: customer) else { return standing }
    let money = try accountMoney(of: payer, at: now, terms: catalog.credit)
    standing.collection = payer.collection
    standing.overdue = money.overdue(on: now.day)
    for bucket in money.buckets where bucket.kind == .deposit {
      standing.deposit += bucket.amount
    }
    return standing
  }

  /// Whether a diamond, gold or silver card of the customer is valid on a day (STAR-15).
  private borrowing func hasOldCard(
    _ customer: Identifier, on day: Day
  ) throws(DeskError) -> Bool {
    try all(Grant.self, of: customer).contains { grant in
      grant.source == .oldCard && grant.state == .live && grant.from <= day
        && grant.through.map { day <= $0 } ?? true
    }
  }
}

extension Bucket {
  /// How an order records that all of a new bucket came in with it: as a take below zero.
  var received: LotMovement { LotMovement(id, -amount) }
}

extension Bundle {
  /// Whether a number is sold in the bundle.
  fileprivate func covers(_ number: String) -> Bool {
    base.contains(number) || options.contains(number)
  }
}

extension StoreTransaction {
  /// Opens roaming for a number, or changes it to another permission 国际漫游开通 (BEN-40, ROAM-2).
  ///
  /// Done: the line has the permission within 3 minutes and a text goes out; a deposit that was
  /// given lies in a deposit bucket of the paying account, made for the order. Nobody closes it but
  /// the customer (ROAM-6). By a self-service channel the number is taken to ask for itself, since
  /// no other asking number is known (ROAM-3).
  ///
  /// - Parameters:
  ///   - number: a mobile in state active, without an emergency restore in force.
  ///   - permission: voice (with text messages) or all (with data as well).
  ///   - deposit: call money that was received with the request; it counts together with earlier
  ///     deposits, and is taken in also where another ground holds.
  ///   - request: who asks, by which channel.
  /// - Returns: The outcome; its result holds `permission`, and when done `ground` (the code of the
  ///   first ground that holds) and `deposit` (what was received); its takes say, below zero, which
  ///   bucket received it.
  /// - Throws: `line.unknown`, `roaming.permission`, `roaming.deposit`, `account.unknown` when a
  ///   deposit is given and the paying account is not in the store.
  package mutating func openRoaming(
    _ number: String, permission: RoamingPermission, deposit: Money = .zero, _ request: Request
  ) throws(DeskError) -> Outcome {
    let assessment = try storage.decideRoamingOpening(
      number, permission: permission, deposit: deposit, channel: request.channel, at: now,
      catalog: catalog)
    let (customer, decision) = (assessment.customer, assessment.decision)
    let line = assessment.facts.line
    let account = try storage.payer(of: line)
    let payer = try storage.summary(ofAccount: account)?.customer
    if payer == nil, deposit > .zero {
      throw DeskError("account.unknown", ["name": .text(account.text)])
    }
    if deposit > .zero { try creditFacts(of: account).checkRoom(for: deposit) }
    var order = newOrder(.openRoaming, customer: customer, line: number, request)
    order.result["permission"] = .text(permission.rawValue)
    guard decision.isAllowed else { return try refuse(order, decision) }

    let ground = Roaming.grounds(assessment.facts, at: now, catalog: catalog).first(where: \.held)
    order.result["ground"] = ground.map { .text($0.code) }
    order.result["deposit"] = .text(deposit.text)
    if let payer, deposit > .zero {
      var bucket = Bucket()
      bucket.account = account
      bucket.id = "deposit-\(order.id.text)"
      bucket.kind = .deposit
      bucket.amount = deposit
      try put(bucket, of: payer)
      order.takes = [bucket.received]
      order.result["bucket"] = .text(bucket.id)
    }
    if ground?.code == "BEN-40.star" {
      try use(.roamingNoDeposit, of: customer, line: number, order.id)
    }
    try setRoaming(permission, of: line, customer)
    try send(
      "text.roam-open", to: customer, line: number, order.id,
      FieldMap([
        .init(name: "number", value: .text(number)),
        .init(name: "permission", value: .text(permission.rawValue)),
        .init(name: "minutes", value: .integer(Int64(catalog.roaming.effectMinutes))),
      ]))
    order.checks = decision.checks
    order.effective = now.adding(.minutes(Int(catalog.roaming.effectMinutes)))
    return try finish(order)
  }

  /// Closes roaming for a number 国际漫游关闭 (ROAM-6, ROAM-7). Deposits stay where they are.
  ///
  /// - Returns: The outcome; its result holds `permission`: none.
  /// - Throws: `line.unknown`.
  package mutating func closeRoaming(
    _ number: String, _ request: Request
  ) throws(DeskError) -> Outcome {
    let assessment = try storage.decideRoamingClosing(
      number, channel: request.channel, at: now, catalog: catalog)
    let (customer, decision) = (assessment.customer, assessment.decision)
    var order = newOrder(.closeRoaming, customer: customer, line: number, request)
    guard decision.isAllowed else { return try refuse(order, decision) }

    order.result["permission"] = .text(RoamingPermission.none.rawValue)
    try setRoaming(.none, of: assessment.facts.line, customer)
    try send(
      "text.roam-close", to: customer, line: number, order.id,
      FieldMap([.init(name: "number", value: .text(number))]))
    order.checks = decision.checks
    order.effective = now.adding(.minutes(Int(catalog.roaming.effectMinutes)))
    return try finish(order)
  }

  private mutating func setRoaming(
    _ permission: RoamingPermission, of line: Line, _ customer: Identifier
  ) throws(DeskError) {
    var line = line
    line.roaming = permission
    try put(line, of: customer)
  }
}
