import { cite } from './headings';
import { en, go, zh } from './prose';
import type { GuidanceEntry } from './types';

/** What the allocator does with an object of a given size. */
export const sizeClass: GuidanceEntry = {
  id: 'alloc-size-class',
  group: 'allocation',
  title: { en: 'Know the size classes: tiny, small, large', zh: '了解大小类：tiny、small、large' },
  text: {
    en: en(
      'The allocator treats three kinds differently. Objects below 16 B without pointers are packed together into 16-byte',
      'blocks; one of them alive keeps its block. Up to 32 KiB a size class is chosen and a slot is taken from the P’s own',
      'cache, without a lock. Larger objects get pages of their own from the page heap, with a lock and zeroing of the whole.',
      '',
      'Read the size chart with that in mind. A tall bar of tiny and small objects is churn: reuse them, or put several into',
      'one struct. A bar just above a class boundary wastes the rest of its slot, up to about an eighth: 1025 B take 1152 B.',
      'Anything beyond 32 KiB at request rate is a candidate for reuse or streaming.',
      '',
      'Whether an object holds pointers matters as much as its size: pointer-free memory is never scanned. A slice of structs',
      'with a string in each costs marking; the same data as offsets into one byte slice costs none.',
    ),
    zh: zh(
      '分配器对三类对象区别对待。小于 16 B 且不含指针的对象会拼进 16 字节的块，其中一个存活，整块就留着。',
      '32 KiB 及以下先选大小类，再从 P 自己的缓存取一个槽，无需加锁。更大的对象从页堆获得专用的页，要加锁并整块清零。',
      '',
      '请据此阅读大小分布图。tiny 与 small 的柱子很高，说明频繁分配又释放：应复用，或把若干个合并进一个结构体。',
      '恰好略高于类边界的柱子会浪费槽的剩余部分，最多约八分之一：1025 B 要占 1152 B。以请求频率出现的 32 KiB 以上对象，',
      '适合改为复用或流式处理。',
      '',
      '对象是否含指针与大小同样重要：不含指针的内存永远不会被扫描。元素里各有一个字符串的结构体切片需要标记；',
      '同样的数据若表示为指向一个字节切片的偏移，则无需标记。',
    ),
  },
  citations: [cite('D4', '一.3')],
  change: {
    before: go`
type reading struct {
	ok    bool
	value float64
	id    int64
	kind  bool
} // 32 bytes: two bools padded to 8 each
`,
    after: go`
type reading struct {
	value float64
	id    int64
	ok    bool
	kind  bool
} // 24 bytes: one size class less
`,
    note: {
      en: 'The `fieldalignment` analyzer (golang.org/x/tools) lists such structs. Reorder only those the profile shows in numbers.',
      zh: '`fieldalignment` 分析器（golang.org/x/tools）会列出这类结构体。只调整 profile 中数量可观的。',
    },
  },
  verify: [
    {
      command: 'go tool pprof -sample_index=alloc_objects -tags http://localhost:6060/debug/pprof/allocs',
      expect: {
        en: en(
          'The label `bytes` lists objects by average size: the class you aimed at has moved one step down, or its count has',
          'fallen by what is now reused.',
        ),
        zh: '`bytes` 标签按平均大小列出对象：目标类下移一级，或其数量减少了现在被复用的部分。',
      },
    },
    {
      command: 'go tool pprof -top -diff_base before.pb.gz after.pb.gz',
      expect: {
        en: '`alloc_space` falls by the ratio of the two classes (here 24/32, a quarter less) while `alloc_objects` stays equal.',
        zh: '`alloc_space` 按两个类的比例下降（此例 24/32，减少四分之一），`alloc_objects` 不变。',
      },
    },
  ],
  goVersions: { en: 'All versions; the tables below are of Go 1.26 on 64 bits.', zh: '所有版本；下述数据取自 64 位的 Go 1.26。' },
  corrections: [
    {
      text: {
        en: en(
          'The document counts 80 size classes. There are 68, class 0 (large objects) included, that is 67 sizes from 8 B to 32',
          'KiB, each of them once for objects with and once for those without pointers.',
        ),
        zh: zh(
          '文档说有 80 个大小类。实际是 68 个，包含代表大对象的 0 号，即 8 B 到 32 KiB 共 67 种大小，',
          '并各按含指针与不含指针分为两份。',
        ),
      },
      source: 'internal/runtime/gc/sizeclasses.go NumSizeClasses',
    },
    {
      text: {
        en: en(
          'Since Go 1.22 objects with pointers above 512 B carry an 8-byte header, so the boundary to large objects lies at 32760',
          'B, and a struct of exactly 1024 B with pointers takes the 1152 B class.',
        ),
        zh: zh(
          '自 Go 1.22 起，超过 512 B 且含指针的对象带有 8 字节头部，因此与大对象的分界在 32760 B；含指针、',
          '恰好 1024 B 的结构体会占用 1152 B 一类。',
        ),
      },
      source: 'runtime/malloc.go mallocgc, mallocHeaderSize; Go 1.22 release notes',
    },
    {
      text: {
        en: en(
          '0.5–2 ns for an allocation is too good: the fast path measures 7 ns for 8 B and 17 ns for 64 B on a current server (Go',
          '1.26), and its share of the collection comes on top. An empty central list hands the cache one span, not a growing',
          'number.',
        ),
        zh: zh(
          '每次分配 0.5–2 ns 过于乐观：在当前的服务器上（Go 1.26），快速路径实测 8 B 约 7 ns、64 B 约 17 ns，',
          '此外还有它所引起的回收代价。缓存用尽时，central 每次给一个 span，并不是成倍增加。',
        ),
      },
      source: 'runtime/mcache.go refill; a testing.B benchmark of new(int64) and new([64]byte)',
    },
  ],
  figures: [
    {
      id: 'size-tiny',
      value: 16,
      unit: 'bytes',
      label: { en: 'tiny objects are smaller than this', zh: 'tiny 对象的上界' },
      document: 'D4',
    },
    { id: 'size-small-max', value: 32_768, unit: 'bytes', label: { en: 'largest small object', zh: 'small 对象的最大值' }, document: 'D4' },
    {
      id: 'size-classes-documents',
      value: 80,
      unit: 'items',
      label: { en: 'size classes, in the documents', zh: '文档所述大小类数目' },
      document: 'D4',
      superseded: true,
    },
    {
      id: 'size-classes',
      value: 68,
      unit: 'items',
      label: { en: 'size classes, class 0 included', zh: '大小类数目（含 0 号）' },
      document: 'own',
    },
  ],
  answers: [
    { rule: 'alloc-large-objects', rank: 2 },
    { rule: 'alloc-small-churn', rank: 2 },
  ],
};
