package import Basics
import Desk
import Language
import Records

extension StoreSession {
  /// What the store holds for a parameter that is being typed.
  ///
  /// - Parameters:
  ///   - tag: the parameter's ``Parameter/completion``: number, customer, account, item, order, job.
  ///   - prefix: what was typed of it.
  ///   - limit: the most to give.
  ///   - language: the language in which they are explained.
  /// - Returns: The words with what they are, in the order of the store; empty when the store cannot
  ///   be read, since nobody wants an error for a Tab.
  package func words(
    for tag: String, beginning prefix: String, limit: Int, in language: ReaderLanguage = .english
  ) -> [(text: String, about: String)] {
    let typed = prefix
    // What is typed of a number is read as the whole of it will be.
    let prefix =
      ["number", "customer", "account"].contains(tag) && !typed.isEmpty
      ? (try? normalisedNumber(typed)) ?? typed : typed
    let found =
      try? context.read { (view, _, _) throws(DeskError) in
        switch tag {
        case "number": try view.numbers(prefix, limit, language)
        case "customer": try view.customerWords(prefix, limit, language)
        case "account": try view.accountWords(prefix, limit, language)
        case "item": try view.itemWords(prefix)
        case "order": try view.orderWords(prefix, limit, language)
        case "job": try view.jobWords(prefix)
        default: []
        }
      } as [(text: String, about: String)]
    return found ?? []
  }

  /// Whether words hold the number of somebody's registered document, or what was to be one: such an
  /// entry is not to be kept.
  ///
  /// - Parameters:
  ///   - identifiers: what was given to name customers; see ``ScriptRunner/identifiers(in:)``.
  ///   - words: all words of the entry.
  package func holdsDocument(_ identifiers: [String], among words: [String]) -> Bool {
    let asked = identifiers.filter { DocumentNumber.shape(of: $0) != .name }
    let others = words.filter { $0.utf8.count(where: { $0 &- 0x30 < 10 }) >= 4 }
    guard !(asked.isEmpty && others.isEmpty) else { return false }
    let isKnown = try? context.read { (view, _, _) throws(DeskError) in
      for word in Set(asked + others + asked.map(Self.plain)) {
        if try view.hasDocument(word) { return true }
      }
      for word in asked where DocumentNumber.shape(of: word) == .document {
        if try view.summary(of: word) == nil, try view.customer(ofCard: word) == nil { return true }
      }
      return false
    }
    return isKnown ?? asked.contains { DocumentNumber.shape(of: $0) == .document }
  }

  /// A word without what people put between its parts.
  private static func plain(_ word: String) -> String {
    word.filter { !$0.isWhitespace && $0 != "-" }
  }

  /// The clock of a test store, for the prompt; nil in any other.
  package var testClock: Instant? {
    let found = try? context.read { (view, now, _) throws(DeskError) in
      try view.storeState()?.isTest == true ? now : nil
    }
    return found ?? nil
  }
}

extension StoreReading where Self: ~Copyable {
  fileprivate borrowing func numbers(
    _ prefix: String, _ limit: Int, _ language: ReaderLanguage
  ) throws(DeskError) -> [(text: String, about: String)] {
    try findLines(prefix, limit: limit).map { line in
      (
        line.number,
        language == .chinese
          ? "\(line.summary.kind.chinese)，\(line.summary.state.chinese)"
          : "\(line.summary.kind.rawValue), \(line.summary.state.rawValue)"
      )
    }
  }

  /// By name, document or customer identifier, then by number.
  ///
  /// A customer is given by the identifier, which names nobody else and can be read by anybody; the
  /// name is shown next to it as everywhere (DESK-3).
  fileprivate borrowing func customerWords(
    _ prefix: String, _ limit: Int, _ language: ReaderLanguage
  ) throws(DeskError) -> [(text: String, about: String)] {
    var words: [(text: String, about: String)] = []
    for customer in try findCustomers(prefix, limit: limit) {
      let isMeant =
        customer.name.hasPrefix(prefix) || customer.id.text.hasPrefix(prefix)
        || customer.document?.number.uppercased() == prefix.uppercased()
      if isMeant { words.append((customer.id.text, Masking.name(of: customer))) }
    }
    return words.count < limit
      ? words + (try numbers(prefix, limit - words.count, language)) : words
  }

  fileprivate borrowing func accountWords(
    _ prefix: String, _ limit: Int, _ language: ReaderLanguage
  ) throws(DeskError) -> [(text: String, about: String)] {
    guard let id = try? Identifier(parsing: prefix) else {
      return try numbers(prefix, limit, language)
    }
    return try account(id) == nil ? [] : [(id.text, language == .chinese ? "账户" : "account")]
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
    _ prefix: String, _ limit: Int, _ language: ReaderLanguage
  ) throws(DeskError) -> [(text: String, about: String)] {
    try orders(isReversed: true, limit: limit).orders
      .filter { $0.id.text.hasPrefix(prefix) }
      .map { order in
        let kind = language == .chinese ? Operation.names.chinese(order.kind) : nil
        return (order.id.text, "\(kind ?? order.kind) \(order.line)")
      }
  }
}
