import Basics

extension PipelineStep {
  /// `last`: the last rows.
  static var last: PipelineStep {
    PipelineStep(
      "last", Words("the last rows", "最后面的行"),
      help: Words("", ""),
      parameters: [.rowCount],
      examples: [.init("[1, 2, 3] | last", Words("the last of a list", "列表的最后一个"))],
      columns: { _, columns in columns },
      usage: { .arguments(of: $0.node, goOn: true) },
      comparesColumns: true, passesFaults: false, takesAllRows: false,
      run: .filter { (opening) throws(LanguageError) in
        .rows(LastStage(opening.upstream, try opening.rowCount()))
      })
  }
}

/// The last rows, held in a ring.
private final class LastStage: GatheringStage {
  private let most: Int

  init(_ upstream: Stage, _ count: Int) {
    most = count
    super.init(upstream)
  }

  override var isListed: Bool { upstream.isListed }

  override func gather() throws(LanguageError) -> [Record] {
    var ring: [Record] = []
    var next = 0
    while let rows = try upstream.pull() {
      guard most > 0 else { continue }
      for row in rows {
        if ring.count < most {
          ring.append(row)
        } else {
          ring[next] = row
          next = (next + 1) % most
        }
      }
    }
    return Array(ring[next...] + ring[..<next])
  }
}
