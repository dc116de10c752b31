import TestSupport
import Testing

/// That Durability.md speaks of tests that there are.
@Suite struct DurabilityPageTests {
  private static let root =
    "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")

  private static func text(_ path: String) throws -> String {
    String(decoding: try SnapshotFiles.bytes(path), as: UTF8.self)
  }

  /// The names of all tests.
  private static func tests() throws -> Set<String> {
    var tests: Set<String> = []
    for folder in FolderContents.names(in: root + "/Tests") where folder.hasSuffix("Tests") {
      let path = root + "/Tests/" + folder
      for file in FolderContents.names(in: path) where file.hasSuffix(".swift") {
        let parts = try text(path + "/" + file).split(separator: "func `")
        for part in parts.dropFirst() { tests.insert(String(part.prefix { $0 != "`" })) }
      }
    }
    return tests
  }

  @Test func `every promise names a test that there is`() throws {
    let page = try Self.text(Self.root + "/Sources/stardesk/stardesk.docc/Durability.md")
    let tests = try Self.tests()
    let rows = page.split(separator: "\n").filter {
      $0.hasPrefix("| ") && !$0.hasPrefix("| ---") && !$0.hasPrefix("| promise")
    }
    #expect(rows.count > 15)
    for row in rows {
      let cells = row.split(separator: "|")
      let name = try #require(cells.last).drop { $0 != "`" }.dropFirst().prefix { $0 != "`" }
      #expect(tests.contains(String(name)), "\(row)")
    }
  }
}
