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
    return WideText(clusters.encoded(text)).withPointer { el_winsertstr(editor, $0) } == 0
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
      case _ where scalar.commandsTerminal: continue
      default: result.append(scalar)
      }
    }
    while result.last == "\n" { result.removeLast() }
    return String(result)
  }

  // MARK: Tab

  /// Inserts what all candidates have in common, or else shows them, or else the usage.
  func complete() -> UInt8 {
    let (line, cursor) = line
    let before = Array(clusters.decoded(line[..<cursor]).unicodeScalars)
    let text = before + Array(clusters.decoded(line[cursor...]).unicodeScalars)
    guard let completing else { return UInt8(CC_ERROR) }
    let accepted = accepted.unicodeScalars
    var all = accepted
    all.append(contentsOf: text)
    var answer = completing.completions(
      for: String(all), cursor: accepted.count + before.count)
    // What is already run cannot be replaced any more.
    guard answer.range.lowerBound >= accepted.count else { return UInt8(CC_ERROR) }
    answer.range =
      answer.range.lowerBound - accepted.count..<answer.range.upperBound - accepted.count
    let colored = terminal.colorsMessages
    if let replacement = replacement(by: answer, in: text, cursor: before.count) {
      let isOther = isOther(answer, than: text[answer.range])
      if isOther { prepareToDraw() }
      replace(answer.range, of: text, by: replacement, cursor: before.count)
      guard isOther else { return UInt8(CC_REFRESH) }
      // Something else stands there than what was typed: what it is.
      cedit_redraw(editor)
      answer.usage = nil
      showBelow(listed(answer, colored))
      return UInt8(CC_NORM)
    }
    let rows = listed(answer, colored)
    guard !rows.isEmpty else { return UInt8(CC_REFRESH_BEEP) }
    showBelow(rows)
    return UInt8(CC_NORM)
  }

  /// Whether the only candidate is something else than the word that was typed the beginning of, so
  /// that it must be told what it is: the identifier of a customer whose name was typed.
  private func isOther(
    _ answer: CompletionAnswer, than typed: ArraySlice<Unicode.Scalar>
  ) -> Bool {
    guard answer.candidates.count == 1, !answer.candidates[0].about.isEmpty else { return false }
    let word = typed.drop { $0 == "\"" || $0 == "'" }
    return !answer.candidates[0].shown.unicodeScalars.starts(with: word)
  }

  private func listed(_ answer: CompletionAnswer, _ colored: Bool) -> [String] {
    var rows: [String] = []
    if let usage = answer.usage {
      rows += usage.split(separator: "\n", omittingEmptySubsequences: false).map {
        let row = String($0).escapedForTerminal
        return colored ? Style.dim.sequence + row + Style.plain.sequence : row
      }
    }
    return rows
      + CandidateList.rows(
        of: answer, size: Terminal.size, colored: colored, language: terminal.language)
  }

  /// What takes the place of the word at the cursor: the only candidate, or what all have in common.
  ///
  /// - Returns: Nil when that changes nothing.
  private func replacement(
    by answer: CompletionAnswer, in text: [Unicode.Scalar], cursor: Int
  ) -> [Unicode.Scalar]? {
    let range = answer.range
    guard range.lowerBound <= cursor, range.upperBound >= cursor, range.upperBound <= text.count
    else { return nil }
    var replacement = answer.commonBeginning
    if answer.candidates.count == 1, answer.further == .none {
      guard !replacement.isEmpty else { return nil }
      let end = range.upperBound
      if answer.candidates[0].endsWord, end == text.count || text[end] != " " {
        replacement.append(" ")
      }
    } else if replacement.count < cursor - range.lowerBound {
      return nil
    }
    return replacement.isEmpty || replacement == Array(text[range]) ? nil : replacement
  }

  /// Replaces a part of the line.
  ///
  /// - Parameters:
  ///   - text: the line, as it is seen.
  ///   - cursor: where the cursor stands in it.
  private func replace(
    _ range: Range<Int>, of text: [Unicode.Scalar], by replacement: [Unicode.Scalar], cursor: Int
  ) {
    func length(_ part: some Sequence<Unicode.Scalar>) -> Int {
      var view = String.UnicodeScalarView()
      view.append(contentsOf: part)
      return clusters.encoded(String(view)).unicodeScalars.count
    }
    el_cursor(editor, Int32(length(text[cursor..<range.upperBound])))
    el_deletestr(editor, Int32(length(text[range])))
    var view = String.UnicodeScalarView()
    view.append(contentsOf: replacement)
    WideText(clusters.encoded(String(view))).withPointer { _ = el_winsertstr(editor, $0) }
  }
}
