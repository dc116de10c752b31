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
    from = star.map { Self.dayNumber(of: $0.from) } ?? 0
    through = star?.through.map(Self.dayNumber) ?? .max
    if star != nil, let left { through = min(through, Self.dayNumber(of: left.adding(days: -1))) }
  }

  fileprivate init(stars: UInt8, from: UInt16, through: UInt16) {
    self.stars = stars
    self.from = from
    self.through = through
  }

  fileprivate static func dayNumber(of day: Day) -> UInt16 { UInt16(clamping: day.number) }
}

/// A line in short: whose it is, and enough to look over all lines without walking every customer. It
/// is derived from line, account, restores and star, and never a second truth.
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
  package static let size = 34

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
    let today = StarMark.dayNumber(of: now.day)
    if star.from > today || star.through < today { summary.star = StarMark(nil) }
    return summary
  }

  /// Where single bytes stand in the summary's own: the ordinals of kind and state, 1 for restored,
  /// the number of stars.
  package static let kindOffset = 25
  package static let stateOffset = 26
  package static let restoredOffset = 27
  package static let starsOffset = 28
  private static let behindOffset = 29
  private static let dueOffset = 16
  private static let dueKindOffset = 24
  private static let starFromOffset = 30
  private static let starThroughOffset = 32

  /// An instant at which many summaries are looked at.
  package struct Moment: Sendable {
    fileprivate let seconds: Int64
    fileprivate let day: UInt16

    package init(_ now: Instant) {
      seconds = now.seconds
      day = StarMark.dayNumber(of: now.day)
    }
  }

  /// One byte of a summary's bytes, as ``at(_:)`` has it; 0 where they are too short.
  @inline(__always)
  package static func byte(_ bytes: RawSpan, at offset: Int, _ moment: Moment) -> UInt8 {
    guard bytes.byteCount == size else { return 0 }
    let byte = bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
    switch offset {
    case stateOffset, restoredOffset:
      guard bytes.unsafeLoad(fromByteOffset: restoredOffset, as: UInt8.self) == 1,
        bytes.unsafeLoad(fromByteOffset: dueKindOffset, as: UInt8.self)
          == DueKind.restoreEnd.code,
        bytes.signed(at: dueOffset) <= moment.seconds
      else { return byte }
      return offset == restoredOffset
        ? 0 : bytes.unsafeLoad(fromByteOffset: behindOffset, as: UInt8.self)
    case starsOffset where byte != 0:
      return bytes.quarter(at: starFromOffset) > moment.day
        || bytes.quarter(at: starThroughOffset) < moment.day ? 0 : byte
    default: return byte
    }
  }

  /// Reads a summary in place: account, suspension (8 bytes each, little-endian), due (9), kind,
  /// state, restored, stars, the state without the restore, the star's days (2 bytes each).
  ///
  /// - Parameter customer: whose it is, which the key says.
  package init?(_ bytes: RawSpan, of customer: Identifier) {
    guard bytes.byteCount == Self.size else { return nil }
    func byte(_ offset: Int) -> UInt8 { bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self) }
    guard let kind = LineKind(ordinal: byte(Self.kindOffset)),
      let state = LineState(ordinal: byte(Self.stateOffset)),
      let behind = LineState(ordinal: byte(Self.behindOffset))
    else {
      return nil
    }
    self.kind = kind
    self.state = state
    stateWithoutRestore = behind
    self.customer = customer
    account = Identifier(packed: bytes.number(at: 0))
    let suspended = bytes.signed(at: 8)
    suspendedAt = suspended == .min ? nil : Instant(seconds: suspended)
    nextDue = NextDue(code: byte(Self.dueKindOffset), seconds: bytes.signed(at: Self.dueOffset))
    isRestored = byte(Self.restoredOffset) == 1
    star = StarMark(
      stars: byte(Self.starsOffset), from: bytes.quarter(at: Self.starFromOffset),
      through: bytes.quarter(at: Self.starThroughOffset))
  }

  /// The bytes that ``init(_:of:)`` reads.
  package var bytes: InlineArray<34, UInt8> {
    var bytes = InlineArray<34, UInt8>(repeating: 0)
    bytes.put(account.packed, at: 0)
    bytes.put(suspendedAt?.seconds ?? .min, at: 8)
    bytes.put(nextDue?.at.seconds ?? 0, at: Self.dueOffset)
    bytes[Self.dueKindOffset] = nextDue?.kind.code ?? 0
    bytes[Self.kindOffset] = kind.ordinal
    bytes[Self.stateOffset] = state.ordinal
    bytes[Self.restoredOffset] = isRestored ? 1 : 0
    bytes[Self.starsOffset] = star.stars
    bytes[Self.behindOffset] = stateWithoutRestore.ordinal
    bytes.put(star.from, at: Self.starFromOffset)
    bytes.put(star.through, at: Self.starThroughOffset)
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
      next: NextDue(
        code: bytes.unsafeLoad(fromByteOffset: 24, as: UInt8.self), seconds: bytes.signed(at: 8)),
      run: run == .min ? nil : Instant(seconds: run))
  }

  /// The bytes that ``init(_:)`` reads.
  package var bytes: InlineArray<25, UInt8> {
    var bytes = InlineArray<25, UInt8>(repeating: 0)
    bytes.put(customer.packed, at: 0)
    bytes.put(due.next?.at.seconds ?? 0, at: 8)
    bytes.put(due.run?.seconds ?? .min, at: 16)
    bytes[24] = due.next?.kind.code ?? 0
    return bytes
  }
}

extension NextDue {
  /// Reads what a summary says is next; nil for code 0: nothing is.
  fileprivate init?(code: UInt8, seconds: Int64) {
    guard code != 0 else { return nil }
    self.init(DueKind(code: code), at: Instant(seconds: seconds))
  }
}
