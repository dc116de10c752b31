import Basics

/// CSV and TSV in every encoding: rows that are read, written and read again are the same.
///
/// The first byte chooses separator, encoding and whether rows must be of one length.
final class CSVTarget: FuzzTarget {
  private let repository: String

  init(repository: String) {
    self.repository = repository
  }

  var seeds: [[UInt8]] {
    let files = Files.list(repository + "/Scripts", ending: ".csv").compactMap(Files.read)
    let texts = [
      "number,ticket\n13300000001,T-1\n", "号码,工单\r\n+86 133-0000-0001,T-1\r\n",
      "\"a\"\"b\",\"c\nd\"\n,\n", "a\tb\r1\t\"2\"\r", "\u{FEFF}number\n1.33E+10\n",
    ].map { Array($0.utf8) }
    let chinese: [UInt8] = [0xBA, 0xC5, 0xC2, 0xEB, 0x2C, 0xD0, 0xD5, 0xC3, 0xFB, 0x0D, 0x0A]
    let inputs = files + texts + [chinese, [0xFF, 0xFE, 0x61, 0], chinese + [0x81, 0x30, 0x81]]
    return inputs.enumerated().map { [UInt8($0.offset % 8)] + $0.element }
  }

  var words: [String] { [",", "\t", "\"", "\"\"", "\r\n", "\n", "\",\"", "\"\n", "\u{FEFF}"] }

  func attempt(_ bytes: [UInt8]) {
    guard let first = bytes.first else { return }
    let text = Array(bytes.dropFirst())
    let dialect: CSVDialect = first & 1 == 0 ? .csv : .tsv
    let encoding: TextEncoding = first & 2 == 0 ? .utf8 : .gbk
    let rows = Self.rows(text, dialect, encoding, isEven: first & 4 != 0)
    var writer = CSVWriter(dialect: dialect)
    for row in rows {
      for field in row {
        writer.field(field)
        _ = try? normalisedNumber(field)
      }
      writer.endRow()
    }
    // Zero bytes may be those of UTF-16.
    let isPlain = !writer.writer.bytes.contains(0)
    let again = isPlain ? Self.rows(writer.writer.bytes, dialect, .utf8, isEven: false) : rows
    demand(again == rows, "rows written and read again are the same: \(rows) \(again)")
    Self.decode(text, encoding, splitAt: Int(first >> 3))
    Self.readLines(text, encoding)
  }

  private static func rows(
    _ bytes: [UInt8], _ dialect: CSVDialect, _ encoding: TextEncoding, isEven: Bool
  ) -> [[String]] {
    var rows: [[String]] = []
    var errors = 0
    var reader = CSVReader(bytes: bytes, dialect: dialect, encoding: encoding)
    while true {
      do throws(BasicsError) {
        guard try reader.next() else { return rows }
        rows.append(reader.row.texts)
        if isEven, reader.expectedFields == nil { reader.expectedFields = reader.row.count }
      } catch {
        demand(!error.message(in: .chinese).isEmpty, "\(error.code) has a message")
        errors += 1
        demand(errors <= bytes.count + 1, "a reader comes to its end")
      }
    }
  }

  /// What comes in pieces is what comes at once.
  private static func decode(_ bytes: [UInt8], _ encoding: TextEncoding, splitAt offset: Int) {
    let whole = decoded([bytes], encoding)
    let pieces = decoded(
      [Array(bytes.prefix(offset)), Array(bytes.dropFirst(offset))], encoding)
    demand(whole == pieces, "a text is the same however it is split")
    guard let whole else { return }
    demand(String(validating: whole, as: UTF8.self) != nil, "what is decoded is UTF-8")
  }

  private static func decoded(_ pieces: [[UInt8]], _ encoding: TextEncoding) -> [UInt8]? {
    var decoder = TextDecoder(encoding)
    var text: [UInt8] = []
    var isGood = true
    for piece in pieces where isGood {
      piece.withUnsafeBufferPointer {
        do throws(BasicsError) { try decoder.decode($0, to: &text) } catch { isGood = false }
      }
    }
    guard isGood else { return nil }
    do throws(BasicsError) { try decoder.finish(&text) } catch { return nil }
    return text
  }

  private static func readLines(_ bytes: [UInt8], _ encoding: TextEncoding) {
    var lines = LineReader(bytes: bytes, encoding: encoding)
    var count = 0
    while (try? lines.next()) == true { count += 1 }
    demand(count <= bytes.count, "lines come to an end")
  }
}

/// JSON: what is read, written and read again is the same.
final class JSONTarget: FuzzTarget {
  private let repository: String

  init(repository: String) {
    self.repository = repository
  }

  var seeds: [[UInt8]] {
    let lines = Files.list(repository + "/Snapshots", ending: ".jsonl").compactMap(Files.read)
      .flatMap { $0.split(separator: 0x0A).prefix(40).map { Array($0) } }
    let texts = [
      #"{"a": [1, -0.5, 1e3, true, false, null, "\u00e9\ud83d\ude00\n\\"], "b": {}}"#, "[[[]]]",
      "\"\\\"\"", "  -12.50  ", "{\"\": {\"\": []}}",
    ]
    return lines + texts.map { Array($0.utf8) }
  }

  var words: [String] {
    [
      "{", "}", "[", "]", ":", ",", "\"", "\\", "\\u0000", "\\ud83d", "\\ude00", "true", "false",
      "null", "\"type\":", "[]", "{}", "1e-9", "-0", "0.10", "1E+2",
    ]
  }

  func attempt(_ bytes: [UInt8]) {
    let skips = Self.skips(bytes)
    guard let first = Self.copied(bytes) else { return }
    demand(skips, "what can be read can be skipped")
    guard let second = Self.copied(first) else {
      return demand(
        false, "what was written can be read: \(String(decoding: first, as: UTF8.self))")
    }
    demand(first == second, "what was written and read again is the same")
  }

  private static func skips(_ bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBufferPointer { buffer in
      var json = JSONScanner(buffer)
      do throws(BasicsError) {
        try json.skipValue()
        try json.finish()
        return true
      } catch {
        demand(!error.message(in: .english).isEmpty, "\(error.code) has a message")
        return false
      }
    }
  }

  private static func copied(_ bytes: [UInt8]) -> [UInt8]? {
    bytes.withUnsafeBufferPointer { buffer in
      var json = JSONScanner(buffer)
      var writer = JSONWriter()
      do throws(BasicsError) {
        try copy(&json, &writer)
        try json.finish()
        return writer.bytes
      } catch {
        return nil
      }
    }
  }

  private static func copy(
    _ json: inout JSONScanner, _ writer: inout JSONWriter
  ) throws(BasicsError) {
    switch try json.kind() {
    case .object:
      try json.beginObject()
      writer.beginObject()
      while try json.nextKey() != nil {
        writer.key(json.keyText)
        try copy(&json, &writer)
      }
      writer.endObject()
    case .array:
      try json.beginArray()
      writer.beginArray()
      while try json.nextElement() { try copy(&json, &writer) }
      writer.endArray()
    case .string: writer.value(try json.string())
    case .number: writer.value(try json.decimal())
    case .boolean: writer.value(try json.boolean())
    case .null:
      demand(try json.null(), "null is null")
      writer.null()
    }
  }
}

/// Values with one text form: what was read, shown and read again is the same.
final class ValueTarget: FuzzTarget {
  let seeds = [
    "300.00", "-0.05", "2016-02-10", "2016-02", "2016-02-01T09:00:00+08:00", "2016-02-01T09:00Z",
    "1y3mo14d12h30m10s", "48h", "-12.500", "0.000000000001", "+86 133-0000-0001", "1.33E+10",
    "０１０５８００８８９９",
  ].map { Array($0.utf8) }
  let words = ["-", "+", ":", "T", "Z", "+08:00", ".", "h", "mo", "y", "E", "00", "99", " "]

  func attempt(_ bytes: [UInt8]) {
    bytes.withUnsafeBufferPointer { buffer in
      Self.read(Money.self, buffer)
      Self.read(Day.self, buffer)
      Self.read(Month.self, buffer)
      Self.read(Instant.self, buffer)
      Self.read(Duration.self, buffer)
      Self.read(Decimal.self, buffer)
    }
    let text = String(decoding: bytes, as: UTF8.self)
    // A country before the country is not guessed at.
    if let number = try? normalisedNumber(text), !number.hasPrefix("86"), !number.hasPrefix("0086")
    {
      demand((try? normalisedNumber(number)) == number, "a plain number stays: \(text) \(number)")
    }
    demand(DisplayWidth.width(of: text) >= 0, "a width is no less than 0")
    demand(
      text.escapedForTerminal.escapedForTerminal == text.escapedForTerminal,
      "what is escaped has nothing to escape")
  }

  private static func read<Value: WrittenValue>(
    _: Value.Type, _ bytes: UnsafeBufferPointer<UInt8>
  ) {
    do throws(BasicsError) {
      let value = try Value(utf8: bytes)
      let again = try? Value(parsing: value.text)
      demand(again == value, "\(Value.self) \(value.text) is read as it is shown")
    } catch {
      demand(!error.message(in: .chinese).isEmpty, "\(error.code) has a message")
    }
  }
}
