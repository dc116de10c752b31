package import Basics
package import Records
package import Rules

/// A star in the summary of a number: how many, and on which days they are valid.
package struct StarMark: Hashable, Sendable {
  package var stars: UInt8
  /// The first and the last day, counted from 1970-01-01 as far as two bytes go.
  fileprivate var from: UInt16
  fileprivate var through: UInt16

  /// - Parameters:
  ///   - star: the customer's star record; nil: no star.
  ///   - left: the day on which the customer left, from which there is no star (STAR-25).
  package init(_ star: Star?, left: Day? = nil) {
    stars = UInt8(clamping: star?.stars ?? 0)
    from = star.map { Self.place(of: $0.from) } ?? 0
    through = star?.through.map(Self.place) ?? .max
    if star != nil, let left { through = min(through, Self.place(of: left.adding(days: -1))) }
  }

  fileprivate init(stars: UInt8, from: UInt16, through: UInt16) {
    self.stars = stars
    self.from = from
    self.through = through
  }

  fileprivate static func place(of day: Day) -> UInt16 { UInt16(clamping: day.number) }
}

/// The summary of a number: whose it is, and enough to look over all lines without walking
/// every customer. It is derived from line, account, restores and star, and never a second truth.
///
/// What ends by itself, a restore or a star, may have ended since the summary was worked out:
/// ``at(_:)`` says what it is at an instant.
package struct LineSummary: Hashable, Sendable {
  package var customer: Identifier
  /// The account that pays for the line (BEN-14).
  package var account: Identifier
  package var kind: LineKind
  package var state: LineState
  package var isRestored: Bool
  /// The state as it is without the emergency restore.
  package var stateWithoutRestore: LineState
  package var star: StarMark
  /// Start of what bars the line now, or of the arrears that a restore masks.
  package var suspendedAt: Instant?
  package var nextDue: NextDue?

  /// The number of stars; 0: none.
  package var stars: UInt8 { star.stars }

  /// Bytes that a summary takes.
  package static let size = 42

  package init(
    customer: Identifier, account: Identifier, kind: LineKind, state: LineState, isRestored: Bool,
    stateWithoutRestore: LineState, star: StarMark, suspendedAt: Instant?, nextDue: NextDue?
  ) {
    self.customer = customer
    self.account = account
    self.kind = kind
    self.state = state
    self.isRestored = isRestored
    self.stateWithoutRestore = stateWithoutRestore
    self.star = star
    self.suspendedAt = suspendedAt
    self.nextDue = nextDue
  }

  /// The summary as it is at an instant: without a restore whose `until` has passed (BEN-14), and
  /// without a star that is not valid on the day.
  package func at(_ now: Instant) -> LineSummary {
    var summary = self
    if isRestored, let nextDue, nextDue.kind == .restoreEnd, nextDue.at <= now {
      summary.isRestored = false
      summary.state = stateWithoutRestore
    }
    let today = StarMark.place(of: now.day)
    if star.from > today || star.through < today { summary.star = StarMark(nil) }
    return summary
  }

  /// Where single bytes stand in the summary's own: the ordinals of kind and state, 1 for restored,
  /// the number of stars.
  package static let kindPlace = 33
  package static let statePlace = 34
  package static let restoredPlace = 35
  package static let starsPlace = 36
  private static let behindPlace = 37
  private static let duePlace = 24
  private static let dueKindPlace = 32
  private static let starFromPlace = 38
  private static let starThroughPlace = 40

  /// An instant at which many summaries are looked at.
  package struct Moment: Sendable {
    fileprivate let seconds: Int64
    fileprivate let day: UInt16

    package init(_ now: Instant) {
      seconds = now.seconds
      day = StarMark.place(of: now.day)
    }
  }

  /// One byte of a summary's bytes, as ``at(_:)`` has it; 0 where they are too short.
  @inline(__always)
  package static func byte(_ bytes: RawSpan, at place: Int, _ moment: Moment) -> UInt8 {
    guard bytes.byteCount == size else { return 0 }
    let byte = bytes.unsafeLoad(fromByteOffset: place, as: UInt8.self)
    switch place {
    case statePlace, restoredPlace:
      guard bytes.unsafeLoad(fromByteOffset: restoredPlace, as: UInt8.self) == 1,
        bytes.unsafeLoad(fromByteOffset: dueKindPlace, as: UInt8.self)
          == DueKind.restoreEnd.rawValue,
        bytes.signed(at: duePlace) <= moment.seconds
      else { return byte }
      return place == restoredPlace
        ? 0 : bytes.unsafeLoad(fromByteOffset: behindPlace, as: UInt8.self)
    case starsPlace where byte != 0:
      return bytes.quarter(at: starFromPlace) > moment.day
        || bytes.quarter(at: starThroughPlace) < moment.day ? 0 : byte
    default: return byte
    }
  }

  /// Reads a summary in place: customer, account, suspension (8 bytes each, little-endian), due (9),
  /// kind, state, restored, stars, the state without the restore, the star's days (2 bytes each).
  package init?(_ bytes: RawSpan) {
    guard bytes.byteCount == Self.size else { return nil }
    func byte(_ place: Int) -> UInt8 { bytes.unsafeLoad(fromByteOffset: place, as: UInt8.self) }
    guard let kind = LineKind(ordinal: byte(Self.kindPlace)),
      let state = LineState(ordinal: byte(Self.statePlace)),
      let behind = LineState(ordinal: byte(Self.behindPlace))
    else {
      return nil
    }
    self.kind = kind
    self.state = state
    stateWithoutRestore = behind
    customer = Identifier(packed: bytes.number(at: 0))
    account = Identifier(packed: bytes.number(at: 8))
    let suspended = bytes.signed(at: 16)
    suspendedAt = suspended == .min ? nil : Instant(seconds: suspended)
    nextDue = DueKind(rawValue: byte(Self.dueKindPlace)).map {
      NextDue($0, at: Instant(seconds: bytes.signed(at: Self.duePlace)))
    }
    isRestored = byte(Self.restoredPlace) == 1
    star = StarMark(
      stars: byte(Self.starsPlace), from: bytes.quarter(at: Self.starFromPlace),
      through: bytes.quarter(at: Self.starThroughPlace))
  }

  /// The bytes that ``init(_:)`` reads.
  package var bytes: InlineArray<42, UInt8> {
    var bytes = InlineArray<42, UInt8>(repeating: 0)
    bytes.put(customer.packed, at: 0)
    bytes.put(account.packed, at: 8)
    bytes.put(suspendedAt?.seconds ?? .min, at: 16)
    bytes.put(nextDue?.at.seconds ?? 0, at: Self.duePlace)
    bytes[Self.dueKindPlace] = nextDue?.kind.rawValue ?? 0
    bytes[Self.kindPlace] = kind.ordinal
    bytes[Self.statePlace] = state.ordinal
    bytes[Self.restoredPlace] = isRestored ? 1 : 0
    bytes[Self.starsPlace] = star.stars
    bytes[Self.behindPlace] = stateWithoutRestore.ordinal
    bytes.put(star.from, at: Self.starFromPlace)
    bytes.put(star.through, at: Self.starThroughPlace)
    return bytes
  }
}

/// The summary of an account: whose it is, what next happens to it, and the credit run that is
/// to look at it, which never slips (CRE-2).
package struct AccountSummary: Hashable, Sendable {
  package var customer: Identifier
  package var due: AccountDue

  package var nextDue: NextDue? { due.next }

  /// Bytes that a summary takes.
  package static let size = 25

  package init(customer: Identifier, due: AccountDue = AccountDue()) {
    self.customer = customer
    self.due = due
  }

  /// Reads a summary in place: customer, due instant and credit run (8 bytes each, little-endian),
  /// due kind.
  package init?(_ bytes: RawSpan) {
    guard bytes.byteCount == Self.size else { return nil }
    customer = Identifier(packed: bytes.number(at: 0))
    let run = bytes.signed(at: 16)
    due = AccountDue(
      next: DueKind(rawValue: bytes.unsafeLoad(fromByteOffset: 24, as: UInt8.self)).map {
        NextDue($0, at: Instant(seconds: bytes.signed(at: 8)))
      },
      run: run == .min ? nil : Instant(seconds: run))
  }

  /// The bytes that ``init(_:)`` reads.
  package var bytes: InlineArray<25, UInt8> {
    var bytes = InlineArray<25, UInt8>(repeating: 0)
    bytes.put(customer.packed, at: 0)
    bytes.put(due.next?.at.seconds ?? 0, at: 8)
    bytes.put(due.run?.seconds ?? .min, at: 16)
    bytes[24] = due.next?.kind.rawValue ?? 0
    return bytes
  }
}
