import Glibc
import Testing

private let shippedProgram: String = {
  let parts = #filePath.split(separator: "/").dropLast(3)
  return "/" + parts.joined(separator: "/") + "/.build/release/stardesk"
}()

/// The command that runs a program with a folder as its root; nil where this user may not.
private let chroot: [String]? = {
  let commands = [
    ["/usr/sbin/chroot"], ["/usr/bin/unshare", "--user", "--map-root-user", "/usr/sbin/chroot"],
  ]
  return commands.first { command in
    let ran = try? Running(
      Array(command.dropFirst()) + ["/", "/bin/true"], in: "/", program: command[0]
    ).finish()
    return ran?.code == 0
  }
}()

/// What the program as it is shipped, with all libraries in it, takes from the system.
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

  @Test(.enabled(if: chroot != nil, "neither root nor user namespaces are to be had here"))
  func `it works where there is nothing but itself, on files in GBK too`() throws {
    let place = try Workplace()
    write(contents(shippedProgram), to: place.path + "/stardesk")
    chmod(place.path + "/stardesk", 0o700)
    let command = try ["-i"] + #require(chroot) + [place.path, "/stardesk", "--store", "/store"]
    func run(_ arguments: String...) throws -> Ran {
      try Running(command + arguments, in: "/", program: "/usr/bin/env").finish()
    }
    let made = try run("-c", "store init --test")
    try #require(made.code == 0, "\(made.remarks)")
    // Neither the environment nor the system has a name for who runs it.
    #expect(try run("-c", "journal show | select operator").text == "operator\n0\n")
    place.file("demo.jsonl", contents(Workplace.snapshots + "/demo.jsonl"))
    let loaded = try run("-c", "snapshot load \"/demo.jsonl\"")
    #expect(loaded.code == 0, "\(loaded.remarks)")
    // 号码,工单 and two rows, the second of which the store does not know.
    let heading: [UInt8] = [0xBA, 0xC5, 0xC2, 0xEB, 0x2C, 0xB9, 0xA4, 0xB5, 0xA5]
    let rows = Array("\n13300000001,T-1\n13300000000,".utf8) + [0xBC, 0xD7, 0x0A]
    place.file("list.csv", heading + rows)
    let restored = try run(
      "--each", "--rejects", "/rejected.csv", "-c",
      "open \"/list.csv\" encoding=gbk | restore phone number=$it.号码 ticket=$it.工单 "
        + "| save \"/report.csv\"")
    #expect(restored.code == 4, "\(restored.remarks)")
    let report = place.read("report.csv").split(separator: "\n")
    #expect(report.count == 3)
    #expect(report.first?.hasPrefix("号码,工单,") == true, "\(report)")
    #expect(report.last?.hasPrefix("13300000000,甲,") == true, "\(report)")
    // The store is read by a second process.
    let checked = try run("-c", "store check")
    #expect(checked.code == 0, "\(checked.remarks)")
    let rejected = contents(place.path + "/rejected.csv")
    #expect(rejected.starts(with: heading))
    #expect(rejected.firstRange(of: [0x2C, 0xBC, 0xD7, 0x2C]) != nil)
  }
}
