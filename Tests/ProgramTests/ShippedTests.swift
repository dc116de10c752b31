import Glibc
import Testing

private let shippedProgram: String = {
  let parts = #filePath.split(separator: "/").dropLast(3)
  return "/" + parts.joined(separator: "/") + "/.build/release/stardesk"
}()

/// What the program as it is shipped, with all libraries in it, still takes from the system.
@Suite(.enabled(if: access(shippedProgram, X_OK) == 0, "Scripts/build has not built it"))
struct ShippedTests {
  /// Runs it with nobody's name in its environment.
  private func run(_ text: String, in place: Workplace) throws -> Ran {
    try Running(
      ["-u", "LOGNAME", shippedProgram, "--store", place.store, "-c", text], in: place.path,
      program: "/usr/bin/env"
    ).finish()
  }

  @Test func `it knows who works, and reads GBK`() throws {
    let place = try Workplace()
    let made = try run("store init --test", in: place)
    try #require(made.code == 0, "\(made.remarks)")
    let entry = try #require(getpwuid(getuid()))
    let shown = try run("journal show | select operator", in: place)
    #expect(shown.text == "operator\n\(String(cString: entry.pointee.pw_name))\n")
    place.file("gbk.csv", [0xBA, 0xC5, 0xC2, 0xEB, 0x0A] + Array("13300000001\n".utf8))
    let read = try run("open \"gbk.csv\" encoding=gbk", in: place)
    #expect(read.text == "号码\n13300000001\n", "\(read.remarks)")
  }
}
