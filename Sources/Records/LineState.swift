import Basics

/// What a line can do at an instant, worked out from what bars it.
package enum LineState: String, NamedValue {
  case active
  case oneWay = "one-way"
  case twoWay = "two-way"
  case voluntary, lost, disconnected
}

extension Line {
  /// The state of the line.
  ///
  /// - Parameter isRestored: whether an emergency restore is in force, which masks the arrears.
  /// - Returns: Disconnected; otherwise lost, voluntary, two-way, one-way, active, in this order.
  package func state(isRestored: Bool) -> LineState {
    if disconnected != nil { return .disconnected }
    if restriction(for: .lost) != nil { return .lost }
    if restriction(for: .voluntary) != nil { return .voluntary }
    guard let arrears = restriction(for: .arrears), !isRestored else { return .active }
    return arrears.scope == .both ? .twoWay : .oneWay
  }
}
