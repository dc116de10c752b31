import Basics

/// Values as bytes that are kept, to be given again in another run.
package enum KeptValue {
  /// A value as compact JSON.
  package static func bytes(_ value: Value) -> [UInt8] {
    var writer = ByteWriter()
    ValueText.writeJSON(value, to: &writer)
    return writer.bytes
  }

  /// Reads what ``bytes(_:)`` wrote: money, dates and durations as text, a table as a list of
  /// records, which are shown as before.
  ///
  /// - Returns: Nil when the bytes are anything else.
  package static func value(_ bytes: [UInt8]) -> Value? {
    bytes.withUnsafeBufferPointer { bytes in
      var json = JSONScanner(bytes)
      do throws(BasicsError) {
        let value = try JSONValue.value(&json)
        try json.finish()
        return value
      } catch {
        return nil
      }
    }
  }
}
