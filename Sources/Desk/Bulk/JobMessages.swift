import Rules

extension Messages {
  /// Jobs that cannot be started or resumed, and keys of requests.
  static let jobs: [String: Wording] = [
    "job.name": Wording(
      "{name} cannot be the name of a job: 1 to {limit} bytes, no control characters",
      "{name} 不能作任务名：1 至 {limit} 字节，不含控制字符"),
    "job.unknown": Wording(
      "there is no job {job}[; the jobs are: {known}]", "没有任务 {job}[；现有：{known}]"),
    "job.undone": Wording(
      "the job {job} was undone at {at}: use another name",
      "任务 {job} 已于 {at} 撤销：请换一个任务名"),
    "job.script": Wording(
      "the job {job} was started with another script ({script}): use another name, or resume with the "
        + "original script",
      "任务 {job} 开始时用的是另一脚本（{script}）：请换一个任务名，或用原脚本继续"),
    "job.arguments": Wording(
      "the job {job} was started with other arguments: {before}, not {now}",
      "任务 {job} 开始时的参数是 {before}，而不是 {now}"),
    "job.file": Wording(
      "{file} has changed since the job {job} was started: use another name, or put the original file "
        + "back",
      "任务 {job} 开始之后 {file} 的内容变了：请换一个任务名，或恢复原文件"),
    "job.memory": Wording(
      "the job {job} was loaded with a snapshot, which does not say what the job had done: use another name",
      "任务 {job} 随快照装入，但快照不含其执行记录：请换一个任务名"),
    "job.list": Wording(
      "row {row} of the job {job} is another request than before: its list has changed",
      "任务 {job} 第 {row} 行的请求与上次不同：名单已变"),
    "job.ended": Wording(
      "the job {job} has ended with this row in error; to do the row now, use another name",
      "任务 {job} 已结束，此行当时出错；如需现在办理，请换一个任务名"),
    "job.command": Wording(
      "{command} replaces the store and cannot be part of a job", "{command} 会替换整个库，不能用在任务中"),
    "key.conflict": Wording(
      "the key {key} was used for another request: order {order}",
      "键 {key} 已用于另一请求：业务单 {order}"),
  ]
}
