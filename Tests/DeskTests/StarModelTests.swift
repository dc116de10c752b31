import Basics
@testable import Desk
import Records
import Storage
import TestSupport
import Testing

/// The star rules once more, day by day and without records, dues or a store: whatever the clock
/// carries out must come to the same.
private struct PlainCustomer {
  struct Direct {
    var from: Day
    var through: Day?
    var growth: Int64
    var isKeyPerson: Bool
    var isLive: Bool
  }

  var joined: Day
  var left: Day?
  /// Mobiles: when they were activated, and when disconnected.
  var mobiles: [(activated: Month, disconnected: Day?)] = []
  /// Yuan by month.
  var charges: [Month: Int64] = [:]
  /// Months in which a two-way suspension began.
  var suspensions: [Month] = []
  var direct: [Direct] = []
  var stars: Int32
  var from: Day
  var through: Day?

  private static let bounds: [Int64] = [600, 1000, 1500, 2300, 4000, 6000, 8000]
  private static let keeping: [Int64] = [0, 540, 900, 1350, 2070, 3600, 5400, 7200]

  private static func table(_ growth: Int64) -> Int32 {
    var stars: Int32 = 0
    for bound in bounds where growth >= bound { stars += 1 }
    return stars
  }

  /// What the months before a month come to, looked at on a day.
  func growth(ratedIn month: Month, on day: Day) -> Int64 {
    var growth: Int64 = 0
    for back in 1...12 {
      growth += charges[month.adding(-back)] ?? 0
      growth -= 10 * Int64(suspensions.count { $0 == month.adding(-back) })
    }
    let inUse = mobiles.filter { mobile in mobile.disconnected.map { $0 >= day } ?? true }
    if let oldest = inUse.map(\.activated).min() {
      growth += 10 * Int64(max(0, (month - oldest) - 1))
    }
    return growth
  }

  /// The star on a day, by going through every day since the first.
  func star(on last: Day) -> (stars: Int32, through: Day?) {
    var (stars, through) = (self.stars, self.through)
    var begun = from
    var rating: (month: Month, kept: Int32, table: Int32)?
    var day = Day(number: min(from.number, last.number))
    func rate(_ month: Month) -> (Month, Int32, Int32) {
      let growth = growth(ratedIn: month, on: day)
      let kept = stars > 0 && growth >= Self.keeping[Int(stars)] ? stars : 0
      return (month, kept, month > joined.month ? Self.table(growth) : 0)
    }
    while day <= last {
      if let left, day >= left { return (0, nil) }
      if let end = through, stars > 0, day > end {
        rating = rate(end.month)
        (stars, through) = (0, nil)
      }
      if let now = rating {
        var found = best(now, on: day)
        if stars > 0, found.stars > stars {
          // What was in force ended yesterday: its end is looked at like any other.
          rating = rate(now.month)
          found = best(rating!, on: day)
          stars = 0
        }
        if found.stars > stars { (stars, through, begun) = (found.stars, found.through, day) }
        if day >= now.month.adding(1).first { rating = nil }
      }
      day = day.adding(days: 1)
    }
    return begun <= last ? (stars, through) : (0, nil)
  }

  private func best(
    _ rating: (month: Month, kept: Int32, table: Int32), on day: Day
  ) -> (stars: Int32, through: Day?) {
    let isNext = day >= rating.month.adding(1).first
    let own = isNext ? max(rating.kept, rating.table) : rating.kept
    let year = rating.month.adding(12).last
    let live = direct.filter { one in
      one.isLive && one.from <= day && (one.through.map { day <= $0 } ?? true)
    }
    guard let highest = live.map(\.growth).max() else { return (own, year) }
    let equals = live.filter { $0.growth == highest }
    let longest = equals.max { left, right in
      (left.through ?? .far, left.isKeyPerson ? 1 : 0)
        < (right.through ?? .far, right.isKeyPerson ? 1 : 0)
    }!
    let lent = Self.table(highest)
    let winsTie = longest.isKeyPerson || rating.table < own
    return lent > own || lent == own && lent > 0 && winsTie ? (lent, longest.through) : (own, year)
  }
}

extension Day {
  fileprivate static let far = Day(year: 9999, month: 12, day: 31)!
}

/// Customers in a store and, beside it, in the plain model.
private struct StarWorld {
  let test: TestStore
  var random: SplitMix64
  var plain: [Identifier: PlainCustomer] = [:]
  var today = Make.day("2016-01-04")

  init(seed: UInt64, customers: Int) throws {
    random = SplitMix64(seed: seed)
    test = try TestStore(clock: "2016-01-04T09:00")
    for number in 1...customers { try add(number) }
  }

  mutating func roll(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
  mutating func happens(_ percent: Int) -> Bool { roll(1...100) <= percent }

  private mutating func add(_ number: Int) throws {
    var customer = Make.customer("C\(number)")
    customer.joined = Make.day("2012-01-01").adding(days: roll(0...1500))
    var account = Make.account(.postpaid, "A\(number)", of: customer.id.text)
    account.redList = true
    try test.put(customer, account)
    var model = PlainCustomer(joined: customer.joined, stars: 0, from: today)
    let monthly = Int64(roll(20...700))
    for index in 0...roll(0...1) {
      var line = Make.line(
        "1330000\(1000 + number * 2 + index)", account: account.id.text, of: customer.id.text)
      line.activated = customer.joined.adding(days: roll(0...400))
      try test.put(line)
      model.mobiles.append((line.activated.month, nil))
      for back in -14...14 where index == 0 {
        var charge = Charge()
        charge.line = line.number
        charge.month = today.month.adding(back)
        let yuan = max(0, monthly + Int64(roll(-60...60)))
        charge.amount = Money(fen: yuan * 100)
        model.charges[charge.month] = yuan
        try test.put(charge)
      }
      if happens(30) {
        var suspension = Suspension()
        suspension.line = line.number
        suspension.from = today.adding(days: -roll(1...400)).start
        suspension.until = suspension.from.adding(.days(2))
        suspension.scope = happens(60) ? .both : .outgoing
        if suspension.scope == .both { model.suspensions.append(suspension.from.month) }
        try test.put(suspension)
      }
    }
    try grant(customer.id, &model)
    try star(customer.id, &model)
    plain[customer.id] = model
  }

  private mutating func grant(_ id: Identifier, _ model: inout PlainCustomer) throws {
    let sources: [StarBasis] = [.contract, .purchase, .keyPerson, .oldCard]
    for index in 0..<roll(0...3) {
      var grant = Grant()
      grant.customer = id
      grant.source = sources[roll(0...3)]
      grant.reference = "G\(index)"
      grant.growth = [600, 1000, 1500, 2300, 4000, 6000, 8000][roll(0...6)]
      grant.from = today.adding(days: roll(-200...300))
      if grant.source == .purchase { grant.from = grant.from.month.first }
      let isOpen = grant.source == .keyPerson && happens(70)
      grant.through = isOpen ? nil : grant.from.adding(days: roll(20...500))
      grant.state = happens(85) ? .live : .proposed
      try test.put(grant)
      model.direct.append(
        .init(
          from: grant.from, through: grant.through, growth: grant.growth,
          isKeyPerson: grant.source == .keyPerson, isLive: grant.state == .live))
    }
  }

  private mutating func star(_ id: Identifier, _ model: inout PlainCustomer) throws {
    var star = Star()
    star.customer = id
    star.stars = Int32(roll(1...7))
    star.from = today.adding(days: roll(-300...20))
    let through = max(today, star.from).adding(days: roll(0...120))
    star.through = happens(50) ? through.month.last : through
    try test.put(star)
    (model.stars, model.from, model.through) = (star.stars, star.from, star.through)
  }

  /// Something happens to one of the customers now.
  mutating func act() throws(DeskError) {
    let id = Identifier(prefix: "C", number: UInt64(roll(1...plain.count)))
    guard var model = plain[id], model.left == nil else { return }
    let lines = try test.read { (view) throws(DeskError) in try view.all(Line.self, of: id) }
    guard let index = lines.indices.last(where: { lines[$0].disconnected == nil }) else { return }
    var line = lines[index]
    line.disconnected = today.start.adding(.hours(9))
    model.mobiles[index].disconnected = today
    try test.put(line)
    if index == 0 {
      var customer = try test.read { (view) throws(DeskError) in try view.customer(id)! }
      customer.left = today
      model.left = today
      try test.put(customer)
    }
    plain[id] = model
  }

  /// Moves the clock on and compares every customer.
  mutating func go(days: Int) throws {
    today = today.adding(days: days)
    try test.advance(to: today.start.adding(.hours(9)).text)
    for (id, model) in plain {
      let stars = try test.store.read { (view, now, _) throws(DeskError) in
        try view.star(of: id, on: now.day)
      }
      let expected = model.star(on: today)
      #expect(stars?.stars ?? 0 == expected.stars, "\(id) on \(today): \(model)")
      // A star that a higher one will follow ends the day before; the days themselves tell.
      if expected.stars > 0, let end = stars?.through, let plainEnd = expected.through {
        #expect(end <= plainEnd, "\(id) on \(today): \(model)")
      }
      if let stars, stars.through == nil, stars.stars > 0 {
        #expect(expected.through == nil, "\(id) on \(today)")
      }
    }
  }
}

@Suite struct StarModelTests {
  @Test(arguments: [UInt64(1), 2, 3, 4])
  func `stars over a year and a half are what a plain model says, day for day`(
    seed: UInt64
  ) throws {
    var world = try StarWorld(seed: seed, customers: 24)
    for step in 0..<24 {
      try world.go(days: world.roll(1...40))
      if world.happens(40) { try world.act() }
      if step == 12 {
        let saved = try world.test.saved()
        try world.test.load(saved)
      }
    }
    try world.test.checkQueue()
    #expect(try world.test.store.check().faults.map { $0.message(in: .english) } == [])
  }
}
