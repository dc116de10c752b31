/// The known word that a mistyped one was meant for.
enum Nearest {
  /// The nearest of some words, or nil when none is near enough: a third of the letters may be
  /// wrong, missing, superfluous or changed round.
  static func word(to text: String, among words: [String]) -> String? {
    let wanted = Array(text.lowercased().unicodeScalars)
    guard !wanted.isEmpty, wanted.count <= 60 else { return nil }
    var best: (word: String, distance: Int)?
    for word in words {
      let known = Array(word.lowercased().unicodeScalars)
      let limit = min(best.map { $0.distance - 1 } ?? .max, max(1, max(wanted.count, known.count) / 3))
      guard abs(known.count - wanted.count) <= limit else { continue }
      let distance = distance(wanted, known)
      if distance <= limit { best = (word, distance) }
    }
    return best?.word
  }

  private static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
    var before: [Int] = []
    var last = Array(0...right.count)
    for row in 1...max(1, left.count) {
      var line = [row] + Array(repeating: 0, count: right.count)
      for column in right.indices {
        let isSame = left[row - 1] == right[column]
        var cost = min(last[column] + (isSame ? 0 : 1), last[column + 1] + 1, line[column] + 1)
        if row > 1, column > 0, left[row - 1] == right[column - 1], left[row - 2] == right[column] {
          cost = min(cost, before[column - 1] + 1)
        }
        line[column + 1] = cost
      }
      before = last
      last = line
    }
    return last[right.count]
  }
}
