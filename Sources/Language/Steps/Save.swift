import Basics

extension PipelineStep {
  /// `save`: writes the rows to a file.
  static var save: PipelineStep {
    PipelineStep(
      "save", Words("writes the rows to a file", "把行写入文件"),
      help: Words(
        "Writes a hidden temporary file and renames it when the rows are durable, so that the file is "
          + "complete or does not exist. A file that is replaced keeps its permissions and owner; a link "
          + "is kept, and its target is replaced. Pipes and devices are written to directly. An input "
          + "of the run, a file that the run is already writing, and anything in a store's folder "
          + "are refused before the first row. With --mark, a text that begins with "
          + "= + - @, a tab or a carriage return and is not a plain number gets an apostrophe in front: "
          + "a spreadsheet would run it as a formula. `open` removes the apostrophe.",
        "先写入看不见的临时文件，待各行落盘后才命名，因此文件要么完整，要么不存在。被替换的文件保留其权限与属主；"
          + "链接不变，替换其所指的文件。管道和设备直接写入。本次运行的输入、正在写的文件、库目录内的文件，"
          + "在处理第一行之前即被拒绝。"
          + "使用 --mark 时，以 = + - @、制表符或回车开头且不是单纯数字的文本前加一个撇号，以免电子表格当作公式执行；"
          + "`open` 读入时再去掉。"),
      parameters: [
        .output("file", Words("the path", "路径")), .fileFormat,
        .switch(
          "mark",
          Words(
            "for spreadsheets: write the mark that tells them UTF-8, and keep cells from being "
              + "formulas",
            "供电子表格使用：加上识别 UTF-8 的标记，且不让任何单元格成为公式")),
      ],
      examples: [
        .init(
          "[1, 2, 3] | save \"three.csv\"", Words("a list as a file of one column", "把列表存为单列文件"))
      ],
      columns: { _, _ in nil },
      usage: { _ in .all },
      comparesColumns: true, passesFaults: false, takesAllRows: true,
      run: .sink(
        { (opening) throws(LanguageError) in
          try opening.executor.save(opening.upstream, to: try opening.outputFile())
          return .value(.null)
        }, alone: nil))
  }
}

extension StepOpening {
  /// The file that the call names, for the rows that come.
  func outputFile() throws(LanguageError) -> SaveFile {
    let bound = try bound()
    let path = bound.text("file")
    do throws(LanguageError) {
      let format = try Files.format(path, bound.optionalText("format"))
      let hasMark = call.command.index(of: "mark") != nil && bound.flag("mark")
      return try SaveFile(
        path, as: .output, format, hasMark: hasMark, writesNow: writesNow, executor.context)
    } catch {
      throw error.located(at: call.program.location(executor.argumentSpan("file", of: call)))
    }
  }

  /// Whether a pipe or a device may be written into at once: nothing may go into it that is rolled
  /// back later; what can be, only this step knows when it is the last.
  private var writesNow: Bool {
    let isSink = call.command.role == .sink
    return !executor.context.mayChangeAnything
      || isSink && executor.commits.grouping != .whole && !executor.held.isHolding
  }
}

extension StatementExecutor {
  /// Writes all rows to a file.
  func save(_ stage: Stage, to file: SaveFile) throws(LanguageError) {
    do throws(LanguageError) {
      while let rows = try stage.pull() { try file.add(rows, stage.columns) }
    } catch {
      // The rows that came are durable, and this is all that tells of them.
      if stage.isChanging, commits.grouping != .whole, file.rowCount > 0 { try finish(stage, file) }
      throw error
    }
    try finish(stage, file)
  }

  private func finish(_ stage: Stage, _ file: SaveFile) throws(LanguageError) {
    try file.finish(stage.columns, held)
    tell(stage)
    let count = file.rowCount
    held.remark(
      context.options.language == .chinese
        ? "\(file.path)：\(count) 行\n" : "\(file.path): \(count) row\(count == 1 ? "" : "s")\n")
  }
}
