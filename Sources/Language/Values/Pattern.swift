/// A pattern of `=~`: a small regular expression over characters.
///
/// It knows `.`, `[a-z]`, `[^...]`, `\d`, `\w`, `\s`, `( )`, `|`, `* + ? {m,n}`, `^` and `$`; anything
/// else stands for itself. It matches anywhere in a text unless `^` or `$` hold it. All ways are
/// followed side by side, so that no pattern takes more than its length times the text's; what that
/// comes to is bounded too.
struct Pattern: Sendable {
  private indirect enum Node {
    case empty
    case scalars(Set)
    case start, end
    case sequence(Node, Node)
    case either(Node, Node)
    case many(Node, least: Int, most: Int?)
  }

  private struct Set: Sendable {
    var ranges: [ClosedRange<UInt32>] = []
    var isNegated = false

    func contains(_ scalar: Unicode.Scalar) -> Bool {
      ranges.contains { $0.contains(scalar.value) } != isNegated
    }
  }

  private enum Step: Sendable {
    case scalar(Set)
    case split(Int, Int)
    case jump(Int)
    case start, end
    case match
  }

  private var steps: [Step] = []
  private static let mostSteps = 10_000
  /// How often a part of the pattern is gone over while it is read: a repetition of nothing takes no
  /// step, however often it is nested.
  private static let mostParts = 100_000
  private var parts = 0
  /// How many steps may be tried for one text: about a second's worth.
  private static let mostTries = 50_000_000
  /// After how many steps it is asked whether somebody breaks it off.
  private static let polledTries = 1 << 16

  /// - Parameter text: the pattern.
  /// - Throws: `pattern.malformed`, without a location.
  init(_ text: String) throws(LanguageError) {
    var reader = Reader(text: text, scalars: Array(text.unicodeScalars))
    let node = try reader.either()
    guard reader.index == reader.scalars.count else { throw reader.malformed("`)`") }
    try emit(node, reader)
    steps.append(.match)
  }

  /// Whether the pattern matches somewhere in a text.
  ///
  /// - Parameter poll: throws when the run is broken off; called now and then.
  /// - Throws: `pattern.work` when it takes too long.
  func matches(
    _ text: String, _ poll: () throws(LanguageError) -> Void = {}
  ) throws(LanguageError) -> Bool {
    var tries = 0
    var polledAt = 0
    var current: [Int] = []
    var seen = Array(repeating: -1, count: steps.count)
    let scalars = Array(text.unicodeScalars)
    for index in 0...scalars.count {
      var next = current
      current = []
      next.append(0)
      if tries - polledAt > Self.polledTries {
        polledAt = tries
        guard tries <= Self.mostTries else {
          throw LanguageError(.patternWork, "\(scalars.count)")
        }
        try poll()
      }
      for step in next where add(step, at: index, of: scalars.count, &seen, &current, &tries) {
        return true
      }
      guard index < scalars.count else { break }
      current = current.compactMap { step in
        guard case .scalar(let set) = steps[step], set.contains(scalars[index]) else { return nil }
        return step + 1
      }
    }
    return false
  }

  /// Follows what takes no character.
  ///
  /// - Returns: whether the pattern is fulfilled.
  private func add(
    _ first: Int, at index: Int, of count: Int, _ seen: inout [Int], _ list: inout [Int],
    _ tries: inout Int
  ) -> Bool {
    var pending = [first]
    while let step = pending.popLast() {
      tries += 1
      guard seen[step] != index else { continue }
      seen[step] = index
      switch steps[step] {
      case .scalar: list.append(step)
      case .split(let one, let other): pending += [other, one]
      case .jump(let target): pending.append(target)
      case .start: if index == 0 { pending.append(step + 1) }
      case .end: if index == count { pending.append(step + 1) }
      case .match: return true
      }
    }
    return false
  }

  private mutating func emit(_ node: Node, _ reader: Reader) throws(LanguageError) {
    parts += 1
    guard steps.count < Self.mostSteps, parts < Self.mostParts else {
      throw reader.malformed("...")
    }
    switch node {
    case .empty: break
    case .scalars(let set): steps.append(.scalar(set))
    case .start: steps.append(.start)
    case .end: steps.append(.end)
    case .sequence(let first, let second):
      try emit(first, reader)
      try emit(second, reader)
    case .either(let one, let other):
      let split = steps.count
      steps.append(.match)
      try emit(one, reader)
      let jump = steps.count
      steps.append(.match)
      steps[split] = .split(split + 1, steps.count)
      try emit(other, reader)
      steps[jump] = .jump(steps.count)
    case .many(let node, let least, let most):
      for _ in 0..<least { try emit(node, reader) }
      guard let most else {
        let split = steps.count
        steps.append(.match)
        try emit(node, reader)
        steps.append(.jump(split))
        steps[split] = .split(split + 1, steps.count)
        return
      }
      for _ in 0..<max(0, most - least) {
        let split = steps.count
        steps.append(.match)
        try emit(node, reader)
        steps[split] = .split(split + 1, steps.count)
      }
    }
  }

  private struct Reader {
    let text: String
    let scalars: [Unicode.Scalar]
    var index = 0
    var depth = 0
    var parts = 0
    /// How many characters, alternatives and repetitions there may be: each may be nested in the next.
    private static let mostParts = 4_000

    private mutating func count() throws(LanguageError) {
      parts += 1
      guard parts <= Self.mostParts else { throw malformed("...") }
    }

    var next: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

    func malformed(_ what: String) -> LanguageError {
      LanguageError(.patternMalformed, Literals.quoted(text), what)
    }

    mutating func either() throws(LanguageError) -> Node {
      depth += 1
      defer { depth -= 1 }
      guard depth < 50 else { throw malformed("( ( (") }
      var node = try sequence()
      while next == "|" {
        index += 1
        try count()
        node = .either(node, try sequence())
      }
      return node
    }

    mutating func sequence() throws(LanguageError) -> Node {
      var nodes: [Node] = []
      while let scalar = next, scalar != "|", scalar != ")" { nodes.append(try repeated()) }
      guard nodes.count < 1_000 else { throw malformed("...") }
      return nodes.reversed().reduce(.empty) { .sequence($1, $0) }
    }

    mutating func repeated() throws(LanguageError) -> Node {
      try count()
      var node = try atom()
      while let scalar = next {
        if "*+?{".unicodeScalars.contains(scalar) { try count() }
        switch scalar {
        case "*": node = .many(node, least: 0, most: nil)
        case "+": node = .many(node, least: 1, most: nil)
        case "?": node = .many(node, least: 0, most: 1)
        case "{":
          guard let (least, most) = bounds() else { throw malformed("`{`") }
          node = .many(node, least: least, most: most)
          continue
        default: return node
        }
        index += 1
      }
      return node
    }

    private mutating func bounds() -> (Int, Int?)? {
      guard let close = scalars[index...].firstIndex(of: "}") else { return nil }
      let inner = String(String.UnicodeScalarView(scalars[index + 1..<close]))
      let parts = inner.split(separator: ",", omittingEmptySubsequences: false)
      guard (1...2).contains(parts.count), let least = Int(parts[0]), (0...100).contains(least)
      else { return nil }
      index = close + 1
      if parts.count == 1 { return (least, least) }
      if parts[1].isEmpty { return (least, nil) }
      guard let most = Int(parts[1]), (least...100).contains(most) else { return nil }
      return (least, most)
    }

    private mutating func atom() throws(LanguageError) -> Node {
      let scalar = scalars[index]
      index += 1
      switch scalar {
      case "^": return .start
      case "$": return .end
      case ".": return .scalars(Set(isNegated: true))
      case "(":
        let node = try either()
        guard next == ")" else { throw malformed("`(`") }
        index += 1
        return node
      case "[": return .scalars(try set())
      case "\\": return .scalars(try escape())
      case "*", "+", "?": throw malformed("`\(scalar)`")
      default: return .scalars(Set(ranges: [scalar.value...scalar.value]))
      }
    }

    private mutating func escape() throws(LanguageError) -> Set {
      guard let scalar = next else { throw malformed("`\\`") }
      index += 1
      func range(_ first: Unicode.Scalar, _ last: Unicode.Scalar) -> ClosedRange<UInt32> {
        first.value...last.value
      }
      switch scalar {
      case "d": return Set(ranges: [range("0", "9")])
      case "w": return Set(ranges: [range("0", "9"), range("a", "z"), range("A", "Z"), 95...95])
      case "s": return Set(ranges: [9...13, 32...32, 0x3000...0x3000])
      default: return Set(ranges: [scalar.value...scalar.value])
      }
    }

    private mutating func set() throws(LanguageError) -> Set {
      var set = Set()
      if next == "^" {
        set.isNegated = true
        index += 1
      }
      var isFirst = true
      while let scalar = next, isFirst || scalar != "]" {
        isFirst = false
        index += 1
        if scalar == "\\" {
          set.ranges += try escape().ranges
          continue
        }
        guard next == "-", index + 1 < scalars.count, scalars[index + 1] != "]" else {
          set.ranges.append(scalar.value...scalar.value)
          continue
        }
        let last = scalars[index + 1]
        guard last >= scalar else { throw malformed("`\(scalar)-\(last)`") }
        set.ranges.append(scalar.value...last.value)
        index += 2
      }
      guard next == "]" else { throw malformed("`[`") }
      index += 1
      return set
    }
  }
}
