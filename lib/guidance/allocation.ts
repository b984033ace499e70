import { batchReuse } from './allocation-batch';
import { conversionEntries } from './allocation-conversion';
import { growthEntries } from './allocation-growth';
import { poolEntries } from './allocation-pool';
import { sizeClass } from './allocation-size';
import { valueEntries } from './allocation-value';
import { cite } from './headings';
import { en, go, steps, zh } from './prose';
import type { GuidanceEntry } from './types';

const findHotPath: GuidanceEntry = {
  id: 'alloc-find-hot-path',
  group: 'allocation',
  title: {
    en: 'Find the hot allocation path, write a benchmark for it, bring allocs/op down',
    zh: '找到热点分配路径，为它写基准测试，把 allocs/op 降下来',
  },
  text: {
    en: en(
      'Begin with two readings of the same profile. `alloc_space` says which path feeds the collector; `alloc_objects` says',
      'which keeps the allocator busy. They often differ: one large buffer against a million small values. `inuse_space`',
      'answers another question, namely what is alive now, and is the wrong view for churn.',
      '',
      'Sort by cum to find the request path that is to blame, by flat to find the line that allocates, and open the source',
      'listing there. What kind of allocation it is, the heap profile does not say: the runtime’s own frames at the leaf are',
      'left out of it. The CPU profile keeps them, so look up the same function there: `growslice`, `convT`,',
      '`slicebytetostring` or a map’s growth under it names the cause.',
      '',
      'Then write a benchmark of just that function, with `b.ReportAllocs()` and without I/O in the loop, and change one',
      'thing at a time. The usual order of gain: size known in advance, reuse, no conversion, no boxing, no reflection. Stop',
      'when the next change would make the code worse than its few percent are worth.',
    ),
    zh: zh(
      '先从两个角度读同一份 profile。`alloc_space` 说明哪条路径在喂养回收器，`alloc_objects` 说明哪条路径让分配器忙碌。',
      '二者常常不同：一个大缓冲区，对上一百万个小值。`inuse_space` 回答的是另一个问题，即此刻还有什么存活，',
      '不适合用来看频繁的分配与释放。',
      '',
      '按 cum 排序找到该负责的请求路径，按 flat 排序找到真正分配的那一行，再打开那里的源码视图。',
      '至于是哪一种分配，heap profile 不会告诉你：叶子处运行时自己的帧被省去了。CPU profile 则保留它们，',
      '可在那里查看同一个函数：其下的 `growslice`、`convT`、`slicebytetostring` 或 map 扩容就是原因。',
      '',
      '然后只为这个函数写基准测试，加上 `b.ReportAllocs()`，循环里不放 I/O，一次只改一处。收益的常见次序是：预知大小、复用、',
      '免转换、免装箱、免反射。当下一处改动换来的几个百分点不值得把代码弄糟时，就停下来。',
    ),
  },
  citations: [cite('D3', 'exercises'), cite('D3', '七')],
  change: {
    before: go`
func csvLine(fields []string) string {
	line := ""
	for i, f := range fields {
		if i > 0 {
			line += ","
		}
		line += f // a new string per field
	}
	return line
}
`,
    after: go`
func csvLine(fields []string) string {
	var line strings.Builder
	n := len(fields)
	for _, f := range fields {
		n += len(f)
	}
	line.Grow(n)
	for i, f := range fields {
		if i > 0 {
			line.WriteByte(',')
		}
		line.WriteString(f)
	}
	return line.String()
}

func BenchmarkCSVLine(b *testing.B) {
	fields := []string{"P-1001", "2026-01-31", "7.25", "stable"}
	b.ReportAllocs()
	for i := 0; i < b.N; i++ {
		sink = csvLine(fields)
	}
}

var sink string
`,
    note: {
      en: en(
        'With Go 1.24 write `for b.Loop()`: it times only the loop and keeps the compiler from removing the call, so the sink',
        'is not needed.',
      ),
      zh: 'Go 1.24 起可写 `for b.Loop()`：只对循环计时，并防止编译器删除调用，因而不需要 sink。',
    },
  },
  verify: [
    {
      command: 'go test -run xxx -bench CSVLine -benchmem -count 10 ./... > after.txt && benchstat before.txt after.txt',
      expect: {
        en: en(
          '`allocs/op` falls to the number you can name (here 1, from one or two per field); `B/op` falls to the size of the',
          'result.',
        ),
        zh: '`allocs/op` 降到你能说清来历的数目（此例由每个字段一两次降为 1），`B/op` 降到结果本身的大小。',
      },
    },
    {
      command: steps(
        "curl -o after.pb.gz 'http://localhost:6060/debug/pprof/allocs?seconds=30'",
        'go tool pprof -top -diff_base before.pb.gz after.pb.gz',
      ),
      expect: {
        en: en(
          'Under equal load the path’s share of `alloc_space` shrinks by what the benchmark promised, and the total shrinks by',
          'that much too rather than moving elsewhere.',
        ),
        zh: '相同负载下，该路径在 `alloc_space` 中的份额按基准测试所示缩小，总量也相应减少，而不是转移到别处。',
      },
    },
  ],
  goVersions: {
    en: 'All versions; delta profiles with `seconds` need Go 1.15, `b.Loop` 1.24.',
    zh: '所有版本；带 `seconds` 的增量 profile 需要 Go 1.15，`b.Loop` 需要 1.24。',
  },
  corrections: [
    {
      text: {
        en: en(
          'Heap profiles are samples, one per 512 KiB allocated on average (`runtime.MemProfileRate`), scaled up again. A path',
          'with few small allocations may be missing, and an `allocs` profile counts from the start of the process: compare two,',
          'or use `seconds`.',
        ),
        zh: zh(
          'heap profile 是抽样的：平均每分配 512 KiB 取一个样本（`runtime.MemProfileRate`），再按比例还原。',
          '分配少而小的路径可能看不到；`allocs` profile 从进程启动开始累计，应比较两份，或使用 `seconds`。',
        ),
      },
      source: 'runtime/mprof.go MemProfileRate; net/http/pprof seconds parameter',
    },
    {
      text: {
        en: en(
          'The documents look for the cause in the allocation profile. In proto form it begins at the first frame outside the',
          'runtime, so `runtime.growslice` and its kin appear there only when nothing but runtime frames is on the stack; the map’s',
          'own frames are hidden as well by the last releases of Go 1.24 and all after them.',
        ),
        zh: zh(
          '文档在分配 profile 中寻找原因。但 proto 形式从运行时之外的第一帧开始，',
          '因此只有当整个栈都是运行时帧时才会看到 `runtime.growslice` 之类；自 Go 1.24 的后期小版本起，map 自身的帧也一并隐藏。',
        ),
      },
      source: 'runtime/pprof/protomem.go writeHeapProto (hideRuntime)',
    },
  ],
  answers: [
    { rule: 'alloc-hot-path' },
    { rule: 'alloc-slice-growth', rank: 3 },
    { rule: 'alloc-map-growth', rank: 3 },
    { rule: 'alloc-string-bytes', rank: 3 },
    { rule: 'alloc-reflect', rank: 3 },
    { rule: 'alloc-boxing', rank: 3 },
    { rule: 'alloc-buffer', rank: 3 },
    { rule: 'alloc-large-objects', rank: 3 },
    { rule: 'alloc-small-churn', rank: 3 },
    { rule: 'alloc-pool-miss', rank: 3 },
    { rule: 'alloc-escape', rank: 3 },
    { rule: 'alloc-timer-loop', rank: 3 },
    { rule: 'alloc-retained-growth', rank: 3 },
  ],
};

const escapes: GuidanceEntry = {
  id: 'alloc-escape',
  group: 'allocation',
  title: { en: 'Keep values on the stack: read what escapes and why', zh: '让值留在栈上：看清什么逃逸、为何逃逸' },
  text: {
    en: en(
      'The compiler puts a value on the stack when it can prove that no reference outlives the function. The proof fails when',
      'a pointer is returned or stored in something older, when the value goes into an interface whose method the compiler',
      'cannot see, when a closure that captures it escapes, when its size is not known, or when it is simply too big for the',
      'stack.',
      '',
      '`go build -gcflags=-m` prints a verdict per line (`moved to heap`, `escapes to heap`, `does not escape`); `-m=2` adds',
      'the path along which it escaped. Read those for the hot function only, top line of the profile first: most escapes in',
      'a program do no harm.',
      '',
      'Remedies: return a small struct by value (some words are cheaper to copy than to allocate, mark and sweep); let the',
      'caller pass the destination in; hand a value to a closure as a parameter rather than capturing a variable that',
      'changes; give a fixed-size array where the length is bounded and small.',
    ),
    zh: zh(
      '只要编译器能证明没有引用活得比函数更久，值就放在栈上。以下情形证明失败：指针被返回，或存入更早存在的对象；',
      '值被放进接口，而编译器看不到其方法；捕获它的闭包逃逸；大小未知；或者干脆太大，栈放不下。',
      '',
      '`go build -gcflags=-m` 逐行给出结论（`moved to heap`、`escapes to heap`、`does not escape`），',
      '`-m=2` 还会给出逃逸路径。只看热点函数，从 profile 最靠前的一行开始：程序里的大多数逃逸都无伤大雅。',
      '',
      '对策：小结构体按值返回（复制几个字比分配、标记、清扫更便宜）；由调用方传入目的地；把值作为参数传给闭包，',
      '而不是捕获会变化的变量；长度有界且很小时使用定长数组。',
    ),
  },
  citations: [cite('D0', '3.1'), cite('D2', '2'), cite('D4', '一.9'), cite('D3', '四')],
  change: {
    before: go`
type point struct{ x, y float64 }

//go:noinline
func midpoint(a, b *point) *point {
	return &point{(a.x + b.x) / 2, (a.y + b.y) / 2} // &point{...} escapes to heap
}
`,
    after: go`
type point struct{ x, y float64 }

//go:noinline
func midpoint(a, b point) point {
	return point{(a.x + b.x) / 2, (a.y + b.y) / 2}
}
`,
    note: {
      en: en(
        'The directive only keeps the sample honest: when a function is inlined, its result may stay on the caller’s stack even',
        'as a pointer.',
      ),
      zh: '该指令只为让示例如实反映逃逸：函数被内联时，即使返回指针，结果也可能留在调用方的栈上。',
    },
  },
  verify: [
    {
      command: "go build -gcflags='-m' ./... 2> notes.txt; gotriage analyze notes.txt allocs.pb.gz",
      expect: {
        en: en(
          'The hot line no longer carries `escapes to heap` or `moved to heap`, and no `alloc-escape` finding joins it with the',
          'profile.',
        ),
        zh: '热点行不再带有 `escapes to heap` 或 `moved to heap`，也不再有把它与 profile 对应起来的 `alloc-escape`。',
      },
    },
    {
      command: 'go test -run xxx -bench Midpoint -benchmem -count 10 ./...',
      expect: {
        en: '`allocs/op` falls by one per value that stays on the stack, here from 1 to 0.',
        zh: '每有一个值留在栈上，`allocs/op` 就减 1，此例由 1 降为 0。',
      },
    },
  ],
  goVersions: {
    en: 'All versions; each release proves more, so read the notes of the compiler you ship with.',
    zh: '所有版本；每个版本能证明的都更多，请看实际发布所用编译器的说明。',
  },
  corrections: [
    {
      text: {
        en: en(
          'That a returned pointer always escapes holds for the function by itself only. Inlined into its caller, the same value',
          'may stay on the stack: the documents’ `buildPatientSummary` is small enough for that, and escapes in the end because',
          'the result is put into an interface.',
        ),
        zh: zh(
          '“返回指针就一定逃逸”只对函数自身成立。内联到调用方之后，同一个值可能留在栈上：文档中的 `buildPatientSummary` 足够小，',
          '可以内联；它最终逃逸是因为结果被放进了接口。',
        ),
      },
      source: 'cmd/compile/internal/escape/escape.go; go build -gcflags=-m on a copy of the sample',
    },
    {
      text: {
        en: en(
          'A slice of a size known only at run time no longer always escapes: since Go 1.25 a small one (up to 32 bytes) gets its',
          'backing store on the stack, and Go 1.26 extends that to slices grown by append.',
        ),
        zh: zh(
          '大小到运行时才知道的切片不再一概逃逸：自 Go 1.25 起，较小者（不超过 32 字节）的底层数组可放在栈上，',
          'Go 1.26 把它扩展到由 append 增长的切片。',
        ),
      },
      source: 'Go 1.25 and 1.26 release notes, compiler; cmd/compile/internal/walk/builtin.go walkMakeSlice',
    },
  ],
  answers: [
    { rule: 'alloc-escape' },
    { rule: 'alloc-hot-path', rank: 2 },
    { rule: 'alloc-boxing', rank: 2 },
    { rule: 'alloc-small-churn', rank: 2 },
    { rule: 'gc-cpu-share', rank: 3 },
  ],
};

/** The catalogue’s entries on allocation, in reading order. */
export const allocationEntries: readonly GuidanceEntry[] = [
  findHotPath,
  escapes,
  ...poolEntries,
  ...growthEntries,
  sizeClass,
  ...conversionEntries,
  ...valueEntries,
  batchReuse,
];
