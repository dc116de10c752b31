import Glibc
import Testing

/// What README.md says of the commands.
@Suite struct ReadmeTests {
  @Test func `README lists the commands as help does`() throws {
    let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    let readme = try #require(Self.read("/" + root + "/README.md"))
    let help = try TestDesk().must("help")
    #expect(readme.contains("```\n" + help + "```\n"))
  }

  private static func read(_ path: String) -> String? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 1 << 20)
    let count = fread(&bytes, 1, bytes.count, file)
    return String(decoding: bytes[..<count], as: UTF8.self)
  }
}
