import Basics

/// The values of arguments.
extension Parser {
  /// Reads the value of an argument; a literal is read by the kind of the parameter.
  mutating func parseArgumentValue(
    _ kind: ParameterKind
  ) throws(LanguageError) -> Expression {
    let start = scanner.position
    let value: Expression
    var isQuoted = false
    switch scanner.next {
    case UInt8(ascii: "\""), UInt8(ascii: "'"):
      value = try parseText()
      isQuoted = true
    case UInt8(ascii: "$"), UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"):
      value = try parsePostfix(mode: .value)
    default:
      if scanner.next >= 0xE2, let text = scanner.takeWideText() {
        value = .literal(.text(scanner.text(text)))
        isQuoted = true
        break
      }
      let word = scanner.word()
      guard !word.isEmpty else { throw unexpected("a value") }
      try requireGap(after: start)
      try refuseSeparator(in: word)
      return read(scanner.slice(word), as: kind, at: word)
    }
    try requireGap(after: start)
    guard case .literal(let literal) = value else { return value }
    if isQuoted, case .any = kind { return value }
    do throws(LanguageError) {
      let read = try Conversion.convert(literal, to: kind)
      return read.isNull && kind.isIdentifier ? Self.readLater(literal) : .literal(read)
    } catch {
      if error.code == Self.empty { return Self.readLater(literal) }
      note(error.located(at: state.program.location(span(start, scanner.position))).blamed(.usage))
      return .literal(.null)
    }
  }

  /// Refuses a bare word with a full-width `；` or `｜`, which may well be meant to end it.
  private func refuseSeparator(in word: Range<Int>) throws(LanguageError) {
    guard scanner.mayBeWide else { return }
    for offset in word {
      guard let mark = FullWidth.mark(scanner.bytes, at: offset),
        mark == UInt8(ascii: ";") || mark == UInt8(ascii: "|")
      else { continue }
      let range = offset..<offset + FullWidth.length
      throw error(
        .syntaxWide,
        [Literals.quoted(scanner.text(range)), "`\(Character(Unicode.Scalar(mark)))`"], at: range)
    }
  }

  private func read(
    _ word: UnsafeBufferPointer<UInt8>, as kind: ParameterKind, at range: Range<Int>
  ) -> Expression {
    do throws(LanguageError) {
      return .literal(try Literals.read(word, as: kind))
    } catch {
      if error.code == Self.empty {
        return Self.readLater(.text(String(decoding: word, as: UTF8.self)))
      }
      note(error.located(at: state.program.location(span(range))).blamed(.usage))
      return .literal(.null)
    }
  }

  /// The code of an identifier that is not there.
  private static let empty = emptyNumber("").code

  /// A value that is read when the command runs: that an identifier is empty is found out there, as
  /// it is with one that a file gives.
  private static func readLater(_ value: Value) -> Expression { .interpolated([.literal(value)]) }

  /// Nothing may stand close behind a value.
  private func requireGap(after start: Int) throws(LanguageError) {
    guard !isAtEndOfCall, !Bytes.isBlank(scanner.next) else { return }
    if scanner.next == UInt8(ascii: "$") {
      let offset = scanner.position
      throw error(.textDollar, ["$"], at: offset..<offset + 1)
    }
    throw unexpected("a space")
  }
}
