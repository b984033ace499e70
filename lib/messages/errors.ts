import type { Area } from './types';

/** Why a file could not be read, by its error's code alone: for failures that were stored without their phrases. */
export const errors = {
  'empty-file': { en: 'The file is empty', zh: '文件为空' },
  'unknown-format': { en: 'None of the formats that are read', zh: '不是可识别的格式' },
  'unsupported-format': { en: 'Recognised, but not read', zh: '已识别的格式，但不支持读取' },
  'unsupported-version': { en: 'A version that is not read', zh: '不支持的版本' },
  'too-large': { en: 'Larger than the limit', zh: '超过大小上限' },
  truncated: { en: 'The file breaks off', zh: '文件不完整' },
  'corrupt-gzip': { en: 'Damaged gzip data', zh: 'gzip 数据已损坏' },
  'corrupt-archive': { en: 'A damaged archive', zh: '归档文件已损坏' },
  'bad-varint': { en: 'A number that cannot be read', zh: '数值编码无效' },
  'bad-wire-type': { en: 'A field of the wrong kind', zh: '字段类型无效' },
  'bad-index': { en: 'An index out of range', zh: '索引超出范围' },
  'bad-reference': { en: 'A reference to nothing', zh: '引用了不存在的内容' },
  'bad-value': { en: 'A value that cannot be', zh: '数值无效' },
  'bad-header': { en: 'A header that cannot be read', zh: '文件头无效' },
  'bad-order': { en: 'Events that follow no order', zh: '事件顺序无法还原' },
  'concatenated-profiles': { en: 'Several profiles in one file', zh: '一个文件中含有多份剖析' },
  'missing-data': { en: 'Nothing in it to read', zh: '其中没有可读取的数据' },
  'limit-exceeded': { en: 'Past a limit', zh: '超过上限' },
  'not-a-file': { en: 'Not a file', zh: '不是文件' },
  unreadable: { en: 'It cannot be read', zh: '无法读取' },
  cancelled: { en: 'Cancelled', zh: '已取消' },
  internal: { en: 'The decoder failed', zh: '解码器出错' },
} as const satisfies Area;
