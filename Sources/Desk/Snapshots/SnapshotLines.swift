import Basics
import Crypto
import Glibc
import Records

/// Where a snapshot comes from.
package enum SnapshotSource: Sendable {
  /// A file, compressed or not.
  case file(String)
  /// Bytes, compressed or not, and what errors call them.
  case bytes([UInt8], name: String)

  /// What errors call it.
  package var name: String {
    switch self {
    case .file(let path): path
    case .bytes(_, let name): name
    }
  }
}

/// Gives the lines of a snapshot one after another, and hashes them on the way.
///
/// What an editor leaves is passed over: a mark at the beginning, carriage returns, empty lines.
final class SnapshotLines {
  /// What errors call the snapshot.
  let name: String
  /// The line given last, from 1.
  private(set) var number = 0

  private var file: Int32 = -1
  /// Where the snapshot begins in the file: not at its head when somebody has read from it already.
  private var begin: off_t = 0
  private var memory: [UInt8] = []
  private var memoryOffset = 0
  private var inflater: Inflater?
  private var hash = SHA256()
  private var buffer: UnsafeMutableRawBufferPointer
  private var start = 0
  private var end = 0
  private var isAtEnd = false
  private let isInterrupted: () -> Bool

  private static let blockSize = 1 << 20
  /// The most bytes that a line may take.
  private static let longestLine = 1 << 24

  /// Opens a snapshot. A pipe is read to its end.
  ///
  /// - Parameters:
  ///   - source: where it is.
  ///   - isInterrupted: asked while it is read; true breaks that off.
  /// - Throws: `snapshot.open`, `snapshot.read`, `snapshot.interrupted`.
  init(
    _ source: SnapshotSource, isInterrupted: @escaping () -> Bool = { false }
  ) throws(DeskError) {
    self.isInterrupted = isInterrupted
    name = source.name
    buffer = .allocate(byteCount: 2 * Self.blockSize, alignment: 16)
    switch source {
    case .bytes(let bytes, _): memory = bytes
    case .file(let path): try openFile(path)
    }
    try recognise()
  }

  deinit {
    if file >= 0 { close(file) }
    buffer.deallocate()
  }

  private func openFile(_ path: String) throws(DeskError) {
    do throws(SystemError) {
      file = try InputFile.open(path)
    } catch {
      throw failure("snapshot.open", error)
    }
    var facts = stat()
    guard fstat(file, &facts) == 0 else { throw failure("snapshot.open", .last) }
    begin = lseek(file, 0, SEEK_CUR)
    guard facts.st_mode & S_IFMT != S_IFREG else { return }
    try spool()
  }

  /// Copies what cannot be read a second time, which a snapshot out of order needs, into a file
  /// without a name. It ends where no record of a snapshot can stand, so that a source without end is
  /// not copied for ever.
  private func spool() throws(DeskError) {
    guard let stream = tmpfile() else { throw failure("snapshot.read", .last) }
    let copy = fcntl(fileno(stream), F_DUPFD_CLOEXEC, 3)
    fclose(stream)
    let source = file
    defer { close(source) }
    file = copy
    guard copy >= 0 else { throw failure("snapshot.read", .last) }
    var line = LineStart()
    let room = UnsafeMutableRawBufferPointer(rebasing: buffer[..<Self.blockSize])
    do throws(SystemError) {
      while true {
        let count = try Waiting.read(source, into: room, isInterrupted)
        if count == 0 { break }
        let block = UnsafeRawBufferPointer(rebasing: room[..<count])
        try Waiting.write(copy, block) { false }
        guard line.goesOn(with: block) else {
          // A line that is wrong is told as that, and not as one that was cut short.
          if line.length <= Self.longestLine { try Waiting.write(copy, [0x0A], { false }) }
          break
        }
      }
    } catch {
      throw failure("snapshot.read", error)
    }
    begin = 0
    guard lseek(copy, 0, SEEK_SET) == 0 else { throw failure("snapshot.read", .last) }
  }

  /// Follows the lines of what is copied: each begins an object and is not too long, unless the bytes
  /// are gzip's.
  private struct LineStart {
    private var isCompressed: Bool?
    private(set) var length = 0

    mutating func goesOn(with block: UnsafeRawBufferPointer) -> Bool {
      let isCompressed = self.isCompressed ?? (block[0] == 0x1F)
      self.isCompressed = isCompressed
      guard !isCompressed else { return true }
      var rest = block[...]
      while let first = rest.first {
        if length == 0, first != UInt8(ascii: "{"), first != 0xEF, first != 0x0A { return false }
        guard let end = rest.firstIndex(of: 0x0A) else {
          length += rest.count
          return length <= SnapshotLines.longestLine
        }
        length = 0
        rest = rest[(end + 1)...]
      }
      return true
    }
  }

  private func failure(_ code: String, _ error: SystemError) -> DeskError {
    guard !error.isInterruption else { return .interruptedSnapshot }
    return DeskError(code, ["file": .text(name), "reason": .text(error.reason)])
  }

  /// Looks whether the bytes are gzip's.
  private func recognise() throws(DeskError) {
    var head: [UInt8] = [0, 0]
    if file >= 0 {
      guard pread(file, &head, 2, begin) >= 0 else { throw failure("snapshot.read", .last) }
    } else {
      head = Array(memory.prefix(2))
    }
    if name.hasSuffix(".gz") || head == [0x1F, 0x8B] { inflater = Inflater() }
  }

  /// SHA-256 of all lines, in hexadecimal, once all have been given.
  var sha256: String { Hexadecimal.text(hash.finalize()) }

  /// The location of the line given last.
  var location: SnapshotLocation { SnapshotLocation(file: name, line: number) }

  /// Begins at the first line again.
  func rewind() throws(DeskError) {
    if file >= 0 {
      guard lseek(file, begin, SEEK_SET) == begin else { throw failure("snapshot.read", .last) }
    }
    memoryOffset = 0
    inflater?.restart()
    hash = SHA256()
    (number, start, end, isAtEnd) = (0, 0, 0, false)
  }

  /// Gives the next line that is not empty, without its end.
  ///
  /// - Returns: The bytes, valid until the next call; nil after the last line.
  /// - Throws: `snapshot.cut` when the last line has no end; `snapshot.utf16`.
  func next() throws(DeskError) -> UnsafeBufferPointer<UInt8>? {
    while let line = try nextLine() {
      if line.first == UInt8(ascii: "{") { return line }
      let plain = number == 1 ? try withoutMark(line) : line
      if plain.contains(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }) { return plain }
    }
    return nil
  }

  /// The first line without the mark of UTF-8.
  private func withoutMark(
    _ line: UnsafeBufferPointer<UInt8>
  ) throws(DeskError) -> UnsafeBufferPointer<UInt8> {
    if line.starts(with: [0xFF, 0xFE]) || line.starts(with: [0xFE, 0xFF]) {
      throw location.error("snapshot.utf16")
    }
    let hasMark = line.starts(with: [0xEF, 0xBB, 0xBF])
    return hasMark ? UnsafeBufferPointer(rebasing: line[3...]) : line
  }

  private func nextLine() throws(DeskError) -> UnsafeBufferPointer<UInt8>? {
    var searched = start
    while true {
      let base = buffer.baseAddress!
      if searched < end, let found = memchr(base + searched, 0x0A, end - searched) {
        let lineEnd = found - UnsafeMutableRawPointer(base)
        let line = UnsafeBufferPointer(
          start: (base + start).assumingMemoryBound(to: UInt8.self), count: lineEnd - start)
        start = lineEnd + 1
        number += 1
        return line
      }
      if isAtEnd {
        guard start < end else { return nil }
        number += 1
        throw location.error("snapshot.cut")
      }
      let length = end - start
      try makeRoom()
      searched = start + length
      try fill()
    }
  }

  /// Moves what is left to the front, and makes the buffer larger when it is full.
  private func makeRoom() throws(DeskError) {
    let left = end - start
    guard left <= Self.longestLine else {
      number += 1
      throw location.error("snapshot.long-line", ["limit": .integer(Int64(Self.longestLine))])
    }
    if buffer.count - left < Self.blockSize {
      let larger = UnsafeMutableRawBufferPointer.allocate(
        byteCount: 2 * buffer.count, alignment: 16)
      larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[start..<end]))
      buffer.deallocate()
      buffer = larger
    } else if left > 0 {
      memmove(buffer.baseAddress!, buffer.baseAddress! + start, left)
    }
    (start, end) = (0, left)
  }

  private func fill() throws(DeskError) {
    let free = UnsafeMutableRawBufferPointer(
      rebasing: buffer[end..<min(end + Self.blockSize, buffer.count)])
    let count: Int
    if let inflater {
      count = try inflater.read(into: free, or: damaged) { (free) throws(DeskError) in
        try readBlock(free)
      }
      if count == 0, !inflater.isAtEnd {
        number += 1
        throw location.error("snapshot.cut")
      }
    } else {
      count = try readBlock(free)
    }
    isAtEnd = count == 0
    hash.update(
      bufferPointer: UnsafeRawBufferPointer(rebasing: buffer[end..<end + count]))
    end += count
  }

  private func damaged(_ problem: Inflater.Problem) -> DeskError {
    DeskError("snapshot.gzip", ["file": .text(name), "reason": .text(problem.text)])
  }

  private func readBlock(_ buffer: UnsafeMutableRawBufferPointer) throws(DeskError) -> Int {
    guard file >= 0 else {
      let count = min(buffer.count, memory.count - memoryOffset)
      buffer.copyBytes(from: memory[memoryOffset..<memoryOffset + count])
      memoryOffset += count
      return count
    }
    do throws(SystemError) {
      return try Waiting.read(file, into: buffer, isInterrupted)
    } catch {
      throw failure("snapshot.read", error)
    }
  }
}

/// Bytes as text.
enum Hexadecimal {
  /// Two digits a byte.
  static func text(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for byte in bytes {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }
}
