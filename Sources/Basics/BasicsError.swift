/// Why a text could not be read as a value.
///
///     do {
///       let money = try Money(parsing: "3.999")
///     } catch {
///       print(error.code)                  // money.decimals
///       print(error.message(in: .chinese))
///     }
package struct BasicsError: Error, Hashable, Sendable {
  /// The stable name of the problem, such as `month.range`.
  package var code: String

  /// What was found, as it was written.
  package var text: String

  /// What would have been right, in English.
  package var expected: String

  /// How many bytes stand before the problem, where that is known.
  package var offset: Int?

  /// The line of the problem, counted from 1, where lines are known.
  package var line: Int?

  /// Makes an error of any room that reads values.
  ///
  /// - Parameters:
  ///   - code: the stable name of the problem.
  ///   - text: what was found.
  ///   - expected: what would have been right, in English.
  ///   - offset: bytes before the problem.
  ///   - line: line of the problem, from 1.
  package init(
    code: String, text: String, expected: String, offset: Int? = nil, line: Int? = nil
  ) {
    self.code = code
    self.text = text
    self.expected = expected
    self.offset = offset
    self.line = line
  }

  /// Makes an error of this room; what was expected comes from the messages.
  init(
    _ problem: Problem, found bytes: UnsafeBufferPointer<UInt8>, offset: Int? = nil,
    line: Int? = nil
  ) {
    self.init(problem, found: Self.shown(bytes), offset: offset, line: line)
  }

  init(_ problem: Problem, found text: String, offset: Int? = nil, line: Int? = nil) {
    self.init(
      code: problem.rawValue, text: text, expected: problem.expected.english,
      offset: offset, line: line)
  }

  /// Makes the error for an object of JSON that has two fields of one name.
  ///
  /// - Parameters:
  ///   - name: the name.
  ///   - first: how many bytes stand before the first of them.
  ///   - second: how many before the second.
  package static func fieldTwice(_ name: String, first: Int, second: Int) -> BasicsError {
    var error = BasicsError(.jsonTwice, found: name, offset: second)
    error.expected += "; \(first)"
    return error
  }

  /// The message for a reader.
  package func message(in language: ReaderLanguage) -> String {
    BasicsMessages.message(of: self, in: language)
  }

  /// Text for a message: the beginning of a long one.
  static func shown(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
    let longest = 60
    guard bytes.count > longest else { return String(decoding: bytes, as: UTF8.self) }
    var end = longest
    while end > longest - 3, bytes[end] & 0xC0 == 0x80 { end -= 1 }
    return String(decoding: bytes[..<end], as: UTF8.self) + "…"
  }
}
