@testable import Basics
import TestSupport
import Testing

@Suite struct JSONWriterTests {
  @Test func `values are separated and nested without blanks`() throws {
    var json = JSONWriter()
    json.beginObject()
    json.key("id")
    json.value("C1")
    json.key("lots")
    json.beginArray()
    json.value(1)
    json.beginObject()
    json.endObject()
    json.beginArray()
    json.endArray()
    json.null()
    json.endArray()
    json.key("active" as String)
    json.value(true)
    json.key("rate")
    json.value(try Decimal(parsing: "-0.50"))
    json.key("paid")
    json.text(Money(fen: 500))
    json.endObject()
    json.endLine()
    json.value(false)
    #expect(
      json.writer.text
        == #"{"id":"C1","lots":[1,{},[],null],"active":true,"rate":-0.5,"paid":"5.00"}"# + "\nfalse"
    )
  }

  @Test(arguments: [
    ("", #""""#), ("a\"b\\c/", #""a\"b\\c/""#), ("\n\t\u{8}\r\u{C}", #""\n\t\b\r\f""#),
    ("\u{0}\u{1F}\u{1B}", #""\u0000\u001f\u001b""#), ("中文😀\u{7F}\u{2028}", "\"中文😀\u{7F}\u{2028}\""),
  ])
  func `only what must be escaped is escaped`(text: String, result: String) {
    var json = JSONWriter()
    json.value(text)
    #expect(json.writer.text == result)
  }

  @Test func `what is written is read as the same text`() throws {
    var dice = SplitMix64(seed: 7)
    for _ in 0..<2000 {
      var text = ""
      for _ in 0..<Int.random(in: 0...30, using: &dice) {
        let top: UInt32 = [0x7F, 0x7FF, 0xFFFF, 0x10FFFF].randomElement(using: &dice)!
        let scalar = Unicode.Scalar(UInt32.random(in: 0...top, using: &dice))
        text.unicodeScalars.append(scalar ?? "\"")
      }
      var json = JSONWriter()
      json.value(text)
      let read = json.bytes.withUnsafeBufferPointer { bytes -> String? in
        var scanner = JSONScanner(bytes)
        return try? scanner.string()
      }
      #expect(read?.unicodeScalars.elementsEqual(text.unicodeScalars) == true)
    }
  }
}
