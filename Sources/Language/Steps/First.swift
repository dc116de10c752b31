import Basics

extension PipelineStep {
  /// `first`: the first rows.
  static var first: PipelineStep {
    PipelineStep(
      "first", Words("the first rows", "最前面的行"),
      help: Words("", ""),
      parameters: [.rowCount],
      examples: [
        .init("[1, 2, 3] | first 2", Words("the first two of a list", "列表的前两个"))
      ],
      columns: { _, columns in columns },
      usage: { .arguments(of: $0.node, goOn: true) },
      comparesColumns: true, passesFaults: true, takesAllRows: false,
      run: .filter { (opening) throws(LanguageError) in
        .rows(FirstStage(opening.upstream, try opening.rowCount()))
      })
  }
}

/// Gives so many rows and no more.
private final class FirstStage: FollowingStage {
  private var left: Int

  init(_ upstream: Stage, _ count: Int) {
    left = count
    super.init(upstream)
  }

  override var isListed: Bool { upstream.isListed }

  override func produce() throws(LanguageError) -> [Record]? {
    guard left > 0, let rows = try upstream.pull() else {
      try drain()
      return nil
    }
    let taken = min(left, rows.count)
    left -= taken
    if left == 0 { try drain() }
    return taken == rows.count ? rows : Array(rows[..<taken])
  }
}
