import Crypto
import Glibc

/// Eight bytes that tell one request, or one text, from another; zero is none's.
package struct Fingerprint: Hashable, Sendable {
  package let bits: UInt64

  package init(bits: UInt64) {
    self.bits = bits
  }

  /// The fingerprint of bytes: the first eight of their SHA-256.
  package init(of bytes: [UInt8]) {
    bits = max(1, SHA256.hash(data: bytes).prefix(8).reduce(0) { $0 << 8 | UInt64($1) })
  }

  /// Reads what ``text`` wrote; nil when it is anything else.
  package init?(text: String) {
    guard text.utf8.count == 16, let bits = UInt64(text, radix: 16) else { return nil }
    self.bits = bits
  }

  /// Sixteen hexadecimal digits.
  package var text: String {
    let digits = String(bits, radix: 16)
    return String(repeating: "0", count: 16 - digits.utf8.count) + digits
  }
}

/// SHA-256 of what a job was given.
package enum ContentHash {
  /// The hash of texts in their order, in hexadecimal.
  package static func text(of parts: [[UInt8]]) -> String {
    var hash = SHA256()
    for part in parts {
      // Where one part ends and the next begins is part of what is hashed.
      withUnsafeBytes(of: UInt64(part.count).bigEndian) { hash.update(bufferPointer: $0) }
      hash.update(data: part)
    }
    return Hexadecimal.text(hash.finalize())
  }

  /// The hash of a file, in hexadecimal.
  ///
  /// - Returns: Nil when there is no such file, or it is none that can be read twice: a pipe, a
  ///   device.
  package static func text(ofFile path: String) -> String? {
    var facts = stat()
    // A pipe that was opened and closed again would be lost to who writes it.
    guard stat(path, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else { return nil }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else { return nil }
    var hash = SHA256()
    var block = [UInt8](repeating: 0, count: 1 << 18)
    while true {
      let count = read(descriptor, &block, block.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { return nil }
      if count == 0 { return Hexadecimal.text(hash.finalize()) }
      block.withUnsafeBytes { hash.update(bufferPointer: .init(rebasing: $0[..<count])) }
    }
  }
}
