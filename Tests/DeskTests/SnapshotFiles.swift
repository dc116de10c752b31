import Basics
@testable import Desk
import Glibc
import Records
import Storage
import TestSupport

/// The snapshots that are shipped, and scratch files for tests.
enum SnapshotFiles {
  /// The folder of the shipped snapshots.
  static let folder: String = {
    var parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    parts.removeLast(3)
    return parts.joined(separator: "/") + "/Snapshots"
  }()

  /// The shipped snapshots.
  static let shipped = FolderContents.names(in: folder).filter { $0.hasSuffix(".jsonl") }
    .map { folder + "/" + $0 }

  /// The bytes of a file.
  static func bytes(_ path: String) throws -> [UInt8] {
    let file = open(path, O_RDONLY)
    guard file >= 0 else { throw TestFailure(text: "cannot open \(path)") }
    defer { close(file) }
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(file, &block, block.count)
      guard count > 0 else { return bytes }
      bytes.append(contentsOf: block[..<count])
    }
  }
}

extension TestStore {
  /// Loads a snapshot of bytes.
  @discardableResult
  func load(
    _ bytes: [UInt8], replacing consent: Bool = false
  ) throws(DeskError) -> LoadResult {
    try store.loadSnapshot(
      .bytes(bytes, name: "test.jsonl"), replacing: consent, .never, operator: "tester")
  }

  /// Loads a snapshot of lines.
  @discardableResult
  func load(lines: [String], replacing consent: Bool = false) throws(DeskError) -> LoadResult {
    try load(Array((lines.joined(separator: "\n") + "\n").utf8), replacing: consent)
  }

  /// The bytes of a snapshot of the store.
  func saved(_ customers: [Identifier]? = nil, suffix: String = "") throws -> [UInt8] {
    let file = path + "/saved.jsonl" + suffix
    defer { unlink(file) }
    _ = try store.saveSnapshot(to: file, customers: customers)
    return try SnapshotFiles.bytes(file)
  }
}
