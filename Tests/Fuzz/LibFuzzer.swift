import Glibc

/// The fuzzer of LLVM, which looks for inputs that reach new code. It is there when the program was
/// built with `--sanitize=fuzzer -Xswiftc -DLIBFUZZER`; then it has the entry point of the process.
enum LibFuzzer {
  nonisolated(unsafe) fileprivate static var target: (any FuzzTarget)?

  /// Has a target tried with what it finds.
  static func take(_ target: any FuzzTarget) {
    #if LIBFUZZER
      self.target = target
    #else
      Remarks.write("built without libFuzzer: see Scripts/fuzz\n")
      exit(2)
    #endif
  }
}

#if LIBFUZZER
  typealias Words = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>

  /// Takes the program's own words off those of the process; libFuzzer's come after `--libfuzzer`.
  @_cdecl("LLVMFuzzerInitialize")
  func prepare(_ count: UnsafeMutablePointer<Int32>, _ words: UnsafeMutablePointer<Words>) -> Int32
  {
    let given = (1..<Int(count.pointee)).compactMap { index in
      words.pointee[index].map { String(cString: $0) }
    }
    Fuzz.start(given)
    let own = given.firstIndex(of: "--libfuzzer").map { $0 + 1 } ?? given.count
    let name = words.pointee[0]
    words.pointee += own
    words.pointee[0] = name
    count.pointee -= Int32(own)
    return 0
  }

  @_cdecl("LLVMFuzzerTestOneInput")
  func attempt(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    LibFuzzer.target?.attempt(Array(UnsafeBufferPointer(start: bytes, count: count)))
    return 0
  }
#endif
