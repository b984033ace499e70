import type { Localized } from '../../base/localized';
import { measurementLabel } from '../../base/units';
import type { RuleId } from '../../model/rules';
import { percent, size } from '../figures';
import { placeLabel, shortName } from '../place';
import type { HotLine, ToldBy } from './hot-lines';

/** «by …»: what the line allocates for. */
const doing: Partial<Record<RuleId, Localized>> = {
  'alloc-slice-growth': { en: 'growing a slice', zh: '切片扩容' },
  'alloc-map-growth': { en: 'growing a map', zh: 'map 扩容' },
  'alloc-string-bytes': { en: 'copying between string and []byte or joining strings', zh: 'string 与 []byte 互转或拼接字符串' },
  'alloc-reflect': { en: 'reflection-driven encoding', zh: '基于反射的编解码' },
  'alloc-boxing': { en: 'values put into interfaces', zh: '值装入接口' },
  'alloc-buffer': { en: 'making or growing a buffer', zh: '创建或扩大缓冲区' },
  'alloc-large-objects': { en: 'objects over 32 KiB', zh: '超过 32 KiB 的大对象' },
  'alloc-small-churn': { en: 'small objects that die at once', zh: '旋即死亡的小对象' },
  'alloc-pool-miss': { en: 'a pool that had nothing to give', zh: '对象池未命中而新建' },
  'alloc-escape': { en: 'a value that escapes to the heap', zh: '逃逸到堆上的值' },
  'alloc-timer-loop': { en: 'a timer made at every pass', zh: '每次循环新建定时器' },
  'alloc-hot-path': { en: 'plain allocations', zh: '直接分配' },
};

const told: Record<ToldBy, Localized> = {
  frames: { en: 'the frames between the line and the allocation', zh: '该行与分配之间的栈帧' },
  'cpu-profile': {
    en: 'the CPU profile of the same program, which shows what the runtime does below the line',
    zh: '同一程序的 CPU 剖析显示了该行之下运行时所做的事',
  },
  'escape-notes': { en: "the compiler's notes on the line", zh: '编译器对该行的说明' },
  sizes: { en: 'the sizes of its objects, each about twice the one before', zh: '其对象大小逐级约翻倍' },
  numbers: { en: 'the number and the size of its objects', zh: '其对象的数量与大小' },
};

/** The words of a line; `unweighed` are captures whose price of collecting may be another program's. */
export function hotLineWords(line: HotLine, unweighed: readonly string[]): { title: Localized; summary: Localized; tierReason: Localized } {
  const { site } = line;
  const place = placeLabel(site.function, site.file, site.line);
  const bytes = size(site.allocSpace);
  const objects = measurementLabel(Math.round(site.allocObjects), 'count');
  const byBytes = line.share >= line.shareObjects;
  const what = whatOf(line);
  const mean = site.allocObjects > 0 ? size(site.allocSpace / site.allocObjects) : '';
  const via = site.via
    ? { en: ` It is made in ${site.via}, which the line calls.`, zh: `实际分配在该行所调用的 ${site.via} 中。` }
    : { en: '', zh: '' };
  const why = line.note
    ? { en: ` It is on the heap because ${noteText(line)}.`, zh: `它在堆上的原因：${noteText(line)}。` }
    : { en: '', zh: '' };
  const left = leftOf(line);
  const price = unweighedWords(unweighed);
  const source = sourceOf(line);
  return {
    title: byBytes
      ? {
          en: `${percent(line.share)} of the allocated bytes come from ${what.en} at ${place}`,
          zh: `${percent(line.share)} 的分配字节来自 ${place} 处的${what.zh}`,
        }
      : {
          en: `${percent(line.shareObjects)} of the allocated objects come from ${what.en} at ${place}`,
          zh: `${percent(line.shareObjects)} 的分配对象来自 ${place} 处的${what.zh}`,
        },
    summary: {
      en: `${bytes} in ${objects} objects${mean ? ` of ${mean} on average` : ''} were allocated there: ${percent(line.share)} of the bytes and ${percent(line.shareObjects)} of the objects.${via.en} ${left.en}${why.en}${line.maybeCopy ? copyOrGrowth.en : ''}${line.smallMaps ? madeAnew.en : ''}${price.en}`,
      zh: `此处共分配 ${bytes}，${objects} 个对象${mean ? `，平均 ${mean}` : ''}：占字节的 ${percent(line.share)}、对象的 ${percent(line.shareObjects)}。${via.zh}${left.zh}${why.zh}${line.maybeCopy ? copyOrGrowth.zh : ''}${line.smallMaps ? madeAnew.zh : ''}${price.zh}`,
    },
    tierReason: { en: `The cause is told from ${source.en}.`, zh: `原因依据：${source.zh}。` },
  };
}

function sourceOf({ toldBy, cpu }: HotLine): Localized {
  if (!cpu || cpu.sure) return told[toldBy];
  return {
    en: `the CPU profile ${cpu.name}, which has the same lines but may be of another program: the names of the binaries or of their sources differ`,
    zh: `CPU 剖析 ${cpu.name}：其中有相同的代码行，但可能属于另一个程序（二进制或源码目录的名称不同）`,
  };
}

/** What would say whether the line costs anything, and is left out. */
function unweighedWords(names: readonly string[]): Localized {
  if (names.length === 0) return { en: '', zh: '' };
  return {
    en: ` What collecting costs is not weighed here: ${names.join(', ')} may be of another program.`,
    zh: `此处未计入回收的代价：${names.join('、')} 可能属于另一个程序。`,
  };
}

/** What is in use of it at the end, or by how much that changed in the time of the profile. */
function leftOf({ site: { inuseSpace }, seconds }: HotLine): Localized {
  const bytes = measurementLabel(Math.abs(Math.round(inuseSpace)), 'bytes');
  if (seconds === undefined) return { en: `${bytes} of it is still in use.`, zh: `其中仍在使用的有 ${bytes}。` };
  const span = seconds.toFixed(seconds < 10 ? 1 : 0);
  if (Math.round(inuseSpace) === 0)
    return { en: `In these ${span} s what is in use of it did not change.`, zh: `这 ${span} s 内其使用中的部分没有变化。` };
  return inuseSpace < 0
    ? { en: `In these ${span} s what is in use of it fell by ${bytes}.`, zh: `这 ${span} s 内其使用中的部分减少了 ${bytes}。` }
    : { en: `In these ${span} s what is in use of it grew by ${bytes}.`, zh: `这 ${span} s 内其使用中的部分增加了 ${bytes}。` };
}

function whatOf({ rule, site, maybeCopy, smallMaps }: HotLine): Localized {
  if (rule === 'alloc-hot-path' && site.via) return { en: `calling ${shortName(site.via)}`, zh: `调用 ${shortName(site.via)}` };
  if (smallMaps) return { en: 'making small maps', zh: '新建小 map' };
  if (maybeCopy) return { en: 'append, which grows a slice or copies one,', zh: 'append（扩容或复制切片）' };
  return doing[rule] ?? { en: 'allocation', zh: '分配' };
}

/** What to do hangs on which of the two it is, and the line says which. */
const copyOrGrowth: Localized = {
  en: ' The evidence cannot tell which: if the line appends again and again, give the slice its capacity; if it copies something once (append([]byte(nil), x...)), a capacity changes nothing: hand the original on, or let the caller pass a buffer to append to.',
  zh: '现有证据无法区分：若该行反复追加，请预先给足容量；若只是一次性复制（append([]byte(nil), x...)），预设容量没有作用：应直接交出原切片，或由调用方传入可追加的缓冲区。',
};

/** The sizes say that nothing grows here: presizing is not the remedy. */
const madeAnew: Localized = {
  en: ' These maps hold eight entries at most and none of them grew, so a size given before saves nothing: keep one and clear it, or use a struct or a slice.',
  zh: '这些 map 至多容纳八个条目，没有一个扩容过，预设大小没有作用：应保留一个并用 clear 清空，或改用结构体或切片。',
};

function noteText(line: HotLine): string {
  const note = line.note;
  if (!note) return '';
  const last = note.reason
    .split('\n')
    .filter((step) => step.startsWith('from '))
    .pop();
  const what = note.moved ? `${note.subject}: moved to heap` : `${note.subject} escapes to heap`;
  return last ? `${what} (${last})` : what;
}
