import type { Area } from './types';

/** Filters of a profile. Of each kind: its name, what it does to the stacks, and the word for doing it to a frame, where that can be done. */
export const filters = {
  title: { en: 'Filters', zh: '过滤器' },
  kind: { en: 'Kind of filter', zh: '过滤器类型' },
  text: { en: 'Expression of the filter', zh: '过滤表达式' },
  hint: { en: 'regular expression, e.g. ^encoding/json', zh: '正则表达式，如 ^encoding/json' },
  tagHint: { en: 'key, key=value or a range such as 1kb:64kb', zh: '键、键=值，或范围如 1kb:64kb' },
  none: { en: 'none, the profile is shown whole', zh: '无，显示整个剖析' },
  add: { en: 'Add filter', zh: '添加过滤器' },
  clear: { en: 'Clear all', zh: '全部清除' },
  edit: { en: 'Edit: {filter}', zh: '编辑：{filter}' },
  remove: { en: 'Remove: {filter}', zh: '移除：{filter}' },
  broken: { en: '{filter} is not applied: {error}', zh: '{filter} 未生效：{error}' },
  unmatched: { en: 'matches nothing', zh: '无匹配' },
  noinlines: { en: 'No inlined calls', zh: '不展开内联' },
  filteredOut: { en: 'This function is not in what the filters leave.', zh: '过滤后不再包含此函数。' },
  nothingLeft: { en: 'The filters leave nothing over', zh: '过滤后没有剩余样本' },
  nothingLeftNote: {
    en: 'Remove a filter, or click one above to change it. One that is marked matches nothing in this profile.',
    zh: '移除一个过滤器，或点击上方的过滤器进行修改。带标记的过滤器在此剖析中没有匹配。',
  },

  'name-focus': { en: 'focus', zh: '聚焦 focus' },
  'about-focus': { en: 'Keeps the stacks that hold a matching function or file.', zh: '只保留含有匹配函数或文件的调用栈。' },
  'do-focus': { en: 'Focus', zh: '聚焦' },

  'name-ignore': { en: 'ignore', zh: '忽略 ignore' },
  'about-ignore': { en: 'Drops the stacks that hold a matching function or file.', zh: '去掉含有匹配函数或文件的调用栈。' },
  'do-ignore': { en: 'Ignore', zh: '忽略' },

  'name-hide': { en: 'hide', zh: '隐藏 hide' },
  'about-hide': { en: 'Leaves matching frames out; their value goes to their callers.', zh: '略去匹配的栈帧，其值归入调用方。' },
  'do-hide': { en: 'Hide', zh: '隐藏' },

  'name-show': { en: 'show', zh: '仅显示 show' },
  'about-show': { en: 'Leaves out every frame that does not match.', zh: '略去所有不匹配的栈帧。' },

  'name-show-from': { en: 'show from', zh: '起始于 show-from' },
  'about-show-from': {
    en: 'Cuts what stands above the outermost matching frame; drops stacks without one.',
    zh: '截去最外层匹配栈帧之上的部分；没有匹配栈帧的调用栈整个去掉。',
  },
  'do-show-from': { en: 'Show from here', zh: '从此处起显示' },

  'name-prune-from': { en: 'prune from', zh: '截断 prune-from' },
  'about-prune-from': { en: 'Cuts what a matching frame calls.', zh: '截去匹配栈帧所调用的部分。' },
  'do-prune-from': { en: 'Cut below', zh: '截去下方调用' },

  'name-tagfocus': { en: 'tag focus', zh: '标签聚焦 tagfocus' },
  'about-tagfocus': {
    en: 'Keeps samples by label: key=value, an expression, or a range with units.',
    zh: '按标签保留样本：键=值、表达式或带单位的范围。',
  },

  'name-tagignore': { en: 'tag ignore', zh: '标签忽略 tagignore' },
  'about-tagignore': {
    en: 'Drops samples by label: key=value, an expression, or a range with units.',
    zh: '按标签去掉样本：键=值、表达式或带单位的范围。',
  },

  'name-tagshow': { en: 'tag show', zh: '标签显示 tagshow' },
  'about-tagshow': { en: 'Keeps the label keys that match.', zh: '只保留匹配的标签键。' },

  'name-taghide': { en: 'tag hide', zh: '标签隐藏 taghide' },
  'about-taghide': { en: 'Drops the label keys that match.', zh: '去掉匹配的标签键。' },

  'name-tagroot': { en: 'tag as root', zh: '标签作根 tagroot' },
  'about-tagroot': {
    en: 'Puts the values of these label keys, separated by commas, above the stacks.',
    zh: '把这些标签键（逗号分隔）的值放到调用栈的根部。',
  },

  'name-tagleaf': { en: 'tag as leaf', zh: '标签作叶 tagleaf' },
  'about-tagleaf': {
    en: 'Puts the values of these label keys, separated by commas, below the stacks.',
    zh: '把这些标签键（逗号分隔）的值放到调用栈的叶端。',
  },
} as const satisfies Area;
