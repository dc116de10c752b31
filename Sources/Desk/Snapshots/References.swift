package import Records
package import Storage

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
