import Basics
@testable import Desk
import Records
import Storage
import TestSupport
import Testing

@Suite struct SnapshotDiffTests {
  private func differences(
    _ first: SnapshotSide, _ second: SnapshotSide
  ) throws -> [SnapshotDifference] {
    var found: [SnapshotDifference] = []
    try snapshotDiff(first, second) {
      found.append($0)
      return true
    }
    return found
  }

  private func side(_ lines: [String]) -> SnapshotSide {
    .snapshot(.bytes(Array((lines.joined(separator: "\n") + "\n").utf8), name: "x"))
  }

  @Test func `added, removed and changed records are told field by field`() throws {
    let changed = Samples.all.map { line in
      line.split(separator: #""roaming":"none""#, omittingEmptySubsequences: false)
        .joined(separator: #""plan":"4g-59","roaming":"all""#)
    }
    let second =
      [changed[0].split(separator: "-10T09").joined(separator: "-11T09")] + changed[1...3] + [
        changed[5],
        #"{"type":"points","customer":"C1","year":2015,"earned":3,"left":3}"#,
      ]
    let found = try differences(side(Samples.all), side(Array(second)))
    #expect(found.map(\.type) == ["header", "line", "card", "points"])
    #expect(found.map(\.kind) == [.changed, .changed, .removed, .added])
    #expect(found.map(\.key) == ["", "13300000001", "8986031234567890123", "C1 2015"])
    #expect(found[0].fields.map(\.name) == ["clock"])
    let fields = found[1].fields.map { [$0.name, $0.before ?? "-", $0.after ?? "-"] }
    #expect(Set(fields) == [["plan", "-", "4g-59"], ["roaming", "none", "all"]])
    #expect(found[2].fields.allSatisfy { $0.after == nil })
    #expect(found[3].fields.last?.name == "left")
    #expect(found[3].fields.last?.before == nil)
    #expect(found[3].fields.last?.after == "3")
    #expect(found[3].customer == Identifier(prefix: "C", number: 1))
  }

  /// DESK-3: what listings mask, differences mask.
  @Test func `names, documents and contact data are masked in differences`() throws {
    func customer(_ id: Int, _ name: String, _ document: String, _ phone: String) -> String {
      #"{"type":"customer","id":"C\#(id)","kind":"individual","name":"\#(name)","#
        + #""document":{"kind":"passport","number":"\#(document)"},"segment":"public","#
        + #""joined":"2014-01-01","phone":"\#(phone)","secondPhone":"057188001234","#
        + #""address":"海港市乙路七十七号"}"#
    }
    let first = [Samples.header, customer(1, "王小明", "SE84216790", "13811112222")]
    let second = [
      Samples.header, customer(1, "王小红", "SE84216791", "13811113333"),
      customer(2, "李大力", "G12345678", "13811114444"),
    ]
    for (one, other) in [(first, second), (second, first)] {
      let found = try differences(side(one), side(other))
      #expect(found.map(\.key) == ["C1", "C2"])
      #expect(Set(found[0].fields.map(\.name)) == ["name", "document", "phone"])
      let texts = found.flatMap(\.fields).flatMap { [$0.before ?? "", $0.after ?? ""] }
      for clear in ["小", "大力", "SE84", "12345678", "1381111", "0571880", "七十七"] {
        #expect(!texts.contains { $0.contains(clear) }, "\(clear)")
      }
      #expect(texts.contains("王**") && texts.contains("138****2222"))
      #expect(texts.contains(#"{"kind":"passport","number":"SE******90"}"#))
    }
  }

  @Test func `a store does not differ from what it was loaded from, in any order`() throws {
    let lines = RandomSnapshot.lines(seed: 4, customers: 60)
    let test = try TestStore()
    try test.load(lines: lines)
    #expect(try differences(.store(test.store), side(lines)) == [])
    var random = SplitMix64(seed: 1)
    let shuffled = [lines[0]] + lines.dropFirst().shuffled(using: &random)
    #expect(try differences(side(shuffled), .store(test.store)) == [])
    #expect(try differences(SnapshotSide.at(test.path), side(lines)) == [])
    #expect(try differences(.store(test.store), side([lines[0]])).count == lines.count - 1)
  }

  @Test func `the comparison ends when told`() throws {
    var count = 0
    try snapshotDiff(side(Samples.all), side([Samples.header])) { _ in
      count += 1
      return count < 2
    }
    #expect(count == 2)
  }
}
