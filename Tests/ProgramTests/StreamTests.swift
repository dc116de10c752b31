import Glibc
import Testing

/// What is done when standard input, output or error is not what a program takes for granted.
@Suite
struct StreamTests {
  /// What a shell command came to, with the program as `$E` in a folder with a store `s`.
  private static func shell(_ place: Workplace, _ command: String) -> (code: Int32, told: String) {
    place.file("command.sh", "E='\(Running.program) --store store'\n\(command)\n")
    let status = system("cd \(place.path) && bash command.sh 2> told > shown < /dev/null")
    return ((status >> 8) & 0xFF, place.read("told"))
  }

  private static func payments(_ place: Workplace) throws -> Int {
    let ran = try place.run("--format", "tsv", "-c", "orders | where kind == pay | count")
    return Int(ran.text.split(separator: "\n").last ?? "") ?? -1
  }

  // MARK: Standard input

  @Test(arguments: ["", "-", "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0", "./in", "../dev/stdin"])
  func `standard input is read on from where the caller stopped, by any of its names`(
    name: String
  ) throws {
    let place = try Workplace.demonstration()
    let before = try Self.payments(place)
    symlink("/dev/stdin", place.path + "/in")
    place.file("two.desk", "pay \(entitled) amount=1\npay \(entitled) amount=2\n")
    // From /tmp/FOLDER the path with `..` leads nowhere, as it should be told.
    let ran = Self.shell(place, "{ IFS= read -r first; $E \(name); } < two.desk")
    let expected = name.hasPrefix("..") ? 0 : 1
    #expect(ran.code == (expected == 1 ? 0 : 2), "\(ran.told)")
    #expect(try Self.payments(place) == before + expected)
  }

  @Test(arguments: ["-", "/dev/stdin", "/dev/fd/3", "/proc/self/fd/0"])
  func `a list on standard input is read on, not from its head`(name: String) throws {
    let place = try Workplace.demonstration()
    place.file("list.csv", "number\n\(entitled)\nnumber\n\(unentitled)\n")
    let ran = Self.shell(
      place,
      "{ IFS= read -r a; IFS= read -r b; "
        + "$E --format jsonl -c 'open \"\(name)\" format=csv | line show' 3<&0; } < list.csv")
    #expect(ran.code == 0, "\(ran.told)")
    let shown = place.read("shown")
    #expect(shown.contains(unentitled) && !shown.contains(entitled), "\(shown)")
  }

  @Test func `a descriptor of the program's own is nobody's to read or write`() throws {
    let place = try Workplace.demonstration()
    for number in 3...9 {
      let ran = Self.shell(
        place,
        // Not what the tests themselves have open.
        "for other in {3..40}; do eval \"exec $other>&-\"; done; "
          + "$E -c 'line show \(entitled); open \"/dev/fd/\(number)\" format=csv | count'")
      #expect(ran.code == 3, "\(number): \(ran.told)")
    }
    try place.expectSound()
  }

  @Test(arguments: [false, true])
  func `a socket as standard input is read to its end, blocking or not`(isBlocking: Bool) throws {
    let place = try Workplace.demonstration()
    var ends: [Int32] = [-1, -1]
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    try #require(socketpair(AF_UNIX, kind, 0, &ends) == 0)
    if !isBlocking { _ = fcntl(ends[1], F_SETFL, O_NONBLOCK) }
    let launched = try Launched(["-c", "open \"-\" format=csv | count"], place, input: ends[1])
    close(ends[1])
    for text in ["number\n1", "\n", "2\n3\n"] {
      usleep(50_000)
      _ = Glibc.write(ends[0], text, text.utf8.count)
    }
    close(ends[0])
    #expect(launched.wait() == 0)
    #expect(place.read("shown") == "3\n", "\(place.read("told"))")
  }

  // MARK: Closed streams

  @Test(arguments: [
    ("<&-", "", Int32(2)), ("<&- >&-", "", 2), ("<&- 2>&-", "", 2),
    (">&-", "-c 'line show \(entitled)'", 1), ("<&- >&-", "-c 'lines; lines; lines; lines'", 1),
    (">&- 2>&-", "--each -c 'pay \(entitled) amount=1'", 1),
    ("<&-", "-c 'pay \(entitled) amount=1'", 0), ("2>&-", "-c 'pay \(entitled) amount=1'", 0),
    (">&-", "--version", 1), (">&-", "-c 'expect true == true'", 0),
    ("<&-", "-c 'open \"-\" format=csv | count'", 3),
  ])
  func `a stream that is closed at the start is told, and no file of ours takes its number`(
    how: String, arguments: String, code: Int32
  ) throws {
    let place = try Workplace.demonstration()
    let ran = Self.shell(place, "timeout 20 $E \(arguments) \(how)")
    #expect(ran.code == code, "\(how) \(arguments): \(ran.told)")
    if code != 0, !how.contains("2>&-") { #expect(ran.told.contains("["), "\(ran.told)") }
    try place.expectSound()
  }

  // MARK: Breaking off

  private static func pipeEnds() throws -> [Int32] {
    var ends: [Int32] = [-1, -1]
    try #require(pipe(&ends) == 0)
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return ends
  }

  @Test(
    arguments: [SIGINT, SIGTERM],
    [
      "", "pipe", "-c 'open \"pipe\" format=csv | count'", "-c 'open \"-\" format=jsonl | count'",
      "-c 'snapshot load \"pipe\"'", "-c 'snapshot diff \"pipe\"'", "-c 'include \"pipe\"'",
      "-c 'lines | save \"pipe\" format=csv'", "-c 'lines | tee \"pipe\" format=csv | count'",
      "-c 'snapshot save \"pipe\"'",
    ])
  func `a wait for whoever writes or reads is broken off by a signal`(
    signal: Int32, arguments: String
  ) throws {
    let place = try Workplace.demonstration()
    mkfifo(place.path + "/pipe", 0o600)
    let ends = try Self.pipeEnds()
    defer { for end in ends { close(end) } }
    let launched = try Launched([arguments], place, input: ends[0], isShell: true)
    usleep(400_000)
    kill(launched.process, signal)
    #expect(launched.wait(seconds: 10) == 130, "\(arguments): \(place.read("told"))")
    #expect(place.read("told").contains("interrupted]"), "\(place.read("told"))")
  }

  @Test func `a reader who takes nothing does not keep a run that was told to stop`() throws {
    let place = try Workplace.demonstration()
    let ends = try Self.pipeEnds()
    defer { for end in ends { close(end) } }
    let script = Array(repeating: "lines", count: 20).joined(separator: "; ")
    let launched = try Launched(["-c", script], place, input: 0, output: ends[1])
    usleep(500_000)
    kill(launched.process, SIGTERM)
    #expect(launched.wait(seconds: 10) == 130, "\(place.read("told"))")
  }

  // MARK: Results that cannot be written

  @Test(arguments: ["table", "record", "json", "jsonl", "csv", "tsv", "markdown"])
  func `results of a list that cannot be written are never exit code 0, and say what is kept`(
    format: String
  ) throws {
    let place = try Workplace.demonstration()
    place.file("list.csv", "number\n\(entitled)\n\(unentitled)\n\(entitled)\n")
    let before = try Self.payments(place)
    for mode in ["--each", "--batch=1", ""] {
      let ran = Self.shell(
        place,
        "$E --format \(format) \(mode) -c 'open \"list.csv\" | pay amount=1' > /dev/full")
      #expect(ran.code == 1, "\(mode): \(ran.told)")
      #expect(ran.told.contains("[output.write]"), "\(ran.told)")
      #expect(ran.told.contains("what was done is kept: 3 done, 0 refused"), "\(ran.told)")
    }
    #expect(try Self.payments(place) == before + 9)
  }

  @Test func `one command whose answer cannot be written says that it is done and kept`() throws {
    let place = try Workplace.demonstration()
    let first = Self.shell(place, "$E -c 'pay \(entitled) amount=1' > /dev/full")
    #expect(first.code == 1)
    #expect(first.told.contains("pay: done and kept, order O"), "\(first.told)")
    let refused = Self.shell(place, "$E --lang zh -c 'restore phone \(unentitled)' > /dev/full")
    #expect(refused.code == 1)
    #expect(refused.told.contains("restore phone：已拒绝，拒绝结果已保留，业务单 O"), "\(refused.told)")
    place.file("one.desk", "pay \(entitled) amount=1\n")
    let script = Self.shell(place, "$E one.desk > /dev/full")
    #expect(script.told.contains("pay: done and kept, order O"), "\(script.told)")
    let dry = Self.shell(place, "$E --dry-run one.desk > /dev/full")
    #expect(dry.code == 1 && !dry.told.contains("kept"), "\(dry.told)")
    let read = Self.shell(place, "$E -c lines > /dev/full")
    #expect(read.code == 1 && !read.told.contains("kept"), "\(read.told)")
  }

  @Test func `help and version that cannot be written end with 1`() throws {
    let place = try Workplace.demonstration()
    for option in ["--help", "--version", "-c help"] {
      #expect(Self.shell(place, "$E \(option) > /dev/full").code == 1, "\(option)")
    }
  }
}

/// The program, started with descriptors of the caller's choice; results and remarks go to files.
final class Launched {
  private(set) var process: pid_t = 0

  /// - Parameters:
  ///   - arguments: what it is given; as one text for the shell to take apart with `isShell`.
  ///   - input: becomes its standard input.
  ///   - output: becomes its standard output; nil: the file `shown`.
  init(
    _ arguments: [String], _ place: Workplace, input: Int32, output: Int32? = nil,
    isShell: Bool = false
  ) throws {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, input, 0)
    if let output {
      posix_spawn_file_actions_adddup2(&actions, output, 1)
    } else {
      posix_spawn_file_actions_addopen(
        &actions, 1, place.path + "/shown", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    }
    posix_spawn_file_actions_addopen(
      &actions, 2, place.path + "/told", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    let given =
      isShell
      ? arguments.joined(separator: " ") : arguments.map { "'\($0)'" }.joined(separator: " ")
    let command = "cd '\(place.path)' && exec '\(Running.program)' --store store \(given)"
    let texts: [String] = ["sh", "-c", command]
    let settings: [String] = [
      "HOME=\(place.path)", "LOGNAME=tester", "PATH=/usr/bin:/bin", "LANG=C.UTF-8",
    ]
    var words = texts.map { strdup($0) as UnsafeMutablePointer<CChar>? } + [nil]
    var variables = settings.map { strdup($0) as UnsafeMutablePointer<CChar>? } + [nil]
    defer { for text in words + variables { free(text) } }
    let number = posix_spawn(&process, "/bin/sh", &actions, nil, &words, &variables)
    try #require(number == 0)
  }

  /// Waits for the end.
  ///
  /// - Returns: the exit code; nil when a signal ended it, or it had to be killed after the time.
  func wait(seconds: Int = 60) -> Int32? {
    var status: Int32 = 0
    for _ in 0..<seconds * 50 {
      if waitpid(process, &status, WNOHANG) == process {
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : nil
      }
      usleep(20_000)
    }
    kill(process, SIGKILL)
    waitpid(process, &status, 0)
    return nil
  }
}
