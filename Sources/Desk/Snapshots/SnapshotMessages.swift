import Rules

extension Messages {
  /// Snapshots that cannot be read or written.
  static let snapshots: [String: Words] = [
    "snapshot.open": Words("{file} cannot be opened: {reason}", "无法打开 {file}：{reason}"),
    "snapshot.read": Words("{file} cannot be read: {reason}", "无法读取 {file}：{reason}"),
    "snapshot.write": Words("{file} cannot be written: {reason}", "无法写入 {file}：{reason}"),
    "snapshot.row": Words(
      "row {row} names no customer: it needs customer, id or number",
      "第 {row} 行未指明客户：需要 customer、id 或 number"),
    "snapshot.customer": Words("a customer to save is empty", "要保存的客户为空"),
    "snapshot.gzip": Words(
      "{file} is no sound gzip file: {reason}", "{file} 不是完好的 gzip 文件：{reason}"),
    "snapshot.empty": Words(
      "{file} is empty; a snapshot begins with a header", "{file} 为空；快照应以 header 行开头"),
    "snapshot.header": Words(
      "{file}:{line}: the first line is of type {found}, expected header",
      "{file}:{line}：首行类型为 {found}，应为 header"),
    "snapshot.version": Words(
      "{file}:{line}: the snapshot is {found}, expected {expected}",
      "{file}:{line}：快照格式为 {found}，应为 {expected}"),
    "snapshot.cut": Words(
      "{file}:{line}: the file ends in the middle of a line; it seems to be cut short",
      "{file}:{line}：文件在行中间结束，可能被截断"),
    "snapshot.utf16": Words(
      "{file}:{line}: the file is UTF-16; save it again as UTF-8, or convert it: "
        + "iconv -f UTF-16 -t UTF-8",
      "{file}:{line}：文件是 UTF-16；请另存为 UTF-8，或转换：iconv -f UTF-16 -t UTF-8"),
    "snapshot.private-use": Words(
      "{file}:{line}: {found} is a private-use character, as old systems write rare ones: the "
        + "customer is not found by the usual spelling; {count} names have such",
      "{file}:{line}：{found} 是自定义区字符（旧系统的生僻字写法），按通用写法查不到该客户；共 {count} 个姓名含此类字符"),
    "snapshot.long-line": Words(
      "{file}:{line}: the line is longer than {limit} bytes",
      "{file}:{line}：该行超过 {limit} 字节"),
    "snapshot.unsorted": Words(
      "{file}: more than {limit} MiB out of order cannot be sorted here: sort the records by customer",
      "{file}：超过 {limit} MiB 的乱序快照无法在此排序：请先按客户排序"),
    "snapshot.json": Words(
      "{file}:{line}: this is no JSON: found '{found}', expected {expected}",
      "{file}:{line}：不是有效的 JSON：遇到“{found}”，应为 {expected}"),
    "snapshot.type": Words(
      "{file}:{line}: there is no type {found}; nearest: {nearest}; there are {known}",
      "{file}:{line}：没有类型 {found}；最接近的是 {nearest}。已有类型：{known}"),
    "snapshot.field": Words(
      "{file}:{line}: {type} has no field {field}; nearest: {nearest}; it has {known}",
      "{file}:{line}：{type} 没有字段 {field}；最接近的是 {nearest}；已有字段：{known}"),
    "snapshot.field-twice": Words(
      "{file}:{line}: {type}: the field {field} stands there twice",
      "{file}:{line}：{type}：字段 {field} 出现两次"),
    "snapshot.missing": Words(
      "{file}:{line}: {type}: the field {field} is missing, expected {expected}",
      "{file}:{line}：{type}：缺少字段 {field}，应为 {expected}"),
    "snapshot.value": Words(
      "{file}:{line}: {type}: the field {field} is {found}, expected {expected}",
      "{file}:{line}：{type}：字段 {field} 为 {found}，应为 {expected}"),
    "snapshot.reference": Words(
      "{file}:{line}: the field {field} names {found}, which the snapshot does not have",
      "{file}:{line}：字段 {field} 引用了快照中没有的 {found}"),
    "snapshot.key": Words(
      "two orders have one key, which names one request; the other is on line {earlier}",
      "两个工单的键相同，而一个键只对应一个请求；另一个在第 {earlier} 行"),
    "snapshot.sum": Words(
      "{file}:{line}: the account's buckets and instalments, or its debts, add up to {sum}; expected "
        + "at most {limit}",
      "{file}:{line}：该账户的账本与分期合计，或欠款合计为 {sum}，最多为 {limit}"),
    "snapshot.duplicate": Words(
      "{file}:{line}: {type} {key} stands in line {earlier} already",
      "{file}:{line}：{type} {key} 已在第 {earlier} 行出现"),
    "snapshot.order": Words(
      "{file}:{line}: the record is not in canonical order", "{file}:{line}：记录不是规范顺序"),
    "snapshot.test-store": Words(
      "{file} is of a test store, and this store is none and never becomes one: make a test store in "
        + "another folder (store init --test)",
      "{file} 来自测试库，而本库不是测试库，也不能变成测试库：请在其他目录新建测试库（store init --test）"),
    "snapshot.interrupted": Words(
      "the snapshot was broken off; nothing was changed", "快照操作已中断，未作任何更改"),
  ]

  /// What a check of a store finds wrong.
  static let checks: [String: Words] = [
    "check.checksum": Words(
      "{table}: the checksum of {key} is wrong", "{table}：{key} 的校验和不符"),
    "check.disorder": Words(
      "{table}: {key} does not come after the entry before", "{table}：{key} 不在前一条之后"),
    "check.count": Words(
      "{table}: {key} entries found, {detail} expected", "{table}：实有 {key} 条，应有 {detail} 条"),
    "check.unreadable": Words(
      "{table} cannot be read to its end (error {detail})", "{table} 无法读完（错误 {detail}）"),
    "check.reading": Words("{table} {key}: {detail}", "{table} {key}：{detail}"),
    "check.page-range": Words(
      "{table}: page {key} is not in the file", "{table}：第 {key} 页不在文件中"),
    "check.page-twice": Words(
      "{table}: page {key} is also in use by {detail}", "{table}：第 {key} 页同时被 {detail} 使用"),
    "check.page-free": Words(
      "{table}: page {key} is in use but listed as free", "{table}：第 {key} 页正在使用却列为空闲"),
    "check.page-free-twice": Words(
      "{table}: page {key} is listed as free twice", "{table}：第 {key} 页重复列为空闲"),
    "check.page-form": Words(
      "{table}: the contents of page {key} make no sense", "{table}：第 {key} 页内容无意义"),
    "check.page-order": Words(
      "{table}: the keys of page {key} are out of order", "{table}：第 {key} 页的键次序不对"),
    "check.page-count": Words(
      "{table}: the tree from page {key} has other numbers of pages than it says",
      "{table}：始于第 {key} 页的树，页数与记载不符"),
    "check.page-lost": Words(
      "{table}: page {key} is neither in use nor free", "{table}：第 {key} 页既未使用也不空闲"),
    "check.record": Words(
      "{table}: the bytes under {key} are no record of type {detail}",
      "{table}：{key} 下的字节不是 {detail} 类型的记录"),
    "check.key": Words(
      "{table}: {detail} {key} stands under another key", "{table}：{detail} {key} 所在的键不符"),
    "check.owner": Words(
      "{table}: {key} stands under {detail}, who does not own it",
      "{table}：{key} 归在 {detail} 之下，但不属于该客户"),
    "check.reference": Words(
      "{table}: {key} names {detail}, which is not there",
      "{table}：{key} 引用了不存在的 {detail}"),
    "check.missing": Words(
      "{table}: the entry {key} for {detail} is missing", "{table}：缺少 {detail} 的条目 {key}"),
    "check.differs": Words(
      "{table}: the entry {key} is not what the records give: {detail}",
      "{table}：条目 {key} 与记录不符：{detail}"),
    "check.journal": Words(
      "{table}: {key} does not stand as entry {detail} of the journal left it",
      "{table}：{key} 与日志第 {detail} 条所记不符"),
    "check.stray": Words(
      "{table}: the entry {key} leads to no record", "{table}：条目 {key} 没有对应的记录"),
  ]
}
