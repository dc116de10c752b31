import Glibc

/// The texts that the program itself writes into records again and again: codes of conditions,
/// kinds of orders, names of benefits and of the fields of results. In the store's bytes stands the
/// number of such a text in place of its letters, which makes an order half as long.
///
/// The number is the index in ``all``. A text is only ever added at the end: those that stand in
/// stores must keep theirs. The first 64 take a byte, the others two.
enum TextDictionary {
  /// The texts by their numbers.
  static let all: [String] = [
    "BEN-10.kind", "BEN-10.disconnected", "BEN-10.arrears", "BEN-10.voluntary", "BEN-10.lost",
    "BEN-10.window", "BEN-10.star", "BEN-10.month", "BEN-10.suspension", "BEN-10.in-force",
    "BEN-20.kind", "BEN-20.disconnected", "BEN-20.arrears", "BEN-20.voluntary", "BEN-20.lost",
    "BEN-20.window", "BEN-20.star", "BEN-20.month", "BEN-20.in-force", "BEN-22.unpaid",
    "BEN-30.kind", "BEN-30.disconnected", "BEN-30.province", "BEN-30.card", "BEN-30.scene",
    "BEN-30.star", "BEN-30.uses", "BEN-31.charge", "BEN-31.payment", "BEN-32.kind",
    "BEN-34.province", "CARD-2.unique",
    "BEN-40.active", "BEN-40.kind", "BEN-40.star", "ROAM-2.grounds", "ROAM-2.good-standing",
    "PTS-1.eligible", "PTS-5.left", "PTS-5.wait", "PTS-6.points", "PTS-6.stock", "PTS-7.frozen",
    "restore-phone", "restore-broadband", "card-replace", "roam-open", "points-redeem",
    "phone-restore", "broadband-restore", "text.phone-restore", "text.broadband-restore",
    "mobile", "broadband", "credit", "until", "number", "points", "quantity", "item", "cash",
    "credit-control", "account", "balance",
    "ROAM-2.bank", "ROAM-2.bundle", "ROAM-2.deposit", "ROAM-2.enterprise", "ROAM-2.old-card",
    "ROAM-4.plan", "ROAM-4.same", "ROAM-6.disconnected", "ROAM-6.open", "ROAM-7.channel",
    "PTS-6.delivered", "PTS-6.redemption", "PTS-6.reversed", "DESK-1.done", "DESK-1.reversed",
    "DESK-11.dependents", "DESK-11.entry", "LED-6.disconnected", "LED-6.suspended",
    "card-replacement", "roam-close", "points-reverse", "pay", "charge", "undo", "amount",
    "arrears", "suspended", "restored", "usesLeft", "bucket", "bill", "permission", "iccid", "fee",
    "deposit", "ground",
  ]

  /// The number of a text; nil when it is none of these.
  @inline(__always)
  static func number(of text: UnsafeRawBufferPointer) -> UInt16? {
    (TextHashTable.shortest...TextHashTable.longest).contains(text.count)
      ? numbers.number(of: text) : nil
  }

  /// The text with a number.
  static func text(numbered number: UInt64) -> String? {
    number < UInt64(all.count) ? all[Int(number)] : nil
  }

  private static let numbers = TextHashTable(all)
}

/// Finds texts by their bytes: each stands in the slot that its bytes hash to, or at the next free
/// one. It lives as long as the program.
private struct TextHashTable: @unchecked Sendable {
  static let shortest = 3
  static let longest = 23

  /// A text, with zeros after it, and in the last byte its length; 0 there: none.
  private struct Slot {
    var bytes = InlineArray<24, UInt8>(repeating: 0)
    var number: UInt16 = 0
  }

  private static let lengthOffset = 23
  private let slots: UnsafeMutablePointer<Slot>
  private let mask: Int

  init(_ all: [String]) {
    var size = 64
    while size < all.count * 4 { size *= 2 }
    mask = size - 1
    slots = .allocate(capacity: size)
    slots.initialize(repeating: Slot(), count: size)
    for (number, text) in all.enumerated() {
      let bytes = Array(text.utf8)
      precondition((Self.shortest...Self.longest).contains(bytes.count))
      var index = bytes.withUnsafeBytes { Self.hash(of: $0) } & mask
      while slots[index].bytes[Self.lengthOffset] != 0 { index = (index + 1) & mask }
      for offset in bytes.indices { slots[index].bytes[offset] = bytes[offset] }
      slots[index].bytes[Self.lengthOffset] = UInt8(bytes.count)
      slots[index].number = UInt16(number)
    }
  }

  func number(of text: UnsafeRawBufferPointer) -> UInt16? {
    var index = Self.hash(of: text) & mask
    while true {
      let slot = slots + index
      let length = slot.pointee.bytes[Self.lengthOffset]
      if length == 0 { return nil }
      if Int(length) == text.count, memcmp(slot, text.baseAddress!, text.count) == 0 {
        return slot.pointee.number
      }
      index = (index + 1) & mask
    }
  }

  /// The length with the first four and the last four bytes, mixed.
  private static func hash(of text: UnsafeRawBufferPointer) -> Int {
    var both = UInt64(text.count) << 28
    if text.count >= 4 {
      both ^= UInt64(text.loadUnaligned(as: UInt32.self))
      both ^= UInt64(text.loadUnaligned(fromByteOffset: text.count - 4, as: UInt32.self)) << 32
    } else {
      for byte in text { both = both << 8 ^ UInt64(byte) }
    }
    return Int(truncatingIfNeeded: (both &* 0x9E37_79B9_7F4A_7C15) >> 40)
  }
}
