/// The kinds of values that JSON has.
package enum JSONKind: String, Hashable, Sendable, CaseIterable {
  case object = "an object"
  case array = "an array"
  case string = "a text"
  case number = "a number"
  case boolean = "true or false"
  case null = "null"
}
