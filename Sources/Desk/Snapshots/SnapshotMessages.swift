import Rules

extension Messages {
  /// Snapshots that cannot be read or written.
  static let snapshots: [String: Wording] = [
    "snapshot.open": Wording("cannot open {file}: {reason}", "无法打开 {file}：{reason}"),
    "snapshot.read": Wording("cannot read {file}: {reason}", "无法读取 {file}：{reason}"),
    "snapshot.write": Wording("cannot write {file}: {reason}", "无法写入 {file}：{reason}"),
    "snapshot.row": Wording(
      "row {row} names no customer; expected a column customer, id or number",
      "第 {row} 行未指明客户；需要 customer、id 或 number 列"),
    "snapshot.customer": Wording("one of the customers to save is empty", "要保存的客户中有空值"),
    "snapshot.gzip": Wording(
      "{file} is not a valid gzip file: {reason}", "{file} 不是完好的 gzip 文件：{reason}"),
    "snapshot.empty": Wording(
      "{file} is empty; expected a snapshot, which begins with a header",
      "{file} 为空；快照应以 header 行开头"),
    "snapshot.header": Wording(
      "{file}:{line}: the first line is of type {found}; expected header",
      "{file}:{line}：首行类型为 {found}，应为 header"),
    "snapshot.version": Wording(
      "{file}:{line}: the snapshot is {found}; expected {expected}",
      "{file}:{line}：快照格式为 {found}，应为 {expected}"),
    "snapshot.cut": Wording(
      "{file}:{line}: the file ends in the middle of a line and may be truncated",
      "{file}:{line}：文件在行中间结束，可能被截断"),
    "snapshot.utf16": Wording(
      "{file}:{line}: the file is UTF-16; save it again as UTF-8, or convert it: "
        + "iconv -f UTF-16 -t UTF-8",
      "{file}:{line}：文件是 UTF-16；请另存为 UTF-8，或转换：iconv -f UTF-16 -t UTF-8"),
    "snapshot.private-use": Wording(
      "{file}:{line}: {found} is a private-use character, which old systems use for rare ones: the "
        + "customer is not found by the usual spelling; names with such characters: {count}",
      "{file}:{line}：{found} 是自定义区字符（旧系统的生僻字写法），按通用写法查不到该客户；共 {count} 个姓名含此类字符"),
    "snapshot.long-line": Wording(
      "{file}:{line}: the line is longer than {limit} bytes",
      "{file}:{line}：该行超过 {limit} 字节"),
    "snapshot.unsorted": Wording(
      "{file}: more than {limit} MiB of records out of order cannot be sorted here: sort them by customer first",
      "{file}：超过 {limit} MiB 的乱序快照无法在此排序：请先按客户排序"),
    "snapshot.json": Wording(
      "{file}:{line}: this is not valid JSON[: found `{found}`][; expected {expected}]",
      "{file}:{line}：不是有效的 JSON[：遇到“{found}”][，应为{expected}]"),
    "snapshot.type": Wording(
      "{file}:{line}: there is no type {found}[; the nearest is {nearest}]; the types are: {known}",
      "{file}:{line}：没有类型 {found}[；最接近的是 {nearest}]；可用的类型：{known}"),
    "snapshot.field": Wording(
      "{file}:{line}: {type} has no field {field}[; the nearest is {nearest}]; its fields are: {known}",
      "{file}:{line}：{type} 没有字段 {field}[；最接近的是 {nearest}]；可用的字段：{known}"),
    "snapshot.field-twice": Wording(
      "{file}:{line}: {type}: the field {field} appears twice",
      "{file}:{line}：{type}：字段 {field} 出现两次"),
    "snapshot.missing": Wording(
      "{file}:{line}: [{type}: ]the field {field} is missing; expected {expected}",
      "{file}:{line}：[{type}：]缺少字段 {field}，应为{expected}"),
    "snapshot.value": Wording(
      "{file}:{line}: [{type}: ]the field {field} is[ {found}, but should be] {expected}",
      "{file}:{line}：[{type}：]字段 {field}[ 为 {found}，]应为{expected}"),
    "snapshot.reference": Wording(
      "{file}:{line}: the field {field} names {found}, which the snapshot does not have",
      "{file}:{line}：字段 {field} 引用了快照中没有的 {found}"),
    "snapshot.key": Wording(
      "two orders have the same key, but a key stands for one request; the other is on line {earlier}",
      "两张业务单的键相同，而一个键只对应一个请求；另一张在第 {earlier} 行"),
    "snapshot.sum": Wording(
      "{file}:{line}: the account's buckets and instalments, or its debts, add up to {sum}; the limit "
        + "is {limit}",
      "{file}:{line}：该账户的账本与分期合计，或欠款合计为 {sum}，最多为 {limit}"),
    "snapshot.duplicate": Wording(
      "{file}:{line}: {type} {key} is already on line {earlier}",
      "{file}:{line}：{type} {key} 已在第 {earlier} 行出现"),
    "snapshot.order": Wording(
      "{file}:{line}: the record is not in canonical order", "{file}:{line}：记录不是规范顺序"),
    "snapshot.test-store": Wording(
      "{file} comes from a test store; this store is not one and cannot become one: create a test "
        + "store in another folder (store init --test)",
      "{file} 来自测试库，而本库不是测试库，也不能变成测试库：请在其他目录新建测试库（store init --test）"),
    "snapshot.interrupted": Wording(
      "the snapshot was interrupted; nothing was changed", "快照操作已中断，未作任何更改"),
  ]

  /// What a check of a store finds wrong.
  static let checks: [String: Wording] = [
    "check.checksum": Wording(
      "{table}: the checksum of {key} is wrong", "{table}：{key} 的校验和不符"),
    "check.disorder": Wording(
      "{table}: {key} is out of order", "{table}：{key} 的次序不对"),
    "check.count": Wording(
      "{table}: found {key} entries; expected {detail}", "{table}：实有 {key} 条，应有 {detail} 条"),
    "check.unreadable": Wording(
      "{table} cannot be read to the end (error {detail})", "{table} 无法读完（错误 {detail}）"),
    "check.reading": Wording("{table} {key}: {detail}", "{table} {key}：{detail}"),
    "check.page-range": Wording(
      "{table}: page {key} is not in the file", "{table}：第 {key} 页不在文件中"),
    "check.page-twice": Wording(
      "{table}: page {key} is also in use by {detail}", "{table}：第 {key} 页同时被 {detail} 使用"),
    "check.page-free": Wording(
      "{table}: page {key} is in use but listed as free", "{table}：第 {key} 页正在使用却列为空闲"),
    "check.page-free-twice": Wording(
      "{table}: page {key} is listed as free twice", "{table}：第 {key} 页重复列为空闲"),
    "check.page-form": Wording(
      "{table}: the contents of page {key} are not valid", "{table}：第 {key} 页内容无效"),
    "check.page-order": Wording(
      "{table}: the keys of page {key} are out of order", "{table}：第 {key} 页的键次序不对"),
    "check.page-count": Wording(
      "{table}: the tree at page {key} does not have as many pages as it says",
      "{table}：始于第 {key} 页的树，页数与记载不符"),
    "check.page-lost": Wording(
      "{table}: page {key} is neither in use nor free", "{table}：第 {key} 页既未使用也不空闲"),
    "check.record": Wording(
      "{table}: the bytes under {key} are not a record of type {detail}",
      "{table}：{key} 下的字节不是 {detail} 类型的记录"),
    "check.key": Wording(
      "{table}: {detail} {key} is stored under the wrong key", "{table}：{detail} {key} 所在的键不符"),
    "check.owner": Wording(
      "{table}: {key} is stored under {detail}, who does not own it",
      "{table}：{key} 归在 {detail} 之下，但不属于该客户"),
    "check.reference": Wording(
      "{table}: {key} refers to {detail}, which does not exist",
      "{table}：{key} 引用了不存在的 {detail}"),
    "check.missing": Wording(
      "{table}: the entry {key} for {detail} is missing", "{table}：缺少 {detail} 的条目 {key}"),
    "check.differs": Wording(
      "{table}: the entry {key} does not match the records: {detail}",
      "{table}：条目 {key} 与记录不符：{detail}"),
    "check.journal": Wording(
      "{table}: {key} is not as entry {detail} of the journal left it",
      "{table}：{key} 与日志第 {detail} 条所记不符"),
    "check.stray": Wording(
      "{table}: the entry {key} has no record", "{table}：条目 {key} 没有对应的记录"),
  ]
}
