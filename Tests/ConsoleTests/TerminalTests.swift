import Basics
import Glibc
import Testing

@testable import Console

@Suite struct `What is shown at a terminal` {
  init() { Terminal.useUTF8() }

  @Test(
    arguments: [
      (ColorChoice.auto, true, [:], false), (.auto, true, ["TERM": "xterm"], true),
      (.auto, false, ["TERM": "xterm"], false), (.always, false, [:], true),
      (.never, true, ["TERM": "xterm"], false),
      (.auto, true, ["TERM": "xterm", "NO_COLOR": "1"], false),
      (.auto, true, ["TERM": "xterm", "NO_COLOR": ""], true),
      (.auto, true, ["TERM": "dumb"], false),
    ] as [(ColorChoice, Bool, [String: String], Bool)])
  func `colour is decided by choice, terminal and environment`(
    choice: ColorChoice, isTerminal: Bool, environment: [String: String], isColored: Bool
  ) {
    let terminal = Terminal(
      color: choice, language: .english, areTerminals: (true, isTerminal, isTerminal),
      environment: { environment[$0] })
    #expect(terminal.colorsOutput == isColored)
    #expect(terminal.colorsMessages == isColored)
  }

  @Test func `a prompt has one sequence between two characters and ends with a plain one`() {
    var text = StyledText()
    text.append("a", .green)
    text.append("", .red)
    text.append("b", .cyan)
    #expect(
      text.prompt(colored: true)
        == "\u{1}\u{1B}[0;32m\u{1}a\u{1}\u{1B}[0;36m\u{1}b\u{1}\u{1B}[0m\u{1} ")
    #expect(text.prompt(colored: false) == "ab")
    text.append("> ")
    #expect(text.prompt(colored: true).hasSuffix("\u{1}\u{1B}[0m\u{1}> "))
  }

  @Test func `control characters in a prompt are shown, not sent`() {
    var text = StyledText()
    text.append("st\u{1B}[2Jore\n> ")
    #expect(text.prompt(colored: true) == "st\\u{1b}[2Jore\\n> ")
  }

  @Test(arguments: [
    ("> ", "", 0, 2), ("> ", "12345678", 1, 0), ("> ", "1234567", 0, 9), ("> ", "中中中", 0, 8),
    ("> ", "中中中中", 1, 0), (">  ", "中中中中", 1, 2), ("> ", "a\nb", 1, 1), ("> ", "\t", 0, 8),
    ("> ", "\u{1}", 0, 4), ("\u{1}\u{1B}[0;32m\u{1}> ", "a", 0, 3), ("> ", "e\u{301}", 0, 3),
  ])
  func `the cursor is where the editor puts it`(
    prompt: String, text: String, row: Int, column: Int
  ) {
    var layout = EditLayout(columns: 10)
    layout.addPrompt(prompt.unicodeScalars)
    layout.add(text.unicodeScalars)
    #expect(layout.row == row)
    #expect(layout.column == column)
  }

  @Test func `characters are made of bytes, and what is none is told`() {
    var decoder = UTF8Decoder()
    let bytes: [UInt8] = Array("aé中😀".utf8) + [0xFF, 0xE4, 0x62, 0xC0, 0x80, 0x63]
    var text = ""
    for byte in bytes {
      let scalar = decoder.take(byte)
      if decoder.takeLoss() { text += "?" }
      if let scalar { text.unicodeScalars.append(scalar) }
    }
    #expect(text == "aé中😀??b??c")
  }

  @Test(
    arguments: [
      (["LC_ALL": "zh_CN.GBK"], "GBK"), (["LANG": "zh_CN.gb18030@x"], "gb18030"),
      (["LC_ALL": "", "LC_CTYPE": "zh_TW"], "BIG5"), (["LANG": "zh_CN"], "GB2312"),
      (["LC_ALL": "en_US.UTF-8", "LANG": "zh_CN.GBK"], nil), (["LANG": "zh_CN.utf8"], nil),
      (["LC_ALL": "C"], nil), (["LANG": "POSIX"], nil), (["LANG": "C.UTF-8"], nil), ([:], nil),
    ] as [([String: String], String?)])
  func `a locale in another encoding than UTF-8 is known`(
    environment: [String: String], encoding: String?
  ) {
    #expect(Terminal.otherEncoding { environment[$0] }?.encoding == encoding)
  }

  @Test func `lines for standard error command a terminal by colours alone`() {
    let plain = Terminal(
      color: .never, language: .english, areTerminals: (true, true, true), environment: { _ in nil }
    )
    let colored = Terminal(
      color: .always, language: .english, areTerminals: (true, true, true),
      environment: { _ in nil })
    let text = "\u{1B}[31mred\u{1B}[0m \u{1B}[2J\u{9B}5m\u{202E}x\u{7}\nnext\n"
    #expect(
      plain.shown(text)
        == "\\u{1b}[31mred\\u{1b}[0m \\u{1b}[2J\\u{9b}5m\\u{202e}x\\u{7}\nnext\n")
    #expect(
      colored.shown(text)
        == "\u{1B}[31mred\u{1B}[0m \\u{1b}[2J\\u{9b}5m\\u{202e}x\\u{7}\nnext\n")
  }

  @Test(arguments: ["👨‍👩‍👧", "☎️", "👍🏽", "🇨🇳", "e\u{301}", "1️⃣", "\u{17005}", "\u{F0007}"])
  func `a character of several code points is one in the line editor`(character: String) throws {
    let clusters = Clusters()
    let text = "a\(character)中\(character)b"
    let held = clusters.encoded(text)
    #expect(held.unicodeScalars.count == 5)
    #expect(clusters.decoded(held.unicodeScalars) == text)
    let standIn = held.unicodeScalars.dropFirst().first!
    #expect(EditLayout.width(of: standIn) == ScreenText.width(character))
    for cut in 0...held.utf8.count {
      #expect(try shown(held, cutAt: cut, clusters) == text)
    }
  }

  /// What a terminal gets of a text that libedit writes in two pieces.
  private func shown(_ text: String, cutAt cut: Int, _ clusters: Clusters) throws -> String {
    var ends: [Int32] = [-1, -1]
    try #require(pipe(&ends) == 0)
    defer { close(ends[0]) }
    let screen = EditorScreen(ends[1], clusters)
    for part in [Array(text.utf8.prefix(cut)), Array(text.utf8.dropFirst(cut))] {
      #expect(part.withUnsafeBufferPointer { screen.write($0) })
    }
    close(ends[1])
    var bytes = [UInt8](repeating: 0, count: 256)
    let count = read(ends[0], &bytes, bytes.count)
    return String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self)
  }

  @Test func `a pasted text has one kind of newline and no controls`() {
    let pasted = Array("a\r\nb\rc\nd\u{1B}[31m\t中\u{7}\r\n\n".unicodeScalars)
    #expect(LineEditor.cleaned(pasted) == "a\nb\nc\nd[31m\t中")
  }

  @Test(arguments: [
    (["restore phone", "restore broadband"], FurtherCandidates.none, "restore "),
    (["王小明", "王小红"], .none, "王小"), (["a", "b"], .none, ""), (["only"], .none, "only"),
    (["13300000001", "13300000002"], .exactly(3), ""), ([], .none, ""),
  ])
  func `the common beginning is what all candidates share`(
    texts: [String], further: FurtherCandidates, common: String
  ) {
    let answer = CompletionAnswer(
      range: 0..<0, candidates: texts.map { CompletionCandidate($0) }, further: further)
    #expect(answer.commonBeginning == Array(common.unicodeScalars))
  }

  @Test func `a list keeps within the window`() {
    let candidates = (1...60).map { CompletionCandidate("王小明\($0)", about: "个人客户，五星") }
    let answer = CompletionAnswer(range: 0..<0, candidates: candidates, further: .exactly(5))
    for columns in [12, 40, 80, 200] {
      let rows = CandidateList.rows(
        of: answer, size: (24, columns), colored: false, language: .english)
      #expect(rows.allSatisfy { ScreenText.width($0) < columns })
      #expect(rows.last?.hasPrefix("and 15") == true)
    }
  }

  @Test func `what would act on the terminal is shown, not sent`() {
    let answer = CompletionAnswer(
      range: 0..<0, candidates: [CompletionCandidate("a\u{1B}[2J"), CompletionCandidate("b")])
    let rows = CandidateList.rows(of: answer, size: (24, 80), colored: false, language: .english)
    #expect(rows == ["a\\u{1b}[2J  b"])
  }

  @Test func `the progress bar tells rows, rate, time left and counts`() {
    let count = ProgressCount(rows: 25_000, total: 100_000, done: 24_000, refused: 900, errors: 100)
    #expect(
      ProgressBar.line(count, milliseconds: 5_000, columns: 100, language: .english)
        == "[######..................] 25,000/100,000 5,000/s 0:15 left"
        + " done 24,000 refused 900 errors 100")
    let narrow = ProgressBar.line(count, milliseconds: 5_000, columns: 40, language: .chinese)
    #expect(ScreenText.width(narrow) <= 40)
    let open = ProgressCount(rows: 7)
    #expect(
      ProgressBar.line(open, milliseconds: 0, columns: 80, language: .english)
        == "7 rows 0/s done 0 refused 0 errors 0")
  }

  @Test(arguments: [(0, "0:00"), (59, "0:59"), (60, "1:00"), (3_599, "59:59"), (3_723, "1:02:03")])
  func `time left is shown as a clock shows it`(seconds: Int, text: String) {
    #expect(ProgressBar.clock(seconds) == text)
  }

  @Test(arguments: [
    (500, "0.50"), (1_234, "1.23"), (9_994, "9.99"), (12_345, "12.3"), (754_900, "754.9"),
  ])
  func `elapsed time is shown in seconds`(milliseconds: Int, text: String) {
    #expect(Seconds.text(milliseconds) == text)
  }

  @Test(arguments: [
    (0, "0"), (999, "999"), (1_000, "1,000"), (1_234_567, "1,234,567"), (-1_000, "-1,000"),
  ])
  func `numbers have a comma between thousands`(number: Int, text: String) {
    #expect(Grouped.text(number) == text)
  }

  @Test(arguments: [
    ("y", true), (" YES ", true), ("是", true), ("n", false), ("", false), ("yy", false),
  ])
  func `only yes is yes`(answer: String, isYes: Bool) {
    #expect(Confirmation.isYes(answer) == isYes)
  }

  @Test func `colour sequences take no room`() {
    #expect(ScreenText.widthWithoutSequences(Array("\u{1B}[0;32mab中\u{1B}[0m".utf8)[...]) == 4)
  }
}
