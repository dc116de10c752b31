import Glibc
import Testing

@testable import Basics

@Suite struct `Keys` {
  @Test(arguments: [
    [Int64.min, -70_000, -1, 0, 1, 255, 256, 70_000, Int64.max]
  ])
  func `signed numbers sort as numbers and read back`(_ numbers: [Int64]) {
    var before: Key?
    for number in numbers {
      var key = Key()
      key.append(number)
      key.append(Int32(truncatingIfNeeded: number))
      if let before { #expect(before < key) }
      var reader = KeyReader(key.span)
      #expect(reader.readInt64() == number)
      #expect(reader.readInt32() == Int32(truncatingIfNeeded: number))
      #expect(reader.remaining == 0)
      before = key
    }
  }

  @Test func `every part reads back in order, and past the end nothing does`() {
    var key = Key()
    key.append(UInt8(7))
    key.append(UInt16(0x0102))
    key.append(UInt32(0x0304_0506))
    key.append(UInt64(0x0708_090A_0B0C_0D0E))
    key.append(terminated: "主")
    key.append("rest")
    #expect(key.description == "070102030405060708090a0b0c0d0ee4b8bb0072657374")
    var reader = KeyReader(key.span)
    #expect(reader.readUInt8() == 7)
    #expect(reader.readUInt16() == 0x0102)
    #expect(reader.readUInt32() == 0x0304_0506)
    #expect(reader.readUInt64() == 0x0708_090A_0B0C_0D0E)
    #expect(reader.readTerminatedText() == "主")
    #expect(reader.readUInt64() == nil)
    let tooMany = reader.readBytes(5) == nil
    #expect(tooMany)
    #expect(reader.readText() == "rest")
    #expect(reader.readUInt8() == nil)
  }

  @Test func `a terminated text comes before its longer neighbours whatever follows it`() {
    var short = Key()
    short.append(terminated: "a")
    short.append(UInt64.max)
    var long = Key()
    long.append(terminated: "ab")
    long.append(UInt64(0))
    #expect(short < long)
  }

  @Test func `a key holds 120 bytes and says how many are left`() {
    var key = Key()
    for count in 0..<120 {
      #expect(key.remaining == 120 - count)
      key.append(UInt8(count))
    }
    #expect(key.remaining == 0)
    #expect(key.count == 120)
    #expect(key.span.withUnsafeBytes { Array($0) } == (0..<120).map { UInt8($0) })
  }

  @Test func `a key of more than 120 bytes stops the program`() async {
    await #expect(processExitsWith: .failure) {
      var key = Key()
      for _ in 0..<16 { key.append(UInt64(1)) }
    }
  }

  @Test(arguments: [
    ("a", "b"), ("a\u{7F}", "a\u{80}"), ("az", "a{"),
  ])
  func `the end of a prefix's range is the next key that is no longer in it`(
    _ prefix: String, _ after: String
  ) {
    let range = KeyRange(prefix: key(prefix))
    #expect(range.contains(key(prefix)))
    #expect(range.contains(key(prefix + "\u{FFFF}")))
    #expect(!range.contains(key(after)))
  }

  @Test func `the prefix of all ones reaches to the end`() {
    var ones = Key()
    ones.append(UInt16.max)
    #expect(ones.afterPrefix == nil)
    var long = ones
    long.append(UInt8.max)
    #expect(KeyRange(prefix: ones).contains(long))
    #expect(Key().afterPrefix == nil)
    #expect(KeyRange(prefix: Key()).contains(Key()))
  }

  @Test func `equal keys are equal however they were made`() {
    var shrunk = key("abc").afterPrefix
    shrunk = key("ab").afterPrefix
    #expect(shrunk == key("ac"))
    #expect(shrunk?.hashValue == key("ac").hashValue)
    #expect(key("a") != key("ab"))
    #expect(key("a") < key("ab"))
  }
}

private func key(_ text: String) -> Key {
  var key = Key()
  key.append(text)
  return key
}
