package import Basics

extension String: FieldValue {
  package static var kindName: String { "text" }
  package func encode(to encoder: inout RecordEncoder) { encoder.text(self) }
  @inline(__always)
  package static func decode(from decoder: inout RecordDecoder) -> String { decoder.text() }
  package func write(to json: inout JSONWriter) { json.value(self) }
  package static func read(from json: inout JSONScanner) throws(BasicsError) -> String {
    try json.fieldText()
  }
}

extension Bool: FieldValue {
  package static var kindName: String { "true or false" }
  package func encode(to encoder: inout RecordEncoder) { encoder.mark(self) }
  @inline(__always)
  package static func decode(from decoder: inout RecordDecoder) -> Bool { decoder.mark() }
  package func write(to json: inout JSONWriter) { json.value(self) }
  package static func read(from json: inout JSONScanner) throws(BasicsError) -> Bool {
    try json.boolean()
  }
}

extension Int64: FieldValue {
  package static var kindName: String { "whole number" }
  package func encode(to encoder: inout RecordEncoder) { encoder.number(self) }
  @inline(__always)
  package static func decode(from decoder: inout RecordDecoder) -> Int64 { decoder.number() }
  package func write(to json: inout JSONWriter) { json.value(self) }
  package static func read(from json: inout JSONScanner) throws(BasicsError) -> Int64 {
    try json.integer()
  }
}

extension Int32: FieldValue {
  package static var kindName: String { "whole number" }
  package func encode(to encoder: inout RecordEncoder) { encoder.number(self) }
  @inline(__always)
  package static func decode(from decoder: inout RecordDecoder) -> Int32 { decoder.number() }
  package func write(to json: inout JSONWriter) { json.value(Int64(self)) }
  package static func read(from json: inout JSONScanner) throws(BasicsError) -> Int32 {
    let number = try json.integer()
    guard let narrow = Int32(exactly: number) else {
      throw BasicsError(
        code: "value.range", text: "\(number)", expected: "at most \(Int32.max)")
    }
    return narrow
  }
}

extension Identifier: FieldValue {
  package static var kindName: String { "identifier" }
  @inlinable package static var absent: Identifier { Identifier(packed: 0) }
  package func encode(to encoder: inout RecordEncoder) { encoder.fixed(packed) }
  @inline(__always)
  package static func decode(from decoder: inout RecordDecoder) -> Identifier {
    Identifier(packed: decoder.fixed())
  }
  package func write(to json: inout JSONWriter) { withText { json.value(utf8: $0) } }
  package static func read(from json: inout JSONScanner) throws(BasicsError) -> Identifier {
    try json.fieldIdentifier()
  }
}

extension Money: FieldValue {
  package static var kindName: String { "money" }
  package func encode(to encoder: inout RecordEncoder) {
    encoder.expect(isInRange)
    encoder.number(fen)
  }
  @inline(__always)
  package static func decode(from decoder: inout RecordDecoder) -> Money {
    Money(fen: decoder.number())
  }
  package func write(to json: inout JSONWriter) { json.text(self) }
  package static func read(from json: inout JSONScanner) throws(BasicsError) -> Money {
    try json.written(Money.self)
  }
}

extension Instant: FieldValue {
  package static var kindName: String { "instant" }
  package static var absent: Instant { Instant(seconds: 0) }
  package func encode(to encoder: inout RecordEncoder) {
    encoder.expect(Self.earliest.seconds <= seconds && seconds <= Self.latest.seconds)
    encoder.number(seconds)
  }
  @inline(__always)
  package static func decode(from decoder: inout RecordDecoder) -> Instant {
    Instant(seconds: decoder.number())
  }
  package func write(to json: inout JSONWriter) { json.text(self) }
  package static func read(from json: inout JSONScanner) throws(BasicsError) -> Instant {
    try json.written(Instant.self)
  }
}

extension Day: FieldValue {
  package static var kindName: String { "day" }
  package static var absent: Day { Day(number: 0) }
  package func encode(to encoder: inout RecordEncoder) {
    encoder.expect(Self.earliest.number <= number && number <= Self.latest.number)
    encoder.number(number)
  }
  @inline(__always)
  package static func decode(from decoder: inout RecordDecoder) -> Day {
    Day(number: decoder.number())
  }
  package func write(to json: inout JSONWriter) { json.text(self) }
  /// A month stands for its first day, an instant for the day that it falls on.
  package static func read(from json: inout JSONScanner) throws(BasicsError) -> Day {
    var ahead = json
    switch try ahead.stringBytes()?.count ?? 0 {
    case 7: return try json.written(Month.self).first
    case 11...: return try json.written(Instant.self).day
    default: return try json.written(Day.self)
    }
  }
}

extension Month: FieldValue {
  package static var kindName: String { "month" }
  package static var absent: Month { Month(index: 0) }
  package func encode(to encoder: inout RecordEncoder) {
    encoder.expect(Self.earliest.index <= index && index <= Self.latest.index)
    encoder.number(index)
  }
  @inline(__always)
  package static func decode(from decoder: inout RecordDecoder) -> Month {
    Month(index: decoder.number())
  }
  package func write(to json: inout JSONWriter) { json.text(self) }
  package static func read(from json: inout JSONScanner) throws(BasicsError) -> Month {
    try json.written(Month.self)
  }
}

/// A value whose kind the field does not fix: what a condition compared, or a part of a result.
package enum MapValue: Hashable, Sendable {
  case text(String)
  case integer(Int64)
  case boolean(Bool)
  case texts([String])
  case numbers([Int64])
}

extension MapValue: FieldValue {
  package static var kindName: String { "text, whole number, true or false, or a list of them" }

  package func encode(to encoder: inout RecordEncoder) {
    switch self {
    case .text(let text):
      encoder.fixed(UInt8(0))
      encoder.text(text)
    case .integer(let number):
      encoder.fixed(UInt8(1))
      encoder.number(number)
    case .boolean(let mark):
      encoder.fixed(UInt8(mark ? 3 : 2))
    case .texts(let texts):
      encoder.fixed(UInt8(4))
      encoder.expect(texts.count <= RecordLimits.values)
      encoder.length(texts.count)
      for text in texts { encoder.text(text) }
    case .numbers(let numbers):
      encoder.fixed(UInt8(5))
      encoder.expect(numbers.count <= RecordLimits.values)
      encoder.length(numbers.count)
      for number in numbers { encoder.number(number) }
    }
  }

  package static func decode(from decoder: inout RecordDecoder) -> MapValue {
    switch decoder.fixed() as UInt8 {
    case 0: return .text(decoder.text())
    case 1: return .integer(decoder.number())
    case 2: return .boolean(false)
    case 3: return .boolean(true)
    case 4:
      let count = decoder.length()
      var texts: [String] = []
      for _ in 0..<count where !decoder.isSpoiled { texts.append(decoder.text()) }
      return .texts(texts)
    case 5:
      let count = decoder.length()
      var numbers: [Int64] = []
      for _ in 0..<count where !decoder.isSpoiled { numbers.append(decoder.number()) }
      return .numbers(numbers)
    default:
      decoder.spoil()
      return .text("")
    }
  }

  package func write(to json: inout JSONWriter) {
    switch self {
    case .text(let text): json.value(text)
    case .integer(let number): json.value(number)
    case .boolean(let mark): json.value(mark)
    case .texts(let texts):
      json.beginArray()
      for text in texts { json.value(text) }
      json.endArray()
    case .numbers(let numbers):
      json.beginArray()
      for number in numbers { json.value(number) }
      json.endArray()
    }
  }

  package static func read(from json: inout JSONScanner) throws(BasicsError) -> MapValue {
    try json.fieldMapValue()
  }
}

extension MapValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
  package init(stringLiteral text: String) { self = .text(text) }
  package init(integerLiteral number: Int64) { self = .integer(number) }
}

/// A value that is points or money, as its form in a snapshot tells: `300` or `"300.00"`.
package enum Amount: Hashable, Sendable {
  case points(Int64)
  case money(Money)
}

extension Amount: FieldValue {
  package static var kindName: String { "points or money" }

  package func encode(to encoder: inout RecordEncoder) {
    switch self {
    case .points(let number):
      encoder.fixed(UInt8(0))
      encoder.number(number)
    case .money(let money):
      encoder.fixed(UInt8(1))
      money.encode(to: &encoder)
    }
  }

  @inline(__always)
  package static func decode(from decoder: inout RecordDecoder) -> Amount {
    let isMoney = (decoder.fixed() as UInt8) == 1
    let number: Int64 = decoder.number()
    return isMoney ? .money(Money(fen: number)) : .points(number)
  }

  package func write(to json: inout JSONWriter) {
    switch self {
    case .points(let number): json.value(number)
    case .money(let money): json.text(money)
    }
  }

  package static func read(from json: inout JSONScanner) throws(BasicsError) -> Amount {
    switch try json.fieldMapValue() {
    case .integer(let number): return .points(number)
    case .text(let text): return .money(try Money(parsing: text))
    default: throw BasicsError(code: "value.kind", text: "", expected: kindName)
    }
  }
}

/// Fields whose names a record does not fix, in their order: a result, or a catalog section.
package struct FieldMap: Hashable, Sendable {
  /// One field.
  package struct Entry: Hashable, Sendable {
    package var name: String
    package var value: MapValue

    package init(name: String, value: MapValue) {
      self.name = name
      self.value = value
    }
  }

  package var entries: [Entry]

  package init(_ entries: [Entry] = []) {
    self.entries = entries
  }

  /// Whether there are no fields.
  package var isEmpty: Bool { entries.isEmpty }

  /// The value under a name; setting nil takes the name out.
  package subscript(name: String) -> MapValue? {
    get { entries.first { $0.name == name }?.value }
    set {
      if let index = entries.firstIndex(where: { $0.name == name }) {
        if let newValue {
          entries[index].value = newValue
        } else {
          entries.remove(at: index)
        }
      } else if let newValue {
        entries.append(Entry(name: name, value: newValue))
      }
    }
  }
}

extension FieldMap: ExpressibleByDictionaryLiteral {
  package init(dictionaryLiteral fields: (String, MapValue)...) {
    entries = fields.map { Entry(name: $0.0, value: $0.1) }
  }
}
