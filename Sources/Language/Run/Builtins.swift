import Basics

/// The commands of the language that are no step of a pipeline.
extension Interpreter {
  func executeBuiltin(
    _ builtin: Command.Builtin, _ node: CallNode, _ command: Command
  ) throws(LanguageError) -> Flow {
    let call = makeCall(node, command, try bind(node, command))
    lastHeading = nil
    do throws(LanguageError) {
      switch builtin {
      case .print: try print(call.list("value"))
      case .help: try held.write(Help.bytes(table, call, options))
      case .exit:
        guard let code = UInt8(exactly: call.integer("code")) else {
          throw LanguageError(.exitRange, "\(call.integer("code"))")
        }
        return .exit(Int32(code))
      case .begin: try beginTransaction()
      case .commit: try endTransaction { () throws(LanguageError) in try commit() }
      case .rollback: try endTransaction { () throws(LanguageError) in try rollback(nil) }
      case .savepoint: try setSavepoint(call.text("name"))
      case .rollbackTo: try goBack(to: call.text("name"))
      default: preconditionFailure("\(command.name) is a step of a pipeline")
      }
    } catch {
      throw error.placed(at: program.place(node.span))
    }
    return .next
  }

  private func print(_ values: [Value]) throws(LanguageError) {
    if values.count == 1 {
      switch values[0].resolved {
      case .record, .table, .list: return try emit(values[0])
      default: break
      }
    }
    let text = values.map { ValueText.text($0) }.joined(separator: " ")
    switch options.format {
    case .json, .jsonl: try emit(.text(text))
    default: try held.write(Array(text.escapedForTerminal.utf8) + [Bytes.newline])
    }
  }

  // MARK: The console's transaction

  private func beginTransaction() throws(LanguageError) {
    guard !isTransactionOpen else { throw LanguageError(.transactionOpen) }
    isTransactionOpen = true
    savepoints = []
  }

  private func endTransaction(
    _ end: () throws(LanguageError) -> Void
  ) throws(LanguageError) {
    guard isTransactionOpen else { throw LanguageError(.transactionNone) }
    isTransactionOpen = false
    savepoints = []
    try end()
  }

  private func setSavepoint(_ name: String) throws(LanguageError) {
    guard isTransactionOpen else { throw LanguageError(.transactionNone) }
    if let place = savepoints.firstIndex(of: name) {
      try session.release(name)
      savepoints.removeSubrange(place...)
    }
    try session.savepoint(name)
    savepoints.append(name)
  }

  private func goBack(to name: String) throws(LanguageError) {
    guard isTransactionOpen else { throw LanguageError(.transactionNone) }
    guard let place = savepoints.firstIndex(of: name) else {
      throw LanguageError(
        .savepointUnknown, Literals.quoted(name),
        nearest: NearestWord.nearest(of: name, among: savepoints))
    }
    try session.rollback(to: name)
    savepoints.removeSubrange((place + 1)...)
  }

  /// Rolls the console's transaction back, as when it was left idle for too long.
  ///
  /// - Returns: whether one was open.
  @discardableResult
  package func abandonTransaction() throws(LanguageError) -> Bool {
    guard isTransactionOpen else { return false }
    isTransactionOpen = false
    savepoints = []
    try rollback(nil)
    return true
  }
}
