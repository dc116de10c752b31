@testable import Basics
import Testing

/// Runs a scanner over a text; the error's code in place of a result.
private func scan<Value>(
  _ text: String, _ body: (inout JSONScanner) throws(BasicsError) -> Value
) -> Result<Value, BasicsError> {
  scan(Array(text.utf8), body)
}

private func scan<Value>(
  _ bytes: [UInt8], _ body: (inout JSONScanner) throws(BasicsError) -> Value
) -> Result<Value, BasicsError> {
  bytes.withUnsafeBufferPointer { buffer in
    var scanner = JSONScanner(buffer)
    do throws(BasicsError) {
      return .success(try body(&scanner))
    } catch {
      return .failure(error)
    }
  }
}

/// Takes one value of any kind, then the end.
private func check(_ scanner: inout JSONScanner) throws(BasicsError) {
  try scanner.skipValue()
  try scanner.finish()
}

/// Takes a value of any kind and writes it again.
private func rewrite(
  _ scanner: inout JSONScanner, _ json: inout JSONWriter
) throws(BasicsError) {
  switch try scanner.kind() {
  case .object:
    try scanner.beginObject()
    json.beginObject()
    while try scanner.nextKey() != nil {
      json.key(scanner.keyText)
      try rewrite(&scanner, &json)
    }
    json.endObject()
  case .array:
    try scanner.beginArray()
    json.beginArray()
    while try scanner.nextElement() { try rewrite(&scanner, &json) }
    json.endArray()
  case .string: json.value(try scanner.string())
  case .number: json.value(try scanner.decimal())
  case .boolean: json.value(try scanner.boolean())
  case .null:
    #expect(try scanner.null())
    json.null()
  }
}

private func code<Value>(_ result: Result<Value, BasicsError>) -> String {
  switch result {
  case .success(let value): "\(value)"
  case .failure(let error): error.code
  }
}

private let record = #"""
  {"id":"C1001","name":"张\u4e09 \"😀\" \ud83d\ude00\n","stars":5,"balance":-12.50,"active":true,
   "left":null,"lots":[{"year":2015,"left":300},{}],"flags":[],"big":9223372036854775807}
  """#

@Suite struct JSONScannerTests {
  @Test func `a record is read field by field`() throws {
    let result = scan(record) { (json) throws(BasicsError) -> String in
      var seen = ""
      try json.beginObject()
      while try json.nextKey() != nil {
        if json.key(is: "name") {
          seen += try json.string()
        } else if json.key(is: "stars") {
          seen += "|\(try json.integer())"
        } else if json.key(is: "balance") {
          seen += "|\(try json.decimal())"
        } else if json.key(is: "left") {
          seen += "|\(try json.null())"
        } else if json.key(is: "flags") {
          try json.beginArray()
          seen += "|\(try json.nextElement())"
        } else {
          try json.skipValue()
        }
      }
      try json.finish()
      return seen
    }
    #expect(try result.get() == "张三 \"😀\" 😀\n|5|-12.5|true|false")
  }

  @Test func `a record cut off at any byte is refused and never crashes`() {
    let bytes = Array(record.utf8)
    #expect(code(scan(bytes, check)) == "()")
    for count in 0..<bytes.count {
      var json = JSONWriter()
      let cut = Array(bytes[..<count])
      #expect(throws: BasicsError.self, "\(count)") { try scan(cut, check).get() }
      let again = scan(cut) { (scanner) throws(BasicsError) in try rewrite(&scanner, &json) }
      #expect(throws: BasicsError.self, "\(count)") { try again.get() }
    }
  }

  @Test func `any byte in any place gives a value or an error`() {
    let bytes = Array(record.utf8)
    var refused = 0
    for offset in bytes.indices {
      for byte in Array("{}[],:\"\\/0-9.eEtfnu \n".utf8) + [0, 0x1F, 0x7F, 0x80, 0xC2, 0xED, 0xFF] {
        var spoilt = bytes
        spoilt[offset] = byte
        var json = JSONWriter()
        let first = scan(spoilt, check)
        let second = scan(spoilt) { (scanner) throws(BasicsError) in
          try rewrite(&scanner, &json)
          try scanner.finish()
        }
        if case .failure(let error) = first {
          refused += 1
          if !(0...bytes.count).contains(error.offset ?? -1) { Issue.record("\(error)") }
          if case .success = second { Issue.record("\(offset) \(byte)") }
        } else {
          // Only a number with too many digits may pass the one and not the other.
          if !["()", "json.range"].contains(code(second)) { Issue.record("\(offset) \(byte)") }
          if case .success = second {
            let text = json.writer.text
            #expect(code(scan(text, check)) == "()", "\(text)")
          }
        }
      }
    }
    #expect(refused > 1000)
  }

  @Test(arguments: [
    ("", "json.end"), ("  ", "json.end"), ("{", "json.end"), ("[1", "json.end"),
    ("[1,", "json.end"), (#"{"a""#, "json.end"), (#"{"a":"#, "json.end"), (#""ab"#, "json.end"),
    (#""\"#, "json.end"), (#""\u12"#, "json.end"), (#""\ud83d\"#, "json.end"), ("tru", "json.end"),
    ("-", "json.end"), ("1.", "json.end"), ("1e", "json.end"),
    ("x", "json.character"), ("[1,]", "json.character"), (#"{"a":1,}"#, "json.character"),
    ("[1 2]", "json.character"), (#"{"a" 1}"#, "json.character"), ("{a:1}", "json.character"),
    ("{1:1}", "json.character"), ("[,1]", "json.character"), ("{,}", "json.character"),
    ("trve", "json.character"), ("nul1", "json.character"), ("'a'", "json.character"),
    ("[1}", "json.character"), (#"{"a":1]"#, "json.character"), ("+1", "json.character"),
    (".5", "json.character"), ("NaN", "json.character"), ("\u{FEFF}1", "json.character"),
    ("01", "json.number"), ("-01", "json.number"), ("1.x", "json.number"), ("1ex", "json.number"),
    ("-x", "json.number"), ("1.e5", "json.number"),
    ("\"a\nb\"", "json.control"), ("\"\u{0}\"", "json.control"), ("\"\u{1F}\"", "json.control"),
    ("\"\u{20}\u{7F}\"", "()"),
    (#""\x""#, "json.escape"), (#""\u12g4""#, "json.escape"), (#""\ud83d""#, "json.escape"),
    (#""\ude00""#, "json.escape"), (#""\ud83dx""#, "json.escape"),
    (#""\ud83d\n""#, "json.escape"), (#""\ud83d\ud83d""#, "json.escape"),
    (#""\ud83d\ude00\u0000\/\b\f""#, "()"),
    ("1 1", "json.trailing"), ("{}x", "json.trailing"), ("1.5.5", "json.trailing"),
    ("{} \t\r\n", "()"), ("0", "()"), ("-0", "()"), ("0.0e-0", "()"), ("[[],{}]", "()"),
    (#"{"":""}"#, "()"), (#"{"a":1,"a":2}"#, "()"),
  ])
  func `the grammar is kept to the letter`(text: String, result: String) {
    #expect(code(scan(text, check)) == result)
  }

  @Test(
    arguments: [
      ([0x80], false), ([0xC0, 0x80], false), ([0xC1, 0xBF], false), ([0xC2, 0x80], true),
      ([0xC2], false), ([0xDF, 0xBF], true), ([0xE0, 0x9F, 0xBF], false),
      ([0xE0, 0xA0, 0x80], true), ([0xED, 0x9F, 0xBF], true), ([0xED, 0xA0, 0x80], false),
      ([0xEE, 0x80, 0x80], true), ([0xEF, 0xBF, 0xBF], true), ([0xF0, 0x8F, 0xBF, 0xBF], false),
      ([0xF0, 0x90, 0x80, 0x80], true), ([0xF4, 0x8F, 0xBF, 0xBF], true),
      ([0xF4, 0x90, 0x80, 0x80], false), ([0xF5, 0x80, 0x80, 0x80], false), ([0xFF], false),
      ([0xE4, 0xB8], false), ([0xE4, 0x41, 0xAD], false),
    ] as [([UInt8], Bool)])
  func `text is UTF-8 and nothing else`(bytes: [UInt8], isValid: Bool) {
    let before = Array("\"padding of some length".utf8)
    let text = before + bytes + Array(" and more\"".utf8)
    #expect(code(scan(text, check)) == (isValid ? "()" : "json.utf8"))
    let invalid = bytes.withUnsafeBufferPointer { UTF8Check.firstInvalid(in: $0) }
    #expect(invalid == (isValid ? nil : 0))
  }

  @Test func `quotes, controls and foreign bytes are seen at every place of a long text`() {
    for length in 0..<40 {
      for (mark, result) in [
        ("\"x", "json.trailing"), ("\n", "json.control"), ("\\q", "json.escape"),
      ] {
        let text = "\"" + String(repeating: "a", count: length) + mark + "bbbbbbbbbbbbbbbb\""
        #expect(code(scan(text, check)) == result)
      }
      let plain = "\"" + String(repeating: "!", count: length) + "元\""
      #expect(
        code(scan(plain) { (json) throws(BasicsError) in try json.string().count })
          == "\(length + 1)")
    }
  }

  @Test(arguments: [
    ("9223372036854775807", "9223372036854775807"), ("9223372036854775808", "json.range"),
    ("-9223372036854775808", "-9223372036854775808"), ("-9223372036854775809", "json.range"),
    ("99999999999999999999999", "json.range"), ("-0", "0"), ("12.0", "json.whole"),
    ("1e3", "json.whole"), ("\"1\"", "json.kind"), ("null", "json.kind"),
  ])
  func `whole numbers are exact or refused`(text: String, result: String) {
    #expect(code(scan(text) { (json) throws(BasicsError) in try json.integer() }) == result)
  }

  @Test(arguments: [
    ("1.50", "1.5"), ("1.33E+10", "13300000000"), ("1e-19", "json.range"), ("\"1\"", "json.kind"),
  ])
  func `numbers are exact or refused`(text: String, result: String) {
    #expect(code(scan(text) { (json) throws(BasicsError) in try json.decimal() }) == result)
  }

  @Test func `a value of another kind is named with its place`() {
    let result = scan(#"{"a": [1]}"#) { (json) throws(BasicsError) in
      try json.beginObject()
      _ = try json.nextKey()
      _ = try json.string()
    }
    guard case .failure(let error) = result else {
      Issue.record("no error")
      return
    }
    #expect(error.code == "json.kind")
    #expect(error.offset == 6)
    #expect(error.message(in: .english).contains("an array"))
    #expect(error.message(in: .chinese).contains("数组"))
    #expect(error.message(in: .chinese).contains("文本"))
  }

  @Test func `the depth has a limit`() {
    let deep = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
    #expect(code(scan(deep, check)) == "()")
    #expect(code(scan("[" + deep + "]", check)) == "json.depth")
    #expect(code(scan(String(repeating: "[", count: 1_000_000), check)) == "json.depth")
  }

  @Test func `names with escapes are read`() throws {
    let result = scan(#"{"\u0069d":1}"#) { (json) throws(BasicsError) -> Bool in
      try json.beginObject()
      let raw = try json.nextKey()
      return raw?.count == 7 && json.key(is: "id") && !json.key(is: "di") && json.keyText == "id"
    }
    #expect(try result.get())
  }

  @Test func `a text without escapes gives its bytes and one with escapes is left`() throws {
    let result = scan(#"["ab","a\n"]"#) { (json) throws(BasicsError) -> String in
      try json.beginArray()
      _ = try json.nextElement()
      let first = try json.stringBytes().map { String(decoding: $0, as: UTF8.self) }
      _ = try json.nextElement()
      let second = try json.stringBytes()
      return "\(first ?? "-") \(second == nil) \(try json.string())"
    }
    #expect(try result.get() == "ab true a\n")
  }

  @Test(arguments: [
    (#""2016-02""#, "2016-02"), (#""2016\u002d02""#, "2016-02"), (#""2016-13""#, "month.range"),
    ("2016", "json.kind"),
  ])
  func `a text is read as a value`(text: String, result: String) {
    #expect(
      code(scan(text) { (json) throws(BasicsError) in try json.written(Month.self) }) == result)
  }

  @Test func `the bytes of a value are given as they stand`() throws {
    let result = scan(#" {"a":[1, 2]} "#) { (json) throws(BasicsError) in
      String(decoding: try json.valueBytes(), as: UTF8.self)
    }
    #expect(try result.get() == #"{"a":[1, 2]}"#)
  }
}
