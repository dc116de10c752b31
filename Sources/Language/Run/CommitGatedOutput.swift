import Basics
import Glibc

/// Passes output on, or holds it back until what it tells of is durable.
///
/// What is held keeps its order: once something waits, everything after it waits too. A large lot
/// waits in a file without a name.
final class CommitGatedOutput {
  private enum Segment {
    case results([UInt8])
    case spooled(at: Int, Int)
    case remark(String)
    case file(HeldFile)
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
  func put(_ file: HeldFile) throws(LanguageError) {
    guard isHolding || !segments.isEmpty else { return try putNow(file) }
    segments.append(.file(file))
  }

  private func putNow(_ file: HeldFile) throws(LanguageError) {
    // What was put out before stands before what a file that is no file puts out now.
    if !file.isReplaced { try output.flush() }
    try file.put()
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
        case .spooled(let offset, let count):
          try output.write(try readSpool(offset, count))
        case .remark(let text): output.remark(text)
        case .file(let file): try putNow(file)
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
      case .file(let file): file.drop()
      case .spooled(let offset, _): spoolEnd = min(spoolEnd, offset)
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

  private func readSpool(_ offset: Int, _ count: Int) throws(LanguageError) -> [UInt8] {
    guard let spool, fseek(spool, offset, SEEK_SET) == 0 else { return [] }
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      initialized = fread(buffer.baseAddress, 1, count, spool)
    }
    guard bytes.count == count else {
      throw LanguageError(.fileRead, "output", "short read", fault: .store)
    }
    return bytes
  }
}

/// A file that is written and sealed, and waits for its name.
final class HeldFile {
  private let file: OutputFile
  private let path: String
  private let files: RunFiles

  init(_ file: OutputFile, _ path: String, _ files: RunFiles) {
    self.file = file
    self.path = path
    self.files = files
  }

  /// Whether it takes the place of a file; otherwise it is written into a pipe or a device.
  var isReplaced: Bool { file.location.kind == .file || file.location.kind == .nothing }

  /// Puts the file in place.
  ///
  /// - Throws: `file.location` naming where the content is, since what it tells of may have happened.
  func put() throws(LanguageError) {
    files.finish(file.location)
    do throws(SystemError) {
      try file.put()
    } catch {
      guard let kept = file.keptPath else {
        throw Files.failure(.fileWrite, path, error, fault: .store)
      }
      file.keep()
      throw LanguageError(.filePlace, Literals.quoted(path), error.reason, kept, fault: .store)
    }
  }

  /// Forgets the file: what it tells of was undone.
  func drop() {
    files.forget(file.location)
    file.discard()
  }
}
