import { heapEntries } from './gc-heap';
import { runtimeEntries } from './gc-runtime';
import { cite } from './headings';
import { en, go, zh } from './prose';
import type { GuidanceEntry } from './types';

const readPhases: GuidanceEntry = {
  id: 'gc-read-phases',
  group: 'gc',
  title: {
    en: 'Read a GC cycle before tuning it: two short pauses around a concurrent mark',
    zh: '调优之前先读懂一轮 GC：并发标记前后各有一次短暂停',
  },
  text: {
    en: en(
      'A cycle has four parts: sweep termination (the world stops, the write barrier goes on), mark (concurrent, by far the',
      'longest), mark termination (the world stops, the barrier goes off), sweep (concurrent, in the background and when',
      'memory is allocated). Only the first and third are pauses. What a cycle costs the rest of the time is CPU: a quarter',
      'of GOMAXPROCS for the mark workers, and assists, which are mark work charged to goroutines that allocate faster than',
      'the workers can keep up with.',
      '',
      'In a line of `GODEBUG=gctrace=1` the three clock times are sweep termination + mark + mark termination: the outer two',
      'are the pauses. In the cpu times the middle group reads assist/background/idle. `4->5->2 MB` is the heap when the mark',
      'began, when it ended, and what of it is alive; `(forced)` marks a cycle that the program itself asked for with',
      '`runtime.GC` or `debug.FreeOSMemory`.',
      '',
      'Then decide what to tune. Long pauses are rarely the collector’s own work: threads without CPU (quota, overload) or a',
      'goroutine that reaches no safe point delay the stop. Many cycles are a matter of allocation rate against live heap.',
      'High assist time means that allocation comes in bursts that the pacer cannot foresee, or that too few Ps are left for',
      'marking.',
      '',
      'A forced cycle is a choice of the program: look for `runtime.GC` in a request path or on a timer, and remove it. An',
      'idle process collects every two minutes by itself; that cycle is not marked as forced.',
    ),
    zh: zh(
      '一轮 GC 分四段：清扫终止（世界停止，打开写屏障）、标记（并发，耗时最长）、标记终止（世界停止，关闭写屏障）、',
      '清扫（并发，由后台以及分配内存时进行）。只有第一段和第三段是停顿。其余时间的代价是 CPU：',
      '标记 worker 占 GOMAXPROCS 的四分之一，另有 assist，即分配速度超过 worker 时摊派给分配者的标记工作。',
      '',
      '`GODEBUG=gctrace=1` 每行的三个 clock 时间依次是清扫终止 + 标记 + 标记终止，首尾两个才是停顿。',
      'cpu 时间的中间一组是 assist/background/idle。`4->5->2 MB` 分别是标记开始时的堆、标记结束时的堆和其中存活的部分；',
      '`(forced)` 表示这一轮由程序自己通过 `runtime.GC` 或 `debug.FreeOSMemory` 发起。',
      '',
      '然后再决定调什么。停顿过长很少是回收器自身的工作：更常见的是线程拿不到 CPU（配额、过载），',
      '或某个 goroutine 迟迟到不了安全点而拖延了停止。周期过密是分配速率与存活堆之比的问题。assist 时间高，说明分配呈突发、',
      'pacer 无法预见，或留给标记的 P 太少。',
      '',
      '强制 GC 是程序自己的选择：检查请求路径或定时器里的 `runtime.GC`，并去掉它。空闲进程每两分钟也会自动回收一次，',
      '那一轮不会标为 forced。',
    ),
  },
  citations: [cite('D4', '一.3'), cite('D3', '七')],
  change: {
    before: go`
func release(cache map[string][]byte, key string) {
	delete(cache, key)
	runtime.GC() // a whole cycle per request
}
`,
    after: go`
func release(cache map[string][]byte, key string) {
	delete(cache, key) // the next cycle takes it
}

func gcPauses() *metrics.Float64Histogram {
	sample := []metrics.Sample{{Name: "/sched/pauses/total/gc:seconds"}}
	metrics.Read(sample)
	return sample[0].Value.Float64Histogram()
}
`,
    note: {
      en: en(
        'Export the pause histogram instead of forcing cycles. `/sched/pauses/total/gc:seconds` exists since Go 1.22,',
        '`/gc/pauses:seconds` before.',
      ),
      zh: '与其强制 GC，不如导出停顿直方图。`/sched/pauses/total/gc:seconds` 自 Go 1.22 起提供，之前用 `/gc/pauses:seconds`。',
    },
  },
  verify: [
    {
      command: 'GODEBUG=gctrace=1 ./service 2> gc.log; gotriage analyze gc.log',
      expect: {
        en: en(
          '99th percentile of pauses at or below 0.5 ms, with no line marked `(forced)`. On a machine with spare CPU, 10–100 µs',
          'is normal.',
        ),
        zh: '停顿的 P99 不超过 0.5 ms，且没有标为 `(forced)` 的行。在 CPU 有余量的机器上，10–100 µs 属于正常。',
      },
    },
    {
      command: "curl -o trace.out 'http://localhost:6060/debug/pprof/trace?seconds=5' && gotriage analyze trace.out",
      expect: {
        en: 'The minimum mutator utilisation over 10 ms windows rises, and no pause stands out beside the GC ones.',
        zh: '10 ms 窗口的最小 mutator 利用率上升，且除 GC 停顿外没有其他突出的停顿。',
      },
    },
  ],
  goVersions: {
    en: 'Concurrent since Go 1.5; two short pauses without stack rescan since 1.8.',
    zh: '自 Go 1.5 起并发；自 1.8 起为两次短停顿，不再重扫栈。',
  },
  corrections: [
    {
      text: {
        en: en(
          'The document describes a second pause that re-marks what changed during the mark. There is none since Go 1.8: with the',
          'hybrid write barrier, stacks are scanned once, concurrently, and mark termination only ends the phase. Roots are not',
          'marked during the first pause either; that pause just enables the barrier.',
        ),
        zh: zh(
          '文档描述了第二次停顿用于重新标记期间的变更。自 Go 1.8 起已没有这一步：有了混合写屏障，栈只在并发阶段扫描一次，',
          '标记终止只是结束该阶段。第一次停顿也不标记根对象，只是打开写屏障。',
        ),
      },
      source: 'runtime/mgc.go, package comment, steps 1 to 4; Go 1.8 release notes',
    },
    {
      text: {
        en: en(
          'It dates pauses of 1–10 ms to Go 1.8 and of microseconds to 1.21. The release notes of Go 1.8 already give usually',
          'under 100 µs and often as low as 10 µs. Today’s pauses in milliseconds point to the machine, not to the collector.',
        ),
        zh: zh(
          '文档把 1–10 ms 的停顿归于 Go 1.8，把微秒级归于 1.21。Go 1.8 的发布说明已写明通常低于 100 µs，常常低至 10 µs。',
          '如今若出现毫秒级停顿，应怀疑机器环境而不是回收器。',
        ),
      },
      source: 'Go 1.8 release notes, garbage collector',
    },
    {
      text: {
        en: en(
          '`bgsweep` is the background sweeper and records nothing for marking, `MSpanFree` and `MSpanInUse` are now `mSpanDead`',
          'and `mSpanInUse`. New objects are allocated black while the mark runs.',
        ),
        zh: zh(
          '`bgsweep` 是后台清扫者，并不为标记记录任何东西；`MSpanFree`、`MSpanInUse` 现为 `mSpanDead`、`mSpanInUse`。',
          '标记期间新分配的对象直接为黑色。',
        ),
      },
      source: 'runtime/mgcsweep.go bgsweep; runtime/mheap.go mSpanState',
    },
    {
      text: {
        en: en(
          'Go 1.26 marks small objects span by span by default (the Green Tea collector, an experiment in 1.25): phases and',
          'pauses are the same, GC CPU is lower for many programs. Compare captures of one Go version only.',
        ),
        zh: zh(
          'Go 1.26 默认按 span 标记小对象（Green Tea 回收器，1.25 中为实验特性）：阶段与停顿不变，许多程序的 GC CPU 占用更低。',
          '因此只应比较同一 Go 版本的采集结果。',
        ),
      },
      source: 'Go 1.26 release notes; runtime/mgcmark_greenteagc.go',
    },
  ],
  figures: [
    {
      id: 'stw-phase',
      value: 0.5,
      unit: 'ms',
      label: { en: 'pause per phase in the documents', zh: '文档给出的单次停顿' },
      document: 'D4',
    },
    {
      id: 'stw-1.8-low',
      value: 1,
      unit: 'ms',
      label: { en: 'lower end of pauses the documents date to Go 1.8', zh: '文档所述 Go 1.8 停顿的下限' },
      document: 'D4',
      superseded: true,
    },
    {
      id: 'stw-1.8-high',
      value: 10,
      unit: 'ms',
      label: { en: 'upper end of pauses the documents date to Go 1.8', zh: '文档所述 Go 1.8 停顿的上限' },
      document: 'D4',
      superseded: true,
    },
    {
      id: 'stw-usual',
      value: 100,
      unit: 'µs',
      label: { en: 'usual upper end of GC pauses since Go 1.8', zh: 'Go 1.8 以来 GC 停顿的通常上限' },
      document: 'own',
    },
    {
      id: 'mark-share',
      value: 90,
      unit: 'percent',
      label: { en: 'share of a cycle that is concurrent mark, in the documents', zh: '文档所述并发标记占一轮 GC 的比例' },
      document: 'D4',
    },
    {
      id: 'gc-background-cpu',
      value: 25,
      unit: 'percent',
      label: { en: 'share of GOMAXPROCS for background mark workers', zh: '后台标记 worker 占 GOMAXPROCS 的比例' },
      document: 'own',
    },
  ],
  answers: [
    { rule: 'gc-pause' },
    { rule: 'gc-forced' },
    { rule: 'gc-frequency', rank: 3 },
    { rule: 'gc-cpu-share', rank: 3 },
    { rule: 'gc-assist', rank: 3 },
    { rule: 'gc-memory-limit', rank: 3 },
    { rule: 'gc-heap-growth', rank: 3 },
  ],
};

const gogc: GuidanceEntry = {
  id: 'gc-gogc',
  group: 'gc',
  title: { en: 'GOGC: fewer cycles for more memory', zh: 'GOGC：用更多内存换更少的 GC 周期' },
  text: {
    en: en(
      'GOGC says how much new memory may be allocated, in percent of what is alive, before the next cycle. At the default of',
      '100 the heap may double. The number of cycles per second is about the allocation rate divided by (live heap × GOGC /',
      '100), so raising GOGC from 100 to 300 makes a third of the cycles and lets the heap grow to four times the live part',
      'instead of twice.',
      '',
      'Raise it when GC CPU is high, cycles are frequent and there is memory to spare, in steps: 100, 200, 300. Note the peak',
      'heap at each step against the container’s limit. With a large live heap the same percentage costs much more memory,',
      'with a tiny one it costs next to nothing and brings the most: a live heap of 4 MB is collected at 8 MB, however large',
      'the machine.',
      '',
      'The documents’ case went from 5 cycles a second and 100 ms stalls to 1 a second and 20 ms with GOGC=300 and half the',
      'allocations. The formula agrees: three times the room and half the rate make 5 / 6, a little under one. Halving the',
      'allocations did as much as its share; do that as well.',
    ),
    zh: zh(
      'GOGC 规定在下一轮 GC 之前可以新分配多少内存，以存活量的百分比计。默认 100，即堆可以翻倍。',
      '每秒的周期数约等于分配速率除以（存活堆 × GOGC / 100），所以 GOGC 从 100 提到 300，周期数变为三分之一，',
      '而堆可以长到存活部分的四倍，而不是两倍。',
      '',
      '当 GC 占用 CPU 高、周期频繁且内存有余时，逐级提高：100、200、300。每一级都记录堆峰值并对照容器上限。存活堆很大时，',
      '同样的百分比要多花许多内存；存活堆很小时几乎不花内存，而且收效最大：4 MB 的存活堆到 8 MB 就会回收，机器再大也一样。',
      '',
      '文档案例以 GOGC=300 加上分配减半，从每秒 5 次、卡顿 100 ms 变为每秒 1 次、20 ms。公式与之吻合：空间变为三倍，',
      '速率减半，得 5 / 6，略低于 1。分配减半同样贡献了它的份额，应当一并去做。',
    ),
  },
  citations: [cite('D4', 'gc-tuning'), cite('D3', '四')],
  change: {
    before: go`
func start(run func() error) error {
	return run() // GOGC=100, no limit, whatever the container allows
}
`,
    after: go`
func start(run func() error) error {
	debug.SetGCPercent(300)
	debug.SetMemoryLimit(1800 << 20) // 90 % of a 2000 MiB container
	return run()
}
`,
    note: {
      en: en(
        'The environment variables GOGC=300 GOMEMLIMIT=1800MiB do the same without a build. Never raise GOGC without a limit:',
        'it is what keeps a traffic peak from becoming an out-of-memory kill.',
      ),
      zh: zh(
        '环境变量 GOGC=300 GOMEMLIMIT=1800MiB 效果相同且无需重新构建。不要只提高 GOGC 而不设上限：',
        '正是上限让流量高峰不致演变成被 OOM 杀死。',
      ),
    },
  },
  verify: [
    {
      command: 'for g in 100 200 300; do GOGC=$g GODEBUG=gctrace=1 ./service 2> gogc-$g.log; gotriage analyze gogc-$g.log; done',
      expect: {
        en: en(
          'Under the same test load, cycles per second, GC CPU share and heap goal at each setting, side by side. Choose the',
          'smallest GOGC that meets your aim: the step from 200 to 300 saves only a third of what the step from 100 to 200 saves.',
        ),
        zh: zh(
          '在相同的测试负载下，并排比较各设置的每秒周期数、GC CPU 占比和堆目标。',
          '选能达到目标的最小 GOGC：从 200 到 300 省下的周期只有从 100 到 200 的三分之一。',
        ),
      },
    },
    {
      command: 'GOGC=300 GODEBUG=gctrace=1 ./service 2> after.log; gotriage analyze after.log',
      expect: {
        en: en(
          'Cycles per second fall to about a third under equal load (to 100 / GOGC of before), GC CPU share falls by nearly the',
          'same factor, the heap goal rises to about twice its former value.',
        ),
        zh: '相同负载下每秒周期数降到约三分之一（即原来的 100 / GOGC），GC CPU 占比按接近的倍数下降，堆目标升到约原来的两倍。',
      },
    },
  ],
  goVersions: { en: 'All versions; the memory limit needs Go 1.19.', zh: '所有版本；内存上限需要 Go 1.19。' },
  corrections: [
    {
      text: {
        en: en(
          'Since Go 1.18 the percentage is taken of the live heap plus the GC’s roots (goroutine stacks and globals), so a',
          'program with many goroutines collects less often than the documents’ formula says. The heap goal is also never below 4',
          'MiB × GOGC / 100.',
        ),
        zh: zh(
          '自 Go 1.18 起，百分比的基数是存活堆加上 GC 根（goroutine 栈与全局变量），所以 goroutine 很多的程序，',
          '回收频率低于文档公式所得。此外堆目标不会低于 4 MiB × GOGC / 100。',
        ),
      },
      source: 'Go 1.18 release notes, runtime; runtime/mgcpacer.go commit, defaultHeapMinimum',
    },
    {
      text: {
        en: en(
          'The document blames pauses of 100 ms on stop-the-world phases. The collector’s own pauses have been far below that',
          'since Go 1.5. Stalls of 100 ms under frequent GC are assists, CPU throttling by the cgroup, or (before Go 1.14) a loop',
          'that could not be preempted; fewer cycles make all of them rarer, which is why the cure worked.',
        ),
        zh: zh(
          '文档把 100 ms 归因于 STW。自 Go 1.5 以来，回收器自身的停顿远低于这个量级。频繁 GC 下的 100 ms 卡顿来自 assist、',
          'cgroup 的 CPU 限流，或（Go 1.14 之前）无法抢占的循环；周期变少，这些都会变少，所以该做法仍然有效。',
        ),
      },
      source: 'Go 1.5, 1.8 and 1.14 release notes; runtime/mgcmark.go gcAssistAlloc',
    },
    {
      text: {
        en: 'Raising GOGC does not shorten a pause: the two pauses do not depend on the heap’s size. It makes them rarer.',
        zh: '提高 GOGC 不会缩短单次停顿：两次停顿都与堆大小无关，只是变得更少。',
      },
      source: 'runtime/mgc.go gcStart, gcMarkTermination',
    },
  ],
  figures: [
    {
      id: 'gogc-case-before-rate',
      value: 5,
      unit: 'per-second',
      label: { en: 'GC cycles a second before, in the documents’ case', zh: '文档案例：调优前每秒 GC 次数' },
      document: 'D4',
    },
    {
      id: 'gogc-case-after-rate',
      value: 1,
      unit: 'per-second',
      label: { en: 'GC cycles a second after, in the documents’ case', zh: '文档案例：调优后每秒 GC 次数' },
      document: 'D4',
    },
    {
      id: 'gogc-case-before-stall',
      value: 100,
      unit: 'ms',
      label: { en: 'stall before, in the documents’ case', zh: '文档案例：调优前的卡顿' },
      document: 'D4',
    },
    {
      id: 'gogc-case-after-stall',
      value: 20,
      unit: 'ms',
      label: { en: 'stall after, in the documents’ case', zh: '文档案例：调优后的卡顿' },
      document: 'D4',
    },
    {
      id: 'gogc-case-allocation',
      value: -50,
      unit: 'percent',
      label: { en: 'allocations saved in the documents’ case', zh: '文档案例：减少的堆分配' },
      document: 'D4',
    },
    {
      id: 'gogc-case-stability',
      value: 40,
      unit: 'percent',
      label: { en: 'gain in latency stability in the documents’ case', zh: '文档案例：延迟稳定性的提升' },
      document: 'D4',
    },
    { id: 'gogc-default', value: 100, unit: 'percent', label: { en: 'GOGC by default', zh: 'GOGC 默认值' }, document: 'D4' },
    {
      id: 'gogc-raised',
      value: 300,
      unit: 'percent',
      label: { en: 'GOGC in the documents’ case', zh: '文档案例采用的 GOGC' },
      document: 'D4',
    },
    {
      id: 'heap-minimum',
      value: 4_194_304,
      unit: 'bytes',
      label: { en: 'smallest heap goal at GOGC=100', zh: 'GOGC=100 时堆目标的下限' },
      document: 'own',
    },
  ],
  answers: [{ rule: 'gc-frequency' }, { rule: 'gc-cpu-share', rank: 2 }, { rule: 'gc-assist', rank: 2 }, { rule: 'gc-pause', rank: 3 }],
};

/** The catalogue’s entries on the garbage collector, in reading order. */
export const gcEntries: readonly GuidanceEntry[] = [readPhases, gogc, ...heapEntries, ...runtimeEntries];
