import type { Area } from './types';

/** Loading, empty, error: what every view says while it has nothing to show. */
export const states = {
  loading: { en: 'Reading the captures', zh: '正在读取采集文件' },
  stageRead: { en: 'reading', zh: '读取' },
  stageInflate: { en: 'inflating', zh: '解压' },
  stageDecode: { en: 'decoding', zh: '解码' },
  stageAnalyse: { en: 'analysing', zh: '分析' },
  bytesOf: { en: '{done} of {total}', zh: '{done} / {total}' },
  events: { en: '{n} events', zh: '{n} 个事件' },
  rate: { en: '{rate} a second', zh: '每秒 {rate}' },
  left: { en: 'about {time} left', zh: '约剩 {time}' },
  filesDone: { en: '{done} of {total} files', zh: '{done} / {total} 个文件' },
  cancel: { en: 'Cancel', zh: '取消' },
  cancelled: { en: 'Reading was cancelled', zh: '读取已取消' },
  cancelledNote: {
    en: 'The files are still kept with the case. Read them again, or go back to all cases.',
    zh: '文件仍保存在案例中。可重新读取，或返回全部案例。',
  },
  again: { en: 'Read again', zh: '重新读取' },
  computing: { en: 'Computing', zh: '计算中' },
  failed: { en: 'This part failed', zh: '此部分失败' },
  failedNote: { en: 'The rest of the case is not affected.', zh: '案例的其余部分不受影响。' },
  broken: { en: 'These files could not be read', zh: '以下文件无法读取' },
  brokenNote: { en: 'The other files of the case are not affected.', zh: '案例中的其他文件不受影响。' },
  what: { en: 'What', zh: '原因' },
  where: { en: 'Where', zh: '位置' },
  offset: { en: 'byte {n}', zh: '第 {n} 字节' },
  expected: { en: 'Expected', zh: '应为' },
  todo: { en: 'What to do', zh: '处理办法' },
  wholeFile: { en: 'the whole file', zh: '整个文件' },
  missingCase: { en: 'There is no such case in this browser', zh: '此浏览器中没有该案例' },
  missingCaseNote: {
    en: 'Cases live in the browser that opened them. Ask for the captures, or open the report that came with the link.',
    zh: '案例保存在打开它的浏览器中。请索取采集文件，或打开随链接附带的报告。',
  },
  toHome: { en: 'To all cases', zh: '返回全部案例' },
  emptyTitle: { en: 'Nothing here yet', zh: '尚无内容' },
  emptyGoroutines: {
    en: 'This view reads goroutine dumps and goroutine profiles. Take one and add it to the case:',
    zh: '此视图读取 goroutine 转储和 goroutine 剖析。采集后添加到本案例：',
  },
  emptyProfile: {
    en: 'This view reads pprof profiles. Take one and add it to the case:',
    zh: '此视图读取 pprof 剖析。采集后添加到本案例：',
  },
  emptyGc: {
    en: 'This view reads gctrace logs and execution traces. Take one and add it to the case:',
    zh: '此视图读取 gctrace 日志和执行跟踪。采集后添加到本案例：',
  },
  emptyTrace: { en: 'This view reads execution traces. Take one and add it to the case:', zh: '此视图读取执行跟踪。采集后添加到本案例：' },
  emptyCompare: {
    en: 'This view needs two captures of one kind, before and after. Take a second one:',
    zh: '此视图需要同类采集两份：变更前与变更后。请再采集一份：',
  },
  copyCommand: { en: 'Copy the command', zh: '复制命令' },
  tryAgain: { en: 'Try again', zh: '重试' },
  crash: { en: 'This view stopped', zh: '此视图已停止' },
  crashNote: {
    en: 'The files and the other views are unharmed. Open the view again, or another one.',
    zh: '文件与其他视图未受影响。可重新打开此视图或切换到其他视图。',
  },
} as const satisfies Area;
