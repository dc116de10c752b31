@testable import Basics
import TestSupport
import Testing

/// Checks that the text of many values reads as the same values.
func checkRoundTrip<Value: WrittenValue>(
  of type: Value.Type, times: Int = 5000, _ make: (inout SplitMix64) -> Value
) throws {
  var dice = SplitMix64(seed: 2016)
  for _ in 0..<times {
    let value = make(&dice)
    let text = value.text
    #expect(text.utf8.count <= Value.longestText)
    #expect(try Value(parsing: text) == value, "\(text)")
    var writer = ByteWriter()
    value.write(to: &writer)
    #expect(writer.text == text)
  }
}

/// The code of the error that a text gives, or the text of the value it reads as.
func outcome<Value: WrittenValue>(_ type: Value.Type, _ text: String) -> String {
  do {
    return try Value(parsing: text).text
  } catch {
    return error.code
  }
}
