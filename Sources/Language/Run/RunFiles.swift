import Basics

/// What a file serves for in a run.
enum FileUse: String {
  case input = "an input"
  case output = "an output"
  case rejects = "the rejects"
  case script = "the script"
  case standardOutput = "standard output"
  case standardError = "standard error"
}

/// The files of a run, so that none is both read and written, none is written for two purposes at
/// once, and nothing is written over a store.
///
/// Files are told apart by what they are, not by how they are spelled: by device and number where
/// they are there, otherwise by folder and name.
final class RunFiles {
  private let session: any Session
  private var entries: [FileLocation.Entry: FileUse] = [:]
  private var identities: [FileIdentity: FileUse] = [:]
  /// What the run itself has made, which it may read and write again.
  private var made: Set<FileLocation.Entry> = []
  /// Folders of what is being written, each open once.
  private var folders: [FileIdentity: WeakFolder] = [:]
  private var streams: [FileIdentity: FileUse]?

  private struct WeakFolder {
    weak var folder: Folder?
  }

  init(_ session: any Session) {
    self.session = session
  }

  /// Forgets what the statements so far have read: the next run begins.
  func begin() {
    entries = entries.filter { $0.value == .output }
    identities = identities.filter { $0.value == .output }
    made = []
    streams = nil
  }

  // MARK: Reading and writing

  /// Notes that a file is about to be read.
  ///
  /// - Throws: `file.twice` when the run is writing it.
  func read(_ path: String, as use: FileUse = .input) throws(LanguageError) {
    // What cannot be found is told by whoever opens it.
    guard path != "-", let location = try? FileLocation(path), Self.counts(location) else { return }
    if let other = self.use(of: location) {
      guard other == .input || other == .script else { throw Self.twice(path, other, use) }
      return
    }
    guard !made.contains(location.entry) else { return }
    note(location, use)
  }

  /// Finds where a file is to be written, and notes it.
  ///
  /// - Throws: `file.write` when there is no such location; `file.store`; `file.twice`.
  func write(_ path: String, as use: FileUse) throws(LanguageError) -> FileLocation {
    let location: FileLocation
    do throws(SystemError) {
      location = try FileLocation(path)
    } catch {
      throw Files.failure(.fileWrite, path, error)
    }
    try checkStore(location, path)
    guard Self.counts(location) else { return location }
    if let other = self.use(of: location) { throw Self.twice(path, other, use) }
    note(location, use)
    let folder = folders[location.folder.identity]?.folder ?? location.folder
    folders[folder.identity] = WeakFolder(folder: folder)
    return location.with(folder)
  }

  /// Whether a file could be written without being in the way of another purpose.
  func isFree(_ path: String) -> Bool {
    guard let location = try? FileLocation(path) else { return true }
    return use(of: location) == nil
  }

  /// Notes that a file has its content.
  func finish(_ location: FileLocation) {
    forget(location)
    made.insert(location.entry)
  }

  /// Notes that a file is not written after all.
  func forget(_ location: FileLocation) {
    entries[location.entry] = nil
    if let identity = location.identity { identities[identity] = nil }
  }

  private func note(_ location: FileLocation, _ use: FileUse) {
    entries[location.entry] = use
    if let identity = location.identity { identities[identity] = use }
  }

  /// Devices and descriptors may be used as often as one likes.
  private static func counts(_ location: FileLocation) -> Bool {
    switch location.kind {
    case .nothing, .file, .pipe: true
    case .folder, .other, .descriptor: false
    }
  }

  private func use(of location: FileLocation) -> FileUse? {
    if let use = entries[location.entry] { return use }
    guard let identity = location.identity else { return nil }
    return identities[identity] ?? standardStreams()[identity]
  }

  /// The files that the caller has given as standard input, output and error.
  private func standardStreams() -> [FileIdentity: FileUse] {
    if let streams { return streams }
    var found: [FileIdentity: FileUse] = [:]
    for (descriptor, use) in [(Int32(2), FileUse.standardError), (1, .standardOutput), (0, .input)]
    {
      if let identity = FileIdentity(openFile: descriptor) { found[identity] = use }
    }
    streams = found
    return found
  }

  private static func twice(_ path: String, _ first: FileUse, _ second: FileUse) -> LanguageError {
    LanguageError(.fileTwice, Literals.quoted(path), first.rawValue, second.rawValue)
  }

  // MARK: Stores

  /// Looks that nothing is written over a store or into its folder.
  private func checkStore(_ location: FileLocation, _ path: String) throws(LanguageError) {
    let names = session.storeFileNames
    let own = session.storeFolder.flatMap { FileIdentity(path: $0) }
    let isInside = own.map { location.folder.lies(in: $0) } ?? false
    let isBesideData = names.first.map { location.folder.has($0) } ?? false
    guard !isInside, !isBesideData, !isOfStore(location.identity) else {
      throw LanguageError(.fileOfStore, Literals.quoted(path))
    }
  }

  /// Whether a file is one of the store's own, by whatever name it was reached.
  private func isOfStore(_ identity: FileIdentity?) -> Bool {
    guard let identity, let folder = session.storeFolder else { return false }
    return session.storeFileNames.contains { FileIdentity(path: "\(folder)/\($0)") == identity }
  }

  /// Looks that results and remarks do not go into the store's own files.
  ///
  /// - Throws: `file.store`.
  func checkStreams() throws(LanguageError) {
    for (identity, use) in standardStreams() where use != .input && isOfStore(identity) {
      throw LanguageError(.fileOfStore, use.rawValue, fault: .usage)
    }
  }

  // MARK: Before anything runs

  /// Looks at the files that the calls of a script name in so many words.
  ///
  /// - Throws: `file.store`, `file.twice`, for the first that cannot be right.
  func check(
    _ calls: ArraySlice<CallNode>, _ program: Program, _ table: CommandTable
  ) throws(LanguageError) {
    var read: Set<FileLocation.Entry> = []
    var identities: Set<FileIdentity> = []
    for node in calls {
      let command = table.commands[Int(node.command)]
      guard !command.fileIndices.isEmpty else { continue }
      for argument in program.arguments(of: node) {
        let parameter = command.parameters[Int(argument.parameter)]
        guard parameter.kind == .file, case .literal(.text(let path)) = argument.value,
          let location = try? FileLocation(path)
        else { continue }
        do throws(LanguageError) {
          let use: FileUse = parameter.isOutput ? .output : .input
          if parameter.isOutput { try checkStore(location, path) }
          guard Self.counts(location) else { continue }
          if let other = self.use(of: location), other != .input || parameter.isOutput {
            throw Self.twice(path, other, use)
          }
          guard parameter.isOutput else {
            read.insert(location.entry)
            if let identity = location.identity { identities.insert(identity) }
            continue
          }
          guard !read.contains(location.entry),
            location.identity.map({ !identities.contains($0) }) ?? true
          else { throw Self.twice(path, .input, use) }
        } catch {
          throw error.located(at: program.location(argument.span)).blamed(.usage)
        }
      }
    }
  }
}

extension RunFiles {
  /// Notes the files that a command of the vocabulary names, while it runs.
  func during<Result>(
    _ call: Call, _ body: () throws(LanguageError) -> Result
  ) throws(LanguageError) -> Result {
    let command = call.command
    guard !command.fileIndices.isEmpty else { return try body() }
    var written: [FileLocation] = []
    do throws(LanguageError) {
      for index in command.fileIndices {
        guard case .text(let path) = call.values[index] else { continue }
        if command.parameters[index].isOutput {
          // What cannot be found is told by the command itself.
          guard (try? FileLocation(path)) != nil else { continue }
          written.append(try write(path, as: .output))
        } else {
          try read(path)
        }
      }
      let result = try body()
      for location in written { finish(location) }
      return result
    } catch {
      for location in written { forget(location) }
      throw error
    }
  }
}
