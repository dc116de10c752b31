import Basics

/// A plausible population of customers, the same for the same seed.
///
/// More lines are suspended than in life, so that a fifth of the customers have one that may be
/// restored. Everything of a customer is drawn from the seed and the customer's place, so that a population
/// is a part of every larger one, and a part of it can be made alone.
struct Population {
  /// How many customers there are.
  let customers: Int
  let seed: UInt64

  /// The first customer's number.
  static let firstCustomer = 1_000_001

  // Numbers that look random and never meet: a step that shares no factor with the size.
  private static let numberSpace: UInt64 = 100_000_007
  private static let numberStep: UInt64 = 61_803_399

  init(customers: Int, seed: UInt64) {
    self.customers = customers
    self.seed = seed
    precondition(customers * 4 < Self.numberSpace, "more lines than numbers")
  }

  /// One line of a customer.
  struct Line {
    var number: String
    var iccid: String
    /// Whether it is a mobile, suspended for arrears, that may be restored now (BEN-10).
    var isEntitled = false
    var suspended: Suspended?

    enum Suspended { case oneWay(day: Int), twoWay(day: Int) }
  }

  /// What a customer is made of.
  struct Household {
    var index: Int
    var stars: Int
    var lines: [Line]
    var dice: Dice
  }

  /// Works a customer out.
  ///
  /// - Parameter number: from 0.
  func household(_ number: Int) -> Household {
    var dice = Dice(seed ^ UInt64(number) &* 0x9E37_79B9_7F4A_7C15)
    let stars = dice.pick([5, 5, 8, 12, 15, 25, 18, 12])
    let count = dice.pick([55, 25, 12, 8]) + 1
    var lines: [Line] = []
    for slot in 0..<count {
      let index = UInt64(number * 4 + slot)
      let digits = (index &* Self.numberStep &+ 17) % Self.numberSpace
      let prefix = ["133", "153", "180", "189"][Int(digits % 4)]
      var line = Line(
        number: prefix + Self.padded(digits, 8),
        iccid: "8986" + Self.padded((index &* 7_919 &+ 3) % 1_000_000_000_000_007, 15))
      let isSuspended = slot == 0 && dice.happens(70)
      if isSuspended {
        // Suspended for 0 to 19 days: some too long for an emergency restore.
        let days = dice.roll(20)
        line.suspended = days > 10 && dice.happens(50) ? .twoWay(day: days) : .oneWay(day: days)
        if case .oneWay = line.suspended { line.isEntitled = days < 14 && stars >= 5 }
      }
      lines.append(line)
    }
    lines.sort { $0.number < $1.number }
    return Household(index: number, stars: stars, lines: lines, dice: dice)
  }

  static func padded(_ number: UInt64, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}

/// Numbers that look random and are the same for the same seed (SplitMix64).
struct Dice {
  private var state: UInt64

  init(_ seed: UInt64) {
    state = seed
    _ = next()
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A number from 0 to `sides` - 1.
  mutating func roll(_ sides: Int) -> Int { Int(next() % UInt64(sides)) }

  mutating func happens(_ percent: Int) -> Bool { roll(100) < percent }

  /// A place, each as likely as its share of 100.
  mutating func pick(_ shares: [Int]) -> Int {
    var left = roll(100)
    for (index, share) in shares.enumerated() {
      if left < share { return index }
      left -= share
    }
    return shares.count - 1
  }
}
