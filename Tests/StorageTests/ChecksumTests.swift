import TestSupport
import Testing

@testable import Storage

@Suite struct `Checksums` {
  @Test func `the check value of CRC-32C is met both ways`() {
    let text = bytes("123456789")
    text.withUnsafeBytes { all in
      let nothing = UnsafeRawBufferPointer(start: nil, count: 0)
      #expect(Checksum.of(key: nothing, value: all) == 0xE306_9283)
      #expect(Checksum.byTables(key: nothing, value: all) == 0xE306_9283)
    }
  }

  @Test func `processor and tables agree at every length, and key and value are one`() {
    var dice = Dice(state: 3)
    let data = (0..<200).map { _ in UInt8(dice.roll(256)) }
    data.withUnsafeBytes { all in
      for count in 0...200 {
        let split = count / 3
        let key = UnsafeRawBufferPointer(rebasing: all[..<split])
        let value = UnsafeRawBufferPointer(rebasing: all[split..<count])
        let whole = UnsafeRawBufferPointer(rebasing: all[..<count])
        let sum = Checksum.byTables(key: key, value: value)
        #expect(sum == Checksum.of(key: key, value: value))
        #expect(sum == Checksum.of(key: UnsafeRawBufferPointer(rebasing: all[..<0]), value: whole))
      }
    }
  }
}
