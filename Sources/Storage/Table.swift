/// A table of the store: keys to values, in key order.
///
/// A room declares its tables once, as constants, and gives the whole list to `Environment.open`.
/// The slot is the table's index in that list; name and version are what the store's file holds.
///
///     static let main = Table(slot: 0, name: "main", version: 1, checksummed: true)
///     static let due = Table(slot: 1, name: "due", version: 1, checksummed: false)
///     static let all = [main, due]
@usableFromInline
package struct Table: Sendable {
  /// The table's index in the list given to `Environment.open`, from 0.
  @usableFromInline package let slot: Int
  /// The table's name.
  @usableFromInline package let name: StaticString
  /// The version of what its keys and values are, which the file keeps with the name, so that a store
  /// can be taken to another version tree by tree; nil: the file keeps the name alone.
  @usableFromInline package let version: UInt8?
  /// Whether every value carries a CRC-32C over key and value, written by put and verified by
  /// get and scan.
  @usableFromInline package let checksummed: Bool

  /// The most tables a store may have.
  package static let limit = 48

  /// Declares a table.
  @inlinable
  package init(slot: Int, name: StaticString, version: UInt8? = nil, checksummed: Bool) {
    self.slot = slot
    self.name = name
    self.version = version
    self.checksummed = checksummed
  }

  /// The name of its tree in the file, such as `main.1`.
  package var treeName: String { version.map { "\(name).\($0)" } ?? "\(name)" }
}

/// What kind of store a folder holds: the name of the format and the version of its layout, kept
/// in the file and compared at opening.
package struct Layout: Hashable, Sendable {
  /// The name of the format, such as "stardesk".
  package var format: String
  /// The version; a store of another version is refused.
  package var version: UInt32

  /// Declares a layout.
  package init(format: String, version: UInt32) {
    self.format = format
    self.version = version
  }
}
