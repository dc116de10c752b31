/// The rows that reach the end of a pipeline, for a command that takes them all.
///
///     while let row = try rows.next() { customers.insert(row["id"]) }
package final class RowStream {
  private let pull: () throws(LanguageError) -> [Record]?
  private var chunk: [Record] = []
  private var index = 0

  /// Whether the rows are those of a pipeline: then none of them means none, not all.
  package let isPiped: Bool

  /// - Parameters:
  ///   - isPiped: whether the command stands in a pipeline.
  ///   - pull: gives the next rows, or nil when there are no more.
  init(isPiped: Bool = true, _ pull: @escaping () throws(LanguageError) -> [Record]?) {
    self.isPiped = isPiped
    self.pull = pull
  }

  /// No rows: the command stands outside a pipeline.
  package static var none: RowStream {
    RowStream(isPiped: false) { () throws(LanguageError) in nil }
  }

  /// The next row, or nil after the last.
  package func next() throws(LanguageError) -> Record? {
    while index == chunk.count {
      guard let more = try pull() else { return nil }
      chunk = more
      index = 0
    }
    index += 1
    return chunk[index - 1]
  }
}
