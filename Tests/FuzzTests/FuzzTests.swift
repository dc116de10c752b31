import Glibc
import TestSupport
import Testing

/// Short runs of the fuzzer, each in a process of its own. `Scripts/fuzz` runs it for longer.
@Suite struct FuzzTests {
  static let targets = [
    ("language", 6000), ("commands", 400), ("csv", 6000), ("json", 6000), ("values", 10_000),
    ("snapshot", 150), ("lists", 1500),
  ]

  @Test(arguments: targets)
  func `no input whatever ends the process, takes too long or breaks what must hold`(
    _ target: String, _ runs: Int
  ) throws {
    let ended = try Fuzzer.run(target, ["--runs", "\(runs)", "--seed", "7"])
    #expect(ended.status == 0, "\(target): \(ended.text)")
    #expect(ended.text.contains("\(runs) inputs"))
  }

  /// Inputs of Tests/Fuzz/Findings were found by the fuzzer, or are what it was to find.
  @Test(arguments: targets.map { $0.0 })
  func `what was found once is not found again`(_ target: String) throws {
    let folder = Fuzzer.repository + "/Tests/Fuzz/Findings/" + target
    let files = (FolderContents.namesIfAny(in: folder) ?? []).filter { !$0.hasPrefix(".") }.map {
      folder + "/" + $0
    }
    guard !files.isEmpty else { return }
    let ended = try Fuzzer.run(target, ["--files"] + files)
    #expect(ended.status == 0, "\(target): \(ended.text)")
    #expect(ended.text.contains("\(files.count) inputs"))
  }
}

/// The fuzzer in a process of its own.
enum Fuzzer {
  static let repository: String = {
    var parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    parts.removeLast(3)
    return parts.joined(separator: "/")
  }()

  /// How the process ended, as `waitpid` says, and what it put out.
  struct Ended {
    var status: Int32
    var text: String
  }

  /// Runs it in a folder that goes away.
  static func run(_ target: String, _ arguments: [String]) throws -> Ended {
    let folder = TemporaryFolder.make("fuzz")
    defer { TemporaryFolder.remove(folder) }
    let output = folder + "/output"
    let process = try spawn(
      [target, "--repository", repository, "--folder", folder] + arguments, output)
    var status: Int32 = 0
    waitpid(process, &status, 0)
    return Ended(status: status, text: read(output))
  }

  private static func spawn(_ arguments: [String], _ output: String) throws -> pid_t {
    var path = [CChar](repeating: 0, count: 4096)
    let length = readlink("/proc/self/exe", &path, path.count - 1)
    try #require(length > 0)
    let own = String(decoding: path[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let program = String(own[..<own.lastIndex(of: "/")!]) + "/Fuzz"
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT, 0o600)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)
    var words = ([program] + arguments).map { strdup($0) as UnsafeMutablePointer<CChar>? } + [nil]
    defer { for word in words { free(word) } }
    var process: pid_t = 0
    try #require(posix_spawn(&process, program, &actions, nil, &words, environ) == 0)
    return process
  }

  private static func read(_ path: String) -> String {
    guard let file = fopen(path, "r") else { return "" }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    let count = fread(&bytes, 1, bytes.count, file)
    return String(decoding: bytes[..<count], as: UTF8.self)
  }
}
