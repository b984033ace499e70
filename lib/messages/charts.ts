import type { Area } from './types';

/** What is common to every chart and table. */
export const charts = {
  showTable: { en: 'Show as a table', zh: '以表格显示' },
  showChart: { en: 'Show as a chart', zh: '以图显示' },
  csv: { en: 'CSV', zh: 'CSV' },
  svg: { en: 'SVG', zh: 'SVG' },
  png: { en: 'PNG', zh: 'PNG' },
  sortBy: { en: 'Sort by {column}', zh: '按 {column} 排序' },
  rows: { en: '{n|row|rows}', zh: '{n} 行' },
  rowsOf: { en: '{shown} of {n|row|rows}', zh: '{shown} / {n} 行' },
  value: { en: 'Value', zh: '数值' },
  share: { en: 'Share', zh: '占比' },
  total: { en: 'Total', zh: '合计' },
  time: { en: 'Time', zh: '时间' },
  from: { en: 'From', zh: '起' },
  to: { en: 'To', zh: '止' },
  count: { en: 'Count', zh: '数量' },
  logScale: { en: 'log scale', zh: '对数刻度' },
  none: { en: 'No data', zh: '无数据' },
  moreRows: { en: 'and {n} more', zh: '另有 {n} 行' },
  others: { en: '{n} more', zh: '另外 {n} 项' },
} as const satisfies Area;
