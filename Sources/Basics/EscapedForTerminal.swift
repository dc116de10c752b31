extension String {
  /// The text with everything that could command a terminal or turn the direction of writing shown
  /// as an escape: `\x1b`, `\n`, `\u{202e}`.
  ///
  /// Escaped are the control characters C0, DEL and C1, the marks that embed, override or isolate
  /// directions, and the separators of lines and paragraphs. All else stays as it is.
  package var escapedForTerminal: String {
    guard utf8.contains(where: { $0 < 0x20 || $0 >= 0x7F }),
      unicodeScalars.contains(where: \.commandsTerminal)
    else { return self }
    var result = ""
    for scalar in unicodeScalars {
      guard scalar.commandsTerminal else {
        result.unicodeScalars.append(scalar)
        continue
      }
      switch scalar {
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case _ where scalar.value < 0x100:
        result += "\\x" + (scalar.value < 0x10 ? "0" : "") + String(scalar.value, radix: 16)
      default: result += "\\u{" + String(scalar.value, radix: 16) + "}"
      }
    }
    return result
  }
}

extension Unicode.Scalar {
  fileprivate var commandsTerminal: Bool {
    switch value {
    case 0..<0x20, 0x7F..<0xA0, 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}
