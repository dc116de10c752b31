package import Basics
import Records
package import Rules
package import Storage

extension Reading where Self: ~Copyable {
  /// Some accounts of the store, in the order of their identifiers.
  ///
  /// - Parameters:
  ///   - range: all, or where an earlier call said to continue.
  ///   - limit: the most to give.
  /// - Returns: The accounts as they stand at the instant, and where to continue; nil at the end.
  @specialized(where Self == ReadTransaction)
  package borrowing func accounts(
    _ range: KeyRange, limit: Int, at now: Instant, catalog: Catalog
  ) throws(DeskError) -> (accounts: [AccountView], next: KeyRange?) {
    var ids: [Identifier] = []
    let next = try scan(Tables.accounts, range, limit: limit) { (key, _) throws(DeskError) in
      var reader = KeyReader(key)
      if let packed = reader.readUInt64() { ids.append(Identifier(packed: packed)) }
      return .next
    }
    var accounts: [AccountView] = []
    for id in ids {
      if let account = try accountView(of: id, at: now, catalog: catalog) {
        accounts.append(account)
      }
    }
    return (accounts, next.map { range.continued(at: $0) })
  }
}
