/// Reads lines of text, such as those of JSON Lines, block by block.
///
///     var lines = LineReader(descriptor: file)
///     while try lines.next() {
///       lines.bytes.withUnsafeBufferPointer { bytes in
///         var json = JSONScanner(bytes)
///         ...
///       }
///     }
///
/// Lines end with LF or CR LF, which are left out; the last one may lack its end. Empty lines are
/// given too, and a mark at the beginning of a line is left out. What is given is valid UTF-8; bytes
/// that are no characters are an error of their line alone, which then has them as escapes.
package struct LineReader: ~Copyable {
  /// The most bytes that a line may have.
  package static let longestLine = 16 << 20

  /// The line read last.
  package private(set) var bytes: [UInt8] = []

  /// Its number, from 1.
  package private(set) var number = 0

  private var source: TextSource
  private var text: [UInt8] = []
  private var offset = 0

  /// Whether nothing can be read any more: the file has ended, or an error lay not in one line alone.
  package private(set) var isSpent = false

  /// Whether the text began with a mark, once its first line has been read.
  package var hadMark: Bool { source.hadMark }

  /// Reads from an open file, which stays the caller's to close.
  ///
  /// - Parameters:
  ///   - descriptor: a file, a pipe or a terminal.
  ///   - encoding: how characters stand as bytes.
  ///   - isInterrupted: asked while nothing comes; true makes that an error.
  package init(
    descriptor: Int32, encoding: TextEncoding = .utf8,
    isInterrupted: @escaping () -> Bool = { false }
  ) {
    source = TextSource(
      descriptor: descriptor, encoding: encoding, isInterrupted: isInterrupted)
  }

  /// Reads from memory.
  package init(bytes: [UInt8], encoding: TextEncoding = .utf8) {
    source = TextSource(bytes: bytes, encoding: encoding)
  }

  /// Reads the next line.
  ///
  /// - Returns: false at the end of the file.
  /// - Throws: with the line, `encoding.utf8` or `encoding.gbk`; the line is there all the same, and
  ///   the next call goes on. After any other error the reader is at its end, see ``isSpent``:
  ///   `line.length`, `encoding.utf16`, `file.read`.
  package mutating func next() throws(BasicsError) -> Bool {
    bytes.removeAll(keepingCapacity: true)
    guard !isSpent else { return false }
    do throws(BasicsError) {
      while !takeLine() {
        guard bytes.count <= Self.longestLine else {
          throw BasicsError(.lineLength, found: "")
        }
        offset = 0
        guard try source.refill(&text) else {
          guard !bytes.isEmpty else {
            isSpent = true
            return false
          }
          break
        }
      }
    } catch {
      isSpent = true
      var located = error
      located.line = number + 1
      throw located
    }
    number += 1
    if bytes.last == 0x0D { bytes.removeLast() }
    if bytes.first == 0xEF, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
    if source.hasInvalid, let shown = dropInvalidMarks() {
      throw BasicsError(source.invalidBytes, found: shown, line: number)
    }
    return true
  }

  /// Drops the marks before the escapes of bytes that are no characters.
  ///
  /// - Returns: the first escape; nil when there is none.
  private mutating func dropInvalidMarks() -> String? {
    guard let first = bytes.firstIndex(of: TextDecoder.invalidMark) else { return nil }
    let shown = bytes[(first + 1)...].prefix(TextDecoder.escapeLength)
    defer { bytes.removeAll { $0 == TextDecoder.invalidMark } }
    return String(decoding: shown, as: UTF8.self)
  }

  /// Continues the line in the current text, and says whether it is complete.
  private mutating func takeLine() -> Bool {
    let rest = text[offset...]
    let end = rest.withUnsafeBufferPointer { $0.firstIndex(of: 0x0A) }
    guard let end else {
      bytes.append(contentsOf: rest)
      offset = text.count
      return false
    }
    bytes.append(contentsOf: rest[..<(offset + end)])
    offset += end + 1
    return true
  }
}
