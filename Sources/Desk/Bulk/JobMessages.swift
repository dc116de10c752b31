import Rules

extension Messages {
  /// Jobs that cannot be begun or gone on with, and keys of requests.
  static let jobs: [String: Words] = [
    "job.name": Words(
      "{name} cannot be the name of a job: 1 to {limit} bytes, no control characters",
      "{name} 不能作任务名：1 至 {limit} 字节，不含控制字符"),
    "job.unknown": Words("there is no job {job}; there are: {known}", "没有任务 {job}；现有：{known}"),
    "job.undone": Words(
      "the job {job} was undone at {at}: start it under another name",
      "任务 {job} 已于 {at} 撤销：请换名开始"),
    "job.script": Words(
      "the job {job} was begun with another script ({script}): start it under another name, or go on "
        + "with the script as it was",
      "任务 {job} 开始时用的是另一脚本（{script}）：请换名开始，或用原脚本继续"),
    "job.arguments": Words(
      "the job {job} was begun with other arguments: {before}, not {now}",
      "任务 {job} 开始时的参数是 {before}，而不是 {now}"),
    "job.file": Words(
      "the job {job} was begun with another content of {file}: start it under another name, or put the "
        + "file back",
      "任务 {job} 开始时 {file} 的内容不同：请换名开始，或恢复该文件"),
    "job.memory": Words(
      "the job {job} came with a snapshot, but what it had done did not: start it under another name",
      "任务 {job} 随快照而来，但其执行记录没有：请换名开始"),
    "job.list": Words(
      "row {row} of the job {job} asks for something else than before: its list has changed",
      "任务 {job} 第 {row} 行的请求与以前不同：名单已变"),
    "job.ended": Words(
      "the job {job} has ended, with this row in error; it could be done now: start it under another name",
      "任务 {job} 已结束，此行当时出错；现在可以办理：请换名开始"),
    "job.command": Words(
      "{command} replaces the store and cannot be part of a job", "{command} 会替换整个库，不能用在任务中"),
    "key.conflict": Words(
      "the key {key} belongs to another request: order {order}",
      "键 {key} 已用于另一请求：工单 {order}"),
  ]
}
