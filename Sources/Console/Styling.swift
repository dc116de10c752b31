internal import Basics

/// How a piece of text looks on a terminal that has colours.
package enum Style: Sendable, Hashable {
  case plain, bold, dim, red, green, yellow, blue, magenta, cyan

  /// The sequence that turns the style on, after everything was turned off.
  var sequence: String {
    switch self {
    case .plain: "\u{1B}[0m"
    case .bold: "\u{1B}[0;1m"
    case .dim: "\u{1B}[0;2m"
    case .red: "\u{1B}[0;31m"
    case .green: "\u{1B}[0;32m"
    case .yellow: "\u{1B}[0;33m"
    case .blue: "\u{1B}[0;34m"
    case .magenta: "\u{1B}[0;35m"
    case .cyan: "\u{1B}[0;36m"
    }
  }
}

/// A text in pieces of different look.
package struct StyledText: Sendable, Hashable, ExpressibleByStringLiteral {
  package struct Piece: Sendable, Hashable {
    package var text: String
    package var style: Style
  }
  package var pieces: [Piece]

  package init() { pieces = [] }
  package init(stringLiteral value: String) { pieces = [Piece(text: value, style: .plain)] }

  /// Adds a piece.
  package mutating func append(_ text: String, _ style: Style = .plain) {
    pieces.append(Piece(text: text, style: style))
  }

  /// The text without its looks.
  package var plain: String { pieces.map(\.text).joined() }

  /// The text as it goes to a terminal.
  package func rendered(colored: Bool) -> String {
    guard colored else { return plain }
    var result = ""
    var current = Style.plain
    for piece in pieces where !piece.text.isEmpty {
      if piece.style != current { result += piece.style.sequence }
      current = piece.style
      result += piece.text
    }
    if current != .plain { result += Style.plain.sequence }
    return result
  }

  /// The character that stands round what takes no room, in a prompt for the line editor.
  static let mark = "\u{1}"

  /// The text as the line editor takes a prompt.
  ///
  /// The editor hangs an escape sequence on the printable character that follows it: it drops a
  /// sequence that ends the prompt and mistakes two in a row. So there is one sequence between two
  /// characters, and the prompt ends with a plain character. Control characters are shown escaped.
  func prompt(colored: Bool) -> String {
    var result = ""
    var current = Style.plain
    for piece in pieces {
      let printable = piece.text.escapedForTerminal
      guard !printable.isEmpty else { continue }
      if colored, piece.style != current {
        result += StyledText.mark + piece.style.sequence + StyledText.mark
        current = piece.style
      }
      result += printable
    }
    if current != .plain {
      result += StyledText.mark + Style.plain.sequence + StyledText.mark + " "
    }
    return result
  }
}
