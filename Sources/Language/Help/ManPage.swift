import Basics

/// Writes the manual as the source of a man page (groff's man macros).
struct ManPage {
  private let language: ReaderLanguage

  init(_ language: ReaderLanguage) {
    self.language = language
  }

  func text(of sections: [Manual.Section], title: Manual.Section) -> String {
    var page = ".TH STARDESK 1 \"\" stardesk\n.ad l\n.SH \(Self.escaped(words("NAME", "名称")))\n"
    page += "stardesk \\- "
    page += Self.escaped(words("the desk of star-customer service", "星级客户服务台")) + "\n"
    page += ".SH \(Self.escaped(words("SYNOPSIS", "用法")))\n.B stardesk\n"
    page += "[\\fIOPTION\\fR]... [\\fIFILE\\fR [\\fIARGUMENT\\fR]...]\n"
    page += ".SH \(Self.escaped(words("DESCRIPTION", "说明")))\n"
    page += title.blocks.map(text).joined()
    for section in sections {
      let heading = section.level <= 2 ? ".SH" : ".SS"
      let name = section.level <= 2 ? section.title.uppercased() : section.title
      page += "\(heading) \"\(Self.escaped(name))\"\n" + section.blocks.map(text).joined()
    }
    return page
  }

  private func words(_ english: String, _ chinese: String) -> String {
    language == .chinese ? chinese : english
  }

  private func text(of block: Topic.Block) -> String {
    switch block {
    case .text(let words): ".PP\n" + Self.line(words.text(in: language))
    case .terms(let terms):
      terms.map { term in
        ".TP\n\\fB\(Self.escaped(term.name))\\fR\n" + Self.line(term.about.text(in: language))
      }.joined()
    case .script(let source), .console(let source), .shell(let source):
      ".PP\n.RS 4\n.nf\n"
        + source.split(separator: "\n", omittingEmptySubsequences: false).map {
          Self.guarded(Self.escaped(String($0))) + "\n"
        }.joined() + ".fi\n.RE\n"
    }
  }

  /// One line of text, code in bold.
  private static func line(_ text: String) -> String {
    var line = ""
    var isCode = false
    for part in text.split(separator: "`", omittingEmptySubsequences: false) {
      line += isCode ? "\\fB\(escaped(String(part)))\\fR" : escaped(String(part))
      isCode.toggle()
    }
    return guarded(line) + "\n"
  }

  private static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": escaped += "\\e"
      case "-": escaped += "\\-"
      case "'": escaped += "\\(aq"
      case "\"": escaped += "\\(dq"
      case "^": escaped += "\\(ha"
      case "~": escaped += "\\(ti"
      case "`": escaped += "\\(ga"
      case _ where scalar.isASCII: escaped.unicodeScalars.append(scalar)
      default:
        // groff knows every character by its number, whatever it takes the file's encoding for.
        let number = String(scalar.value, radix: 16, uppercase: true)
        escaped += "\\[u" + String(repeating: "0", count: max(0, 4 - number.count)) + number + "]"
      }
    }
    return escaped
  }

  /// A line that begins like a request does not become one.
  private static func guarded(_ line: String) -> String {
    line.hasPrefix(".") ? "\\&" + line : line
  }
}
