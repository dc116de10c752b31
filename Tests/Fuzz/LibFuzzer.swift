import Glibc

/// The fuzzer of LLVM, which looks for inputs that reach new code. It is there when the program was
/// built with `--sanitize=fuzzer -Xswiftc -DLIBFUZZER`.
enum LibFuzzer {
  nonisolated(unsafe) private static var target: (any FuzzTarget)?

  /// Hands over to it.
  ///
  /// - Parameter words: its own arguments: options, then folders of inputs.
  static func run(_ target: any FuzzTarget, _ words: [String]) {
    #if LIBFUZZER
      self.target = target
      var arguments: [UnsafeMutablePointer<CChar>?] = (["fuzz"] + words).map { strdup($0) } + [nil]
      var count = Int32(words.count + 1)
      arguments.withUnsafeMutableBufferPointer {
        var start = $0.baseAddress
        exit(
          drive(&count, &start) { bytes, count in
            LibFuzzer.target?.attempt(
              Array(UnsafeBufferPointer(start: bytes, count: count)))
            return 0
          })
      }
    #else
      Remarks.write("built without libFuzzer: see Scripts/fuzz\n")
      exit(2)
    #endif
  }

  #if LIBFUZZER
    @_silgen_name("LLVMFuzzerRunDriver")
    private static func drive(
      _ count: UnsafeMutablePointer<Int32>,
      _ words: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
      _ attempt: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
    ) -> Int32
  #endif
}
