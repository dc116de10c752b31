/// One record before and after an operation.
package struct RecordChange: Hashable, Sendable {
  /// One field before and after, in the words of a snapshot; nil where it is absent.
  package struct Field: Hashable, Sendable {
    package var name: String
    package var before: String?
    package var after: String?

    package init(name: String, before: String?, after: String?) {
      self.name = name
      self.before = before
      self.after = after
    }
  }

  package var type: RecordType
  /// The record's key in words, such as `13300000001 2016-02`.
  package var key: String
  package var fields: [Field]

  package init(type: RecordType, key: String, fields: [Field]) {
    self.type = type
    self.key = key
    self.fields = fields
  }
}
