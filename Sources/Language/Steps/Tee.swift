import Basics

extension PipelineStep {
  /// `tee`: writes the rows to a file and passes them on.
  static var tee: PipelineStep {
    PipelineStep(
      "tee", Words("writes the rows to a file and passes them on", "写入文件并继续往后传"),
      help: Words("Writes the file as `save` does.", "写入方式同 `save`。"),
      parameters: [.output("file", Words("the path", "路径")), .fileFormat],
      examples: [
        .init(
          "[1, 2, 3] | tee \"three.csv\" | count",
          Words("the rows in a file, and their number", "写入文件，并计数"))
      ],
      columns: { _, columns in columns },
      usage: { _ in .all },
      comparesColumns: true, passesFaults: false, takesAllRows: false,
      run: .filter { (opening) throws(LanguageError) in
        .rows(try TeeStage(opening.upstream, try opening.outputFile()))
      })
  }
}

/// Writes the rows to a file and passes them on.
private final class TeeStage: FollowingStage {
  private let file: SaveFile
  private var hasEnded = false

  init(_ upstream: Stage, _ file: SaveFile) throws(LanguageError) {
    self.file = file
    super.init(upstream)
  }

  override var count: Int? { upstream.count }
  override var isListed: Bool { upstream.isListed }

  override func produce() throws(LanguageError) -> [Record]? {
    if let rows = try upstream.pull() {
      try file.add(rows, columns)
      return rows
    }
    if !hasEnded { try file.finish(columns, executor.held) }
    hasEnded = true
    return nil
  }
}
