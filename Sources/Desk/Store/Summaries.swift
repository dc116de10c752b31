package import Basics

/// What falls due, in the order in which things of the same instant are carried out (CRE-9).
package enum DueKind: UInt8, CaseIterable, Sendable {
  /// An emergency restore ends (BEN-12, BEN-22).
  case restoreEnd = 1
  /// A part of a sum paid out in instalments is released (LED-5).
  case instalment = 2
  /// A balance or its validity runs out (CRE-1, LED-3).
  case balanceEnd = 3
  /// A bill is unpaid after its last day (CRE-3).
  case billOverdue = 4
  /// The accounts are looked at (CRE-2).
  case creditRun = 5
  /// One-way becomes two-way (CRE-4).
  case twoWay = 6
  /// A suspended line is disconnected (CRE-1, CRE-2, CRE-8).
  case disconnection = 7
  /// A star's validity ends (STAR-7, STAR-8).
  case starEnd = 8
  /// A lot of points expires (PTS-4).
  case pointsEnd = 9
  /// A customer's points are frozen for a bill long unpaid (PTS-7, PTS-21).
  case pointsFreeze = 13

  /// The name that `due` shows.
  package var name: String {
    switch self {
    case .restoreEnd: "restore-end"
    case .instalment: "instalment"
    case .balanceEnd: "balance-end"
    case .billOverdue: "bill-overdue"
    case .creditRun: "credit-run"
    case .twoWay: "two-way"
    case .disconnection: "disconnection"
    case .starEnd: "star-end"
    case .pointsEnd: "points-end"
    case .pointsFreeze: "points-freeze"
    }
  }
}

/// The next thing to happen to a line, an account or a customer, and when.
package struct NextDue: Hashable, Sendable {
  package var at: Instant
  package var kind: DueKind

  package init(_ kind: DueKind, at: Instant) {
    self.kind = kind
    self.at = at
  }
}

/// What stands beside a number: whose it is, and enough to look over all lines without walking
/// every customer. It is derived from line, account, restores and star, and never a second truth.
package struct LineSummary: Hashable, Sendable {
  package var customer: Identifier
  package var account: Identifier
  package var kind: LineKind
  package var state: LineState
  package var isRestored: Bool
  package var stars: UInt8
  /// Start of what bars the line now, or of the arrears that a restore masks.
  package var suspendedAt: Instant?
  package var nextDue: NextDue?

  /// Bytes that a summary takes.
  package static let size = 38

  package init(
    customer: Identifier, account: Identifier, kind: LineKind, state: LineState, isRestored: Bool,
    stars: UInt8, suspendedAt: Instant?, nextDue: NextDue?
  ) {
    self.customer = customer
    self.account = account
    self.kind = kind
    self.state = state
    self.isRestored = isRestored
    self.stars = stars
    self.suspendedAt = suspendedAt
    self.nextDue = nextDue
  }

  /// Where single bytes stand in the summary's own: the ordinals of kind and state, 1 for restored,
  /// the number of stars.
  package static let kindPlace = 33
  package static let statePlace = 34
  package static let restoredPlace = 35
  package static let starsPlace = 36

  /// One byte of a summary's bytes; 0 where they are too short.
  @inline(__always)
  package static func byte(_ bytes: RawSpan, at place: Int) -> UInt8 {
    place < bytes.byteCount ? bytes.unsafeLoad(fromByteOffset: place, as: UInt8.self) : 0
  }

  /// Reads a summary in place: customer, account, suspension (8 bytes each, little-endian), due (9),
  /// kind, state, restored, stars and a reserved byte.
  package init?(_ bytes: RawSpan) {
    guard bytes.byteCount == Self.size else { return nil }
    func byte(_ place: Int) -> UInt8 { Self.byte(bytes, at: place) }
    guard let kind = LineKind(ordinal: byte(Self.kindPlace)),
      let state = LineState(ordinal: byte(Self.statePlace))
    else {
      return nil
    }
    self.kind = kind
    self.state = state
    customer = Identifier(packed: bytes.number(at: 0))
    account = Identifier(packed: bytes.number(at: 8))
    let suspended = bytes.signed(at: 16)
    suspendedAt = suspended == .min ? nil : Instant(seconds: suspended)
    nextDue = DueKind(rawValue: byte(32)).map {
      NextDue($0, at: Instant(seconds: bytes.signed(at: 24)))
    }
    isRestored = byte(Self.restoredPlace) == 1
    stars = byte(Self.starsPlace)
  }

  /// The bytes that ``init(_:)`` reads.
  package var bytes: InlineArray<38, UInt8> {
    var bytes = InlineArray<38, UInt8>(repeating: 0)
    bytes.put(customer.packed, at: 0)
    bytes.put(account.packed, at: 8)
    bytes.put(suspendedAt?.seconds ?? .min, at: 16)
    bytes.put(nextDue?.at.seconds ?? 0, at: 24)
    bytes[32] = nextDue?.kind.rawValue ?? 0
    bytes[Self.kindPlace] = kind.ordinal
    bytes[Self.statePlace] = state.ordinal
    bytes[Self.restoredPlace] = isRestored ? 1 : 0
    bytes[Self.starsPlace] = stars
    return bytes
  }
}

/// What stands beside an account: whose it is, and what next happens to it.
package struct AccountSummary: Hashable, Sendable {
  package var customer: Identifier
  package var nextDue: NextDue?

  /// Bytes that a summary takes.
  package static let size = 17

  package init(customer: Identifier, nextDue: NextDue?) {
    self.customer = customer
    self.nextDue = nextDue
  }

  /// Reads a summary in place: customer and due instant (8 bytes each, little-endian), due kind.
  package init?(_ bytes: RawSpan) {
    guard bytes.byteCount == Self.size else { return nil }
    customer = Identifier(packed: bytes.number(at: 0))
    nextDue = DueKind(rawValue: bytes.unsafeLoad(fromByteOffset: 16, as: UInt8.self)).map {
      NextDue($0, at: Instant(seconds: bytes.signed(at: 8)))
    }
  }

  /// The bytes that ``init(_:)`` reads.
  package var bytes: InlineArray<17, UInt8> {
    var bytes = InlineArray<17, UInt8>(repeating: 0)
    bytes.put(customer.packed, at: 0)
    bytes.put(nextDue?.at.seconds ?? 0, at: 8)
    bytes[16] = nextDue?.kind.rawValue ?? 0
    return bytes
  }
}
