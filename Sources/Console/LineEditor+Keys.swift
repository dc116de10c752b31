internal import Basics
internal import CEdit
internal import Glibc

/// What keys do beyond libedit's own functions.
extension LineEditor {
  /// Tells libedit what it has to know.
  func configure() {
    cedit_set_client_data(editor, Unmanaged.passUnretained(self).toOpaque())
    cedit_set_signal(editor, 0)
    cedit_set_prompt(editor, { LineEditor.of($0).prompt.pointer }, 1)
    cedit_set_reader(editor) { LineEditor.of($0).nextCharacter(into: $1!) }
    cedit_set_history(editor, history)
    WideText("emacs").withPointer { _ = cedit_set_editor(editor, $0) }
    add("desk-complete", "Complete the word at the cursor") {
      editor, _ in LineEditor.of(editor).complete()
    }
    add("desk-paste", "Insert a pasted block") { editor, _ in LineEditor.of(editor).paste() }
    bind("^I", "desk-complete")
    bind("\\e[200~", "desk-paste")
    bind("^R", "em-inc-search-prev")
    bind("^W", "ed-delete-prev-word")
    for key in ["\\e[H", "\\eOH", "\\e[1~", "\\e[7~"] { bind(key, "ed-move-to-beg") }
    for key in ["\\e[F", "\\eOF", "\\e[4~", "\\e[8~"] { bind(key, "ed-move-to-end") }
    bind("\\e[3~", "ed-delete-next-char")
    for key in ["\\e[1;5C", "\\e[1;3C"] { bind(key, "em-next-word") }
    for key in ["\\e[1;5D", "\\e[1;3D"] { bind(key, "ed-prev-word") }
  }

  private func bind(_ key: String, _ function: String) {
    WideText(key).withPointer { key in
      WideText(function).withPointer { function in _ = cedit_bind(editor, key, function) }
    }
  }

  private func add(_ name: String, _ help: String, _ function: @escaping cedit_key_function) {
    // libedit keeps these addresses, not copies.
    let name = WideText(name)
    let help = WideText(help)
    keptTexts += [name, help]
    cedit_add_function(editor, name.pointer, help.pointer, function)
  }

  // MARK: Paste

  /// Inserts what the terminal sends up to the end of the paste as one piece.
  ///
  /// Newlines stay in the line; nothing in it works as a key. The entry is run when the person
  /// presses Enter.
  func paste() -> UInt8 {
    let ending = Array("\u{1B}[201~".unicodeScalars)
    var pasted: [Unicode.Scalar] = []
    var character: wchar_t = 0
    isPasting = true
    defer { isPasting = false }
    while true {
      guard el_wgetc(editor, &character) == 1 else { return UInt8(CC_EOF) }
      pasted.append(Unicode.Scalar(UInt32(bitPattern: character)) ?? "\u{FFFD}")
      if pasted.last == "~", pasted.count >= ending.count,
        pasted.suffix(ending.count) == ending[...]
      {
        pasted.removeLast(ending.count)
        break
      }
    }
    let text = LineEditor.cleaned(pasted)
    guard !text.isEmpty else { return UInt8(CC_NORM) }
    return WideText(text).withPointer { el_winsertstr(editor, $0) } == 0
      ? UInt8(CC_REFRESH) : UInt8(CC_ERROR)
  }

  /// A pasted text with one kind of newline, without newlines at its end and without controls.
  static func cleaned(_ pasted: [Unicode.Scalar]) -> String {
    var result = String.UnicodeScalarView()
    var previous: Unicode.Scalar?
    for scalar in pasted {
      defer { previous = scalar }
      switch scalar {
      case "\n" where previous == "\r": continue
      case "\n", "\r": result.append("\n")
      case "\t": result.append(scalar)
      case "\0"..<" ", "\u{7F}"..<"\u{A0}": continue
      default: result.append(scalar)
      }
    }
    while result.last == "\n" { result.removeLast() }
    return String(result)
  }

  // MARK: Tab

  /// Inserts what all candidates have in common, or else shows them, or else the usage.
  func complete() -> UInt8 {
    let (text, cursor) = line
    guard let completing else { return UInt8(CC_ERROR) }
    let before = accepted.unicodeScalars.count
    var all = accepted.unicodeScalars
    all.append(contentsOf: text)
    let answer = completing.completions(for: String(all), cursor: before + cursor)
    if replace(by: answer, before: before, in: text, cursor: cursor) { return UInt8(CC_REFRESH) }
    let colored = terminal.colorsMessages
    var rows: [String] = []
    if let usage = answer.usage {
      rows += usage.split(separator: "\n", omittingEmptySubsequences: false).map {
        let row = String($0).escapedForTerminal
        return colored ? Style.dim.sequence + row + Style.plain.sequence : row
      }
    }
    rows += CandidateList.rows(
      of: answer, size: Terminal.size, colored: colored, language: terminal.language)
    guard !rows.isEmpty else { return UInt8(CC_REFRESH_BEEP) }
    showBelow(rows)
    return UInt8(CC_NORM)
  }

  /// Replaces the word by what the candidates have in common.
  /// - Returns: whether that changed anything.
  private func replace(
    by answer: CompletionAnswer, before: Int, in text: [Unicode.Scalar], cursor: Int
  ) -> Bool {
    let start = answer.range.lowerBound - before
    let end = answer.range.upperBound - before
    guard start >= 0, start <= cursor, end >= cursor, end <= text.count else { return false }
    var replacement = answer.commonBeginning
    if answer.candidates.count == 1, answer.further == .none {
      if answer.candidates[0].endsWord, end == text.count || text[end] != " " {
        replacement.append(" ")
      }
    } else if replacement.count < cursor - start {
      return false
    }
    guard !replacement.isEmpty, replacement != Array(text[start..<end]) else { return false }
    el_cursor(editor, Int32(end - cursor))
    el_deletestr(editor, Int32(end - start))
    var view = String.UnicodeScalarView()
    view.append(contentsOf: replacement)
    WideText(String(view)).withPointer { _ = el_winsertstr(editor, $0) }
    return true
  }
}
