import Basics
import Testing

@testable import Records

@Suite struct `The bytes of records` {
  /// An order with something in every field.
  private func order() throws -> Order {
    var order = Order()
    order.id = try Identifier(parsing: "O52")
    order.kind = "restore-phone"
    order.customer = try Identifier(parsing: "C1001")
    order.line = "13300000001"
    order.at = try Instant(parsing: "2016-02-10T09:00")
    order.until = try Instant(parsing: "2016-02-12T09:00")
    order.checks = [
      Check("BEN-10.kind", true),
      Check(
        "BEN-10.star", false, actual: 4, limit: .integer(.max),
        availableFrom: try Instant(parsing: "2016-03-01"), grounds: ["BEN-10.a", "BEN-10.b"]),
      Check("BEN-10.window", false, actual: .integer(.min), limit: .boolean(true)),
    ]
    order.result = [
      "credit": .text("100.00"), "lots": .numbers([1, -1, 300, 65_536]),
      "names": .texts(["a", ""]),
    ]
    var movement = LotMovement()
    movement.lot = 2015
    movement.amount = .money(Money(fen: -12_345))
    order.takes = [movement]
    order.row = 7
    order.entry = 9
    return order
  }

  @Test func `an order is read as it was written`() throws {
    var encoder = RecordEncoder()
    let order = try order()
    encoder.encode(order)
    let read = encoder.bytes.withUnsafeBytes { RecordDecoder.decode(Order.self, from: $0) }
    #expect(read == order)
  }

  @Test func `a charge read without its line says the same`() throws {
    var encoder = RecordEncoder()
    var charge = Charge()
    let sums: [(Int64, Int64)] = [(0, 0), (1, 0), (-1, 63), (64, -64), (.max, .min), (8850, 350)]
    for line in ["13300000001", "", "phone", String(repeating: "宽带", count: 40)] {
      for month in ["2016-01", "0001-01", "9999-12"] {
        for (amount, uncounted) in sums {
          charge.line = line
          charge.month = try Month(parsing: month)
          charge.amount = Money(fen: amount)
          charge.uncounted = Money(fen: uncounted)
          encoder.encode(charge)
          let read = encoder.bytes.withUnsafeBytes { ChargedMonth($0) }
          #expect(read == ChargedMonth(charge))
          for count in 0..<encoder.count {
            encoder.bytes.withUnsafeBytes { bytes in
              let cut = UnsafeRawBufferPointer(rebasing: bytes[..<count])
              let whole = RecordDecoder.decode(Charge.self, from: cut)
              #expect(ChargedMonth(cut) == whole.map(ChargedMonth.init))
            }
          }
        }
      }
    }
    encoder.encode(try order())
    #expect(encoder.bytes.withUnsafeBytes { ChargedMonth($0) } == nil)
  }

  @Test func `what is absent takes no bytes and is read as absent`() throws {
    var encoder = RecordEncoder()
    var order = Order()
    order.id = try Identifier(parsing: "O52")
    encoder.encode(order)
    let bare = encoder.count
    #expect(encoder.bytes.withUnsafeBytes { RecordDecoder.decode(Order.self, from: $0) } == order)
    order.operator = "lihui"
    encoder.encode(order)
    #expect(encoder.count == bare + 6)
    order.row = 0
    encoder.encode(order)
    #expect(encoder.count > bare + 6)
    #expect(encoder.bytes.withUnsafeBytes { RecordDecoder.decode(Order.self, from: $0) } == order)
  }

  @Test func `marks of any number are read as they were written`() throws {
    var encoder = RecordEncoder()
    for count in 0...20 {
      var order = Order()
      order.checks = (0..<count).map { number in
        Check(
          "BEN-10.\(number)", number.isMultiple(of: 3), actual: number % 2 == 0 ? 7 : nil,
          limit: number % 5 == 0 ? "x" : nil, grounds: number % 7 == 0 ? ["BEN-10.star"] : [])
      }
      encoder.encode(order)
      #expect(
        encoder.bytes.withUnsafeBytes { RecordDecoder.decode(Order.self, from: $0) } == order)
    }
  }

  @Test func `texts that the program knows take a number's place, others none`() throws {
    #expect(Set(TextDictionary.all).count == TextDictionary.all.count)
    for (number, text) in TextDictionary.all.enumerated() {
      #expect(Array(text.utf8).withUnsafeBytes { TextDictionary.number(of: $0) } == UInt16(number))
      #expect(TextDictionary.text(numbered: UInt64(number)) == text)
      for other in [text + "x", String(text.dropLast()), "x" + text.dropFirst()]
      where !TextDictionary.all.contains(other) {
        #expect(Array(other.utf8).withUnsafeBytes { TextDictionary.number(of: $0) } == nil)
      }
    }
    #expect(TextDictionary.text(numbered: UInt64(TextDictionary.all.count)) == nil)
    var encoder = RecordEncoder()
    for text in TextDictionary.all + [
      "", "x", "BEN-99.other", String(repeating: "长", count: 20_000),
    ] {
      var order = Order()
      order.kind = text
      order.reason = text
      order.checks = [Check(text, true, grounds: [text])]
      order.result = FieldMap([.init(name: text, value: .texts([text, text]))])
      encoder.encode(order)
      #expect(
        encoder.bytes.withUnsafeBytes { RecordDecoder.decode(Order.self, from: $0) } == order)
    }
  }

  @Test func `bytes that are cut off or altered are read as something or as nothing`() throws {
    var encoder = RecordEncoder()
    encoder.encode(try order())
    let whole = encoder.bytes
    for count in 0..<whole.count {
      _ = whole[..<count].withUnsafeBytes { RecordDecoder.decode(Order.self, from: $0) }
    }
    for index in whole.indices {
      for value in [0, 1, 0x7F, 0x80, 0xFF] as [UInt8] {
        var bytes = whole
        bytes[index] = value
        _ = bytes.withUnsafeBytes { RecordDecoder.decode(Order.self, from: $0) }
      }
    }
    let short = whole.dropLast().withUnsafeBytes { RecordDecoder.decode(Order.self, from: $0) }
    #expect(short == nil)
  }
}
