import Basics
import Crypto
import Desk
import Glibc
import Storage
import Testing

@Suite struct SnapshotTests {
  @Test func `there are snapshots to test with`() {
    #expect(SnapshotFiles.shipped.contains { $0.hasSuffix("/demo.jsonl") })
  }

  @Test(arguments: SnapshotFiles.shipped)
  func `a shipped snapshot is saved as it was loaded, byte for byte`(path: String) throws {
    let test = try TestStore()
    let result = try test.store.loadSnapshot(
      .file(path), replacing: false, .never, operator: "tester")
    let bytes = try SnapshotFiles.bytes(path)
    #expect(try test.saved() == bytes)
    #expect(result.wasInOrder)
    #expect(result.count == bytes.count { $0 == 0x0A } - 1)
    let hash = SHA256.hash(data: bytes).map { String(Int($0) + 256, radix: 16).suffix(2) }
    #expect(result.sha256 == hash.joined())
  }
}
