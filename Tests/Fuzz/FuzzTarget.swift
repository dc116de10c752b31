import Glibc
import TestSupport

/// Something that reads bytes from outside, to be tried with bytes that nobody meant.
///
/// A finding is what ends the process: a trap, an input that takes too long or too much memory, or
/// a ``demand(_:_:)`` that does not hold.
protocol FuzzTarget: AnyObject {
  /// Inputs to begin with: what people write.
  var seeds: [[UInt8]] { get }
  /// Words of the input's language, to be put together.
  var words: [String] { get }
  /// Tries one input.
  func attempt(_ bytes: [UInt8])
}

/// Ends the process, as a trap does, when what must hold of every input does not.
func demand(_ holds: Bool, _ what: @autoclosure () -> String) {
  guard !holds else { return }
  Remarks.write("does not hold: \(what())\n")
  abort()
}

/// Standard error.
enum Remarks {
  static func write(_ text: String) {
    var text = text
    text.withUTF8 { _ = Glibc.write(2, $0.baseAddress, $0.count) }
  }
}

/// Files of the repository, and those that the fuzzer writes.
enum Files {
  static func read(_ path: String) -> [UInt8]? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = block.withUnsafeMutableBytes { Glibc.read(file, $0.baseAddress, $0.count) }
      guard count > 0 else { return count == 0 ? bytes : nil }
      bytes.append(contentsOf: block[..<count])
    }
  }

  static func write(_ bytes: [UInt8], to path: String) {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard file >= 0 else { return Remarks.write("cannot write \(path)\n") }
    defer { close(file) }
    _ = bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
  }

  /// The paths of the files in a folder whose names end so, in order.
  static func list(_ folder: String, ending: String = "") -> [String] {
    FolderContents.names(in: folder).filter { $0.hasSuffix(ending) && !$0.hasPrefix(".") }
      .map { folder + "/" + $0 }
  }
}
