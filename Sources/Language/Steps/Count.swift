import Basics

extension PipelineStep {
  /// `count`: how many rows there are, or how many of each combination of values.
  static var count: PipelineStep {
    PipelineStep(
      "count", Words("the number of rows", "行数"),
      help: Words(
        "With columns: how many rows have each combination of their values.", "给出列名时：各组值的行数。"),
      parameters: [.optionalColumnNames],
      examples: [.init("[1, 2, 3] | count", Words("the length of a list", "列表的长度"))],
      columns: { _, _ in nil },
      usage: { .arguments(of: $0.node, goOn: false) },
      comparesColumns: true, passesFaults: false, takesAllRows: true,
      run: .filter { (opening) throws(LanguageError) in
        let columns = opening.call.columns
        guard columns.isEmpty else {
          return .rows(GroupStage(opening.upstream, columns, withRows: false))
        }
        return opening.result(.integer(Int64(try opening.upstream.countRows())))
      })
  }
}
