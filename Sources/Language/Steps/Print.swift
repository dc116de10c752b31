import Basics

extension PipelineStep {
  /// `print`: shows the rows, or values as a statement of its own.
  static var print: PipelineStep {
    PipelineStep(
      "print", Words("shows values", "显示值"),
      help: Words("In a pipeline, shows the rows and passes nothing on.", "在管道中显示各行，不再往后传。"),
      parameters: [
        .positional(
          "value", .any, Words("what to show", "要显示的内容"), isRequired: false, isRepeated: true)
      ],
      examples: [.init("print \"ready\"", Words("a line of text", "一行文本"))],
      columns: { _, _ in nil },
      usage: { _ in .all },
      comparesColumns: true, passesFaults: false, takesAllRows: false,
      run: .sink(
        { (opening) throws(LanguageError) in
          let executor = opening.executor
          try executor.emit(rows: opening.upstream)
          executor.tell(opening.upstream)
          return .value(.null)
        },
        alone: { (call, executor) throws(LanguageError) in
          try executor.print(call.list("value"))
        }))
  }
}

extension StatementExecutor {
  fileprivate func print(_ values: [Value]) throws(LanguageError) {
    if values.count == 1 {
      switch values[0].resolved {
      case .record, .table, .list: return try emit(values[0])
      default: break
      }
    }
    let text = values.map { ValueText.text($0) }.joined(separator: " ")
    switch context.options.format {
    case .json, .jsonl: try emit(.text(text))
    default: try held.write(Array(text.escapedForTerminal.utf8) + [Bytes.newline])
    }
  }
}
