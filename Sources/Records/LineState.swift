import Basics

/// What a line can do at an instant, worked out from what bars it.
package enum LineState: String, NamedValue {
  case active
  case oneWay = "one-way"
  case twoWay = "two-way"
  case voluntary, lost, disconnected

  package var chinese: String {
    switch self {
    case .active: "正常"
    case .oneWay: "单停"
    case .twoWay: "双停"
    case .voluntary: "停机保号"
    case .lost: "挂失"
    case .disconnected: "拆机"
    }
  }
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
