import Glibc
import Testing

@testable import Console

private typealias Key = TerminalDriver

@Suite(.serialized) struct `A person at the console` {
  @Test func `an entry is run and the prompt tells store, operator and clock`() throws {
    let desk = try TerminalDriver()
    try desk.waitForPrompt()
    #expect(desk.screen.rows == ["toy tester 2016-02-10>"])
    desk.type("hello" + Key.enter)
    try desk.wait(for: "got 1: <hello>")
    try desk.waitForPrompt()
  }

  @Test func `Chinese can be typed, taken back and inserted`() throws {
    let desk = try TerminalDriver()
    try desk.waitForPrompt()
    desk.type("王小明·阿é")
    try desk.wait(cursorBehind: "> 王小明·阿é")
    desk.type(Key.backspace + Key.backspace + Key.backspace + Key.backspace + "红")
    try desk.wait(cursorBehind: "> 王小红")
    desk.type(Key.control("A") + "大")
    try desk.wait(cursorBehind: "> 大")
    desk.type(Key.enter)
    try desk.wait(for: "got 1: <大王小红>")
  }

  @Test(arguments: ["👨‍👩‍👧", "👍🏽", "🇨🇳", "☎️", "e\u{301}"])
  func `a character of several code points is deleted, passed and recalled as one`(
    character: String
  ) throws {
    let desk = try TerminalDriver()
    try desk.waitForPrompt()
    desk.type("王\(character)x" + Key.backspace + Key.backspace + "y")
    try desk.wait(cursorBehind: "> 王y")
    #expect(desk.screen.rows == ["toy tester 2016-02-10> 王y"])
    desk.type(Key.backspace + "\(character)z\u{1B}[D\u{1B}[D大" + Key.enter)
    try desk.wait(for: "got 1: <王大\(character)z>")
    try desk.waitForPrompt()
    desk.type(Key.up + Key.backspace + Key.backspace + "n" + Key.enter)
    try desk.wait(for: "got 1: <王大n>")
  }

  @Test func `a recalled entry commands no terminal`() throws {
    let folder = TerminalDriver.newFolder()
    let file = try #require(fopen(folder + "/h", "w"))
    fputs("print \u{1B}]0;x\u{7}\u{9B}5m\u{202E}end\n", file)
    fclose(file)
    let desk = try TerminalDriver(["--history=\(folder)/h"], folder: folder)
    try desk.waitForPrompt()
    desk.type(Key.up)
    try desk.wait(cursorBehind: "print ]0;x5mend")
    desk.type("\u{202E}\u{9B}!" + Key.enter)
    try desk.wait(for: "got 1: <print ]0;x5mend!>")
    let raw = String(decoding: desk.received, as: UTF8.self).unicodeScalars
    #expect(!raw.contains("\u{202E}") && !raw.contains("\u{9B}"))
  }

  @Test func `what is typed in another encoding is told, and not run in part`() throws {
    let desk = try TerminalDriver()
    try desk.waitForPrompt()
    desk.type(bytes: [0x61, 0xD1, 0xEE, 0xCE, 0xC4, 0x62, 0x0D])
    try desk.wait(for: "the input is not UTF-8: nothing was run")
    try desk.waitForPrompt()
    #expect(!desk.screen.text.contains("got"))
  }

  @Test func `Chinese can be typed under a locale without UTF-8`() throws {
    let desk = try TerminalDriver(environment: ["LANG": "C", "LC_ALL": "C"])
    try desk.waitForPrompt()
    desk.type("王小明" + Key.backspace + "红" + Key.enter)
    try desk.wait(for: "got 1: <王小红>")
  }

  @Test func `a long Chinese line wraps within 80 columns`() throws {
    let desk = try TerminalDriver(columns: 80)
    try desk.waitForPrompt()
    // The prompt takes 23 columns: 28 wide characters fit beside it and leave one column.
    let line = String(repeating: "一二三四五六七八九十", count: 4)
    desk.type(line)
    try desk.wait(for: "the line on two rows") {
      $0.rows == [
        "toy tester 2016-02-10> " + line.prefix(28), String(line.dropFirst(28)),
      ]
    }
    desk.type(String(repeating: Key.backspace, count: 12))
    try desk.wait(for: "the line on one row") {
      $0.rows == ["toy tester 2016-02-10> " + line.prefix(28)]
    }
    desk.type(Key.enter)
    try desk.wait(for: "> 一") { $0.text.contains("got 1: <\(line.prefix(28))>") }
  }

  @Test func `Chinese inserted and deleted in the middle of a long line is drawn rightly`() throws {
    let desk = try TerminalDriver(columns: 60)
    try desk.waitForPrompt()
    let ten = "一二三四五六七八九十"
    func wait(for line: String) throws {
      // 60 columns less 23 of the prompt hold 37 columns.
      var rows = ["toy tester 2016-02-10> "]
      var room = 37
      for character in line {
        let width = character.isASCII ? 1 : 2
        if width > room {
          rows.append("")
          room = 60
        }
        rows[rows.count - 1].append(character)
        room -= width
      }
      try desk.wait(for: "\(rows)") { $0.rows == rows }
    }
    desk.type("abc天地玄黄" + Key.control("A"))
    try wait(for: "abc天地玄黄")
    desk.type(ten + ten + ten)
    try wait(for: ten + ten + ten + "abc天地玄黄")
    desk.type(Key.control("A") + Key.control("D"))
    try wait(for: ten.dropFirst() + ten + ten + "abc天地玄黄")
    desk.type("x")
    try wait(for: "x" + ten.dropFirst() + ten + ten + "abc天地玄黄")
    desk.type("y")
    try wait(for: "xy" + ten.dropFirst() + ten + ten + "abc天地玄黄")
    desk.type(Key.control("E") + Key.backspace + Key.control("A") + "\u{1B}[3~")
    try wait(for: "y" + ten.dropFirst() + ten + ten + "abc天地玄")
    desk.type(Key.enter)
    try desk.wait(for: "got 1: <y二")
  }

  @Test func `Tab completes a number as far as it is certain, then lists`() throws {
    let desk = try TerminalDriver()
    try desk.waitForPrompt()
    desk.type("show 19" + Key.tab)
    // No number begins with 19: the usage is shown.
    try desk.wait(for: "usage: restore phone NUMBER")
    desk.type(Key.backspace + "3" + Key.tab)
    try desk.wait(cursorBehind: "> show 1330000000")
    desk.type(Key.tab)
    try desk.wait(for: "13300000001  a line    13300000002  a line")
    try desk.wait(cursorBehind: "> show 1330000000")
    desk.type("2" + Key.tab)
    try desk.wait(cursorBehind: "> show 13300000002 ")
    desk.type("x" + Key.enter)
    try desk.wait(for: "got 1: <show 13300000002 x>")
  }

  @Test func `Tab in the middle of a line replaces the word only`() throws {
    let desk = try TerminalDriver()
    try desk.waitForPrompt()
    desk.type("lin 5" + Key.control("A") + "\u{1B}[C\u{1B}[C\u{1B}[C" + Key.tab)
    try desk.wait(cursorBehind: "> line show")
    desk.type(Key.enter)
    try desk.wait(for: "got 1: <line show 5>")
  }

  @Test func `an option is completed without a space behind it`() throws {
    let desk = try TerminalDriver()
    try desk.waitForPrompt()
    desk.type("q" + Key.tab + "x" + Key.enter)
    try desk.wait(for: "got 1: <reason=x>")
  }

  @Test func `Tab lists at most fifty and says how many more there are`() throws {
    let desk = try TerminalDriver()
    try desk.waitForPrompt()
    desk.type("n1" + Key.tab)
    try desk.wait(for: "and 10 more")
    try desk.wait(cursorBehind: "> n1")
    #expect(desk.screen.text.contains("n150"))
    #expect(!desk.screen.text.contains("n151"))
  }

  @Test func `Chinese candidates stand in columns by their width`() throws {
    let desk = try TerminalDriver()
    try desk.waitForPrompt()
    desk.type("王" + Key.tab)
    try desk.wait(for: "王小明  个人    王小红  个人    王大力  个人")
    try desk.wait(cursorBehind: "> 王")
  }

  @Test func `a list under a line of several rows leaves the line whole`() throws {
    let desk = try TerminalDriver(columns: 40)
    try desk.waitForPrompt()
    desk.type("一二三四五六七八九十一二三四五六七八九十 王" + Key.control("A") + Key.control("E") + Key.tab)
    try desk.wait(for: "王小明")
    try desk.wait(cursorBehind: " 王")
    let rows = desk.screen.rows
    #expect(rows.count { $0.hasPrefix("toy tester 2016-02-10> 一二三四五六七八") } == 2)
    desk.type(Key.enter)
    try desk.wait(for: "十 王>")
  }

  @Test func `Ctrl-C drops the line and the session goes on`() throws {
    let desk = try TerminalDriver()
    try desk.waitForPrompt()
    desk.type("half a li")
    try desk.wait(cursorBehind: "half a li")
    desk.type(Key.control("C"))
    try desk.wait(for: "half a li^C")
    try desk.waitForPrompt()
    desk.type("next" + Key.enter)
    try desk.wait(for: "got 1: <next>")
    #expect(!desk.screen.text.contains("<half"))
  }

  @Test func `Ctrl-C in the search of the history drops the line and the session goes on`() throws {
    let desk = try TerminalDriver()
    try desk.waitForPrompt()
    desk.type("first" + Key.enter)
    try desk.wait(for: "got 1: <first>")
    try desk.waitForPrompt()
    desk.type(Key.control("R") + "fir")
    try desk.wait(for: "bck:fir")
    desk.type(Key.control("C"))
    try desk.wait(for: "^C")
    try desk.waitForPrompt()
    desk.type("next" + Key.enter)
    try desk.wait(for: "got 1: <next>")
  }

  @Test func `Ctrl-C stops a running command and the session goes on`() throws {
    let desk = try TerminalDriver()
    try desk.waitForPrompt()
    desk.type("begin" + Key.enter)
    try desk.wait(for: "*begin>")
    desk.type("work" + Key.enter)
    try desk.wait(for: "working")
    try desk.wait(for: "/1,000,000")
    desk.type(Key.control("C"))
    try desk.wait(for: "interrupted: rolled back")
    try desk.waitForPrompt()
    #expect(!desk.screen.beforeCursor.contains("*begin"))
    #expect(!desk.screen.text.contains("/1,000,000"), "the bar is taken away")
    #expect(desk.screen.text.contains("\ntold to stop"), "a remark stands alone")
    desk.type("next" + Key.enter)
    try desk.wait(for: "got 1: <next>")
  }

  @Test func `Ctrl-D on an empty line leaves, elsewhere it does not`() throws {
    let desk = try TerminalDriver()
    try desk.waitForPrompt()
    desk.type("x" + Key.control("D") + Key.enter)
    try desk.wait(for: "got 1: <x>")
    try desk.waitForPrompt()
    desk.type(Key.control("D"))
    try desk.wait(for: "left with 0")
    #expect(try desk.waitForEnd() == 0)
    #expect(!desk.screen.marksPastes)
  }

  @Test(arguments: [("exit", 0), ("quit", 0), ("exit 3", 3)])
  func `a word leaves the console`(word: String, code: Int32) throws {
    let desk = try TerminalDriver()
    try desk.waitForPrompt()
    desk.type(word + Key.enter)
    #expect(try desk.waitForEnd() == code)
  }

  @Test(arguments: [SIGTERM, SIGHUP])
  func `a signal to end leaves the console in good order`(signal: Int32) throws {
    let desk = try TerminalDriver()
    try desk.waitForPrompt()
    desk.type("begin" + Key.enter)
    try desk.wait(for: "*begin>")
    desk.send(signal)
    try desk.wait(for: "the open transaction was rolled back")
    #expect(try desk.waitForEnd() == 128 + signal)
    #expect(!desk.screen.marksPastes)
  }

  @Test func `an open transaction left idle is rolled back and what is typed stays`() throws {
    let desk = try TerminalDriver(["--idle=300"])
    try desk.waitForPrompt()
    desk.type("begin" + Key.enter)
    try desk.wait(for: "*begin>")
    desk.type("half")
    try desk.wait(for: "was idle for")
    try desk.wait(cursorBehind: "2016-02-10> half")
    desk.type(Key.enter)
    try desk.wait(for: "got 1: <half>")
  }

  @Test func `a slow command tells how long it took`() throws {
    let desk = try TerminalDriver()
    try desk.waitForPrompt()
    desk.type("slow" + Key.enter)
    try desk.wait(for: "(1.23 s)")
  }

  @Test func `a long result goes to the pager`() throws {
    let desk = try TerminalDriver(environment: ["PAGER": "sed -e 's/^/paged /' -e 6q"])
    try desk.waitForPrompt()
    desk.type("long" + Key.enter)
    try desk.wait(for: "paged row 6")
    try desk.waitForPrompt()
    desk.type("next" + Key.enter)
    try desk.wait(for: "got 1: <next>")
  }

  @Test func `lines are edited while results go to a file`() throws {
    let path = TerminalDriver.newFolder() + "/results"
    let desk = try TerminalDriver(output: path)
    try desk.waitForPrompt()
    desk.type("王x" + Key.backspace)
    try desk.wait(cursorBehind: "> 王")
    desk.type(Key.enter)
    try desk.wait(for: "the next prompt") { $0.rows.count == 2 }
    try desk.waitForPrompt()
    desk.type(Key.control("D"))
    #expect(try desk.waitForEnd() == 0)
    #expect(try HistoryFileTests.contents(of: path) == "got 1: <王>\nleft with 0\n")
  }

  @Test(arguments: [("y", "went on"), ("n", "left"), ("", "left"), ("是", "went on")])
  func `a question is answered at the terminal`(answer: String, outcome: String) throws {
    let desk = try TerminalDriver()
    try desk.waitForPrompt()
    desk.type("ask" + Key.enter)
    try desk.wait(for: "This changes 1,200 customers. Go on? [y/N]")
    desk.type(answer + "\n")
    try desk.wait(for: "the outcome") { $0.rows.contains(outcome) }
    try desk.waitForPrompt()
  }

  @Test func `Ctrl-C at a question means no and the session goes on`() throws {
    let desk = try TerminalDriver()
    try desk.waitForPrompt()
    desk.type("ask" + Key.enter)
    try desk.wait(for: "[y/N]")
    desk.type(Key.control("C"))
    try desk.wait(for: "the outcome") { $0.rows.contains("left") }
    try desk.waitForPrompt()
  }
}

@Suite(.serialized) struct `Entries of several lines` {
  @Test func `an entry goes on until its brackets close`() throws {
    let desk = try TerminalDriver()
    try desk.waitForPrompt()
    desk.type("for x {" + Key.enter)
    try desk.wait(cursorBehind: "... ")
    desk.type("li" + Key.tab)
    try desk.wait(cursorBehind: "... line show ")
    desk.type(Key.enter + "}" + Key.enter)
    try desk.wait(for: "got 3: <for x {|line show |}>")
    try desk.waitForPrompt()
    desk.type(Key.up)
    try desk.wait(cursorBehind: "}")
    desk.type(Key.enter)
    try desk.wait(for: "the entry again") {
      $0.rows.count { $0 == "got 3: <for x {|line show |}>" } == 2
    }
  }

  @Test(arguments: ["C", "D"] as [Character])
  func `an entry is given up on a further line`(letter: Character) throws {
    let desk = try TerminalDriver()
    try desk.waitForPrompt()
    desk.type("for x {" + Key.enter)
    try desk.wait(cursorBehind: "... ")
    desk.type(Key.control(letter))
    try desk.waitForPrompt()
    desk.type("next" + Key.enter)
    try desk.wait(for: "got 1: <next>")
  }

  @Test func `a pasted block of three lines arrives once, as it is`() throws {
    let desk = try TerminalDriver()
    try desk.waitForPrompt()
    desk.type("a ")
    try desk.wait(cursorBehind: "> a ")
    desk.type("\u{1B}[200~first\rsecond 行\tx\u{7}\rthird\r\u{1B}[201~")
    try desk.wait(for: "third")
    #expect(!desk.screen.text.contains("got"))
    desk.type("!" + Key.enter)
    try desk.wait(for: "got 3: <a first|second 行")
    try desk.wait(for: "x|third!>")
  }

  @Test func `a pasted block longer than the screen arrives whole`() throws {
    let desk = try TerminalDriver(rows: 10)
    try desk.waitForPrompt()
    let block = (1...60).map { "line \($0)" }.joined(separator: "\r")
    desk.type("\u{1B}[200~" + block + "\u{1B}[201~")
    try desk.wait(for: "line 60")
    desk.type(Key.enter)
    try desk.wait(for: "line 59|line 60>")
    try desk.waitForPrompt()
  }

  @Test func `a pasted line of many characters arrives whole`() throws {
    let desk = try TerminalDriver()
    try desk.waitForPrompt()
    desk.type("\u{1B}[200~" + String(repeating: "长", count: 3_000) + "z\u{1B}[201~")
    try desk.wait(for: "长z")
    desk.type(Key.enter)
    try desk.wait(for: "长z>")
    try desk.waitForPrompt()
  }
}

@Suite(.serialized) struct `The window` {
  @Test(arguments: [40, 120])
  func `a new width keeps what is typed`(columns: Int) throws {
    let desk = try TerminalDriver()
    try desk.waitForPrompt()
    desk.type("typed before 中文")
    try desk.wait(cursorBehind: "typed before 中文")
    desk.resize(rows: 24, columns: columns)
    desk.type(" and after")
    try desk.wait(for: "and after")
    desk.type(Key.enter)
    try desk.wait(for: "the entry") {
      $0.rows.joined().contains("got 1: <typed before 中文 and after>")
    }
  }

  @Test func `a redrawn line stands in the new width`() throws {
    let desk = try TerminalDriver()
    try desk.waitForPrompt()
    desk.type("one two three four")
    try desk.wait(cursorBehind: "one two three four")
    desk.resize(rows: 24, columns: 30)
    try desk.wait(for: "two rows") {
      $0.rows.suffix(2) == ["toy tester 2016-02-10> one two", " three four"]
    }
  }
}

@Suite(.serialized) struct `Colour` {
  @Test(
    arguments: [
      ([], [:], true), (["--color=never"], [:], false), ([], ["NO_COLOR": "1"], false),
      (["--color=always"], ["NO_COLOR": "1"], true), ([], ["NO_COLOR": ""], true),
      ([], ["TERM": "dumb"], false),
    ] as [([String], [String: String], Bool)])
  func `the prompt is coloured when it may be`(
    arguments: [String], environment: [String: String], isColored: Bool
  ) throws {
    let desk = try TerminalDriver(arguments, environment: environment)
    try desk.wait(cursorBehind: "toy tester 2016-02-10> ")
    #expect((desk.screen.colorSequences > 0) == isColored)
    desk.type("x" + Key.enter)
    try desk.wait(for: "got 1: <x>")
  }
}

@Suite(.serialized) struct `The history across sessions` {
  @Test func `the up arrow finds what was typed before a restart`() throws {
    let folder = TerminalDriver.newFolder()
    let path = folder + "/state/stardesk/history"
    let secret = "customer find 110101199003070011"
    do {
      let desk = try TerminalDriver(["--history=\(path)"], folder: folder)
      try desk.waitForPrompt()
      desk.type("客户 王小明" + Key.enter)
      try desk.wait(for: "got 1: <客户 王小明>")
      try desk.waitForPrompt()
      desk.type(secret + Key.enter)
      try desk.wait(for: "got 1: <\(secret)>")
      try desk.waitForPrompt()
      desk.type(Key.control("D"))
      _ = try desk.waitForEnd()
    }
    var status = stat()
    #expect(stat(path, &status) == 0)
    #expect(status.st_mode & 0o777 == 0o600)
    #expect(try HistoryFileTests.contents(of: path) == "客户 王小明\n")

    let desk = try TerminalDriver(["--history=\(path)"], folder: folder)
    try desk.waitForPrompt()
    desk.type(Key.up)
    try desk.wait(cursorBehind: "> 客户 王小明")
    desk.type(Key.enter)
    try desk.wait(for: "got 1: <客户 王小明>")
  }

  @Test func `a history that cannot be written is told of and done without`() throws {
    let desk = try TerminalDriver(["--history=/proc/stardesk/history"])
    try desk.waitForPrompt()
    desk.type("one" + Key.enter)
    try desk.wait(for: "cannot write the history file /proc/stardesk/history")
    try desk.wait(for: "got 1: <one>")
  }
}
