import type { Language } from '../base/localized';
import type { Severity, Tier } from '../model/rules';

/** The fixed words of the text and Markdown reports. */
export interface Words {
  readonly title: string;
  readonly findings: string;
  /** `missing`: the list of what is missing follows. */
  readonly noFindings: (missing: boolean) => string;
  /** In its place where no input could be read. */
  readonly nothingRead: string;
  /** Behind a warning that is given several times. */
  readonly times: (n: number) => string;
  readonly inputs: string;
  readonly missing: string;
  readonly because: string;
  readonly advice: string;
  readonly before: string;
  readonly after: string;
  readonly verify: string;
  readonly expect: string;
  readonly seeAlso: string;
  readonly source: string;
  readonly correction: string;
  readonly raise: string;
  readonly file: string;
  readonly format: string;
  readonly size: string;
  readonly content: string;
  readonly unreadable: string;
  readonly warning: string;
  readonly atByte: string;
  readonly expected: string;
  readonly own: string;
  readonly severity: Readonly<Record<Severity, string>>;
  readonly tier: Readonly<Record<Tier, string>>;
  readonly count: (inputs: number, unreadable: number, findings: number) => string;
}

const en: Words = {
  title: 'gotriage report',
  findings: 'Findings',
  noFindings: (missing) =>
    `Nothing crossed a threshold in these inputs. That is not proof of health${missing ? ': see what is missing' : ''}.`,
  times: (n) => `(${n} times)`,
  nothingRead: 'No input could be read: there is nothing to diagnose.',
  inputs: 'Inputs',
  missing: 'What a firmer diagnosis still needs',
  because: 'Because',
  advice: 'Do',
  before: 'before',
  after: 'after',
  verify: 'Verify',
  expect: 'expect',
  seeAlso: 'See also',
  source: 'Source',
  correction: 'Correction',
  raise: 'To be surer',
  file: 'File',
  format: 'Format',
  size: 'Size',
  content: 'Content',
  unreadable: 'could not be read',
  warning: 'warning',
  atByte: 'at byte',
  expected: 'expected',
  own: 'gotriage',
  severity: { critical: 'CRITICAL', high: 'HIGH', medium: 'MEDIUM', low: 'LOW', info: 'INFO' },
  tier: { proven: 'proven', strong: 'strong evidence', suspect: 'suspect' },
  count: (inputs, unreadable, findings) =>
    `${inputs} ${inputs === 1 ? 'input' : 'inputs'}${unreadable > 0 ? ` (${unreadable} unreadable)` : ''}, ${findings} ${findings === 1 ? 'finding' : 'findings'}`,
};

const zh: Words = {
  title: 'gotriage 诊断报告',
  findings: '诊断结论',
  noFindings: (missing) => `这些输入中没有任何指标越过阈值。这并不证明程序健康${missing ? '：请看下面还缺什么' : ''}。`,
  times: (n) => `（${n} 次）`,
  nothingRead: '没有可读取的输入，无从诊断。',
  inputs: '输入文件',
  missing: '要得到更确定的诊断还缺什么',
  because: '依据',
  advice: '处理',
  before: '修改前',
  after: '修改后',
  verify: '验证',
  expect: '预期',
  seeAlso: '另见',
  source: '出处',
  correction: '更正',
  raise: '如何更确定',
  file: '文件',
  format: '格式',
  size: '大小',
  content: '内容',
  unreadable: '无法读取',
  warning: '警告',
  atByte: '位于字节',
  expected: '应为',
  own: 'gotriage',
  severity: { critical: '严重', high: '高', medium: '中', low: '低', info: '提示' },
  tier: { proven: '已证实', strong: '证据充分', suspect: '疑似' },
  count: (inputs, unreadable, findings) => `${inputs} 个输入${unreadable > 0 ? `（${unreadable} 个无法读取）` : ''}，${findings} 条结论`,
};

export const words: Readonly<Record<Language, Words>> = { en, zh };
