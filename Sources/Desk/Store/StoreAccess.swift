package import Basics
import Records
package import Storage

/// One state of the store that is read from.
package typealias StoreReader = ReadTransaction

/// What is read from: one state of the store, or an open transaction.
package typealias StoreReading = Reading

/// How long another program that changes the store is waited for.
package typealias StoreWait = WriterWait

/// What a store is opened for.
package enum StoreAccess: Hashable, Sendable {
  /// To be read; nothing is made but the lock file in which readers register.
  case readOnly
  /// To be read and changed; it is there.
  case readWrite
  /// To be read and changed, and to be made where it is not there.
  case create

  var access: Access {
    switch self {
    case .readOnly: .readOnly
    case .readWrite: .readWrite
    case .create: .create
    }
  }
}

extension Store {
  /// The path of the program that runs, for a check that reads a doubtful store in a process of its own.
  package static var ownProgram: String { Child.ownProgram }
}

extension WriterWait {
  /// Waits until the other program has finished or the waiting is broken off.
  ///
  /// - Parameters:
  ///   - isInterrupted: asked every few milliseconds; when it says yes, the waiting ends with
  ///     `store.interrupted`.
  ///   - language: in which the holder is told.
  ///   - tell: given who holds the store, in words, when the waiting begins and whenever that
  ///     changes.
  package static func untilInterrupted(
    _ isInterrupted: @escaping () -> Bool, in language: ReaderLanguage,
    telling tell: @escaping (String) -> Void
  ) -> WriterWait {
    WriterWait(
      .forever, isInterrupted: isInterrupted,
      onWait: { holder in
        tell(
          WriterHolder.waitingMessage(
            for: holder, in: language == .chinese ? .chinese : .english))
      })
  }

  /// Whether somebody has broken it off.
  package var isBrokenOff: Bool { isInterrupted?() ?? false }
}

extension DeskError {
  /// The error for a change of a store that may only be read.
  package static func readOnly(at path: String) -> DeskError {
    DeskError(StorageError(.readOnly, at: path))
  }
}

extension Store {
  /// The names of the files that a store's folder holds.
  package static var fileNames: [String] { Environment.fileNames }

  /// Whether the store was made by the opening.
  package var wasCreated: Bool { environment.wasCreated }

  /// Tells those who will wait for this program whose it is and what it does.
  ///
  /// - Parameters:
  ///   - name: who asks.
  ///   - activity: the command that runs.
  package func nameWriter(_ name: String, activity: String) {
    environment.writerName = name
    environment.writerActivity = activity
  }

  /// Makes sure that the store's files are still those that were opened.
  ///
  /// - Throws: `store.replaced`, `store.truncated`.
  package func checkFiles() throws(DeskError) {
    do throws(StorageError) { try environment.checkFiles() } catch { throw DeskError(error) }
  }

  /// Reads every page of the store's file. A damaged one may end this program or keep it in a loop.
  package func readThrough() throws(DeskError) {
    do throws(StorageError) {
      _ = try environment.verify { _, _, _ in true }
    } catch {
      throw DeskError(error)
    }
  }

  /// Has another program read the store's whole file through the map: a damaged one may end its
  /// reader or keep it in a loop.
  ///
  /// - Parameters:
  ///   - program: the program's file.
  ///   - arguments: its name and what it is to do.
  ///   - seconds: how long it may take.
  ///   - stop: asked now and then; an error ends it.
  /// - Throws: `store.unreadable` when the other program died of the file or did not end.
  package func readThrough(
    by program: String, _ arguments: [String], seconds: Int, _ stop: () -> DeskError?
  ) throws(DeskError) {
    let outcome = Child.run(
      program, arguments, seconds: seconds, isInterrupted: { stop() != nil })
    if case .finished(0) = outcome { return }
    if let error = stop() { throw error }
    throw DeskError(
      "store.unreadable", fault: .store,
      ["path": .text(path), "what": .text(outcome.message(in: .english))])
  }
}
