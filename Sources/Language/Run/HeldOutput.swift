import Basics
import Glibc

/// Passes output on, or holds it back until what it tells of is durable.
///
/// What is held keeps its order: once something waits, everything after it waits too. A large lot
/// waits in a file without a name.
final class HeldOutput {
  private enum Segment {
    case results([UInt8])
    case spooled(at: Int, Int)
    case remark(String)
    case rename(from: String, to: String)
  }

  private let output: any Output
  private var segments: [Segment] = []
  private var heldBytes = 0
  private var spool: UnsafeMutablePointer<FILE>?
  private var spoolEnd = 0

  /// From how many bytes on results wait in a file.
  static let spoolsFrom = 16 << 20

  /// Whether what comes now must wait.
  var isHolding = false

  init(_ output: any Output) {
    self.output = output
  }

  deinit {
    drop()
  }

  func write(_ bytes: [UInt8]) throws(LanguageError) {
    guard !bytes.isEmpty else { return }
    guard isHolding || !segments.isEmpty else { return try output.write(bytes) }
    heldBytes += bytes.count
    guard heldBytes > Self.spoolsFrom, let spool = openSpool() else {
      segments.append(.results(bytes))
      return
    }
    guard fseek(spool, spoolEnd, SEEK_SET) == 0,
      fwrite(bytes, 1, bytes.count, spool) == bytes.count
    else {
      throw LanguageError(
        .fileWrite, "output", String(cString: strerror(errno)), fault: .store)
    }
    segments.append(.spooled(at: spoolEnd, bytes.count))
    spoolEnd += bytes.count
  }

  func remark(_ text: String) {
    guard isHolding || !segments.isEmpty else { return output.remark(text) }
    segments.append(.remark(text))
  }

  /// Gives a file its name, now or when what it holds is durable.
  func rename(_ temporary: String, to path: String) throws(LanguageError) {
    guard isHolding || !segments.isEmpty else { return try renameNow(temporary, path) }
    segments.append(.rename(from: temporary, to: path))
  }

  /// Where a file lies that a path names, perhaps through a link.
  static func place(of path: String) -> String {
    guard let resolved = realpath(path, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  private func renameNow(_ temporary: String, _ path: String) throws(LanguageError) {
    var facts = stat()
    let isFile = stat(path, &facts) != 0 || facts.st_mode & S_IFMT == S_IFREG
    let isPlaced =
      isFile
      ? Glibc.rename(temporary, Self.place(of: path)) == 0 : Self.copy(temporary, into: path)
    guard isPlaced else {
      let reason = String(cString: strerror(errno))
      unlink(temporary)
      throw LanguageError(.fileWrite, Literals.quoted(path), reason, fault: .store)
    }
  }

  /// Writes a temporary file into a device or a pipe, and removes it.
  private static func copy(_ temporary: String, into path: String) -> Bool {
    let source = open(temporary, O_RDONLY | O_CLOEXEC)
    guard source >= 0 else { return false }
    defer { close(source) }
    let target = open(path, O_WRONLY | O_CLOEXEC)
    guard target >= 0 else { return false }
    defer { close(target) }
    var block = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = read(source, &block, block.count)
      guard count > 0 else {
        unlink(temporary)
        return count == 0
      }
      var written = 0
      while written < count {
        let more = block[written..<count].withUnsafeBytes {
          Glibc.write(target, $0.baseAddress, $0.count)
        }
        if more < 0, errno == EINTR { continue }
        guard more >= 0 else { return false }
        written += more
      }
    }
  }

  /// Puts out all that waits.
  func flush() throws(LanguageError) {
    let segments = self.segments
    self.segments = []
    heldBytes = 0
    defer { closeSpool() }
    var failure: LanguageError?
    for segment in segments {
      do throws(LanguageError) {
        switch segment {
        case .results(let bytes): try output.write(bytes)
        case .spooled(let place, let count):
          try output.write(try readSpool(place, count))
        case .remark(let text): output.remark(text)
        case .rename(let temporary, let path): try renameNow(temporary, path)
        }
      } catch {
        // The other files still get their names: what they tell of has happened.
        failure = failure ?? error
      }
    }
    if let failure { throw failure }
  }

  /// Forgets all that waits: what it tells of was rolled back.
  func drop() {
    drop(after: 0)
    heldBytes = 0
    closeSpool()
  }

  /// How much waits, for ``drop(after:)``.
  var mark: Int { segments.count }

  /// Forgets what waits since a mark: what it tells of was undone.
  func drop(after mark: Int) {
    guard mark < segments.count else { return }
    for segment in segments[mark...] {
      switch segment {
      case .rename(let temporary, _): unlink(temporary)
      case .spooled(let place, _): spoolEnd = min(spoolEnd, place)
      case .results, .remark: continue
      }
    }
    segments.removeSubrange(mark...)
  }

  private func openSpool() -> UnsafeMutablePointer<FILE>? {
    if spool == nil { spool = tmpfile() }
    return spool
  }

  private func closeSpool() {
    if let spool { fclose(spool) }
    spool = nil
    spoolEnd = 0
  }

  private func readSpool(_ place: Int, _ count: Int) throws(LanguageError) -> [UInt8] {
    guard let spool, fseek(spool, place, SEEK_SET) == 0 else { return [] }
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      initialized = fread(buffer.baseAddress, 1, count, spool)
    }
    guard bytes.count == count else {
      throw LanguageError(.fileRead, "output", "short read", fault: .store)
    }
    return bytes
  }
}
