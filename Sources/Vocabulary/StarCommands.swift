import Basics
import Desk
import Language
import Records
import Rules

extension Vocabulary {
  /// Stars and the wall of benefits.
  static func starCommands() -> [Command] {
    [explainStar(), showStar(), wall()]
  }

  private static func explainStar() -> Command {
    Command(
      "star explain", family: "star",
      Words("how a customer's star is worked out", "星级解释：每一项如何得来"),
      help: Words(
        "Every term of the growth value, every direct value, which one applies, how long, and what is "
          + "missing for the next star (STAR-5 .. STAR-10, STAR-16).",
        "成长值各项、每个直享成长值、取哪一个、有效期、距下一星级差多少（STAR-5 至 STAR-10、STAR-16）。"),
      parameters: [
        .subject,
        .named(
          "month", .month, Words("the month of rating; this month by default", "定级月份，默认本月")),
      ],
      columns: explanationColumns.names, right: .field,
      examples: [
        .init("star explain 13300000001 month=2016-02", Words("the star's terms", "星级各项"))
      ],
      action: .read { (call, context) throws(LanguageError) in
        let name = call.text("customer")
        let month = call.optionalMonth("month")
        let (customer, result) = try context.read { (view, now, catalog) throws(DeskError) in
          try view.explainStar(of: name, in: month ?? now.month, catalog)
        }
        return Language.Outcome(.record(value(result, of: customer)))
      })
  }

  private static let explanationColumns = Columns.named(
    [
      "customer", "month", "main", "plus", "minus", "growth", "graded", "direct", "stars", "basis",
      "from", "through", "next", "willKeep",
    ], words: .rating)
  private static let directColumns = Columns.named([
    "source", "reference", "growth", "from", "through",
  ])
  private static let nextColumns = Columns.named(["stars", "missing"])

  private static func value(_ result: StarRating.Result, of customer: Identifier) -> Row {
    let direct = result.direct.map { grant in
      Value.record(
        Row(
          directColumns,
          [
            .text(grant.source.rawValue), .text(grant.reference), .integer(grant.growth),
            .day(grant.from), grant.through.map(Value.day) ?? .null,
          ]))
    }
    let next = result.next.map { next in
      Value.record(Row(nextColumns, [.integer(Int64(next.stars)), .integer(next.missing)]))
    }
    return Row(
      explanationColumns,
      [
        .text(customer.text), .month(result.month), .integer(result.growth.main),
        .integer(result.growth.plus), .integer(result.growth.minus),
        .integer(result.growth.value), .integer(Int64(result.graded)), .list(direct),
        .integer(Int64(result.award.stars)), .text(result.award.basis.rawValue),
        .day(result.award.from), result.award.through.map(Value.day) ?? .null, next ?? .null,
        result.willKeep.map(Value.boolean) ?? .null,
      ])
  }

  private static func showStar() -> Command {
    Command(
      "star show", family: "star", Words("a customer's star in force", "客户当前星级"),
      parameters: [.subject], columns: ["customer", "stars", "basis", "growth", "from", "through"],
      right: .field,
      examples: [
        .init("star show 13300000001", Words("star and validity", "星级与有效期"))
      ],
      action: .read { (call, context) throws(LanguageError) in
        let name = call.text("customer")
        let (customer, star) = try context.read { (view, now, _) throws(DeskError) in
          let customer = try view.identify(name)
          return (customer, try view.star(of: customer, on: now.day))
        }
        return Language.Outcome(.record(value(star, of: customer)))
      })
  }

  /// What `star show` answers.
  static func value(_ star: Star?, of customer: Identifier) -> Row {
    Row.named([
      "customer": .text(customer.text), "stars": .integer(Int64(star?.stars ?? 0)),
      "basis": star.map { .text($0.basis.rawValue) } ?? .null,
      "growth": star?.growth.map(Value.integer) ?? .null,
      "from": star.map { .day($0.from) } ?? .null,
      "through": star?.through.map(Value.day) ?? .null,
    ])
  }

  private static let badgeColumns = Columns.named(
    [
      "id", "name", "held", "why", "left", "renews", "through",
    ], words: .remaining)

  private static func wall() -> Command {
    Command(
      "benefit wall", family: "benefit",
      Words("all twelve benefits: held or not, and why", "勋章墙：十二项权益的持有情况"),
      help: Words(
        "Without a customer: which stars have which benefit (BEN-1, BEN-4).",
        "不给客户：各星级拥有的权益（BEN-1、BEN-4）。"),
      parameters: [
        .positional(
          "customer", .subject, Words("the customer, by any identifier", "客户（可用任一标识）"),
          isRequired: false, completion: "customer", fromRow: "number")
      ],
      columns: ["customer", "stars", "benefits"], right: .field,
      examples: [
        .init("benefit wall 13300000001", Words("what the customer has", "客户拥有的权益"))
      ],
      action: .read { (call, context) throws(LanguageError) in
        let name = call.optionalText("customer")
        let language = call.language
        let (customer, stars, badges) =
          try context.read {
            (view, now, catalog) throws(DeskError) in
            guard let name else {
              return (nil, nil, BenefitWall.badges(.init(), at: now, catalog: catalog))
            }
            let customer = try view.customer(named: name)
            return (
              customer.id, try view.star(of: customer.id, on: now.day)?.stars ?? 0,
              try view.benefitWall(of: customer, at: now, catalog)
            )
          } as (Identifier?, Int32?, [BenefitWall.Badge])
        let rows = badges.map { row($0, isCatalog: name == nil, language) }
        let table = Value.table(Table(badgeColumns, rows))
        guard let customer, let stars else { return Language.Outcome(table) }
        return Language.Outcome(
          .record(
            Row.named([
              "customer": .text(customer.text), "stars": .integer(Int64(stars)),
              "benefits": table,
            ])))
      })
  }

  private static func row(
    _ badge: BenefitWall.Badge, isCatalog: Bool, _ language: ReaderLanguage
  ) -> Row {
    let why = badge.grounds.map { ground in
      switch ground {
      case .star(let stars): language == .chinese ? "\(stars) 星" : "star \(stars)"
      case .purchase: language == .chinese ? "已购买" : "bought"
      }
    }
    let missing =
      language == .chinese
      ? "需要 \(badge.lowestStar) 星及以上" : "needs star \(badge.lowestStar) or above"
    return Row(
      badgeColumns,
      [
        .text(badge.benefit.id), .text(badge.benefit.name(in: language)),
        isCatalog ? .null : .boolean(badge.isHeld),
        .text(badge.isHeld ? why.joined(separator: language == .chinese ? "、" : ", ") : missing),
        badge.left.map(Value.integer) ?? .null, badge.renews.map(Value.day) ?? .null,
        badge.through.map(Value.day) ?? .null,
      ])
  }
}
