import TestSupport

extension SplitMix64 {
  /// A number from 0 to `limit` - 1.
  mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(max(1, limit))) }
}

/// Makes inputs out of seeds: takes two apart at their words and marks, and puts together what makes
/// no sense.
struct Mutator {
  let seeds: [[UInt8]]
  let words: [[UInt8]]
  private var dice: SplitMix64

  /// The most bytes of an input.
  static let longest = 1 << 14

  private static let numbers = [
    "0", "-1", "1", "9", "99999999999999999999", "9223372036854775807", "-9223372036854775808",
    "9223372036854775808", "0.000000000001", "1e308", "1.33E+10", "4294967296", "2147483647",
    "-2147483648", "65536", "1000000000000", "9999-12-31T23:59:59", "0000-00-00", "2016-02-30",
  ]
  private static let odd: [[UInt8]] = [
    [0], [0x7F], [0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xEF, 0xBB, 0xBF], [0xF4, 0x8F, 0xBF, 0xBF],
    [0xE2, 0x80, 0xAE], [0x81, 0x30, 0x81, 0x30], [0x0D], [0x0A], [0x22], [0x27], [0x5C], [0x1B],
    Array("号码".utf8), Array("👩‍👩‍👧‍👦".utf8), Array("e\u{301}".utf8),
  ]

  init(seeds: [[UInt8]], words: [String], seed: UInt64) {
    self.seeds = seeds.isEmpty ? [[]] : seeds
    self.words = words.map { Array($0.utf8) } + Self.numbers.map { Array($0.utf8) } + Self.odd
    dice = SplitMix64(seed: seed)
  }

  /// The next input.
  mutating func next() -> [UInt8] {
    var input = pick(seeds)
    if dice.below(40) == 0 { return input }
    for _ in 0...dice.below(dice.below(3) == 0 ? 24 : 4) { change(&input) }
    return Array(input.prefix(Self.longest))
  }

  private mutating func pick(_ choices: [[UInt8]]) -> [UInt8] { choices[dice.below(choices.count)] }

  private mutating func change(_ input: inout [UInt8]) {
    switch dice.below(13) {
    case 0, 1: input.replaceSubrange(token(input), with: pick(words))
    case 2, 3: input.insert(contentsOf: pick(words), at: dice.below(input.count + 1))
    case 4: input.removeSubrange(token(input))
    case 5: input.removeSubrange(stretch(input))
    case 6:
      let piece = Array(input[stretch(input)])
      input.insert(contentsOf: piece, at: dice.below(input.count + 1))
    case 7:
      let other = pick(seeds)
      input.insert(contentsOf: other[stretch(other)], at: dice.below(input.count + 1))
    case 8:
      let other = pick(seeds)
      input = Array(input.prefix(dice.below(input.count + 1)))
      input += other.dropFirst(dice.below(other.count + 1))
    case 9:
      guard !input.isEmpty else { return }
      input[dice.below(input.count)] ^= 1 << UInt8(dice.below(8))
    case 10:
      guard !input.isEmpty else { return }
      input[dice.below(input.count)] = UInt8(dice.below(256))
    case 11:
      let piece = Array(input[token(input)])
      guard !piece.isEmpty, piece.count < 40 else { return }
      let times = 1 << dice.below(9)
      let offset = dice.below(input.count + 1)
      input.insert(contentsOf: (0..<times).flatMap { _ in piece }, at: offset)
    default:
      let first = Array(input[token(input)])
      let range = token(input)
      input.replaceSubrange(range, with: first)
    }
    if input.count > Self.longest { input.removeSubrange(Self.longest...) }
  }

  /// Where a word or a mark stands.
  private mutating func token(_ input: [UInt8]) -> Range<Int> {
    guard !input.isEmpty else { return 0..<0 }
    var start = dice.below(input.count)
    var end = start + 1
    guard Self.isOfWord(input[start]) else { return start..<end }
    while start > 0, Self.isOfWord(input[start - 1]) { start -= 1 }
    while end < input.count, Self.isOfWord(input[end]) { end += 1 }
    return start..<end
  }

  /// Any part; short ones more often.
  private mutating func stretch(_ input: [UInt8]) -> Range<Int> {
    let start = dice.below(input.count + 1)
    let most = input.count - start
    let length = dice.below(min(most, 1 << dice.below(12)) + 1)
    return start..<start + length
  }

  private static func isOfWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), 0x80...:
      true
    default: false
    }
  }
}
