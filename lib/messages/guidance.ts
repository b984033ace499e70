import type { Area } from './types';

export const guidance = {
  title: { en: 'Guidance', zh: '指南' },
  lead: {
    en: 'What the team’s documents advise, checked against today’s Go, with the findings of this case that each entry answers.',
    zh: '团队文档的建议，已按当前 Go 版本核对，并列出每条所对应的本案例结论。',
  },
  search: { en: 'Search the catalogue', zh: '搜索指南' },
  all: { en: 'All', zh: '全部' },
  leaks: { en: 'Goroutine leaks', zh: 'Goroutine 泄漏' },
  gc: { en: 'GC', zh: 'GC' },
  allocation: { en: 'Allocation', zh: '内存分配' },
  scheduling: { en: 'Scheduling and locks', zh: '调度与锁' },
  answersHere: { en: 'Answers in this case', zh: '对应的本案例结论' },
  moreAnswers: { en: 'and {n} more', zh: '另有 {n} 条' },
  onlyAnswers: { en: 'Only what answers this case', zh: '仅显示与本案例相关的' },
  entries: { en: '{n|entry|entries}', zh: '{n} 条' },
  noMatch: { en: 'No entry matches', zh: '没有匹配的条目' },
  cited: { en: 'Cited from', zh: '引自' },
  change: { en: 'The change', zh: '修改示例' },
  verify: { en: 'How to verify', zh: '如何验证' },
  expect: { en: 'What must change', zh: '应有的变化' },
  corrections: { en: 'Corrections', zh: '勘误' },
  versions: { en: 'Holds for', zh: '适用版本' },
  figures: { en: 'Figures', zh: '数值' },
  superseded: { en: 'no longer holds', zh: '已不适用' },
  answers: { en: 'Answers the rules', zh: '对应规则' },
} as const satisfies Area;
