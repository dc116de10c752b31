internal import Basics
internal import Synchronization

/// Gives each character that is written with several code points, such as 👨‍👩‍👧 or é as e and an
/// accent, one code point that stands for it in the line editor.
///
/// libedit takes every code point for a character: it would delete half of one, stop in the middle of
/// it, and count the columns of its parts. So its buffer, its history and its screen hold the stand-in,
/// as wide as the character is, and what it writes to the terminal goes through
/// ``expanded(_:)``. Stand-ins for two columns are taken from the Tangut block, for one column from a
/// plane of private use; who types one of those gets a stand-in for it.
final class Clusters: Sendable {
  private struct Known {
    var standIns: [String: Unicode.Scalar] = [:]
    var texts: [Unicode.Scalar: String] = [:]
    var wide: UInt32 = Clusters.wide.lowerBound
    var narrow: UInt32 = Clusters.narrow.lowerBound
  }

  private let known = Mutex(Known())

  private static let wide: ClosedRange<UInt32> = 0x17000...0x187F7
  private static let narrow: ClosedRange<UInt32> = 0xF0000...0xFFFFD

  static func isStandIn(_ scalar: Unicode.Scalar) -> Bool {
    wide.contains(scalar.value) || narrow.contains(scalar.value)
  }

  /// The text as the line editor holds it.
  func encoded(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { $0.value >= 0x300 }) else { return text }
    var result = String.UnicodeScalarView()
    for character in text { result.append(contentsOf: encoded(character)) }
    return String(result)
  }

  private func encoded(_ character: Character) -> [Unicode.Scalar] {
    let scalars = Array(character.unicodeScalars)
    guard scalars.count > 1 || Clusters.isStandIn(scalars[0]),
      let standIn = standIn(for: character)
    else { return scalars }
    return [standIn]
  }

  /// The code point that stands for a character; nil for one that takes no column or more than two,
  /// and when all are given out: its code points then stand for themselves.
  func standIn(for character: Character) -> Unicode.Scalar? {
    let width = DisplayWidth.width(of: character)
    guard width == 1 || width == 2, !character.isNewline else { return nil }
    let text = String(character)
    return known.withLock { known in
      if let given = known.standIns[text] { return given }
      let next = width == 2 ? known.wide : known.narrow
      let range = width == 2 ? Clusters.wide : Clusters.narrow
      guard range.contains(next), let scalar = Unicode.Scalar(next) else { return nil }
      if width == 2 { known.wide += 1 } else { known.narrow += 1 }
      known.standIns[text] = scalar
      known.texts[scalar] = text
      return scalar
    }
  }

  /// The text that the line editor's code points stand for.
  func decoded(_ scalars: some Sequence<Unicode.Scalar>) -> String {
    var result = String.UnicodeScalarView()
    for scalar in scalars {
      if Clusters.isStandIn(scalar), let text = text(of: scalar) {
        result.append(contentsOf: text.unicodeScalars)
      } else {
        result.append(scalar)
      }
    }
    return String(result)
  }

  private func text(of standIn: Unicode.Scalar) -> String? {
    known.withLock { $0.texts[standIn] }
  }

  /// What goes to the terminal: UTF-8 in which every stand-in is what it stands for.
  func expanded(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    var offset = 0
    while offset < bytes.count {
      // All stand-ins take four bytes.
      guard bytes[offset] >= 0xF0, UTF8Check.length(ofSequenceAt: offset, in: bytes) == 4 else {
        result.append(bytes[offset])
        offset += 1
        continue
      }
      let scalar = TerminalCommands.scalar(bytes, offset, 4)
      if Clusters.isStandIn(scalar), let text = text(of: scalar) {
        result += Array(text.utf8)
      } else {
        result += bytes[offset..<offset + 4]
      }
      offset += 4
    }
    return result
  }
}

/// Where the line editor writes: to a descriptor, with what stand-ins stand for.
final class EditorScreen {
  let descriptor: Int32
  private let clusters: Clusters
  /// The beginning of a character whose other bytes are still to come.
  private var rest: [UInt8] = []

  init(_ descriptor: Int32, _ clusters: Clusters) {
    self.descriptor = descriptor
    self.clusters = clusters
  }

  /// Takes what the editor writes.
  ///
  /// - Returns: false when the descriptor takes no more.
  func write(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    let all = rest + bytes
    let cut = EditorScreen.cutOff(all)
    rest = Array(all.suffix(cut))
    let shown = all.withUnsafeBufferPointer { all in
      clusters.expanded(UnsafeBufferPointer(rebasing: all.dropLast(cut)))
    }
    return shown.withUnsafeBytes { Terminal.write($0, to: descriptor) }
  }

  /// How many bytes at the end begin a character of four bytes that is not complete.
  private static func cutOff(_ bytes: [UInt8]) -> Int {
    for count in 1...3 where bytes.count >= count {
      let byte = bytes[bytes.count - count]
      if byte >= 0xF0 { return count }
      if byte < 0x80 || byte >= 0xC0 { return 0 }
    }
    return 0
  }
}
