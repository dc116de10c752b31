import Basics
package import Storage

extension Bundle {
  package func references(_ body: (_ field: StaticString, _ named: Named) -> Void) {
    for number in base { body("base", .line(number)) }
    for number in options { body("options", .line(number)) }
  }
}

extension Line {
  package func references(_ body: (_ field: StaticString, _ named: Named) -> Void) {
    body("account", .account(account))
    if let user { body("user", .customer(user)) }
    if !mainLine.isEmpty { body("mainLine", .line(mainLine)) }
  }
}

extension Contract {
  package func references(_ body: (_ field: StaticString, _ named: Named) -> Void) {
    if !line.isEmpty { body("line", .line(line)) }
  }
}

extension Use {
  package func references(_ body: (_ field: StaticString, _ named: Named) -> Void) {
    if !line.isEmpty { body("line", .line(line)) }
  }
}

extension Appointment {
  package func references(_ body: (_ field: StaticString, _ named: Named) -> Void) {
    if !line.isEmpty { body("line", .line(line)) }
  }
}

extension Message {
  package func references(_ body: (_ field: StaticString, _ named: Named) -> Void) {
    if !line.isEmpty { body("line", .line(line)) }
  }
}

extension Order {
  package func references(_ body: (_ field: StaticString, _ named: Named) -> Void) {
    if !line.isEmpty { body("line", .line(line)) }
  }
}

extension Named {
  /// The identifier, as people write it.
  package var text: String {
    switch self {
    case .customer(let id), .account(let id): id.text
    case .line(let number): number
    }
  }
}

extension Reading where Self: ~Copyable {
  /// Whether what a record names is there.
  package borrowing func has(_ named: Named) throws(DeskError) -> Bool {
    try owner(of: named) != nil
  }

  /// The customer who has what a record names; nil when it is not there.
  package borrowing func owner(of named: Named) throws(DeskError) -> Identifier? {
    switch named {
    case .customer(let id): try customer(id)?.id
    case .account(let id): try summary(ofAccount: id)?.customer
    case .line(let number): try summary(of: number)?.customer
    }
  }
}
