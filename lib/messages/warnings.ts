import type { Area } from './types';

/** What a decoder or an analysis warns of, by the warning's code; its own message has the numbers. One without an entry is shown by that alone. */
export const warnings = {
  'analysis-failed': { en: 'An analysis failed: its findings are missing', zh: '一项分析出错，其结论缺失' },
  'bench-damaged': { en: 'Benchmark lines that cannot be read were left out', zh: '部分基准测试行无法读取，已略过' },
  'foreign-lines': { en: 'Lines that belong to no record were passed over', zh: '记录中夹有不属于任何记录的行，已略过' },
  'gctrace-damaged': { en: 'Damaged gctrace lines were left out', zh: '部分 gctrace 行残缺或混入其他文本，已略过' },
  'gctrace-missing': { en: 'Collections are absent from this log', zh: '日志中缺少部分 GC 周期' },
  'gctrace-restart': { en: 'The process restarted: it is read apart', zh: '日志中的进程重启过，已分开读取' },
  'gctrace-interleaved': { en: 'Two processes write into this log: they are read apart', zh: '两个进程交替写入此日志，已分开读取' },
  'gctrace-clock-back': { en: 'The clock goes back: read as another process', zh: '时钟回退，按另一个进程读取' },
  'limit-exceeded': { en: 'More than one input may hold: the rest was not read', zh: '内容超过单个输入的上限，其余未读取' },
  'notes-damaged': { en: 'Notes that cannot be read were left out', zh: '部分编译器注释无法读取，已略过' },
  'schedtrace-damaged': { en: 'Damaged schedtrace lines were left out', zh: '部分 schedtrace 行残缺，已略过' },
  'schedtrace-restart': {
    en: 'The schedtrace clock starts again: read as another process',
    zh: 'schedtrace 时钟重新开始，按另一个进程读取',
  },
  'trace-empty': { en: 'The trace holds no event', zh: '跟踪中没有事件' },
  'trace-lost': { en: 'A part of the trace could not be read', zh: '跟踪有一部分无法读取' },
  truncated: { en: 'It breaks off: what came later is missing', zh: '内容中断，之后的部分缺失' },
  'unknown-mapping': { en: 'Addresses outside of every mapping', zh: '部分地址不在任何映射之内' },
} as const satisfies Area;
