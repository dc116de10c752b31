import Basics

extension PipelineStep {
  /// `sum`: the sum of a column.
  static var sum: PipelineStep {
    PipelineStep(
      "sum", Words("the sum of a column", "列的合计"),
      help: Words("", ""),
      parameters: [.positional("column", .columns, Words("the column", "列名"))],
      examples: [
        .init("[{fee: 3}, {fee: 4}] | sum fee", Words("what it adds up to", "合计"))
      ],
      columns: { _, _ in nil },
      usage: { .arguments(of: $0.node, goOn: false) },
      comparesColumns: true, passesFaults: false, takesAllRows: true,
      run: .filter { (opening) throws(LanguageError) in
        opening.result(try Summation.sum(opening.call.columns, of: opening.upstream))
      })
  }
}

/// Adds up what the rows hold.
private enum Summation {
  static func sum(
    _ columns: [ColumnNode], of rows: Stage
  ) throws(LanguageError) -> Value {
    guard let node = columns.first else { return .null }
    let executor = rows.executor
    var sum: Value?
    let row = RecordRow(Record(.none, []))
    let location = executor.program.location(node.span)
    while let records = try rows.pull() {
      try executor.state.with(row) { () throws(LanguageError) in
        for record in records {
          row.current = record
          guard let value = try amount(try executor.evaluate(node.value), at: location) else {
            continue
          }
          do throws(LanguageError) {
            sum =
              try sum.map { sum throws(LanguageError) in
                try Arithmetic.apply(.add, sum, value)
              } ?? value
          } catch {
            throw error.located(at: location)
          }
        }
      }
    }
    return sum ?? 0
  }

  /// What a field adds to a sum: nothing when it is null or empty, the number that a text is.
  private static func amount(_ value: Value, at location: SourceLocation) throws(LanguageError)
    -> Value?
  {
    switch value {
    case .null, .text(""): return nil
    case .integer, .decimal, .money: return value
    case .duration(let duration) where duration.months == 0: return value
    case .text(let text):
      if let number = Comparand.number(text) {
        return number.whole.map(Value.integer) ?? .decimal(number)
      }
    default: break
    }
    throw LanguageError(
      .kindWrong, "decimal", value.kindName, Literals.quoted(ValueText.text(value)), at: location)
  }
}
