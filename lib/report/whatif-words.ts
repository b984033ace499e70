import type { Language } from '../base/localized';

/** The fixed words of the table of `gotriage whatif`. */
export interface WhatIfWords {
  readonly columns: readonly [cycles: string, cpu: string, peak: string, time: string];
  readonly observed: string;
  /** Stands before the band of the prediction above it. */
  readonly band: string;
  readonly from: (input: string) => string;
  readonly fromProcess: (input: string, process: number, processes: number) => string;
}

export const whatIfWords: Readonly<Record<Language, WhatIfWords>> = {
  en: {
    columns: ['cycles', 'GC CPU', 'peak heap', 'same work in'],
    observed: 'observed,',
    band: '  between',
    from: (input) => `from ${input}`,
    fromProcess: (input, process, processes) => `from ${input}, process ${process} of ${processes} in it (--process N takes another)`,
  },
  zh: {
    columns: ['周期数', 'GC CPU', '堆峰值', '同样工作用时'],
    observed: '观测值',
    band: '  可能范围',
    from: (input) => `依据 ${input}`,
    fromProcess: (input, process, processes) => `依据 ${input} 中的第 ${process} 个进程，共 ${processes} 个（--process N 可选其他进程）`,
  },
};
