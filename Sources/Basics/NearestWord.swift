/// Finds the word that somebody may have meant.
package enum NearestWord {
  /// The word nearest to the one that was written.
  ///
  ///     NearestWord.nearest(of: "retsore", among: ["restore", "card"])   // restore
  ///
  /// Letters left out, added, changed or swapped with their neighbour count one each; capitals do
  /// not count. A word of up to five letters may be one away, up to eight two, a longer one three;
  /// but never is every letter wrong. Of equally near words the first wins.
  ///
  /// - Returns: nil when nothing is near.
  package static func nearest(
    of word: String, among words: some Sequence<String>
  ) -> String? {
    let written = Array(word.lowercased())
    let limit = written.count <= 5 ? 1 : written.count <= 8 ? 2 : 3
    guard !written.isEmpty, written.count <= 64 else { return nil }
    var best: (word: String, distance: Int)?
    for candidate in words {
      let letters = Array(candidate.lowercased())
      let most = min(best.map { $0.distance - 1 } ?? limit, max(letters.count, written.count) - 1)
      guard most >= 0, abs(letters.count - written.count) <= most else { continue }
      let distance = distance(written, letters)
      if distance <= most { best = (candidate, distance) }
    }
    return best?.word
  }

  /// The distance of Damerau and Levenshtein in which no part is edited twice.
  static func distance(_ left: [Character], _ right: [Character]) -> Int {
    var beforeLast = [Int](repeating: 0, count: right.count + 1)
    var last = Array(0...right.count)
    var row = last
    for i in 0..<left.count {
      row[0] = i + 1
      for j in 0..<right.count {
        let change = last[j] + (left[i] == right[j] ? 0 : 1)
        var least = min(change, last[j + 1] + 1, row[j] + 1)
        if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
          least = min(least, beforeLast[j - 1] + 1)
        }
        row[j + 1] = least
      }
      (beforeLast, last, row) = (last, row, beforeLast)
    }
    return last[right.count]
  }
}
