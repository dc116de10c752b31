import Basics
import Records
import Storage

extension Operation {
  static let voidPoints = Operation("points-void", chinese: "积分作废", trial: nil, undoing: .byJournal)
}

extension StoreTransaction {
  /// Disconnects a line 拆机: its suspension for arrears ends with it, and a customer whose last
  /// line it was has left, with all points void (CRE-1, CRE-2, PTS-5, PTS-7). It leads no more: those
  /// that followed it go by their own account, and work again when that owes nothing (CRE-15).
  ///
  /// - Returns: How many points became void.
  mutating func disconnect(_ line: Line) throws(DeskError) -> Int64 {
    let followers = try storage.allFollowers(of: line)
    var line = try endArrears(of: line)
    line.disconnected = now
    try put(line, of: line.customer)
    try inform("text.disconnected", line)
    try dissolveBundle(of: line)
    for follower in followers {
      let follower = try storage.line(follower.number).line
      guard follower.disconnected == nil, follower.restriction(for: .arrears) != nil else {
        continue
      }
      _ = try restoreIfPaid(try storage.ruler(of: follower).account)
    }
    let others = try storage.all(Line.self, of: line.customer)
    guard others.allSatisfy({ $0.disconnected != nil }) else { return 0 }
    return try leave(line.customer)
  }

  /// Ends what was sold together with a base package that is disconnected: the options' discounts
  /// of a tight bundle, the whole of a loose one (CRE-5). The base is disconnected when none of its
  /// lines is left (chosen).
  private mutating func dissolveBundle(of line: Line) throws(DeskError) {
    guard var bundle = try storage.bundle(of: line), bundle.base.contains(line.number) else {
      return
    }
    for number in bundle.base where number != line.number {
      guard try storage.summary(of: number) != nil else { continue }
      if try storage.line(number).line.disconnected == nil { return }
    }
    for number in bundle.options + (bundle.coupling == .loose ? bundle.base : []) {
      guard try storage.summary(of: number) != nil else { continue }
      var member = try storage.line(number).line
      guard member.bundle == bundle.id else { continue }
      member.bundle = nil
      try put(member, of: member.customer)
    }
    switch bundle.coupling {
    case .loose: try remove(bundle, of: bundle.customer)
    case .tight:
      bundle.options = []
      try put(bundle, of: bundle.customer)
    }
  }

  /// Notes that a customer has left: all points void at once, the right to redeem lost (PTS-5,
  /// PTS-7).
  private mutating func leave(_ id: Identifier) throws(DeskError) -> Int64 {
    if var customer = try storage.customer(id), customer.left == nil {
      customer.left = now.day
      try put(customer, of: id)
    }
    var void: Int64 = 0
    let movements = try voidPoints(of: id)
    if !movements.isEmpty {
      for case .points(let points) in movements.map(\.amount) { void += points }
      var order = newOrder(.voidPoints, customer: id, Self.system)
      order.takes = movements
      order.result["points"] = .integer(void)
      order.effective = now
      try put(order, of: id)
    }
    let key = Key(customer: id, type: .pointsAccount)
    if var account = try storage.record(PointsAccount.self, key) {
      account.entitledSince = nil
      try put(account, of: id)
    }
    return void
  }
}
