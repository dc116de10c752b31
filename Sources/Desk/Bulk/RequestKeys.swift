import Basics
import Crypto
package import Records
package import Storage

/// What was answered to the request with a key.
package struct KeyedAnswer: Hashable, Sendable {
  /// The order; absent for a command that makes none.
  package var order: Identifier
  /// What was asked for; 0 when the order came with a snapshot that does not say.
  package var fingerprint: Fingerprint
  /// What was answered, where there is no order: compact JSON.
  package var value: [UInt8]
}

/// Keys of the tree of the keys of requests: a hash, so that a key may be as long as it likes.
enum RequestKey {
  /// The tree's key for the key of a request. What cannot be seen at its ends does not count: `K3`
  /// and `K3` with a tab behind it are one.
  static func key(of text: String) -> Key {
    var key = Key()
    for byte in SHA256.hash(data: Array(text.withoutBlanksAround.utf8)).prefix(16) {
      key.append(byte)
    }
    return key
  }
}

extension Order {
  /// Whether its request has a key: one of which nothing can be seen is none.
  var isKeyed: Bool { !key.isEmpty && !key.withoutBlanksAround.isEmpty }

  /// What the tree of keys says of an order that has one: the order and the fingerprint of its
  /// request, 8 bytes each.
  var keyBytes: InlineArray<16, UInt8> {
    Self.keyBytes(id, Fingerprint(text: request) ?? Fingerprint(bits: 0))
  }

  fileprivate static func keyBytes(
    _ order: Identifier, _ fingerprint: Fingerprint
  ) -> InlineArray<16, UInt8> {
    var bytes = InlineArray<16, UInt8>(repeating: 0)
    bytes.put(order.packed, at: 0)
    bytes.put(fingerprint.bits, at: 8)
    return bytes
  }
}

extension Reading where Self: ~Copyable {
  /// What was answered to the request with a key; nil when the key is new.
  package borrowing func answer(toKey text: String) throws(DeskError) -> KeyedAnswer? {
    do throws(StorageError) {
      guard let bytes = try get(Tables.keys, RequestKey.key(of: text)) else { return nil }
      return KeyedAnswer(bytes)
    } catch {
      throw DeskError(error)
    }
  }

  /// What was answered to the request with a key, where it is the same request.
  ///
  /// - Throws: `key.conflict` naming the order when it was another one.
  package borrowing func answer(
    toKey text: String, of request: Fingerprint
  ) throws(DeskError) -> KeyedAnswer? {
    guard let answer = try answer(toKey: text) else { return nil }
    guard answer.fingerprint == request else {
      throw DeskError(
        "key.conflict",
        ["key": .text(text), "order": .text(answer.order == .absent ? "-" : answer.order.text)])
    }
    return answer
  }
}

extension StoreTransaction {
  /// Keeps what was answered to a request with a key where no order does.
  package mutating func keep(
    answer value: [UInt8], toKey text: String, of request: Fingerprint
  ) throws(DeskError) {
    let head = Order.keyBytes(.absent, request).span.withUnsafeBytes { Array($0) }
    try index(Tables.keys, RequestKey.key(of: text), head + value)
  }
}

extension KeyedAnswer {
  init?(_ bytes: RawSpan) {
    guard bytes.byteCount >= 16 else { return nil }
    order = Identifier(packed: bytes.number(at: 0))
    fingerprint = Fingerprint(bits: bytes.number(at: 8))
    value = bytes.withUnsafeBytes { Array($0.dropFirst(16)) }
  }
}
