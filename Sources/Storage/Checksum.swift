internal import CLMDB

/// CRC-32C (Castagnoli): by the processor where it can, by tables eight bytes at a time elsewhere.
enum Checksum {
  /// How many bytes a checksum takes behind a value.
  static let byteCount = 4

  /// The checksum of a record: of its key's bytes followed by its value's.
  @inline(__always)
  static func of(key: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) -> UInt32 {
    guard storage_has_crc32c() != 0 else { return unsafe byTables(key: key, value: value) }
    return unsafe ~storage_crc32c(
      key.baseAddress, key.count, value.baseAddress, value.count)
  }

  /// The checksum of a record without the processor's help.
  static func byTables(key: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) -> UInt32 {
    let tables = unsafe tables
    let crc = unsafe update(~0, key, tables)
    return unsafe ~update(crc, value, tables)
  }

  /// Eight tables of 256 entries; table n gives the effect of a byte that n further bytes follow.
  nonisolated(unsafe) private static let tables: UnsafePointer<UInt32> = unsafe makeTables()

  private static func makeTables() -> UnsafePointer<UInt32> {
    let tables = UnsafeMutablePointer<UInt32>.allocate(capacity: 8 * 256)
    for byte in 0..<256 {
      var crc = UInt32(byte)
      for _ in 0..<8 { crc = (crc >> 1) ^ (crc & 1 == 1 ? 0x82F6_3B78 : 0) }
      unsafe tables[byte] = crc
    }
    for index in 256..<(8 * 256) {
      let before = unsafe tables[index - 256]
      unsafe tables[index] = (before >> 8) ^ tables[Int(before & 255)]
    }
    return unsafe UnsafePointer(tables)
  }

  private static func update(
    _ start: UInt32, _ bytes: UnsafeRawBufferPointer, _ t: UnsafePointer<UInt32>
  ) -> UInt32 {
    guard var at = bytes.baseAddress else { return start }
    var crc = start
    var left = bytes.count
    while left >= 8 {
      let word = unsafe at.loadUnaligned(as: UInt64.self).littleEndian ^ UInt64(crc)
      let low = UInt32(truncatingIfNeeded: word)
      let high = UInt32(truncatingIfNeeded: word >> 32)
      let a = unsafe t[1792 &+ Int(low & 255)] ^ t[1536 &+ Int((low >> 8) & 255)]
      let b = unsafe t[1280 &+ Int((low >> 16) & 255)] ^ t[1024 &+ Int(low >> 24)]
      let c = unsafe t[768 &+ Int(high & 255)] ^ t[512 &+ Int((high >> 8) & 255)]
      let d = unsafe t[256 &+ Int((high >> 16) & 255)] ^ t[Int(high >> 24)]
      crc = a ^ b ^ c ^ d
      unsafe at += 8
      left &-= 8
    }
    while left > 0 {
      let byte = unsafe at.load(as: UInt8.self)
      crc = unsafe (crc >> 8) ^ t[Int(UInt8(truncatingIfNeeded: crc) ^ byte)]
      unsafe at += 1
      left &-= 1
    }
    return crc
  }
}
