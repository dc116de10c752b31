import Basics

/// Reading commands that run for many rows.
extension Interpreter {
  /// Runs a reading command for each row. One that only looks things up is asked for many rows at
  /// once, on as many processors as there are; what it answers comes in the order of the rows.
  ///
  /// - Parameters:
  ///   - rows: rows that nothing changes meanwhile.
  ///   - take: takes the place of each row and what became of it; what it throws ends the walk.
  func answer(
    _ node: CallNode, _ command: Command, for rows: [Record],
    _ take: (Int, Result<Outcome, LanguageError>) throws(LanguageError) -> Void
  ) throws(LanguageError) {
    try session.reading { () throws(LanguageError) in
      let outer = row
      let current = RecordRow(Record(.none, []))
      row = current
      defer { row = outer }
      if case .lookup(let run) = command.action {
        try authorise(command, node.span)
        var (calls, failures) = try self.calls(of: node, command, for: rows, current)
        let answers = try self.answers(of: &calls, run)
        var next = 0
        for place in rows.indices {
          if let failure = failures[place] {
            try take(place, .failure(failure))
            continue
          }
          if case .failure(let error) = answers[next] {
            try take(place, .failure(error.placed(at: program.place(node.span))))
          } else {
            try take(place, answers[next])
          }
          next += 1
        }
      } else {
        for (place, record) in rows.enumerated() {
          try poll()
          current.current = record
          try take(
            place,
            Result { () throws(LanguageError) in
              if let fault = record.columns.fault { throw fault }
              return try self.run(node, command)
            })
        }
      }
    }
  }

  /// The calls for rows, and by the places of the rows for which there is none, why.
  private func calls(
    of node: CallNode, _ command: Command, for rows: [Record], _ current: RecordRow
  ) throws(LanguageError) -> (calls: [Call], failures: [Int: LanguageError]) {
    let template = makeCall(node, command, command.standards)
    var calls: [Call] = []
    calls.reserveCapacity(rows.count)
    var failures: [Int: LanguageError] = [:]
    for (place, record) in rows.enumerated() {
      try poll()
      current.current = record
      do throws(LanguageError) {
        if let fault = record.columns.fault { throw fault }
        var call = template
        call.values = try bind(node, command)
        calls.append(call)
      } catch {
        failures[place] = error
      }
    }
    return (calls, failures)
  }

  /// What calls are answered, in their order.
  private func answers(
    of calls: inout [Call], _ run: @Sendable (inout Call) throws(LanguageError) -> Outcome
  ) throws(LanguageError) -> [Result<Outcome, LanguageError>] {
    var answers = [Result<Outcome, LanguageError>](
      repeating: .success(Outcome(.null)), count: calls.count)
    let session = session
    try calls.withUnsafeMutableBufferPointer { (calls) throws(LanguageError) in
      try answers.withUnsafeMutableBufferPointer { (answers) throws(LanguageError) in
        // Each place is worked on by one thread.
        nonisolated(unsafe) let (calls, answers) = (calls, answers)
        try session.lookAtOnce(calls.count) { places in
          for place in places {
            answers[place] = Result { () throws(LanguageError) in try run(&calls[place]) }
          }
        }
      }
    }
    return answers
  }
}
