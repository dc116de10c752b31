extension String {
  /// The text with everything that could command a terminal or turn the direction of writing shown
  /// as the command language writes it: `\u{1b}`, `\n`, `\u{202e}`.
  ///
  /// Escaped are the control characters C0, DEL and C1, the marks that set, embed, override or
  /// isolate directions, the separators of lines and paragraphs, the marks of annotations, and the
  /// tags that nobody sees. All else stays as it is.
  package var escapedForTerminal: String { escapedForTerminal(keepingLines: false) }

  /// The text as ``escapedForTerminal``, but each of its lines on a row of its own.
  package var linesEscapedForTerminal: String { escapedForTerminal(keepingLines: true) }

  private func escapedForTerminal(keepingLines: Bool) -> String {
    guard holdsCommands(keepingLines: keepingLines) else { return self }
    var result = ""
    for scalar in unicodeScalars {
      guard scalar.commandsTerminal, !keepingLines || scalar != "\n" else {
        result.unicodeScalars.append(scalar)
        continue
      }
      switch scalar {
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      default: result += "\\u{" + String(scalar.value, radix: 16) + "}"
      }
    }
    return result
  }

  private func holdsCommands(keepingLines: Bool) -> Bool {
    var copy = self
    return copy.withUTF8 { bytes in
      var offset = 0
      while let found = TerminalCommands.next(in: bytes, from: offset) {
        if !keepingLines || bytes[found.lowerBound] != 0x0A { return true }
        offset = found.upperBound
      }
      return false
    }
  }
}

extension Unicode.Scalar {
  /// Whether a terminal could take the character for a command, or a reader could not see it and
  /// would read the others in another order for it.
  package var commandsTerminal: Bool {
    switch value {
    case 0..<0x20, 0x7F..<0xA0, 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x206F,
      0xFFF9...0xFFFB, 0xE0000...0xE007F:
      true
    default: false
    }
  }
}

/// Finds what commands a terminal in bytes that are UTF-8.
package enum TerminalCommands {
  /// The bytes of the next character that commands a terminal; nil when there is none.
  ///
  /// - Parameters:
  ///   - bytes: UTF-8.
  ///   - start: where to begin; the first byte of a character.
  package static func next(
    in bytes: UnsafeBufferPointer<UInt8>, from start: Int
  ) -> Range<Int>? {
    var offset = start
    while offset < bytes.count {
      let byte = bytes[offset]
      if byte < 0x20 || byte == 0x7F { return offset..<offset + 1 }
      // Only these bytes begin a character of ``Unicode/Scalar/commandsTerminal``.
      if byte == 0xC2 || byte == 0xD8 || byte == 0xE2 || byte == 0xEF || byte == 0xF3 {
        let length = UTF8Check.length(ofSequenceAt: offset, in: bytes)
        if length > 1, scalar(bytes, offset, length).commandsTerminal {
          return offset..<offset + length
        }
      }
      offset += 1
    }
    return nil
  }

  /// The character of so many bytes at an offset; they are UTF-8.
  package static func scalar(
    _ bytes: UnsafeBufferPointer<UInt8>, _ offset: Int, _ length: Int
  ) -> Unicode.Scalar {
    guard length > 1 else { return Unicode.Scalar(bytes[offset]) }
    var value = UInt32(bytes[offset]) & (0x7F >> UInt32(length))
    for next in 1..<length { value = value << 6 | UInt32(bytes[offset + next] & 0x3F) }
    return Unicode.Scalar(value) ?? "\u{FFFD}"
  }

  /// JSON in which no character commands a terminal: those outside of ASCII become escapes, which
  /// any reader of JSON takes for the same text. JSON has no others within its texts.
  package static func escaped(json bytes: [UInt8]) -> [UInt8] {
    bytes.withUnsafeBufferPointer { bytes in
      var result: [UInt8] = []
      var written = 0
      var offset = 0
      while let found = next(in: bytes, from: offset) {
        offset = found.upperBound
        guard bytes[found.lowerBound] >= 0x7F else { continue }
        result += bytes[written..<found.lowerBound]
        for unit in UTF16.encode(scalar(bytes, found.lowerBound, found.count))! {
          let digits = String(unit, radix: 16)
          result += Array("\\u".utf8) + Array(repeating: 0x30, count: 4 - digits.utf8.count)
          result += Array(digits.utf8)
        }
        written = found.upperBound
      }
      return written == 0 ? Array(bytes) : result + bytes[written...]
    }
  }
}
