/// Looks for document numbers in one text.
struct DocumentSearch {
  /// Letters and digits without anything between them.
  private struct Group {
    var bytes: [UInt8] = []
    /// The range of its characters among the units.
    var units: Range<Int>
    /// Whether it is part of a day or month, such as 2016-02-10.
    var isDate = false

    var isDigits: Bool { bytes.allSatisfy(WrittenUnit.isDigit) }
    var letters: ArraySlice<UInt8> { bytes.prefix { !WrittenUnit.isDigit($0) } }
    var digitCount: Int { bytes.count(where: WrittenUnit.isDigit) }
  }

  private let text: String
  private let isCertain: Bool
  private var units: [(unit: WrittenUnit, index: String.Index)] = []
  private var groups: [Group] = []

  init(_ text: String, _ grade: DocumentNumber.Grade) {
    self.text = text
    isCertain = grade == .certain
    for index in text.unicodeScalars.indices {
      if let unit = WrittenUnit(text.unicodeScalars[index]) { units.append((unit, index)) }
    }
    for (index, entry) in units.enumerated()
    where WrittenUnit.isLetterOrDigit(entry.unit.byte) {
      if groups.last?.units.upperBound == index {
        groups[groups.count - 1].units = groups[groups.count - 1].units.lowerBound..<index + 1
      } else {
        groups.append(Group(units: index..<index + 1))
      }
      groups[groups.count - 1].bytes.append(entry.unit.byte)
    }
    markDates()
  }

  /// Where document numbers stand, in their order.
  func ranges() -> [Range<String.Index>] {
    var ranges: [Range<String.Index>] = []
    var index = 0
    while index < groups.count {
      let length = length(at: index)
      if length > 0 { ranges.append(range(index..<index + length)) }
      index += max(length, 1)
    }
    return ranges
  }

  private func range(_ groups: Range<Int>) -> Range<String.Index> {
    let first = units[self.groups[groups.lowerBound].units.lowerBound].index
    let last = units[self.groups[groups.upperBound - 1].units.upperBound - 1].index
    return first..<text.unicodeScalars.index(after: last)
  }

  /// How many groups from one on make a document number; 0 when none begins there.
  private func length(at index: Int) -> Int {
    let group = groups[index]
    guard !group.isDate, !isFileName(group) else { return 0 }
    if isDocument(group) { return 1 }
    return joined(from: index)
  }

  // MARK: One group

  private func isDocument(_ group: Group) -> Bool {
    let bytes = group.bytes
    if group.isDigits { return isDocument(digits: group) }
    if Self.isResident(bytes, mayBeUndated: true), bytes.last.map({ $0 | 0x20 }) == 0x78 {
      return true
    }
    guard !isTicket(group) else { return false }
    let letters = group.letters
    if !letters.isEmpty, letters.count + group.digitCount == bytes.count {
      return isPassport(letters, digits: group.digitCount)
    }
    return isLicence(group)
  }

  private func isDocument(digits group: Group) -> Bool {
    guard !isAmount(group), !DocumentNumber.isPhone(group.bytes[...]) else { return false }
    switch group.bytes.count {
    case 15, 16: return !isCertain || Self.beginsWithRegion(group.bytes)
    case 18: return !isCertain || Self.beginsWithRegion(group.bytes)
    case 4...14: return standsBehindMark(group)
    default: return false
    }
  }

  /// A letter or two and digits, as passports and permits have them; the identifiers of the store
  /// have a letter of their own.
  private func isPassport(_ letters: ArraySlice<UInt8>, digits: Int) -> Bool {
    let isCapital = letters.allSatisfy { $0 < 0x61 }
    if isCertain, !isCapital || letters.count > 2 { return false }
    switch letters.count {
    case 1: return (7...10).contains(digits) && !DocumentNumber.isOwnPrefix(letters)
    case 2, 3: return (7...9).contains(digits)
    default: return false
    }
  }

  /// Digits and letters of a business licence: the first eight tell kind and region.
  private func isLicence(_ group: Group) -> Bool {
    let bytes = group.bytes
    guard (15...18).contains(bytes.count), bytes.prefix(8).count(where: WrittenUnit.isDigit) >= 7,
      group.digitCount >= 8
    else { return false }
    return !bytes.contains { $0 >= 0x61 } || !isCertain && bytes.contains { $0 | 0x20 > 0x66 }
  }

  /// Whether digits stand behind what names the number of a card: 南字第2009071号, 浙警19820072.
  private func standsBehindMark(_ group: Group) -> Bool {
    var index = group.units.lowerBound
    var passed = 0
    while index > 0, passed < 4 {
      index -= 1
      passed += 1
      switch units[index].unit.scalar {
      case "字", "警", "军", "证", "照": return true
      case "第" where group.bytes.count >= 5 && unit(group.units.upperBound)?.scalar == "号":
        return true
      case "第", "号", "码", ":", "：", " ", "\u{3000}", "(", "（": continue
      default: return false
      }
    }
    return false
  }

  private func unit(_ index: Int) -> WrittenUnit? {
    units.indices.contains(index) ? units[index].unit : nil
  }

  /// Whether digits stand on one side of a decimal point.
  private func isAmount(_ group: Group) -> Bool {
    func isPoint(_ index: Int, _ next: Int) -> Bool {
      unit(index)?.byte == UInt8(ascii: ".")
        && unit(next).map { WrittenUnit.isDigit($0.byte) } ?? false
    }
    let range = group.units
    return isPoint(range.upperBound, range.upperBound + 1)
      || isPoint(range.lowerBound - 1, range.lowerBound - 2)
  }

  /// Whether a file's ending follows.
  private func isFileName(_ group: Group) -> Bool {
    let end = group.units.upperBound
    guard unit(end)?.byte == UInt8(ascii: "."), let next = unit(end + 1)?.byte else { return false }
    return WrittenUnit.isLetterOrDigit(next) && !WrittenUnit.isDigit(next)
  }

  /// Whether the group is given as a ticket or a key, which look like passports.
  private func isTicket(_ group: Group) -> Bool {
    guard !isCertain else { return false }
    var index = group.units.lowerBound
    while let byte = unit(index - 1)?.byte,
      WrittenUnit.isLetterOrDigit(byte) || "-_\"'".utf8.contains(byte)
    {
      index -= 1
    }
    guard unit(index - 1)?.byte == UInt8(ascii: "=") else { return false }
    let before = units[..<(index - 1)].suffix(6).map { $0.unit.byte }
    return before == Array("ticket".utf8) || before.suffix(4) == Array(" key".utf8)
  }

  // MARK: Several groups

  /// How many groups from one on are the parts of a document number written with blanks or hyphens.
  private func joined(from index: Int) -> Int {
    let first = groups[index]
    let letters = first.letters
    let firstDigits = first.bytes.count - letters.count
    let isMarked =
      !isCertain && !letters.isEmpty && letters.allSatisfy { $0 < 0x61 }
      && firstDigits == first.digitCount && !isTicket(first)
    guard first.isDigits || isMarked else { return 0 }
    var bytes = first.bytes
    var end = index + 1
    while end < groups.count, isJoined(end - 1), bytes.count < 18 {
      let next = groups[end]
      bytes += next.bytes
      if Self.isResident(bytes, mayBeUndated: false) { return end + 1 - index }
      guard next.isDigits else { break }
      end += 1
      let digits = bytes.dropFirst(letters.count)
      if isMarked, !DocumentNumber.isPhone(digits), isPassport(letters, digits: digits.count) {
        return end - index
      }
    }
    return isSplit(index..<end) ? end - index : 0
  }

  /// Whether groups are all the digits that stand together, and as many as 15 or 16.
  private func isSplit(_ range: Range<Int>) -> Bool {
    let parts = groups[range]
    let digits = parts.flatMap(\.bytes)
    func goesOn(_ index: Int, to next: Int) -> Bool {
      groups.indices.contains(index) && groups.indices.contains(next)
        && isJoined(min(index, next)) && groups[next].isDigits
    }
    return !isCertain && range.count > 1 && (15...16).contains(digits.count)
      && digits.allSatisfy(WrittenUnit.isDigit)
      && !parts.contains { DocumentNumber.isPhone($0.bytes[...]) }
      && !DocumentNumber.isPhone(digits[...])
      && !goesOn(range.lowerBound, to: range.lowerBound - 1)
      && !goesOn(range.upperBound - 1, to: range.upperBound)
  }

  /// Whether only a blank or a hyphen stands between a group and the next.
  private func isJoined(_ index: Int) -> Bool {
    guard index + 1 < groups.count, !groups[index].isDate, !groups[index + 1].isDate else {
      return false
    }
    let between = units[groups[index].units.upperBound..<groups[index + 1].units.lowerBound]
    return between.count <= 3
      && between.allSatisfy { $0.unit.byte == 0x20 || $0.unit.byte == UInt8(ascii: "-") }
  }

  /// Finds the days and months, whose parts are none of a document's.
  private mutating func markDates() {
    for index in groups.indices.dropLast() {
      let (year, month) = (groups[index], groups[index + 1])
      guard year.isDigits, year.bytes.count == 4, month.isDigits, month.bytes.count == 2,
        year.bytes.starts(with: [0x31, 0x39]) || year.bytes.starts(with: [0x32, 0x30]),
        year.units.upperBound + 1 == month.units.lowerBound,
        units[year.units.upperBound].unit.byte == UInt8(ascii: "-")
      else { continue }
      groups[index].isDate = true
      groups[index + 1].isDate = true
      guard index + 2 < groups.count,
        groups[index + 2].units.lowerBound == month.units.upperBound + 1,
        unit(month.units.upperBound)?.byte == UInt8(ascii: "-")
      else { continue }
      groups[index + 2].isDate = true
    }
  }

  // MARK: What numbers are made of

  /// Whether characters are the number of an identity card (GB 11643): a region, a day of birth, a
  /// sequence, and a digit or X.
  private static func isResident(_ bytes: [UInt8], mayBeUndated: Bool) -> Bool {
    guard bytes.count == 18, bytes.prefix(17).allSatisfy(WrittenUnit.isDigit) else { return false }
    guard WrittenUnit.isDigit(bytes[17]) || bytes[17] | 0x20 == 0x78 else { return false }
    return mayBeUndated || beginsWithRegion(bytes) && isDay(bytes[6..<14])
  }

  private static func isDay(_ digits: ArraySlice<UInt8>) -> Bool {
    let number = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    return (1850...2199).contains(number / 10_000) && (1...12).contains(number / 100 % 100)
      && (1...31).contains(number % 100)
  }

  /// Whether the first two digits are those of a province (GB/T 2260).
  private static func beginsWithRegion(_ bytes: [UInt8]) -> Bool {
    guard bytes.count >= 2 else { return false }
    switch Int(bytes[0] - 0x30) * 10 + Int(bytes[1] - 0x30) {
    case 11...15, 21...23, 31...37, 41...46, 50...54, 61...65, 71, 81...83, 91: return true
    default: return false
    }
  }
}
