import Foundation

/// A Swift file of the repository, taken apart into code, comments and texts.
struct SourceFile {
  /// The path from the top of the repository, such as `Sources/Basics/Money.swift`.
  let path: String
  /// The lines with comments and the inside of string literals blanked, so that line numbers hold.
  let code: [Substring]
  /// What comments and string literals say, each piece with its line, from 1.
  let prose: [(line: Int, text: String)]

  /// The target that the file belongs to, such as `Basics`.
  var room: String { path.split(separator: "/").dropFirst().first.map(String.init) ?? "" }

  var lineCount: Int { code.count }

  /// The words of the code that may name something.
  let identifiers: Set<String>

  /// Reads a file.
  init(path: String) throws {
    self.init(
      path: path, text: try String(contentsOfFile: Repository.path + "/" + path, encoding: .utf8))
  }

  init(path: String, text: String) {
    self.path = path
    var lexer = Lexer(text)
    lexer.run()
    code = String(decoding: lexer.code, as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false)
    identifiers = Self.words(of: lexer.code)
    prose = lexer.prose
  }

  private static func words(of code: [UInt8]) -> Set<String> {
    func isWord(_ byte: UInt8) -> Bool {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
        true
      default: false
      }
    }
    let words = code.split { !isWord($0) }
    return Set(
      words.filter { !(0x30...0x39).contains($0[$0.startIndex]) }
        .map { String(decoding: $0, as: UTF8.self) })
  }

  /// The files below a folder.
  static func all(under folder: String) throws -> [SourceFile] {
    let names = FileManager.default.enumerator(atPath: Repository.path + "/" + folder)
    let paths = (names?.allObjects as? [String] ?? []).filter { $0.hasSuffix(".swift") }.sorted()
    return try paths.map { try SourceFile(path: folder + "/" + $0) }
  }
}

enum Repository {
  /// The top of the repository.
  static let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path
}

/// Tells code from comments and texts, byte by byte.
private struct Lexer {
  private let bytes: [UInt8]
  private var offset = 0
  private var line = 1
  private(set) var code: [UInt8] = []
  private(set) var prose: [(line: Int, text: String)] = []
  private var piece: [UInt8] = []

  init(_ text: String) {
    bytes = Array(text.utf8)
  }

  mutating func run() {
    while offset < bytes.count { step() }
  }

  private func starts(_ first: Unicode.Scalar, _ second: Unicode.Scalar) -> Bool {
    offset + 1 < bytes.count && bytes[offset] == UInt8(ascii: first)
      && bytes[offset + 1] == UInt8(ascii: second)
  }

  /// Takes one byte of code, or a whole comment or text.
  private mutating func step() {
    if starts("/", "/") { return comment { $0.bytes[$0.offset] == UInt8(ascii: "\n") } }
    if starts("/", "*") { return blockComment() }
    var quote = offset
    while quote < bytes.count, bytes[quote] == UInt8(ascii: "#") { quote += 1 }
    if quote < bytes.count, bytes[quote] == UInt8(ascii: "\"") {
      return literal(hashes: quote - offset)
    }
    keep()
  }

  /// Takes a byte as code.
  private mutating func keep() {
    code.append(bytes[offset])
    pass()
  }

  /// Takes a byte as prose, and blanks it in the code.
  private mutating func blank() {
    piece.append(bytes[offset])
    code.append(bytes[offset] == UInt8(ascii: "\n") ? UInt8(ascii: "\n") : UInt8(ascii: " "))
    pass()
  }

  private mutating func pass() {
    if bytes[offset] == UInt8(ascii: "\n") { line += 1 }
    offset += 1
  }

  private mutating func end(from first: Int) {
    for (offset, text) in piece.split(
      separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false
    ).enumerated() where !text.isEmpty {
      prose.append((first + offset, String(decoding: text, as: UTF8.self)))
    }
    piece = []
  }

  private mutating func comment(until isEnd: (Lexer) -> Bool) {
    let first = line
    while offset < bytes.count, !isEnd(self) { blank() }
    end(from: first)
  }

  private mutating func blockComment() {
    let first = line
    var depth = 0
    repeat {
      if starts("/", "*") {
        depth += 1
        blank()
      } else if starts("*", "/") {
        depth -= 1
        blank()
      }
      blank()
    } while offset < bytes.count && depth > 0
    end(from: first)
  }

  /// Takes a string literal; what is interpolated into it is code.
  private mutating func literal(hashes: Int) {
    for _ in 0..<hashes { keep() }
    let isLong = bytes[offset...].starts(with: Array("\"\"\"".utf8))
    let quotes = isLong ? 3 : 1
    for _ in 0..<quotes { keep() }
    let mark = [UInt8](repeating: UInt8(ascii: "#"), count: hashes)
    let closing = [UInt8](repeating: UInt8(ascii: "\""), count: quotes) + mark
    let escape = [UInt8(ascii: "\\")] + mark
    var first = line
    while offset < bytes.count, !bytes[offset...].starts(with: closing) {
      guard bytes[offset...].starts(with: escape) else {
        blank()
        continue
      }
      for _ in escape { blank() }
      guard offset < bytes.count, bytes[offset] == UInt8(ascii: "(") else {
        blank()
        continue
      }
      end(from: first)
      interpolation()
      first = line
    }
    end(from: first)
    for _ in closing where offset < bytes.count { keep() }
  }

  private mutating func interpolation() {
    var depth = 0
    repeat {
      if bytes[offset] == UInt8(ascii: "(") { depth += 1 }
      if bytes[offset] == UInt8(ascii: ")") { depth -= 1 }
      step()
    } while offset < bytes.count && depth > 0
  }
}
