internal import Basics
internal import Glibc

/// The lines typed at the console, kept in a file of their own.
///
/// The file is UTF-8 text, one entry a line (a backslash is written `\\`, a newline `\n`, a return
/// `\r`), only ever appended to, each entry by one write, so that several consoles can share it.
/// Only its owner may read it.
package struct HistoryFile {
  /// As many entries are read at the start, the newest ones.
  package static let limit = 10_000

  /// Where the file is.
  package let path: String
  private var lastEntry: String?
  private var endsWithinLine = false

  package init(path: String) {
    self.path = path
  }

  /// Where the file is unless told otherwise: `stardesk/history` in `$XDG_STATE_HOME`, by default
  /// `~/.local/state` (XDG Base Directory Specification 0.8).
  /// - Returns: nil when there is no home folder.
  package static var defaultPath: String? {
    HomeFolder.base("XDG_STATE_HOME", otherwise: ".local/state").map { $0 + "/stardesk/history" }
  }

  /// Reads the newest entries, oldest first.
  /// - Returns: none when there is no file yet.
  /// - Throws: `ConsoleError` with code `history.reading` when the file is there and cannot be read.
  package mutating func load() throws(ConsoleError) -> [String] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT || errno == ENOTDIR { return [] }
      throw ConsoleError(.historyReading, path: path, errno: errno)
    }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    guard HistoryFile.readEnd(of: descriptor, into: &bytes) else {
      throw ConsoleError(.historyReading, path: path, errno: errno)
    }
    endsWithinLine = bytes.last.map { $0 != 0x0A } ?? false
    let lines = bytes.split(separator: 0x0A).suffix(HistoryFile.limit)
    let entries = lines.map { HistoryFile.unescaped(String(decoding: $0, as: UTF8.self)) }
    lastEntry = entries.last
    return entries
  }

  /// Appends an entry.
  ///
  /// An empty one, one like the one before, and one that holds a secret are not kept.
  /// - Returns: whether it was kept.
  /// - Throws: `ConsoleError` with code `history.writing`.
  @discardableResult
  package mutating func append(_ entry: String) throws(ConsoleError) -> Bool {
    guard HistoryFile.keeps(entry), entry != lastEntry else { return false }
    HomeFolder.make(above: path)
    let flags = O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW
    let descriptor = open(path, flags, 0o600)
    guard descriptor >= 0 else { throw ConsoleError(.historyWriting, path: path, errno: errno) }
    defer { close(descriptor) }
    var status = stat()
    if fstat(descriptor, &status) == 0, status.st_mode & 0o777 != 0o600 {
      _ = fchmod(descriptor, 0o600)
    }
    let line = (endsWithinLine ? "\n" : "") + HistoryFile.escaped(entry) + "\n"
    guard Terminal.write(line, to: descriptor) else {
      throw ConsoleError(.historyWriting, path: path, errno: errno)
    }
    endsWithinLine = false
    lastEntry = entry
    return true
  }

  /// Whether an entry may be kept at all: it says something, and holds no secret.
  package static func keeps(_ entry: String) -> Bool {
    !entry.utf8.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A } && !Secrets.areHeld(in: entry)
  }

  static func escaped(_ entry: String) -> String {
    var result = ""
    for scalar in entry.unicodeScalars {
      switch scalar {
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  static func unescaped(_ line: String) -> String {
    var result = String.UnicodeScalarView()
    var isEscaped = false
    for scalar in line.unicodeScalars {
      if isEscaped {
        isEscaped = false
        switch scalar {
        case "n": result.append("\n")
        case "r": result.append("\r")
        default: result.append(scalar)
        }
      } else if scalar == "\\" {
        isEscaped = true
      } else if scalar != "\0" {
        result.append(scalar)
      }
    }
    return String(result)
  }

  /// Reads from the end as much as holds `limit` lines.
  private static func readEnd(of descriptor: Int32, into bytes: inout [UInt8]) -> Bool {
    let block = 1 << 16
    var start = lseek(descriptor, 0, SEEK_END)
    guard start >= 0 else { return false }
    var lines = 0
    var blocks: [[UInt8]] = []
    while start > 0, lines <= limit {
      let count = min(Int(start), block)
      start -= off_t(count)
      var part = [UInt8](repeating: 0, count: count)
      let got = part.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress!, count, start) }
      guard got >= 0 else { return false }
      part.removeLast(count - got)
      for byte in part where byte == 0x0A { lines += 1 }
      blocks.append(part)
    }
    for part in blocks.reversed() { bytes += part }
    if start > 0, let end = bytes.firstIndex(of: 0x0A) { bytes.removeFirst(end + 1) }
    return true
  }
}

/// What must not be left lying about in a file: document numbers and passwords.
enum Secrets {
  /// Whether a line holds what may be the number of a document, or gives an option or field that
  /// names a document or a password (`document=`, `password=`, `证件=`, `密码：`).
  static func areHeld(in line: String) -> Bool {
    !DocumentNumber.ranges(in: line, .possible).isEmpty
      || holdsSecretOption(Array(line.unicodeScalars))
  }

  private static let names = [
    "document", "passport", "password", "passwd", "pwd", "证件", "护照", "身份证", "密码", "口令",
  ]

  /// What may stand between such a name and its value.
  private static let operators = ["=", ":", "＝", "：", "in", "contains", "starts-with", "为", "是"]

  private static func holdsSecretOption(_ scalars: [Unicode.Scalar]) -> Bool {
    var index = 0
    while index < scalars.count {
      guard isWord(scalars[index]) else {
        index += 1
        continue
      }
      let start = index
      while index < scalars.count, isWord(scalars[index]) { index += 1 }
      let word = text(scalars[start..<index]).lowercased()
      guard names.contains(where: { word.contains($0) }) else { continue }
      if names.contains(where: { word.hasPrefix("--" + $0) }) { return true }
      if isGivenValue(scalars[index...]) || isRunTogether(word) { return true }
    }
    return false
  }

  /// Whether an operator follows, and not the end of a pipeline's step.
  private static func isGivenValue(_ rest: ArraySlice<Unicode.Scalar>) -> Bool {
    let rest = rest.drop { $0 == " " || $0 == "\t" || $0 == "!" || $0 == "\"" || $0 == "'" }
    let next = text(rest.prefix { $0 != " " })
    return operators.contains { isWord($0.unicodeScalars.first!) ? next == $0 : next.hasPrefix($0) }
      || next.hasPrefix("<") || next.hasPrefix(">")
  }

  /// Whether a Chinese word runs straight into the value: 密码是123456.
  private static func isRunTogether(_ word: String) -> Bool {
    ["密码", "口令"].contains { name in
      guard let range = word.firstRange(of: name) else { return false }
      return word[range.upperBound...].contains { $0.isASCII && ($0.isLetter || $0.isNumber) }
    }
  }

  private static func text(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }

  private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic || scalar.properties.numericType != nil || scalar == "-"
      || scalar == "_" || scalar == "."
  }
}
