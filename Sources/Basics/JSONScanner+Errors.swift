/// The errors that the scanner throws.
extension JSONScanner {
  @inline(never)
  func problem(
    _ problem: Problem, found range: Range<Int>? = nil, expected: String? = nil,
    at offset: Int? = nil
  ) -> BasicsError {
    let found = range.map { UnsafeBufferPointer(rebasing: bytes[$0]) }
    var error = BasicsError(
      problem, found: found.map(BasicsError.shown) ?? "", offset: offset ?? position)
    if let expected { error.expected = expected }
    return error
  }

  @inline(never)
  func endOfBytes() -> BasicsError {
    BasicsError(.jsonEnd, found: "", offset: bytes.count)
  }

  @inline(never)
  func unexpected(_ expected: String) -> BasicsError {
    guard position < bytes.count else { return endOfBytes() }
    let length = max(UTF8Check.length(ofSequenceAt: position, in: bytes), 1)
    return problem(.jsonCharacter, found: position..<position + length, expected: expected)
  }

  @inline(never)
  func otherKind(_ expected: JSONKind) -> BasicsError {
    guard position < bytes.count else { return endOfBytes() }
    var copy = self
    do throws(BasicsError) {
      let found = try copy.kind()
      guard found != expected else { return unexpected(expected.rawValue) }
      var error = BasicsError(.jsonKind, found: found.rawValue, offset: position)
      error.expected = expected.rawValue
      return error
    } catch {
      return unexpected(expected.rawValue)
    }
  }
}
