/// Reads lines of text, such as those of JSON Lines, block by block.
///
///     var lines = try LineReader(descriptor: file)
///     while try lines.next() {
///       lines.bytes.withUnsafeBufferPointer { bytes in
///         var json = JSONScanner(bytes)
///         ...
///       }
///     }
///
/// Lines end with LF or CR LF, which are left out; the last one may lack its end. Empty lines are
/// given too. What is given is valid UTF-8.
package struct LineReader: ~Copyable {
  /// The most bytes that a line may have.
  package static let longestLine = 16 << 20

  /// The line read last.
  package private(set) var bytes: [UInt8] = []

  /// Its number, from 1.
  package private(set) var number = 0

  private var source: TextSource
  private var text: [UInt8] = []
  private var place = 0
  private var isSpent = false

  /// Reads from an open file, which stays the caller's to close.
  ///
  /// - Parameters:
  ///   - descriptor: a file, a pipe or a terminal.
  ///   - encoding: how characters stand as bytes.
  ///   - isInterrupted: asked while nothing comes; true makes that an error.
  /// - Throws: `encoding.missing`.
  package init(
    descriptor: Int32, encoding: TextEncoding = .utf8,
    isInterrupted: @escaping () -> Bool = { false }
  ) throws(BasicsError) {
    source = try TextSource(
      descriptor: descriptor, encoding: encoding, isInterrupted: isInterrupted)
  }

  /// Reads from memory.
  ///
  /// - Throws: `encoding.missing`.
  package init(bytes: [UInt8], encoding: TextEncoding = .utf8) throws(BasicsError) {
    source = try TextSource(bytes: bytes, encoding: encoding)
  }

  /// Reads the next line.
  ///
  /// - Returns: false at the end of the file.
  /// - Throws: with the line, `line.length`, `encoding.utf8`, `encoding.utf16`, `encoding.gbk` or
  ///   `file.read`; the reader is then at its end.
  package mutating func next() throws(BasicsError) -> Bool {
    bytes.removeAll(keepingCapacity: true)
    guard !isSpent else { return false }
    do throws(BasicsError) {
      while !takeLine() {
        guard bytes.count <= Self.longestLine else {
          throw BasicsError(.lineLength, found: "")
        }
        place = 0
        guard try source.refill(&text) else {
          isSpent = true
          guard !bytes.isEmpty else { return false }
          break
        }
      }
    } catch {
      isSpent = true
      var placed = error
      placed.line = number + 1
      throw placed
    }
    number += 1
    if bytes.last == 0x0D { bytes.removeLast() }
    return true
  }

  /// Goes on with the line in the text at hand, and says whether it is complete.
  private mutating func takeLine() -> Bool {
    let rest = text[place...]
    let end = rest.withUnsafeBufferPointer { $0.firstIndex(of: 0x0A) }
    guard let end else {
      bytes.append(contentsOf: rest)
      place = text.count
      return false
    }
    bytes.append(contentsOf: rest[..<(place + end)])
    place += end + 1
    return true
  }
}
