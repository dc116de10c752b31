// swift-tools-version: 6.2

import PackageDescription

let strict: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  // The tests, which are not built for release, find overlapping accesses; to look for them in every
  // row again takes a twentieth of its time.
  .unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release)),
]

// What reads a key's bytes does not outlive them.
let lifetimes: [SwiftSetting] = strict + [.enableExperimentalFeature("Lifetimes")]

// Storage alone touches memory that it does not own: the map.
let storage: [SwiftSetting] = lifetimes + [.strictMemorySafety()]

func room(_ name: String, knows: [Target.Dependency], settings: [SwiftSetting] = strict) -> Target {
  .target(name: name, dependencies: knows, swiftSettings: settings)
}

func tests(
  of name: String, knows: [Target.Dependency] = [], beside: [String] = []
) -> Target {
  .testTarget(
    name: name + "Tests", dependencies: [.init(stringLiteral: name)] + knows, exclude: beside,
    swiftSettings: strict)
}

let package = Package(
  name: "stardesk",
  products: [.executable(name: "stardesk", targets: ["stardesk"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
  ],
  targets: [
    .systemLibrary(name: "CLMDB", pkgConfig: "lmdb", providers: [.apt(["liblmdb-dev"])]),
    .systemLibrary(name: "CEdit", pkgConfig: "libedit", providers: [.apt(["libedit-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .target(name: "CGB18030", exclude: ["generate-tables"]),
    .target(name: "CProcess"),
    room("Basics", knows: ["CGB18030"], settings: lifetimes),
    room("Storage", knows: ["Basics", "CLMDB"], settings: storage),
    room("Records", knows: ["Basics"]),
    room("Rules", knows: ["Records", "Basics"]),
    room(
      "Desk",
      knows: [
        "Rules", "Records", "Storage", "Basics", "CZlib",
        .product(name: "Crypto", package: "swift-crypto"),
      ]),
    room("Language", knows: ["Basics"]),
    room("Vocabulary", knows: ["Desk", "Rules", "Records", "Language", "Basics"]),
    room("Console", knows: ["CEdit", "Basics"]),
    .executableTarget(
      name: "stardesk",
      dependencies: [
        "Console", "Vocabulary", "Language", "Basics", "CProcess",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict,
      // With all its libraries in it, at a fixed address and without symbols, the program starts in
      // two thirds of the time: no library is looked for, mapped or relocated; and it runs where there
      // is nothing but itself. LLVM's linker leaves out the warnings that looking up users and loading
      // libraries needs the C library's own modules: Swift's libraries hold such code, and the program
      // never runs it.
      linkerSettings: [
        .unsafeFlags(
          [
            "-static-executable", "-use-ld=lld", "-ltinfo", "-lbsd", "-lmd", "-Xlinker", "-s",
            "-Xlinker", "--defsym=swift_copyAuxiliaryExecutablePath=process_no_backtracer",
          ],
          .when(configuration: .release))
      ]),
    // What the tests of several rooms need: folders that go away, numbers that look random.
    .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),
    tests(of: "Basics", knows: ["TestSupport"]),
    // The other process in Storage's tests; it makes files of LMDB's own to be refused.
    .executableTarget(
      name: "StorageChild", dependencies: ["Storage", "Basics", "CLMDB"],
      path: "Tests/StorageChild", swiftSettings: strict),
    tests(of: "Storage", knows: ["Basics", "StorageChild", "TestSupport"]),
    tests(of: "Records", knows: ["Basics"]),
    tests(
      of: "Desk",
      knows: [
        "Rules", "Records", "Storage", "Basics", "TestSupport",
        .product(name: "Crypto", package: "swift-crypto"),
      ]),
    tests(of: "Language", knows: ["Basics", "TestSupport"]),
    tests(
      of: "Vocabulary",
      knows: ["Desk", "Rules", "Records", "Storage", "Language", "Basics", "TestSupport"],
      beside: ["Transcripts"]),
    // A toy console: Console's tests run it, and the program itself, on a pseudo terminal.
    .executableTarget(
      name: "ConsoleHost", dependencies: ["Console", "Basics"], path: "Tests/ConsoleHost",
      swiftSettings: strict),
    tests(of: "Console", knows: ["Basics", "ConsoleHost", "stardesk", "TestSupport"]),
    // What Scripts/bench measures with: the data, and the floor that LMDB itself sets.
    .executableTarget(
      name: "BenchPopulation", dependencies: ["Basics"], path: "Tests/Bench/Population",
      swiftSettings: strict),
    .executableTarget(name: "BenchFloor", dependencies: ["CLMDB"], path: "Tests/Bench/Floor"),
    // Tries what reads bytes from outside with inputs that nobody meant; see Scripts/fuzz.
    .executableTarget(
      name: "Fuzz",
      dependencies: [
        "Vocabulary", "Desk", "Records", "Storage", "Language", "Basics", "TestSupport",
      ],
      path: "Tests/Fuzz", exclude: ["Findings"], swiftSettings: strict),
    .testTarget(
      name: "FuzzTests", dependencies: ["Fuzz", "TestSupport"], swiftSettings: strict),
    // Starts the built program as people do; makes a store of another version with Storage.
    .testTarget(
      name: "ProgramTests", dependencies: ["stardesk", "Storage", "Basics", "TestSupport"],
      swiftSettings: strict),
    // Reads the sources as texts: who imports whom, how long functions are, which rules have tests.
    .testTarget(name: "TidyTests", swiftSettings: strict),
  ]
)
