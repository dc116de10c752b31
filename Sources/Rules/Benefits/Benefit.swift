package import Basics
import Records

/// One of the benefits (BEN-1): what it is called, which stars have it, how its uses are counted. One
/// that has rules is described beside them.
package struct Benefit: Sendable {
  /// What records and commands call it, such as `phone-restore`.
  package let id: String
  /// What the catalog calls the lowest star that has it.
  let field: StaticString
  /// The lowest star that has it as shipped (BEN-1).
  let shippedStar: Int32
  let counting: Counting
  private let name: Words

  /// How the wall counts what is left of a benefit.
  enum Counting: Sendable {
    /// Its uses are not counted.
    case none
    /// Once a calendar month for each number of a kind (BEN-10, BEN-20).
    case monthly(LineKind)
    /// By a rule of its own, which sets what is left and when it comes back.
    case rule(
      @Sendable (inout BenefitWall.Badge, BenefitWall.Facts, Instant, Catalog) -> Void)
  }

  init(
    _ id: String, field: StaticString, fromStar shippedStar: Int32,
    counting: Counting, _ english: String, _ chinese: String
  ) {
    self.id = id
    self.field = field
    self.shippedStar = shippedStar
    self.counting = counting
    name = Words(english, chinese)
  }

  /// All of them, in the order of the wall.
  package static let all: [Benefit] = [
    .pointsMultiplier, .priorityAccess, .cardReplacement, .broadbandRestore, .serviceManager,
    .phoneRestore, .homeVisit, .roamingNoDeposit, .hallPriority, .pointsGift, .handsetOffer,
    .dataGift,
  ]

  /// The names of all.
  package static let names = CodeNames(all.map { ($0.id, $0.name.chinese) })

  /// The lowest star that has it (BEN-1).
  package func lowestStar(_ terms: BenefitTerms) -> Int32 { terms.lowestStar(of: self) }

  /// What the benefit is called.
  package func name(in language: ReaderLanguage) -> String { name.text(in: language) }
}

extension Benefit: Hashable {
  package static func == (left: Benefit, right: Benefit) -> Bool { left.id == right.id }
  package func hash(into hasher: inout Hasher) { hasher.combine(id) }
}
