package import Basics
package import Records
package import Rules
package import Storage

extension Operation {
  static let replaceCard = Operation(
    "card-replace", chinese: "换卡",
    trial: { (view, asked) throws(DeskError) in
      (
        "card replace generation=4g",
        try view.decideCardReplacement(
          asked.number, generation: .fourth, region: asked.region, channel: asked.channel,
          at: asked.now, catalog: asked.catalog
        ).decision
      )
    }, undoing: .byJournal)
}

extension Reading where Self: ~Copyable {
  /// The cards that a number has or had, the oldest first (CARD-1).
  ///
  /// - Parameter name: the number, or the ICCID of any of its cards.
  /// - Throws: `line.unknown`, `iccid.rounded`.
  package borrowing func cards(of name: String) throws(DeskError) -> [Card] {
    if let summary = try summary(of: name) { return try cards(of: name, summary.customer) }
    if let card = try card(ICCID.plain(name)), let summary = try summary(of: card.line) {
      return try cards(of: card.line, summary.customer)
    }
    try DeskError.ruled(try ICCID.checkRounding(name))
    throw DeskError("line.unknown", ["number": .text(name)])
  }

  /// The cards that a number of a customer has or had, the oldest first, the one in use last.
  package borrowing func cards(
    of number: String, _ customer: Identifier
  ) throws(DeskError) -> [Card] {
    try all(Card.self, of: customer).filter { $0.line == number }.sorted { left, right in
      (left.from, left.until ?? .latest, left.iccid)
        < (right.from, right.until ?? .latest, right.iccid)
    }
  }

  /// When a customer used a benefit, in order of time, without what was given back.
  package borrowing func uses(
    of benefit: Benefit, _ customer: Identifier
  ) throws(DeskError) -> [Instant] {
    var prefix = Key(customer: customer, type: .use)
    prefix.append(terminated: benefit.id)
    return try all(Use.self, prefix).filter { !$0.givenBack }.map(\.at)
  }

  /// Since when a customer has a benefit: the first day of a star that gives it, otherwise of a
  /// purchase that is valid (BEN-1, BEN-3); nil without it.
  package borrowing func benefitSince(
    _ benefit: Benefit, of customer: Identifier, star: Star?, on day: Day, catalog: Catalog
  ) throws(DeskError) -> Day? {
    if let star, star.stars >= benefit.lowestStar(catalog.benefits) { return star.from }
    return try all(Purchase.self, of: customer).first { $0.gives(benefit, on: day) }?.from
  }

  /// Decides whether a number's card may be replaced now (BEN-30 .. BEN-36), without writing
  /// anything.
  ///
  /// - Parameters:
  ///   - iccid: the new card's; nil to look at the right alone, as `can` does.
  ///   - kind: nil: as the present card; in place of an old international card, which is no longer
  ///     handed out, a new international one.
  ///   - generation: nil: as the present card.
  ///   - region: the province in which the request is handled; empty: the home province.
  ///   - channel: through which the card is handed out.
  /// - Throws: `line.unknown`, `iccid.malformed`, `iccid.rounded`.
  borrowing func decideCardReplacement(
    _ number: String, iccid: String? = nil, kind: CardKind? = nil,
    generation: CardGeneration? = nil, nfc: Bool = false, acceptsCharge: Bool = false,
    region: String = "", channel: Channel = .hotline, at now: Instant, catalog: Catalog
  ) throws(DeskError) -> Assessment<CardReplacement.Facts> {
    let iccid = try iccid.map { (text) throws(DeskError) in
      try DeskError.ruled(try ICCID.read(text))
    }
    let (line, summary) = try line(number)
    let customer = summary.customer
    let present = try cards(of: number, customer).last { $0.until == nil }
    var usual = present?.kind ?? .ordinary
    if usual == .oldInternational { usual = .newInternational }
    let asked = CardReplacement.Asked(
      iccid: iccid, kind: kind ?? usual,
      generation: generation ?? present?.generation ?? .fourth, nfc: nfc,
      acceptsCharge: acceptsCharge)
    let star = try star(of: customer, on: now.day)
    var facts = CardReplacement.Facts(
      line: line, present: present, asked: asked, stars: star?.stars ?? 0, region: region,
      channel: channel)
    if asked.kind != .ordinary {
      let isMarked = try isKeyPerson(customer, on: now.day)
      facts.isKeyPerson = isMarked || star?.basis == .keyPerson
    }
    if let iccid { facts.isTaken = try self.customer(ofCard: iccid) != nil }
    facts.benefitSince = try benefitSince(
      .cardReplacement, of: customer, star: star, on: now.day, catalog: catalog)
    facts.uses = try uses(of: .cardReplacement, customer)
    return Assessment(
      customer: customer, facts: facts,
      decision: CardReplacement.decide(facts, at: now, catalog: catalog))
  }
}

extension Reading where Self: ~Copyable {
  /// Whether a customer is a key person 政企关键人 on a day by a mark, or by a grant that is live.
  borrowing func isKeyPerson(
    _ customer: Identifier, on day: Day
  ) throws(DeskError) -> Bool {
    let marks: [CustomerFlag] = [.keyPersonBureau, .keyPersonDivision, .keyPersonSection]
    if let flags = try self.customer(customer)?.flags, flags.contains(where: marks.contains) {
      return true
    }
    return try all(Grant.self, of: customer).contains { grant in
      grant.source == .keyPerson && grant.state == .live && grant.from <= day
        && grant.through.map { day <= $0 } ?? true
    }
  }

  /// The province in which an operator works, as the operator's record gives it (DESK-10).
  ///
  /// - Returns: empty for one without a record or without a province there.
  package borrowing func region(ofOperator name: String) throws(DeskError) -> String {
    var key = Key(customer: .absent, type: .operator)
    key.append(text: name)
    guard let found = try record(Operator.self, key), found.name == name else { return "" }
    return found.region
  }
}

/// What was shown when something was asked for in person, and was looked at (ROAM-3).
package struct ShownPapers: Hashable, Sendable {
  /// The papers in words, such as a sealed letter and the original of the licence.
  package var papers: String
  /// The registered document, by its kind or number.
  package var document: String

  package init(papers: String = "", document: String = "") {
    self.papers = papers
    self.document = document
  }

  /// Keeps them with an order, a document's number masked.
  fileprivate func record(in order: inout Order) {
    if !papers.isEmpty { order.result["papers"] = .text(papers) }
    guard !document.isEmpty else { return }
    let isKind = DocumentKind(rawValue: document) != nil
    order.result["document"] = .text(isKind ? document : Masking.document(document))
  }
}

extension StoreTransaction {
  /// Replaces a number's card 换卡 (BEN-30 .. BEN-36, CARD-1, CARD-2, CARD-7).
  ///
  /// Done: the old card is retired and kept, the new one is in use from now; a free replacement is a
  /// use of the benefit. A payment card is replaced by a payment card. The fee is paid at the desk:
  /// the order records it and no account is charged.
  ///
  /// - Parameters:
  ///   - number: a mobile or a data card.
  ///   - iccid: the new card's, 19 or 20 digits beginning 8986, unlike any card's; a filler F at
  ///     its end is dropped.
  ///   - kind: nil: as the present card.
  ///   - generation: nil: as the present card.
  ///   - nfc: whether the new card is an NFC card.
  ///   - acceptsCharge: whether the fee is accepted where it is not free.
  ///   - papers: what was shown and seen (ROAM-3), as the order keeps it; the number of a document
  ///     is kept masked.
  ///   - request: who asks, by which channel and in which province; where it names none, the
  ///     operator's.
  /// - Returns: The outcome; its result holds `fee` and `usesLeft`, refused or not, `warning` where
  ///   the ICCID's check digit is wrong, `papers` and `document` as they were given, and when done
  ///   `iccid` and `replaced`.
  /// - Throws: `line.unknown`, `iccid.malformed`, `iccid.rounded`.
  package mutating func replaceCard(
    _ number: String, iccid: String, kind: CardKind? = nil, generation: CardGeneration? = nil,
    nfc: Bool = false, acceptsCharge: Bool = false, papers: ShownPapers = ShownPapers(),
    _ request: Request
  ) throws(DeskError) -> Outcome {
    let iccid = try DeskError.ruled(try ICCID.read(iccid))
    let region =
      request.region.isEmpty
      ? try storage.region(ofOperator: request.operator) : request.region
    let assessment = try storage.decideCardReplacement(
      number, iccid: iccid, kind: kind, generation: generation, nfc: nfc,
      acceptsCharge: acceptsCharge, region: region, channel: request.channel, at: now,
      catalog: catalog)
    let (customer, facts) = (assessment.customer, assessment.facts)
    let fee = CardReplacement.fee(facts, at: now, catalog: catalog)
    let left = CardReplacement.usesLeft(facts, at: now, catalog: catalog)
    var order = newOrder(.replaceCard, customer: customer, line: number, request)
    order.result["fee"] = .text(fee.text)
    order.result["usesLeft"] = .integer(left)
    if !ICCID.hasCheckDigit(iccid) { order.result["warning"] = "CARD-7.check-digit" }
    papers.record(in: &order)
    guard assessment.decision.isAllowed else { return try refuse(order, assessment.decision) }

    for card in try storage.cards(of: number, customer) where card.until == nil {
      var retired = card
      retired.until = now
      try put(retired, of: customer)
    }
    var card = Card()
    card.iccid = iccid
    card.line = number
    card.kind = facts.asked.kind
    card.generation = facts.asked.generation
    card.nfc = nfc
    card.payment = facts.present?.payment ?? false
    card.from = now
    try put(card, of: customer)
    if fee == .zero {
      try use(.cardReplacement, of: customer, line: number, order.id)
      order.result["usesLeft"] = .integer(left - 1)
    }
    order.result["iccid"] = .text(iccid)
    order.result["replaced"] = facts.present.map { .text($0.iccid) }
    order.checks = assessment.decision.checks
    order.effective = now
    return try finish(order)
  }
}
