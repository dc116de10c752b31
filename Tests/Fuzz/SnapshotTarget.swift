import Basics
import Desk
import Records
import Storage

/// Snapshots, compressed or not: what can be loaded makes a sound store, and the snapshot of that
/// store loads as the same.
final class SnapshotTarget: FuzzTarget {
  private let repository: String
  private let folder: String
  private let store: Store
  private static let wallClock = Instant(seconds: 1_455_066_000)

  init(repository: String, folder: String) throws(DeskError) {
    self.repository = repository
    self.folder = folder
    store = try Store.open(
      folder + "/store", access: .create, wallClock: { Self.wallClock })
  }

  /// The small snapshots whole and compressed, and the demo's customers one by one.
  var seeds: [[UInt8]] {
    var seeds: [[UInt8]] = []
    for path in Files.list(repository + "/Snapshots", ending: ".jsonl") {
      guard let bytes = Files.read(path) else { continue }
      if bytes.count < Mutator.longest { seeds.append(bytes) }
      guard load(bytes) != nil else { continue }
      for customer in customers(bytes).prefix(12) {
        for suffix in ["", ".gz"] {
          let file = folder + "/seed.jsonl" + suffix
          guard (try? store.saveSnapshot(to: file, customers: [customer])) != nil,
            let saved = Files.read(file), saved.count < Mutator.longest
          else { continue }
          seeds.append(saved)
        }
      }
    }
    return seeds
  }

  private func customers(_ bytes: [UInt8]) -> [Identifier] {
    let head = Array(#"{"type":"customer","id":""#.utf8)
    return bytes.split(separator: 0x0A).compactMap { line in
      guard line.starts(with: head) else { return nil }
      let id = line.dropFirst(head.count).prefix { $0 != UInt8(ascii: "\"") }
      return try? Identifier(parsing: String(decoding: id, as: UTF8.self))
    }
  }

  var words: [String] {
    RecordType.allCases.map { #"{"type":"\#($0.name)","# }
      + ["{", "}", "[", "]", ",", ":", "\"", "\n", "null", "\"0.00\"", "\"C1001\"", "2016-02-30"]
  }

  func attempt(_ bytes: [UInt8]) {
    guard let sha256 = load(bytes) else { return }
    do throws(DeskError) {
      let report = try store.check()
      demand(report.isSound, "what was loaded is sound: \(report.faults)")
      let file = folder + "/saved.jsonl"
      let saved = try store.saveSnapshot(to: file, customers: nil)
      guard let copy = Files.read(file) else { return demand(false, "the snapshot is there") }
      let again = load(copy)
      demand(again == saved.sha256, "the snapshot of what was loaded loads: \(sha256)")
      let second = try store.saveSnapshot(to: file, customers: nil)
      demand(second.sha256 == saved.sha256, "the same state gives the same bytes")
      try snapshotDiff(.snapshot(.bytes(bytes, name: "fuzz.jsonl")), .store(store)) { difference in
        demand(false, "a store is as its snapshot: \(difference)")
        return true
      }
    } catch {
      demand(false, "a loaded store can be worked with: \(error.message(in: .english))")
    }
  }

  /// Loads bytes.
  ///
  /// - Returns: the hash of what was loaded; nil when it cannot be.
  private func load(_ bytes: [UInt8]) -> String? {
    do throws(DeskError) {
      return try store.loadSnapshot(
        .bytes(bytes, name: "fuzz.jsonl"), replacing: true, .never, operator: "fuzz"
      ).sha256
    } catch {
      demand(error.cause == nil, "bad bytes are no failure of the store: \(error.code)")
      demand(!error.message(in: .english).isEmpty, "\(error.code) has a message")
      demand(!error.message(in: .chinese).isEmpty, "\(error.code) has a message in Chinese")
      return nil
    }
  }
}
