import Basics

extension PipelineStep {
  /// `skip`: all but the first rows.
  static var skip: PipelineStep {
    PipelineStep(
      "skip", Words("all but the first rows", "跳过最前面的行"),
      help: Words("", ""),
      parameters: [.rowCount],
      examples: [.init("[1, 2, 3] | skip", Words("all but the first", "除第一个外"))],
      columns: { _, columns in columns },
      usage: { .arguments(of: $0.node, goOn: true) },
      comparesColumns: true, passesFaults: true, takesAllRows: false,
      run: .filter { (opening) throws(LanguageError) in
        .rows(SkipStage(opening.upstream, try opening.rowCount()))
      })
  }
}

/// Leaves so many rows out and gives the others.
private final class SkipStage: FollowingStage {
  private var left: Int

  init(_ upstream: Stage, _ count: Int) {
    left = count
    super.init(upstream)
  }

  override var isListed: Bool { upstream.isListed }

  override func produce() throws(LanguageError) -> [Record]? {
    while let rows = try upstream.pull() {
      let skipped = min(left, rows.count)
      left -= skipped
      if skipped < rows.count { return skipped == 0 ? rows : Array(rows[skipped...]) }
    }
    return nil
  }
}
