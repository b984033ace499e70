import { cite, own } from './headings';
import { en, go, zh } from './prose';
import type { GuidanceEntry } from './types';

const allocateLess: GuidanceEntry = {
  id: 'gc-allocate-less',
  group: 'gc',
  title: { en: 'The first step of GC tuning is to allocate less', zh: 'GC 调优的第一步是减少分配' },
  text: {
    en: en(
      'Two quantities make GC cost: how often a cycle runs, which follows bytes allocated, and how much it marks, which',
      'follows live pointers. No setting lowers either; only the code does. Half the bytes per request halve the cycles at',
      'every value of GOGC, without any extra memory, and lower the assist time that requests pay directly.',
      '',
      'Work from the profile, top down: `alloc_space` for the number of cycles, `alloc_objects` for the allocator’s own time.',
      'In a request path three changes pay most: give slices, maps and buffers their size at the start; reuse what is the',
      'same on every request; keep values from escaping when a copy is cheaper than a heap object.',
      '',
      'Large objects with short lives hurt twice: each one moves the next cycle nearer by its whole size, and above 32 KiB',
      'each bypasses the per-P caches, goes to the page heap and has to be zeroed as a whole. A single buffer of 1 MiB per',
      'request at 1000 requests a second is 1 GiB a second of allocation.',
    ),
    zh: zh(
      'GC 的代价由两个量决定：周期运行的频率，取决于分配的字节数；每轮标记多少，取决于存活的指针。任何设置都不能降低它们，',
      '只有代码可以。每个请求的字节数减半，在任何 GOGC 下周期都会减半，不多用一点内存，还能降低请求直接承担的 assist 时间。',
      '',
      '从 profile 出发，自上而下：看周期数用 `alloc_space`，看分配器自身耗时用 `alloc_objects`。',
      '在请求路径上有三种改动最划算：一开始就给切片、map 和缓冲区指定大小；复用每个请求都相同的东西；当复制比堆对象更便宜时，',
      '避免值逃逸。',
      '',
      '短命的大对象损失是双重的：每个都以其全部大小把下一轮 GC 提前，而且超过 32 KiB 的会绕过各 P 的缓存直接走页堆，',
      '还要整块清零。每个请求一个 1 MiB 的缓冲区，每秒 1000 个请求，就是每秒 1 GiB 的分配。',
    ),
  },
  citations: [cite('D3', 'short-answers'), cite('D4', 'gc-tuning'), cite('D2', '2'), cite('D0', '3')],
  change: {
    before: go`
func render(rows []int) []byte {
	var out []byte
	for _, r := range rows {
		out = append(out, []byte(fmt.Sprintf("%d\n", r))...)
	}
	return out
}
`,
    after: go`
func render(rows []int) []byte {
	out := make([]byte, 0, 12*len(rows))
	for _, r := range rows {
		out = strconv.AppendInt(out, int64(r), 10)
		out = append(out, '\n')
	}
	return out
}
`,
    note: {
      en: 'One allocation instead of two or three per row: no boxing, no string, no growth.',
      zh: '由每行两三次分配变为总共一次：没有装箱、没有中间字符串、没有扩容。',
    },
  },
  verify: [
    {
      command: 'go test -run xxx -bench Render -benchmem -count 10 ./... > after.txt && benchstat before.txt after.txt',
      expect: {
        en: '`allocs/op` and `B/op` fall by the factor you aimed at (here to 1 allocation); ns/op falls with them.',
        zh: '`allocs/op` 与 `B/op` 按预期倍数下降（此例降为 1 次分配），ns/op 随之下降。',
      },
    },
    {
      command: 'for log in before-gc.log after-gc.log; do gotriage analyze $log; done',
      expect: {
        en: en(
          'Cycles per second and GC CPU share fall in proportion to the bytes saved at the same request rate: half the bytes,',
          'half the cycles.',
        ),
        zh: '相同请求速率下，每秒周期数和 GC CPU 占比随节省的字节成比例下降：字节减半，周期减半。',
      },
    },
  ],
  goVersions: { en: 'All versions.', zh: '所有版本。' },
  corrections: [
    {
      text: {
        en: en(
          'Part of this work the compiler now does: Go 1.25 and 1.26 place the backing store of more slices on the stack, even of',
          'a size known only at run time when it is small. Measure with the compiler you ship before reshaping code by hand.',
        ),
        zh: zh(
          '其中一部分如今由编译器完成：Go 1.25 和 1.26 会把更多切片的底层数组放在栈上，即使大小到运行时才知道，只要足够小。',
          '手工改写之前，先用实际发布的编译器测量。',
        ),
      },
      source: 'Go 1.25 and 1.26 release notes, compiler',
    },
  ],
  answers: [
    { rule: 'gc-cpu-share' },
    { rule: 'gc-assist' },
    { rule: 'gc-frequency', rank: 2 },
    { rule: 'gc-pause', rank: 2 },
    { rule: 'gc-memory-limit', rank: 2 },
    { rule: 'alloc-hot-path', rank: 2 },
    { rule: 'alloc-small-churn', rank: 2 },
  ],
};

const objectLifetime: GuidanceEntry = {
  id: 'gc-object-lifetime',
  group: 'gc',
  title: {
    en: 'The live heap grows: something long-lived holds what should be gone',
    zh: '存活堆增长：有长寿对象拖住了本该消失的东西',
  },
  text: {
    en: en(
      'When the heap after each cycle (the last number of `a->b->c MB`) keeps rising, garbage is not the problem: the objects',
      'are reachable. Look for a long-lived object that refers to short-lived ones: a global map used as a cache, a slice',
      'that is only appended to, a subscriber list without removal, a context kept in a struct, a goroutine that leaked with',
      'its stack.',
      '',
      'Every cache needs a bound and an eviction rule from its first day: a size limit with LRU or an expiry, best by a',
      'maintained library. Remember what a reference keeps: `s[:2]` of a 1 MiB slice keeps the whole megabyte, and a',
      'substring keeps the whole document. Copy out (`slices.Clone`, `strings.Clone`) what must outlive its source.',
      '',
      'Compare two heap profiles some time apart on `inuse_space`. The call path that grew says where the objects were made;',
      'who holds them is found by asking which structure at that place only ever gets longer.',
    ),
    zh: zh(
      '如果每轮 GC 之后的堆（`a->b->c MB` 的最后一个数）持续上升，问题就不在垃圾：这些对象仍然可达。',
      '要找的是引用了短命对象的长寿对象：当缓存用的全局 map、只追加不删除的切片、没有注销的订阅者列表、存进结构体的 context、',
      '连同栈一起泄漏的 goroutine。',
      '',
      '每个缓存从第一天起就需要上限和淘汰规则：限定大小的 LRU 或过期时间，最好使用有人维护的库。要清楚一个引用会留住什么：',
      '1 MiB 切片的 `s[:2]` 会留住整整一兆，子串会留住整个文档。必须比来源活得更久的部分应复制出来（`slices.Clone`、',
      '`strings.Clone`）。',
      '',
      '隔一段时间取两份 heap profile，按 `inuse_space` 比较。增长的调用路径说明对象在哪里创建；至于谁持有它们，',
      '要看那里有哪个结构只增不减。',
    ),
  },
  citations: [cite('D4', 'gc-tuning'), cite('D4', '一.9')],
  change: {
    before: go`
var seen = map[string][]byte{}

func remember(id string, message []byte) {
	seen[id] = message[:16] // keeps the whole message, for ever
}
`,
    after: go`
type recent struct {
	mu    sync.Mutex
	max   int
	items map[string][]byte
	order []string
}

func (r *recent) remember(id string, message []byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, known := r.items[id]; !known {
		if len(r.order) == r.max {
			delete(r.items, r.order[0])
			r.order = append(r.order[:0], r.order[1:]...)
		}
		r.order = append(r.order, id)
	}
	r.items[id] = bytes.Clone(message[:16])
}
`,
    note: {
      en: en(
        'The sketch evicts the oldest and shows the principle: bounded, guarded, and holding copies. For a large cache take an',
        'LRU library, which evicts without moving the list.',
      ),
      zh: '示例淘汰最旧的一项，意在说明原则：有上限、有锁、只存副本。缓存较大时应使用 LRU 库，淘汰时无需移动整个列表。',
    },
  },
  verify: [
    {
      command: 'go tool pprof -sample_index=inuse_space -base before.pb.gz -top after.pb.gz',
      expect: {
        en: en(
          'Two heap profiles, taken an hour apart at the same load after the change: the suspect path differs by no more than',
          'noise, instead of growing by the bytes of an hour’s traffic.',
        ),
        zh: '改动后在相同负载下间隔一小时取两份 heap profile：可疑路径的差异不超过噪声，而不是增长一小时流量的字节数。',
      },
    },
    {
      command: 'GODEBUG=gctrace=1 ./service 2> gc.log; gotriage analyze gc.log',
      expect: {
        en: 'The live heap after the cycles levels off once the cache is full; no `gc-heap-growth` finding.',
        zh: '缓存填满后，各轮之后的存活堆趋于平稳；不再出现 `gc-heap-growth`。',
      },
    },
  ],
  goVersions: {
    en: 'All versions; `bytes.Clone` and `strings.Clone` need Go 1.20 and 1.18, `slices.Clone` 1.21.',
    zh: '所有版本；`bytes.Clone` 需要 Go 1.20，`strings.Clone` 需要 1.18，`slices.Clone` 需要 1.21。',
  },
  corrections: [
    {
      text: {
        en: en(
          'The document speaks of long-lived objects that keep short-lived ones from being collected in time, as one would of',
          'generations. Go’s collector has none: an object dies in the first cycle in which nothing reaches it, however old it',
          'is. What matters is the reference alone.',
        ),
        zh: zh(
          '文档所说“长生命周期对象使短对象无法及时回收”带有分代的意味。Go 的回收器不分代：对象无论新旧，',
          '在第一个不再被任何东西触及的周期就会死去。关键只在于引用。',
        ),
      },
      source: 'runtime/mgc.go, package comment (non-generational and non-compacting)',
    },
    {
      text: {
        en: en(
          '`delete` does not shrink a map: the groups or buckets stay for reuse. A map that once was huge keeps that memory until',
          'it is replaced by a new one.',
        ),
        zh: '`delete` 不会缩小 map：其分组或桶保留待用。曾经很大的 map 会一直占着那些内存，直到被新的 map 替换。',
      },
      source: 'internal/runtime/maps/table.go Delete; golang.org/issue/20135',
    },
  ],
  answers: [{ rule: 'gc-heap-growth' }, { rule: 'alloc-retained-growth' }, { rule: 'gc-memory-limit', rank: 2 }],
};

const memoryLimit: GuidanceEntry = {
  id: 'gc-memory-limit',
  group: 'gc',
  title: { en: 'GOMEMLIMIT: a soft ceiling that needs headroom', zh: 'GOMEMLIMIT：需要留出余量的软上限' },
  text: {
    en: en(
      'GOMEMLIMIT makes the collector run earlier as the memory that the runtime holds (heap, stacks, its own structures)',
      'nears the limit, whatever GOGC says. In a container it turns an out-of-memory kill at a traffic peak into some more GC',
      'work. Set it to 90–95 % of the container’s memory, less what the Go runtime does not count: C allocations, memory',
      'maps, other processes in the same cgroup.',
      '',
      'The limit is soft. If the live heap itself comes near it, every cycle frees little and the next begins at once. The',
      'runtime then caps the collector at about half the CPU and lets memory exceed the limit, so the program is slow and may',
      'be killed all the same. Repeated cycles close to the limit while the live heap is high are the sign; the cure is a',
      'smaller live heap or a larger container, never a higher GOGC.',
      '',
      'Two settings are sound. For a service with a memory limit of its own: GOGC at 100 to 300 with GOMEMLIMIT as the safety',
      'net. For a batch job alone in its container: GOGC=off with GOMEMLIMIT, which uses the memory that is paid for and',
      'collects only near the limit. Do not use the latter where the live heap is unknown.',
    ),
    zh: zh(
      '当运行时持有的内存（堆、栈以及它自己的结构）接近上限时，GOMEMLIMIT 会让回收器提前运行，不管 GOGC 怎么设。在容器中，',
      '它把流量高峰时的 OOM 杀死变成多做一些 GC。应设为容器内存的 90–95 %，再减去 Go 运行时不计入的部分：C 的分配、内存映射、',
      '同一 cgroup 里的其他进程。',
      '',
      '这是软上限。如果存活堆本身就接近它，每轮只能释放很少，下一轮会立刻开始。运行时此时把回收器限制在约一半的 CPU，',
      '并允许内存超出上限，于是程序变慢，最终仍可能被杀死。存活堆很高、周期紧挨着上限反复发生，就是这种迹象；',
      '对策是缩小存活堆或加大容器，绝不是提高 GOGC。',
      '',
      '有两种设置是稳妥的。有内存限制的服务：GOGC 取 100 到 300，以 GOMEMLIMIT 兜底。独占容器的批处理任务：',
      'GOGC=off 加 GOMEMLIMIT，用足已付费的内存，只在接近上限时回收。存活堆大小不明时不要用后者。',
    ),
  },
  citations: [
    own({
      en: 'Not in the documents: runtime/debug.SetMemoryLimit and A Guide to the Go Garbage Collector, Memory limit',
      zh: '文档未涉及：参见 runtime/debug.SetMemoryLimit 与《A Guide to the Go Garbage Collector》的 Memory limit 一节',
    }),
  ],
  change: {
    before: go`
func init() {
	debug.SetGCPercent(-1)
	debug.SetMemoryLimit(512 << 20) // the container's limit, with a live heap of 480 MiB
}
`,
    after: go`
// configure leaves a tenth of the container to what the runtime does not count.
func configure(containerBytes int64) {
	debug.SetGCPercent(100)
	debug.SetMemoryLimit(containerBytes / 10 * 9)
}
`,
    note: {
      en: en(
        'Read the container’s limit from memory.max of the cgroup, or pass it in from the deployment, so that both numbers',
        'change together.',
      ),
      zh: '从 cgroup 的 memory.max 读取容器上限，或由部署配置传入，使两个数字一起变动。',
    },
  },
  verify: [
    {
      command: 'cat /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory.peak; grep oom_kill /sys/fs/cgroup/memory.events',
      expect: {
        en: en(
          'Inside the container, after the traffic peak: memory.peak stays below memory.max by about the 5–10 % you left, and',
          'the count of `oom_kill` has not risen.',
        ),
        zh: '流量高峰之后在容器内查看：memory.peak 低于 memory.max，差距约为所留的 5–10 %；`oom_kill` 计数没有增加。',
      },
    },
    {
      command: 'GOMEMLIMIT=1800MiB GODEBUG=gctrace=1 ./service 2> gc.log; gotriage analyze gc.log',
      expect: {
        en: en(
          'No `gc-memory-limit` finding: the heap goal stays above the live heap by more than 10 %, cycles do not follow one',
          'another without a gap, GC CPU share stays far below 50 %.',
        ),
        zh: '不再出现 `gc-memory-limit`：堆目标高出存活堆 10 % 以上，周期之间有间隔，GC CPU 占比远低于 50 %。',
      },
    },
  ],
  goVersions: { en: 'Go 1.19 and later.', zh: 'Go 1.19 及以上。' },
  corrections: [
    {
      text: {
        en: en(
          'The documents know GOGC alone. On Go 1.19 and later, raising GOGC without a memory limit gives away the protection',
          'that costs nothing.',
        ),
        zh: '文档只谈 GOGC。在 Go 1.19 及以上版本，只提高 GOGC 而不设内存上限，等于放弃了一项没有代价的保护。',
      },
      source: 'Go 1.19 release notes, runtime; runtime/debug/garbage.go SetMemoryLimit',
    },
    {
      text: {
        en: en(
          'The pacer keeps a reserve of 3 % (at least 1 MiB) of its own below the limit. It covers the collector’s inaccuracy,',
          'not memory outside the runtime, so it does not replace your headroom.',
        ),
        zh: 'pacer 自己在上限之下预留 3 %（至少 1 MiB）。它只弥补回收器的误差，不涵盖运行时之外的内存，因此不能代替你留的余量。',
      },
      source: 'runtime/mgcpacer.go memoryLimitHeapGoalHeadroomPercent',
    },
  ],
  figures: [
    {
      id: 'memlimit-headroom-low',
      value: 5,
      unit: 'percent',
      label: { en: 'least headroom below the container’s memory', zh: '容器内存之下的最小余量' },
      document: 'own',
    },
    {
      id: 'memlimit-headroom-high',
      value: 10,
      unit: 'percent',
      label: { en: 'usual headroom below the container’s memory', zh: '容器内存之下的常用余量' },
      document: 'own',
    },
    {
      id: 'gc-cpu-limiter',
      value: 50,
      unit: 'percent',
      label: { en: 'GC CPU at which the runtime’s limiter steps in', zh: '运行时限制器介入时的 GC CPU 占比' },
      document: 'own',
    },
  ],
  answers: [{ rule: 'gc-memory-limit' }, { rule: 'gc-frequency', rank: 2 }, { rule: 'gc-heap-growth', rank: 2 }],
};

/** Entries on what the collector has to carry: bytes allocated, bytes alive, bytes allowed. */
export const heapEntries: readonly GuidanceEntry[] = [allocateLess, objectLifetime, memoryLimit];
