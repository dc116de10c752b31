import Glibc
import TestSupport
import Testing

/// What is done with the names of files that a run is given, and with what it writes there.
@Suite
struct OutputFileTests {
  private static func place() throws -> Workplace {
    let place = try Workplace.demonstration()
    place.file("list.csv", "number,ticket\n\(entitled),T-1\n\(unentitled),T-2\n")
    return place
  }

  /// Runs with the environment and the shell's redirections.
  private static func shell(_ place: Workplace, _ command: String) -> (code: Int32, told: String) {
    place.file("command.sh", "E='\(Running.program) --store store'\n\(command)\n")
    let status = system("cd \(place.path) && bash command.sh 2> told > shown < /dev/null")
    return ((status >> 8) & 0xFF, place.read("told"))
  }

  private static func orders(_ place: Workplace) throws -> String {
    try place.run("--format", "tsv", "-c", "orders | count").text
  }

  private static func names(_ place: Workplace) -> Set<String> {
    Set(FolderContents.names(in: place.path))
  }

  private static func mode(_ path: String) -> UInt32 {
    var facts = stat()
    return stat(path, &facts) == 0 ? facts.st_mode & 0o777 : 0
  }

  // MARK: One file for two purposes

  static let twice: [(String, String)] = [
    ("--rejects r.csv", "open \"list.csv\" | restore phone | save \"r.csv\""),
    ("--rejects ./r.csv", "open \"list.csv\" | restore phone | save \"r.csv\""),
    ("--rejects \"$PWD/r.csv\"", "open \"list.csv\" | restore phone | save \"./x/../r.csv\""),
    ("--rejects r.csv", "open \"list.csv\" | restore phone | save \"link.csv\""),
    ("--rejects list.csv", "open \"list.csv\" | restore phone"),
    ("--rejects hard.csv", "open \"list.csv\" | restore phone"),
    ("", "open \"list.csv\" | restore phone | save \"list.csv\""),
    ("", "open \"list.csv\" | restore phone | save \"hard.csv\""),
    ("", "open \"list.csv\" | tee \"soft.csv\" | restore phone"),
    ("", "open \"list.csv\" | tee \"o.csv\" | restore phone | save \"o.csv\""),
    ("", "open \"list.csv\" | restore phone; snapshot save \"list.csv\""),
    ("", "restore phone \(entitled); open \"list.csv\" | count; lines | save \"list.csv\""),
    ("", "pay \(entitled) amount=1; let f = \"list.csv\"; open $f | tee $f | count"),
    ("--rejects r.csv", "lines | tee \"R\" format=csv | count; lines | save \"x/r.csv\""),
  ]

  @Test(arguments: twice.dropLast().indices)
  func `one file that is named for two purposes is refused before a row is done`(
    index: Int
  ) throws {
    let place = try Self.place()
    let (options, script) = Self.twice[index]
    symlink("r.csv", place.path + "/link.csv")
    symlink("list.csv", place.path + "/soft.csv")
    link(place.path + "/list.csv", place.path + "/hard.csv")
    mkdir(place.path + "/x", 0o700)
    let before = try Self.orders(place)
    let list = place.read("list.csv")
    let isDynamic = script.contains("$f")
    let ran = Self.shell(
      place, "$E --yes \(isDynamic ? "" : "--each") \(options) -c '\(script)'")
    #expect(ran.code == 2 || ran.code == 3, "\(script): \(ran.told)")
    #expect(ran.told.contains("[file.twice]"), "\(script): \(ran.told)")
    #expect(try Self.orders(place) == before, "\(script)")
    #expect(place.read("list.csv") == list)
    #expect(!place.has("r.csv") && !place.has("o.csv"))
  }

  @Test func `two saves to one name in one transaction undo it, also where the name is worked out`()
    throws
  {
    let place = try Self.place()
    let before = try Self.orders(place)
    for name in ["\"t.csv\"", "$name"] {
      place.file(
        "two.desk",
        "let name = \"./t.csv\"\npay \(entitled) amount=1\nlines | save \"t.csv\"\n"
          + "lines | first 1 | save \(name)\n")
      let ran = try place.run("two.desk")
      #expect(ran.code == 3, "\(ran.remarks)")
      #expect(ran.remarks.contains("[file.twice]"))
      #expect(!place.has("t.csv"))
    }
    #expect(try Self.orders(place) == before)
    // What is not there before the commit cannot be read before it either.
    place.file("t.csv", "number\n\(entitled)\n")
    let read = try place.run(
      "-c", "pay \(entitled) amount=1; lines | save \"t.csv\"; open \"t.csv\" | count")
    #expect(read.code == 3 && read.remarks.contains("[file.twice]"), "\(read.remarks)")
    #expect(try Self.orders(place) == before)
  }

  @Test func `what a run has written it may read and write again`() throws {
    let place = try Self.place()
    let ran = try place.run(
      "-c",
      "for i in [1, 2, 3] { lines | first $i | save \"t.csv\"; open \"t.csv\" | count }; "
        + "lines | save \"/dev/null\" format=csv; lines | tee \"/dev/null\" format=csv | count")
    #expect(ran.code == 0, "\(ran.remarks)")
    #expect(ran.text.hasPrefix("1\n2\n3\n"))
  }

  @Test func `a file that the caller gave as standard input or output is no output`() throws {
    let place = try Self.place()
    for (script, how) in [
      ("lines | save \"list.csv\"", "< list.csv"), ("lines | save \"out.csv\"", "> out.csv"),
      ("open \"out.csv\" | count", "> out.csv"), ("lines | save \"err.csv\"", "2> err.csv"),
    ] {
      let ran = Self.shell(place, "$E -c '\(script)' \(how)")
      #expect(ran.code == 2, "\(script) \(how): \(ran.told)")
    }
    #expect(place.read("list.csv").hasPrefix("number,ticket\n"))
  }

  @Test func `further files of rejects take names that serve nothing else`() throws {
    let place = try Self.place()
    place.file("r-2.csv", "number\n\(unentitled)\n")
    let ran = try place.run(
      "--each", "--rejects", "r.csv", "-c",
      "open \"list.csv\" | restore phone | save \"a.csv\"; "
        + "open \"r-2.csv\" | restore phone | save \"r.desk\" format=csv; "
        + "restore phone \(unentitled)")
    #expect(ran.code == 3, "\(ran.remarks)")
    #expect(place.read("r-2.csv") == "number\n\(unentitled)\n")
    #expect(place.read("r-3.csv").contains(unentitled), "\(ran.remarks)")
    #expect(place.read("r.desk").hasPrefix("number,"))
  }

  // MARK: The store's folder

  static let intoStore = [
    "lines | save \"store/data.mdb\" format=csv", "lines | save \"store/new.csv\"",
    "lines | save \"store/../store/lock.mdb\" format=csv", "lines | save \"link/x.csv\"",
    "lines | save \"hard\" format=csv", "lines | save \"soft\" format=csv",
    "lines | tee \"store/writer.lock\" format=csv | count", "snapshot save \"store/lock.mdb\"",
    "snapshot save \"hard\"", "lines | save \"store/deep/x.csv\"",
    "lines | save \"other/x.csv\"", "snapshot save \"other/data.mdb\"",
  ]

  @Test(arguments: intoStore)
  func `nothing but the store writes inside a store's folder`(script: String) throws {
    let place = try Self.place()
    symlink("store", place.path + "/link")
    symlink("store/data.mdb", place.path + "/soft")
    link(place.data, place.path + "/hard")
    mkdir(place.store + "/deep", 0o700)
    mkdir(place.path + "/other", 0o700)
    write(contents(place.data), to: place.path + "/other/data.mdb")
    let bytes = contents(place.data)
    let ran = try place.run("--yes", "-c", "pay \(entitled) amount=1; \(script)")
    #expect(ran.code == 2, "\(script): \(ran.remarks)")
    #expect(ran.remarks.contains("[file.store]"), "\(script): \(ran.remarks)")
    let computed = try place.run(
      "--yes", "-c", script.replacing("save \"", with: "save \"$(\"\")"))
    #expect(computed.code != 0, "\(script): \(computed.remarks)")
    #expect(contents(place.data) == bytes)
    try place.expectSound()
  }

  @Test func `rejects and results never go into the store`() throws {
    let place = try Self.place()
    let script = "open \"list.csv\" | restore phone"
    for option in ["store/r.csv", "store/data.desk"] {
      let ran = try place.run("--each", "--rejects", option, "-c", script)
      #expect(ran.code == 2 && ran.remarks.contains("[file.store]"), "\(ran.remarks)")
    }
    let bytes = contents(place.data)
    #expect(Self.shell(place, "$E -c lines >> store/data.mdb").code == 2)
    #expect(Self.shell(place, "$E -c lines 2>> store/data.mdb").code == 2)
    #expect(contents(place.data).prefix(bytes.count) == bytes[...])
  }

  // MARK: What is replaced

  @Test(arguments: [UInt32(0o600), 0o640, 0o444, 0o666])
  func `a file that is replaced keeps its permissions`(mode: UInt32) throws {
    let place = try Self.place()
    let names = ["report.csv", "tee.csv", "rejects.csv", "state.jsonl"]
    for name in names {
      place.file(name, "")
      chmod(place.path + "/" + name, mode)
    }
    let ran = try place.run(
      "--each", "--rejects", "rejects.csv", "-c",
      "open \"list.csv\" | tee \"tee.csv\" | restore phone | save \"report.csv\"")
    // Root may write everywhere.
    try #require(getuid() == 0 || mode & 0o200 != 0)
    #expect(ran.code == 4, "\(ran.remarks)")
    #expect(try place.run("-c", "snapshot save \"state.jsonl\"").code == 0)
    for name in names { #expect(Self.mode(place.path + "/" + name) == mode, "\(name)") }
    #expect(try place.run("-c", "snapshot save \"new.jsonl\"").code == 0)
    #expect(Self.mode(place.path + "/new.jsonl") == 0o600)
  }

  @Test func `a link that is written to stays, and what it leads to is replaced`() throws {
    let place = try Self.place()
    mkdir(place.path + "/deep", 0o700)
    symlink("deep/real.csv", place.path + "/soft.csv")
    for count in [1, 2] {
      let ran = try place.run("-c", "lines | first \(count) | save \"soft.csv\"")
      #expect(ran.code == 0, "\(ran.remarks)")
      #expect(place.read("deep/real.csv").split(separator: "\n").count == count + 1)
    }
    var facts = stat()
    #expect(lstat(place.path + "/soft.csv", &facts) == 0 && facts.st_mode & S_IFMT == S_IFLNK)
    symlink("round", place.path + "/round")
    #expect(try place.run("-c", "lines | save \"round\" format=csv").code == 3)
  }

  @Test(arguments: ["报", "x"])
  func `a name as long as the file system takes it is written`(letter: String) throws {
    let place = try Self.place()
    let name = String(repeating: letter, count: 251 / letter.utf8.count)
    let ran = try place.run(
      "--each", "--rejects", name + ".csv", "-c",
      "open \"list.csv\" | tee \"\(name).tsv\" | restore phone | save \"\(name)\" format=csv")
    #expect(ran.code == 4, "\(ran.remarks)")
    #expect(try place.run("-c", "snapshot save \"\(name).s\"").code == 0)
    for ending in [".csv", ".tsv", "", ".s"] { #expect(place.has(name + ending), "\(ending)") }
  }

  @Test func `nothing is left of a file whose writing was killed, stopped or had no room`() throws {
    let place = try Self.place()
    let line = "13300000001,\(String(repeating: "x", count: 600))\n"
    place.file("long.csv", "number,text\n" + String(repeating: line, count: 20_000))
    let before = Self.names(place).union(["command.sh", "told", "shown"])
    let scripts = ["open long.csv | save out.csv", "open long.csv | tee out.csv | count"]
    for script in scripts {
      let ran = Self.shell(place, "ulimit -f 8; $E -c '\(script)'")
      #expect(ran.code == 1 && ran.told.contains("[file.write]"), "\(ran.told)")
      #expect(Self.names(place).subtracting(before).isEmpty)
    }
    for signal in [SIGKILL, SIGTERM] {
      place.file("slow.desk", "for i in [1] { open long.csv | each { let x = 1 } | save out.csv }")
      let running = try place.start("slow.desk")
      usleep(150_000)
      running.send(signal)
      _ = running.finish(killed: true)
      #expect(Self.names(place).subtracting(before + ["slow.desk", "out.csv"]).isEmpty)
    }
  }

  @Test func `a snapshot at the limit of a file's size is told and leaves nothing`() throws {
    let place = try Self.place()
    let ran = Self.shell(place, "ulimit -f 64; $E --read-only -c 'snapshot save \"s.jsonl\"'")
    #expect(ran.code == 1 && ran.told.contains("[snapshot.write]"), "\(ran.told)")
    #expect(!place.has("s.jsonl"))
    #expect(Self.names(place).filter { $0.contains("part") }.isEmpty)
  }

  @Test func `a file that cannot be put in place is kept, and the commit told`() throws {
    let place = try Self.place()
    // Between the opening and the end of the file a folder takes its name.
    place.file(
      "late.desk",
      "pay \(entitled) amount=1\nlines | save \"late.csv\"\nopen \"pipe\" format=csv | count\n")
    mkfifo(place.path + "/pipe", 0o600)
    let running = try place.start("late.desk")
    let pipe = open(place.path + "/pipe", O_WRONLY)
    mkdir(place.path + "/late.csv", 0o700)
    close(pipe)
    let ran = running.finish()
    #expect(ran.code == 1, "\(ran.remarks)")
    #expect(ran.remarks.contains("[file.place]"), "\(ran.remarks)")
    #expect(ran.remarks.contains("done and kept"), "\(ran.remarks)")
    let kept = try #require(ran.remarks.split(separator: " ").first { $0.hasPrefix("/tmp/") })
    #expect(String(decoding: contents(String(kept)), as: UTF8.self).hasPrefix("number,"))
  }

  // MARK: Names

  @Test func `arguments that are not UTF-8 are refused before anything runs`() throws {
    let place = try Self.place()
    let before = try Self.orders(place)
    for arguments in [
      "$'\\xbd\\xc5.desk'", "--rejects $'\\xcd.csv' -c 'pay \(entitled) amount=1'",
      "--as $'\\xbc\\xd7' -c 'pay \(entitled) amount=1'",
      "--job $'\\xbc' --yes -c 'pay \(entitled) amount=1'",
      "-c $'pay \(entitled) amount=1 reason=\"\\xbc\\xd7\"'",
      "-c 'pay \(entitled) amount=1' $'\\xff'",
    ] {
      let ran = Self.shell(place, "$E \(arguments)")
      #expect(ran.code == 2, "\(arguments): \(ran.told)")
      #expect(ran.told.contains("UTF-8") && ran.told.contains("[argument.encoding]"), "\(ran.told)")
    }
    let store = Self.shell(place, "STARDESK_STORE=$'x\\xbc' \(Running.program) -c 'store init'")
    #expect(store.code == 2 && store.told.contains("$STARDESK_STORE"), "\(store.told)")
    #expect(try Self.orders(place) == before)
    // A folder of such a name is no hindrance to what lies in it.
    let inside = Self.shell(
      place,
      "mkdir $'\\xbd'; cd $'\\xbd'; \(Running.program) --store s -c 'store init --test; [1] | save "
        + "\"o.csv\"'; \(Running.program) --store s -c '[1, 2] | save \"o.csv\"; store stats'")
    #expect(inside.code == 0, "\(inside.told)")
  }

  @Test func `a home is expanded at the beginning of a path, one's own alone`() throws {
    let place = try Self.place()
    place.file("one.desk", "print included\n")
    let ran = Self.shell(
      place,
      "export HOME=$PWD; $E --each --rejects '~/r.csv' -c 'open \"~/list.csv\" | restore phone | "
        + "save \"~/t.csv\"; snapshot save ~/s.jsonl; include \"~/one.desk\"'")
    #expect(ran.code == 4, "\(ran.told)")
    for name in ["r.csv", "t.csv", "s.jsonl"] { #expect(place.has(name), "\(name)") }
    #expect(place.read("shown").contains("included"))
    for script in ["open \"~root/x.csv\" | count", "lines | save \"~nobody\" format=csv"] {
      let other = Self.shell(place, "$E -c '\(script)'")
      #expect(other.code == 2 && other.told.contains("[file.home]"), "\(other.told)")
      #expect(other.told.contains("home"), "\(other.told)")
    }
    #expect(Self.shell(place, "HOME=$PWD \(Running.program) --store '~/store' -c lines").code == 0)
  }

  @Test func `a base folder that is not absolute is ignored`() throws {
    let place = try Workplace()
    let ran = Self.shell(
      place,
      "HOME=$PWD XDG_DATA_HOME=data XDG_STATE_HOME=state \(Running.program) -c 'store init --test'")
    #expect(ran.code == 0, "\(ran.told)")
    #expect(!place.has("data") && place.has(".local/share/stardesk/data.mdb"))
  }
}
