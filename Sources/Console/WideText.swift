internal import CEdit

/// A text as libedit takes it: wide characters up to a zero, at an address that stays.
final class WideText {
  private let characters: UnsafeMutableBufferPointer<wchar_t>

  init(_ text: String = "") {
    let scalars = text.unicodeScalars
    characters = .allocate(capacity: scalars.count + 1)
    var count = 0
    for scalar in scalars where scalar != "\0" {
      characters.initializeElement(at: count, to: wchar_t(bitPattern: scalar.value))
      count += 1
    }
    while count < characters.count {
      characters.initializeElement(at: count, to: 0)
      count += 1
    }
  }

  deinit {
    characters.deinitialize()
    characters.deallocate()
  }

  /// Valid as long as the text is.
  var pointer: UnsafeMutablePointer<wchar_t> { characters.baseAddress! }

  func withPointer<Result>(_ body: (UnsafePointer<wchar_t>) -> Result) -> Result {
    body(UnsafePointer(pointer))
  }

  var scalars: [Unicode.Scalar] {
    WideText.scalars(UnsafeBufferPointer(rebasing: characters.prefix { $0 != 0 }))
  }

  static func scalars(_ characters: UnsafeBufferPointer<wchar_t>) -> [Unicode.Scalar] {
    characters.map { Unicode.Scalar(UInt32(bitPattern: $0)) ?? "\u{FFFD}" }
  }
}
