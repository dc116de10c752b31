@testable import Basics
import Glibc
import Testing

/// The text of bytes that come in pieces; each byte that is no part of a character stands in it as
/// `!\xNN`.
private func decoded(_ pieces: [[UInt8]]) -> String {
  var decoder = TextDecoder(.gbk, marksInvalid: true)
  var text: [UInt8] = []
  do throws(BasicsError) {
    for piece in pieces {
      var failure: BasicsError?
      piece.withUnsafeBufferPointer {
        do throws(BasicsError) { try decoder.decode($0, to: &text) } catch { failure = error }
      }
      if let failure { throw failure }
    }
    try decoder.finish(&text)
  } catch {
    return error.code
  }
  return String(decoding: text.map { $0 == 0xFF ? UInt8(ascii: "!") : $0 }, as: UTF8.self)
}

private func decoded(_ bytes: [UInt8]) -> String { decoded([bytes]) }

private func encoded(_ text: String) -> [UInt8] { TextEncoder(.gbk).encoded(Array(text.utf8)) }

/// All pairs that GB 18030 gives a character.
private let pairs: [[UInt8]] = (UInt8(0x81)...0xFE).flatMap { lead in
  (UInt8(0x40)...0xFE).filter { $0 != 0x7F }.map { [lead, $0] }
}

/// A four-byte code by its place from 81 30 81 30 on.
private func four(_ index: Int) -> [UInt8] {
  [
    UInt8(0x81 + index / 12_600), UInt8(0x30 + index / 1260 % 10), UInt8(0x81 + index / 10 % 126),
    UInt8(0x30 + index % 10),
  ]
}

private let countOfFours = 126 * 10 * 126 * 10

/// FNV-1a over texts, a line each; what is no character counts as a question mark.
private func checksum(_ codes: some Sequence<[UInt8]>) -> UInt64 {
  codes.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { sum, code in
    let text = decoded(code)
    return ((text.hasPrefix("!") ? "?" : text) + "\n").utf8.reduce(sum) {
      ($0 ^ UInt64($1)) &* 0x100_0000_01B3
    }
  }
}

/// The codes whose characters the edition of 2005 changed, or Unicode got later.
private let changed: [([UInt8], String)] = [
  ([0xA6, 0xD9], "\u{FE10}"), ([0xA6, 0xDA], "\u{FE12}"), ([0xA6, 0xDB], "\u{FE11}"),
  ([0xA6, 0xDC], "\u{FE13}"), ([0xA6, 0xDD], "\u{FE14}"), ([0xA6, 0xDE], "\u{FE15}"),
  ([0xA6, 0xDF], "\u{FE16}"), ([0xA6, 0xEC], "\u{FE17}"), ([0xA6, 0xED], "\u{FE18}"),
  ([0xA6, 0xF3], "\u{FE19}"), ([0xA8, 0xBC], "\u{1E3F}"), ([0xFE, 0x51], "\u{20087}"),
  ([0xFE, 0x52], "\u{20089}"), ([0xFE, 0x53], "\u{200CC}"), ([0xFE, 0x59], "\u{9FB4}"),
  ([0xFE, 0x61], "\u{9FB5}"), ([0xFE, 0x66], "\u{9FB6}"), ([0xFE, 0x67], "\u{9FB7}"),
  ([0xFE, 0x6C], "\u{215D7}"), ([0xFE, 0x6D], "\u{9FB8}"), ([0xFE, 0x76], "\u{2298F}"),
  ([0xFE, 0x7E], "\u{9FB9}"), ([0xFE, 0x90], "\u{9FBA}"), ([0xFE, 0x91], "\u{241FE}"),
  ([0xFE, 0xA0], "\u{9FBB}"), ([0x81, 0x35, 0xF4, 0x37], "\u{E7C7}"),
]

/// The places of four-byte codes that have no character any more: theirs has a pair of those.
private let takenOver = Array(19_057..<19_065) + Array(39_076..<39_086)

/// The private-use characters that those pairs had before.
private let replaced: [(Unicode.Scalar, [UInt8])] = [
  ("\u{E78D}", [0xA6, 0xD9]), ("\u{E78E}", [0xA6, 0xDA]), ("\u{E78F}", [0xA6, 0xDB]),
  ("\u{E790}", [0xA6, 0xDC]), ("\u{E791}", [0xA6, 0xDD]), ("\u{E792}", [0xA6, 0xDE]),
  ("\u{E793}", [0xA6, 0xDF]), ("\u{E794}", [0xA6, 0xEC]), ("\u{E795}", [0xA6, 0xED]),
  ("\u{E796}", [0xA6, 0xF3]), ("\u{E816}", [0xFE, 0x51]), ("\u{E817}", [0xFE, 0x52]),
  ("\u{E818}", [0xFE, 0x53]), ("\u{E81E}", [0xFE, 0x59]), ("\u{E826}", [0xFE, 0x61]),
  ("\u{E82B}", [0xFE, 0x66]), ("\u{E82C}", [0xFE, 0x67]), ("\u{E831}", [0xFE, 0x6C]),
  ("\u{E832}", [0xFE, 0x6D]), ("\u{E83B}", [0xFE, 0x76]), ("\u{E843}", [0xFE, 0x7E]),
  ("\u{E854}", [0xFE, 0x90]), ("\u{E855}", [0xFE, 0x91]), ("\u{E864}", [0xFE, 0xA0]),
]

/// The C library's converter; nil where the machine lacks its module.
private func openConverter() -> iconv_t? {
  let converter = iconv_open("UTF-8", "GB18030")
  return converter == iconv_t(bitPattern: -1) ? nil : converter
}

private let hasConverter = {
  guard let converter = openConverter() else { return false }
  iconv_close(converter)
  return true
}()

@Suite struct GB18030Tests {
  // MARK: Against other decoders

  /// The sums are those of the codec of CPython 3.11, which follows the edition of 2000.
  @Test func `every pair and a sample of four-byte codes are what another decoder makes of them`() {
    let known = changed.map(\.0)
    #expect(pairs.count == 23_940)
    #expect(checksum(pairs.filter { !known.contains($0) }) == 0x1070_142E_3FB3_1A8F)
    let fours = stride(from: 0, to: countOfFours, by: 7).lazy.filter { !takenOver.contains($0) }
      .map(four)
    #expect(checksum(fours.filter { !known.contains($0) }) == 0xF79E_A883_6D0A_2726)
    for (code, text) in changed { #expect(decoded(code) == text) }
    for index in takenOver { #expect(decoded(four(index)).hasPrefix("!")) }
  }

  @Test(.enabled(if: hasConverter, "the C library here has no module for GB18030"))
  func `every code is what the C library makes of it`() throws {
    let converter = try #require(openConverter())
    defer { iconv_close(converter) }
    let singles = (UInt8.min...UInt8.max).map { [$0, 0x20] }
    let pairs = (UInt8(0x80)...0xFF).flatMap { lead in
      (UInt8.min...UInt8.max).map { [lead, $0] }.filter { !(0x30...0x39).contains($0[1]) }
    }
    // What begins with a mark is UTF-16.
    .filter { $0 != [0xFE, 0xFF] && $0 != [0xFF, 0xFE] }
    let fours = Array(0..<39_430) + Array(stride(from: 39_430, to: countOfFours, by: 101))
    var differences: [[UInt8]] = []
    for code in singles + pairs + fours.map(four) {
      let text = decoded(code)
      guard let other = converted(code, converter) else {
        if !text.hasPrefix("!") { differences.append(code) }
        continue
      }
      if text != other { differences.append(code) }
    }
    #expect(differences.isEmpty, "\(differences.prefix(10))")
  }

  /// What the C library decodes; nil where it finds something else than characters.
  private func converted(_ code: [UInt8], _ converter: iconv_t) -> String? {
    iconv(converter, nil, nil, nil, nil)
    var input = code.map { CChar(bitPattern: $0) }
    var output = [CChar](repeating: 0, count: 16)
    let free = input.withUnsafeMutableBufferPointer { input -> Int? in
      output.withUnsafeMutableBufferPointer { output in
        var (from, to) = (input.baseAddress, output.baseAddress)
        var (left, free) = (input.count, output.count)
        return iconv(converter, &from, &left, &to, &free) == 0 ? free : nil
      }
    }
    return free.map { free in
      String(decoding: output.dropLast(free).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
  }

  // MARK: There and back

  @Test func `every character up to U+FFFF and a sample above is read as it was written`() {
    let scalars =
      (Array(0x80...0xFFFF as ClosedRange<UInt32>)
      + stride(from: 0x1_0000 as UInt32, to: 0x11_0000, by: 61)).compactMap(Unicode.Scalar.init)
    let old = Set(replaced.map(\.0))
    // The first bytes are no beginning of UTF-16.
    let text = "ascii" + String(String.UnicodeScalarView(scalars.filter { !old.contains($0) }))
    #expect(decoded(encoded(text)).unicodeScalars.elementsEqual(text.unicodeScalars))
  }

  @Test func `a private-use character that Unicode has replaced is written as the pair it had`() {
    for (character, pair) in replaced {
      #expect(encoded(String(character)) == pair, "\(character.value)")
      // The pair is read as Unicode's own.
      #expect(changed.contains { $0.0 == pair && $0.1 == decoded(pair) })
    }
  }

  @Test func `the last characters of each kind have the codes of the standard`() {
    let codes: [(String, [UInt8])] = [
      ("\u{7F}", [0x7F]), ("\u{80}", [0x81, 0x30, 0x81, 0x30]), ("€", [0xA2, 0xE3]),
      ("一", [0xD2, 0xBB]), ("丂", [0x81, 0x40]), ("\u{E4C5}", [0xFE, 0xFE]),
      ("\u{FFFF}", [0x84, 0x31, 0xA4, 0x39]), ("\u{10000}", [0x90, 0x30, 0x81, 0x30]),
      ("\u{10FFFF}", [0xE3, 0x32, 0x9A, 0x35]),
    ]
    for (text, code) in codes {
      #expect(encoded(text) == code)
      #expect(decoded(code) == text)
    }
  }

  // MARK: What is no character

  @Test(
    arguments: [
      ("a lead at the end", [0x61, 0xBA], "a!\\xba"),
      ("a lead before a line's end", [0xBA, 0x0A, 0x61], "!\\xba\na"),
      ("a lead before a quote", [0xBA, 0x22, 0x61], "!\\xba\"a"),
      ("two leads at the end", [0xBA, 0xC5, 0xC2], "号!\\xc2"),
      ("80, the euro of cp936", [0x61, 0x80, 0x62], "a!\\x80b"),
      ("FF", [0x61, 0xFF, 0x62], "a!\\xffb"),
      ("80 as a trail is one", [0x81, 0x80], "亐"),
      ("7F as a trail", [0x81, 0x7F], "!\\x81\u{7F}"),
      ("FF as a trail", [0x81, 0xFF, 0x61], "!\\x81!\\xffa"),
      ("four bytes cut off after two", [0x61, 0x81, 0x30], "a!\\x81!\\x30"),
      ("four bytes cut off after three", [0x61, 0x81, 0x30, 0x81], "a!\\x81!\\x30!\\x81"),
      ("four bytes, the third wrong", [0x81, 0x30, 0x0A, 0x61], "!\\x810\na"),
      ("four bytes, the third wrong and last", [0x81, 0x30, 0x0A], "!\\x810\n"),
      ("four bytes, the fourth wrong", [0x81, 0x30, 0x81, 0x41], "!\\x810丄"),
      ("the first four bytes behind U+FFFF", [0x84, 0x31, 0xA5, 0x30, 0x0A], "!\\x841!\\xa50\n"),
      ("the last four bytes before U+10000", [0x8F, 0x39, 0xFE, 0x39, 0x0A], "!\\x8f9!\\xfe9\n"),
      ("the first four bytes behind U+10FFFF", [0xE3, 0x32, 0x9A, 0x36, 0x0A], "!\\xe32!\\x9a6\n"),
      ("the last four bytes", [0xFE, 0x39, 0xFE, 0x39, 0x0A], "!\\xfe9!\\xfe9\n"),
      ("four bytes that a pair took over", [0x82, 0x35, 0x90, 0x37, 0x0A], "!\\x825!\\x907\n"),
    ] as [(String, [UInt8], String)])
  func `what is no character is marked byte by byte where it stands`(
    name: String, bytes: [UInt8], text: String
  ) {
    #expect(decoded(bytes) == text)
  }

  @Test func `no code is a surrogate, and none is written for one`() {
    // D7FF and E76C, the next that has four bytes, follow one another.
    #expect(decoded([0x83, 0x36, 0xC7, 0x38]) == "\u{D7FF}")
    #expect(decoded([0x83, 0x36, 0xC7, 0x39]) == "\u{E76C}")
    let bytes: [UInt8] = [0xE5, 0x8F, 0xB7, 0xED, 0xA0, 0x80, 0xED, 0xBF, 0xBF, 0x61]
    #expect(TextEncoder(.gbk).encoded(bytes) == [0xBA, 0xC5, 0x61])
  }

  // MARK: Pieces

  @Test func `a text is the same wherever a block ends in it, in the middle of a character too`() {
    let text = "a号\u{4DAE}😀\u{E863}“\n"
    let bytes = encoded(text) + [0x81, 0x30, 0xFF, 0x81, 0x30, 0x81, 0x0A, 0xBA]
    let whole = decoded(bytes)
    #expect(whole == text + "!\\x810!\\xff!\\x810!\\x81\n!\\xba")
    for first in 0...bytes.count {
      for second in first...bytes.count {
        let pieces = [bytes[..<first], bytes[first..<second], bytes[second...]].map(Array.init)
        #expect(decoded(pieces) == whole, "\(first), \(second)")
      }
    }
    #expect(decoded(bytes.map { [$0] }) == whole)
  }

  @Test(arguments: [8_190, 8_191, 16_375, 16_376, 16_377, 16_383, 16_384, 65_536])
  func `a text longer than is decoded at once is whole`(count: Int) {
    for character in ["a", "é", "号", "\u{4DAE}", "😀"] {
      let text = String(repeating: "a", count: count) + String(repeating: character, count: 20_000)
      #expect(decoded(encoded(text)) == text)
    }
  }
}
