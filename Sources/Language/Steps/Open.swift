import Basics

extension PipelineStep {
  /// `open`: the rows of a file.
  static var open: PipelineStep {
    PipelineStep(
      "open", Words("the rows of a file", "文件中的行"),
      help: Words(
        "Reads CSV, TSV or JSON Lines row by row. Fields of CSV and TSV are text until a "
          + "parameter reads them as something else. `-` is standard input, read from its current "
          + "position. `~/` is your home folder.",
        "逐行读取 CSV、TSV 或 JSON Lines。CSV 与 TSV 的字段在参数取用之前都是文本。`-` 为标准输入，从当前位置读起。"
          + "`~/` 为您的主目录。"),
      parameters: [
        .positional("file", .file, Words("the path", "路径"), completion: "file"), .fileFormat,
        .named(
          "encoding", .choice(["utf-8", "gbk"]), Words("how the text is encoded", "文本编码"),
          defaultValue: "utf-8"),
      ],
      examples: [
        .init(
          "open \"numbers.csv\" | first 3", Words("the first rows of a file", "文件的前几行"))
      ],
      columns: { _, _ in nil },
      usage: { _ in .all },
      comparesColumns: false, passesFaults: false, takesAllRows: false,
      run: .source { (call, executor) throws(LanguageError) in
        let bound = try executor.boundCall(call)
        do throws(LanguageError) {
          return try executor.openFile(bound, call)
        } catch {
          try executor.poll()
          throw error.located(at: call.program.location(executor.argumentSpan("file", of: call)))
        }
      })
  }
}

extension StatementExecutor {
  fileprivate func openFile(_ bound: Call, _ call: StepCall) throws(LanguageError) -> Stage {
    try files.read(bound.text("file"))
    if context.options.job != nil { try session.willRead(bound.text("file")) }
    let source = try FileSource.open(
      bound, context.isInterrupted, tellingLines: context.options.rejects != nil)
    let isFixed = program.arguments(of: call.node).allSatisfy(\.value.isFixed)
    return SourceStage(source, self, isFixed: isFixed)
  }
}
