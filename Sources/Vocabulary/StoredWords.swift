package import Basics
import Desk
import Language
import Storage

extension Keeper {
  /// What the store holds for a parameter that is being typed.
  ///
  /// - Parameters:
  ///   - tag: the parameter's ``Parameter/completion``: number, customer, account, item, order, job.
  ///   - prefix: what was typed of it.
  ///   - limit: the most to give.
  /// - Returns: The words with what they are, in the order of the store; empty when the store cannot
  ///   be read, since nobody wants an error for a Tab.
  package func words(
    for tag: String, beginning prefix: String, limit: Int
  ) -> [(text: String, about: String)] {
    let found =
      try? look { (view, _, _) throws(DeskError) in
        switch tag {
        case "number": try view.numbers(prefix, limit)
        case "customer": try view.customerWords(prefix, limit)
        case "account": try view.accountWords(prefix, limit)
        case "item": try view.itemWords(prefix)
        case "order": try view.orderWords(prefix, limit)
        case "job": try view.jobWords(prefix)
        default: []
        }
      } as [(text: String, about: String)]
    return found ?? []
  }

  /// The clock of a test store, for the prompt; nil in any other.
  package var testClock: Instant? {
    let found = try? look { (view, now, _) throws(DeskError) in
      try view.storeState()?.isTest == true ? now : nil
    }
    return found ?? nil
  }
}

extension Reading where Self: ~Copyable {
  fileprivate borrowing func numbers(
    _ prefix: String, _ limit: Int
  ) throws(DeskError) -> [(text: String, about: String)] {
    try findLines(prefix, limit: limit).map { line in
      (line.number, "\(line.summary.kind.rawValue), \(line.summary.state.rawValue)")
    }
  }

  /// By name, by customer identifier, by number.
  fileprivate borrowing func customerWords(
    _ prefix: String, _ limit: Int
  ) throws(DeskError) -> [(text: String, about: String)] {
    var words: [(text: String, about: String)] = []
    for customer in try findCustomers(prefix, limit: limit) {
      if customer.name.hasPrefix(prefix) {
        words.append((customer.name, customer.id.text))
      } else if customer.id.text.hasPrefix(prefix) {
        words.append((customer.id.text, Masking.masked(customer).name))
      }
    }
    return words.count < limit ? words + (try numbers(prefix, limit - words.count)) : words
  }

  fileprivate borrowing func accountWords(
    _ prefix: String, _ limit: Int
  ) throws(DeskError) -> [(text: String, about: String)] {
    guard let id = try? Identifier(parsing: prefix) else { return try numbers(prefix, limit) }
    return try account(id) == nil ? [] : [(id.text, "account")]
  }

  fileprivate borrowing func itemWords(
    _ prefix: String
  ) throws(DeskError) -> [(text: String, about: String)] {
    try all(Item.self, of: .absent).filter { $0.id.hasPrefix(prefix) }
      .map { ($0.id, "\($0.name), \($0.points)") }
  }

  fileprivate borrowing func jobWords(
    _ prefix: String
  ) throws(DeskError) -> [(text: String, about: String)] {
    try all(Job.self, of: .absent).filter { $0.name.hasPrefix(prefix) }
      .map { ($0.name, "\($0.script) \($0.from.text)") }
  }

  /// The latest orders.
  fileprivate borrowing func orderWords(
    _ prefix: String, _ limit: Int
  ) throws(DeskError) -> [(text: String, about: String)] {
    try orders(isReversed: true, limit: limit).orders
      .filter { $0.id.text.hasPrefix(prefix) }
      .map { ($0.id.text, "\($0.kind) \($0.line)") }
  }
}
