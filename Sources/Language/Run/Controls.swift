import Basics

/// The commands that steer a run, and steps that stand alone.
extension StatementExecutor {
  func execute(
    _ control: RunControl, _ node: CallNode, _ command: Command
  ) throws(LanguageError) -> Flow {
    let call = makeCall(node, command, try bind(node, command))
    lastHeading = nil
    do throws(LanguageError) {
      switch control {
      case .help: try held.write(Help.bytes(table, call, context.options))
      case .exit:
        guard let code = UInt8(exactly: call.integer("code")) else {
          throw LanguageError(.exitRange, "\(call.integer("code"))")
        }
        return .exit(Int32(code))
      case .begin: try commits.beginTransaction()
      case .commit: try commits.endTransaction(isKept: true)
      case .rollback: try commits.endTransaction(isKept: false)
      case .savepoint: try commits.setSavepoint(call.text("name"))
      case .rollbackTo: try commits.rollback(toSavepoint: call.text("name"))
      }
    } catch {
      throw error.located(at: program.location(node.span))
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
      throw error.located(at: program.location(node.span))
    }
  }
}
