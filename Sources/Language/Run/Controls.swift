import Basics

/// The commands that steer a run, and steps that stand alone.
extension Interpreter {
  func execute(
    _ control: RunControl, _ node: CallNode, _ command: Command
  ) throws(LanguageError) -> Flow {
    let call = makeCall(node, command, try bind(node, command))
    lastHeading = nil
    do throws(LanguageError) {
      switch control {
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
      }
    } catch {
      throw error.placed(at: program.place(node.span))
    }
    return .next
  }

  /// Runs a step as a statement of its own, without rows.
  func executeAlone(
    _ step: PipelineStep, _ node: CallNode, _ command: Command
  ) throws(LanguageError) {
    guard case .sink(_, alone: let run?) = step.run else {
      preconditionFailure("\(command.name) is a step of a pipeline")
    }
    let call = makeCall(node, command, try bind(node, command))
    lastHeading = nil
    do throws(LanguageError) {
      try run(call, self)
    } catch {
      throw error.placed(at: program.place(node.span))
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
