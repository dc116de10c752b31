/// A value with one text form, which is written and read as UTF-8 bytes.
package protocol WrittenValue: Hashable, Sendable, BitwiseCopyable, CustomStringConvertible {
  /// The bytes that the longest text form takes.
  static var longestText: Int { get }

  /// Reads the value from the whole of the bytes.
  init(utf8 bytes: UnsafeBufferPointer<UInt8>) throws(BasicsError)

  /// Writes the text form to a destination of ``longestText`` bytes.
  ///
  /// - Returns: how many bytes were written.
  func write(to destination: UnsafeMutablePointer<UInt8>) -> Int
}

extension WrittenValue {
  /// Reads the value from the whole of a text.
  package init(parsing text: String) throws(BasicsError) {
    var copy = text
    let result = copy.withUTF8 { bytes in
      Result { () throws(BasicsError) -> Self in try Self(utf8: bytes) }
    }
    self = try result.get()
  }

  /// The text form.
  package var text: String {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Self.longestText) { destination in
      let count = write(to: destination.baseAddress!)
      return String(decoding: UnsafeBufferPointer(rebasing: destination[..<count]), as: UTF8.self)
    }
  }

  /// Writes the text form.
  package func write(to writer: inout ByteWriter) {
    writer.append(self)
  }

  package var description: String { text }
}
