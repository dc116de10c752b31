package import Basics
import Records
package import Storage

/// Which lines are looked for among all: those of whose summaries each of these bytes is in a set.
package typealias SummaryFilter = [(offset: Int, bytes: ByteSet)]

extension Reading where Self: ~Copyable {
  /// Counts lines of the store that pass a filter, in the order of customers, then numbers.
  ///
  /// - Parameters:
  ///   - range: all, or where an earlier call said to continue.
  ///   - limit: the most lines to look at.
  ///   - filter: which to count; empty: all.
  ///   - now: the instant at which they are looked at.
  /// - Returns: How many there are, and where to continue; nil at the end.
  @specialized(where Self == ReadTransaction)
  package borrowing func countLines(
    _ range: KeyRange, limit: Int, filter: SummaryFilter, at now: Instant
  ) throws(DeskError) -> (count: Int, next: KeyRange?) {
    let moment = LineSummary.Moment(now)
    var count = 0
    let next = try scan(Tables.lines, range, limit: limit) { (_, value) throws(DeskError) in
      if LineSummary.passes(value, filter, moment) { count += 1 }
      return .next
    }
    return (count, next.map { range.continued(at: $0) })
  }

  /// Lines of the store that pass a filter, in the order of customers, then numbers, as at an instant.
  ///
  /// - Parameters: as for counting them.
  /// - Returns: The lines, and where to continue; nil at the end.
  @specialized(where Self == ReadTransaction)
  package borrowing func lines(
    _ range: KeyRange, limit: Int, filter: SummaryFilter, at now: Instant
  ) throws(DeskError) -> (lines: [FoundLine], next: KeyRange?) {
    let moment = LineSummary.Moment(now)
    var lines: [FoundLine] = []
    let next = try scan(Tables.lines, range, limit: limit) { (key, value) throws(DeskError) in
      guard LineSummary.passes(value, filter, moment) else { return .next }
      var reader = KeyReader(key)
      guard let customer = reader.readUInt64(),
        let summary = LineSummary(value, of: Identifier(packed: customer))
      else { return .next }
      lines.append(FoundLine(number: reader.readText(), summary: summary.at(now)))
      return .next
    }
    return (lines, next.map { range.continued(at: $0) })
  }
}

extension LineSummary {
  @inline(__always)
  fileprivate static func passes(
    _ summary: RawSpan, _ filter: SummaryFilter, _ moment: Moment
  ) -> Bool {
    for (offset, bytes) in filter where !bytes.contains(byte(summary, at: offset, moment)) {
      return false
    }
    return true
  }
}
