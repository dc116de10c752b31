@testable import Basics
import Testing

/// Numbers that look random and are the same in every run.
struct Dice: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

/// Checks that the text of many values reads as the same values.
func checkRoundTrip<Value: WrittenValue>(
  of type: Value.Type, times: Int = 5000, _ make: (inout Dice) -> Value
) throws {
  var dice = Dice(state: 2016)
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
