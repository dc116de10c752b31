import Basics
import Crypto
import Glibc

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
final class SnapshotLines {
  /// What errors call the snapshot.
  let name: String
  /// The line given last, from 1.
  private(set) var number = 0

  private var file: Int32 = -1
  private var memory: [UInt8] = []
  private var memoryPlace = 0
  private var inflater: Inflater?
  private var hash = SHA256()
  private var buffer: UnsafeMutableRawBufferPointer
  private var start = 0
  private var end = 0
  private var isAtEnd = false

  private static let blockSize = 1 << 20
  /// The most bytes that a line may take.
  private static let longestLine = 1 << 24

  /// Opens a snapshot.
  ///
  /// - Throws: `snapshot.open`, `snapshot.read`.
  init(_ source: SnapshotSource) throws(DeskError) {
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
    file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw failure("snapshot.open") }
    var facts = stat()
    guard fstat(file, &facts) == 0 else { throw failure("snapshot.open") }
    guard facts.st_mode & S_IFMT != S_IFREG else { return }
    guard facts.st_mode & S_IFMT != S_IFDIR else {
      errno = EISDIR
      throw failure("snapshot.open")
    }
    // A pipe cannot be read a second time, which a snapshot out of order needs.
    while true {
      let count = try readBlock(UnsafeMutableRawBufferPointer(rebasing: buffer[..<Self.blockSize]))
      if count == 0 { break }
      memory.append(contentsOf: buffer[..<count])
    }
    close(file)
    file = -1
  }

  private func failure(_ code: String) -> DeskError {
    DeskError(
      code, ["file": .text(name), "reason": .text(String(cString: strerror(errno)))])
  }

  /// Looks whether the bytes are gzip's.
  private func recognise() throws(DeskError) {
    var head: [UInt8] = [0, 0]
    if file >= 0 {
      guard pread(file, &head, 2, 0) >= 0 else { throw failure("snapshot.read") }
    } else {
      head = Array(memory.prefix(2))
    }
    if name.hasSuffix(".gz") || head == [0x1F, 0x8B] { inflater = Inflater() }
  }

  /// SHA-256 of all lines, in hexadecimal, once all have been given.
  var sha256: String { Hexadecimal.text(hash.finalize()) }

  /// The place of the line given last.
  var place: SnapshotPlace { SnapshotPlace(file: name, line: number) }

  /// Begins at the first line again.
  func rewind() throws(DeskError) {
    if file >= 0 {
      guard lseek(file, 0, SEEK_SET) == 0 else { throw failure("snapshot.read") }
    }
    memoryPlace = 0
    inflater?.restart()
    hash = SHA256()
    (number, start, end, isAtEnd) = (0, 0, 0, false)
  }

  /// Gives the next line without its end.
  ///
  /// - Returns: The bytes, valid until the next call; nil after the last line.
  /// - Throws: `snapshot.cut` when the last line has no end.
  func next() throws(DeskError) -> UnsafeBufferPointer<UInt8>? {
    var searched = start
    while true {
      let base = buffer.baseAddress!
      if searched < end, let found = memchr(base + searched, 0x0A, end - searched) {
        let place = found - UnsafeMutableRawPointer(base)
        let line = UnsafeBufferPointer(
          start: (base + start).assumingMemoryBound(to: UInt8.self), count: place - start)
        start = place + 1
        number += 1
        return line
      }
      if isAtEnd {
        guard start < end else { return nil }
        number += 1
        throw place.error("snapshot.cut")
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
      throw place.error("snapshot.long-line", ["limit": .integer(Int64(Self.longestLine))])
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
    let place = UnsafeMutableRawBufferPointer(
      rebasing: buffer[end..<min(end + Self.blockSize, buffer.count)])
    let count: Int
    if let inflater {
      count = try inflater.read(into: place, or: damaged) { (place) throws(DeskError) in
        try readBlock(place)
      }
      if count == 0, !inflater.isAtEnd {
        number += 1
        throw self.place.error("snapshot.cut")
      }
    } else {
      count = try readBlock(place)
    }
    isAtEnd = count == 0
    hash.update(
      bufferPointer: UnsafeRawBufferPointer(rebasing: buffer[end..<end + count]))
    end += count
  }

  private func damaged(_ problem: Inflater.Problem) -> DeskError {
    DeskError("snapshot.gzip", ["file": .text(name), "reason": .text(problem.text)])
  }

  private func readBlock(_ place: UnsafeMutableRawBufferPointer) throws(DeskError) -> Int {
    guard file >= 0 else {
      let count = min(place.count, memory.count - memoryPlace)
      place.copyBytes(from: memory[memoryPlace..<memoryPlace + count])
      memoryPlace += count
      return count
    }
    while true {
      let count = read(file, place.baseAddress, place.count)
      if count >= 0 { return count }
      if errno != EINTR { throw failure("snapshot.read") }
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
