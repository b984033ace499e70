import { cite } from './headings';
import { en, go, zh } from './prose';
import type { GuidanceEntry } from './types';

const gomaxprocs: GuidanceEntry = {
  id: 'gc-gomaxprocs',
  group: 'gc',
  title: { en: 'GOMAXPROCS: match it to the CPU you really have', zh: 'GOMAXPROCS：与实际可用的 CPU 相匹配' },
  text: {
    en: en(
      'GOMAXPROCS is the number of Ps, that is, of goroutines that execute Go code at once; a quarter of them mark while a',
      'cycle runs. If it is larger than the CPU quota of the container, the process spends its quota early in each period',
      '(100 ms as a rule) and is then frozen until the next one. Mark workers make that worse, since they run on every P that',
      'would otherwise be idle. In a trace this shows as gaps in which nothing runs, as long scheduler latency, and as',
      'assists that take milliseconds.',
      '',
      'So set it to the quota first, rounded up. Going lower than the quota is worth a trial only for CPU-bound services',
      'whose own work competes with marking, and only with a measurement: each P less also takes away a quarter of a P of',
      'mark capacity. I/O-bound services rarely gain anything; their goroutines wait for the network, not for a P.',
      '',
      'If assist time is the complaint, more Ps or fewer allocations help and fewer Ps do not.',
    ),
    zh: zh(
      'GOMAXPROCS 是 P 的数量，即同时执行 Go 代码的 goroutine 数；GC 运行期间其中四分之一用于标记。',
      '如果它大于容器的 CPU 配额，进程会在每个周期（通常 100 ms）的前段用完配额，随后被冻结到下一个周期。',
      '标记 worker 会加剧这一点，因为它们会占用每一个本来空闲的 P。在执行跟踪里，这表现为什么都不运行的空档、很长的调度延迟，',
      '以及长达数毫秒的 assist。',
      '',
      '所以首先把它设为配额（向上取整）。只有 CPU 密集、自身工作与标记争用的服务才值得尝试低于配额，而且必须有测量：',
      '每少一个 P，标记能力也少四分之一个 P。I/O 密集的服务很少受益，它们的 goroutine 等的是网络，不是 P。',
      '',
      '如果问题是 assist 时间，有用的是增加 P 或减少分配，减少 P 没有用。',
    ),
  },
  citations: [cite('D4', 'gc-tuning'), cite('D3', 'traps'), cite('D3', '一')],
  change: {
    before: go`
func main() {
	runtime.GOMAXPROCS(runtime.NumCPU()) // 64 on the host, in a container that may use 4
	log.Fatal(http.ListenAndServe(":8080", nil))
}
`,
    after: go`
func main() {
	// Go 1.25 and later read the container's CPU limit; GOMAXPROCS in the environment overrides it.
	log.Printf("GOMAXPROCS=%d", runtime.GOMAXPROCS(0))
	log.Fatal(http.ListenAndServe(":8080", nil))
}
`,
    note: {
      en: en(
        'Before Go 1.25 set GOMAXPROCS in the deployment from the CPU limit. The call in `before` also switches off the',
        'automatic adjustment of 1.25.',
      ),
      zh: 'Go 1.25 之前，应在部署配置里按 CPU 上限设置 GOMAXPROCS。`before` 中的调用还会关闭 1.25 的自动调整。',
    },
  },
  verify: [
    {
      command: 'grep -E "nr_throttled|throttled_usec" /sys/fs/cgroup/cpu.stat',
      expect: {
        en: 'Read it twice, a minute apart, inside the container at peak: both counters stand still instead of rising.',
        zh: '高峰时在容器内间隔一分钟读两次：两个计数都不再增长。',
      },
    },
    {
      command: 'for t in before.trace after.trace; do gotriage analyze $t; done',
      expect: {
        en: en(
          'Two traces under equal load: `schedWaitNs` falls, the mutator utilisation over 10 ms rises, and the longest',
          'stop-the-world range is no longer tens of milliseconds.',
        ),
        zh: '相同负载下的两份跟踪：`schedWaitNs` 下降，10 ms 窗口的 mutator 利用率上升，最长的 STW 不再达到数十毫秒。',
      },
    },
  ],
  goVersions: {
    en: 'All versions; the container’s limit is respected from Go 1.25 on (Linux, go.mod 1.25).',
    zh: '所有版本；自 Go 1.25 起遵循容器的 CPU 上限（Linux，go.mod 声明 1.25）。',
  },
  corrections: [
    {
      text: {
        en: en(
          'The document has GOMAXPROCS default to the number of cores. Since Go 1.25, in modules that declare 1.25, the default',
          'is the smallest of logical CPUs, CPU affinity and the cgroup’s limit (rounded up, at least 2), and it is read again',
          'while the program runs. `GODEBUG=containermaxprocs=0,updatemaxprocs=0` restores the old behaviour.',
        ),
        zh: zh(
          '文档说 GOMAXPROCS 默认等于核数。自 Go 1.25 起，在声明 1.25 的模块里，默认值取逻辑 CPU 数、',
          'CPU 亲和性与 cgroup 上限三者的最小值（向上取整，至少为 2），并在运行中定期更新。',
          '`GODEBUG=containermaxprocs=0,updatemaxprocs=0` 可恢复旧行为。',
        ),
      },
      source: 'Go 1.25 release notes; runtime/debug.go GOMAXPROCS',
    },
    {
      text: {
        en: en(
          'Lowering GOMAXPROCS to keep the collector away from the program, as the document suggests, lowers both: background',
          'marking always aims at 25 % of GOMAXPROCS.',
        ),
        zh: '文档建议降低 GOMAXPROCS 以避免 GC 与业务争用，但这会同时降低两者：后台标记始终以 GOMAXPROCS 的 25 % 为目标。',
      },
      source: 'runtime/mgcpacer.go gcBackgroundUtilization',
    },
  ],
  answers: [
    { rule: 'gc-assist', rank: 2 },
    { rule: 'gc-cpu-share', rank: 2 },
    { rule: 'gc-pause', rank: 2 },
    { rule: 'sched-latency', rank: 2 },
  ],
};

const otherStw: GuidanceEntry = {
  id: 'gc-other-stw',
  group: 'gc',
  title: { en: 'Pauses that are not GC: something else stops the world', zh: '不是 GC 的停顿：另有原因停止了世界' },
  text: {
    en: en(
      'The runtime stops every goroutine for other reasons as well, and a trace names each: `read mem stats`, `goroutine',
      'profile`, `all goroutines stack trace`, `GOMAXPROCS`, `start trace`, `stop trace`, `write heap dump`. No GC setting',
      'changes them. They come from monitoring, and their rate is that of the monitor.',
      '',
      'The usual culprit is an agent that calls `runtime.ReadMemStats` every second, or scrapes `goroutine?debug=2` on a',
      'process with very many goroutines: a full stack dump holds the world still for as long as it takes to walk all stacks.',
      'Read `runtime/metrics` instead of MemStats, which needs no stop; take the goroutine profile in proto form (`debug=0`),',
      'which since Go 1.19 stops the world only briefly at its start and end; ask for `debug=2` by hand, not on a schedule.',
      '',
      'If a pause is long while little is done in it, it is the stopping that takes the time: some goroutine did not reach a',
      'safe point, or its thread had no CPU.',
    ),
    zh: zh(
      '运行时还会因别的原因停下所有 goroutine，执行跟踪会逐一写明：`read mem stats`、`goroutine profile`、',
      '`all goroutines stack trace`、`GOMAXPROCS`、`start trace`、`stop trace`、`write heap dump`。',
      '任何 GC 设置都影响不了它们。它们来自监控，频率就是监控的频率。',
      '',
      '常见的元凶是每秒调用 `runtime.ReadMemStats` 的 agent，或对 goroutine 极多的进程定时抓取 `goroutine?debug=2`：',
      '完整的栈转储要走完所有栈，其间世界一直停着。用 `runtime/metrics` 代替 MemStats，它无需停止世界；',
      'goroutine profile 取 proto 形式（`debug=0`），自 Go 1.19 起只在开始和结束时短暂停止；`debug=2` 应手动抓取，不要定时。',
      '',
      '如果停顿很长而其间做的事很少，那么时间花在“停下来”上：某个 goroutine 没有到达安全点，或它的线程没有拿到 CPU。',
    ),
  },
  citations: [cite('D3', '一'), cite('D3', '七')],
  change: {
    before: go`
func report(gauge func(string, float64)) {
	for range time.Tick(time.Second) {
		var m runtime.MemStats
		runtime.ReadMemStats(&m) // stops the world every second
		gauge("heap", float64(m.HeapAlloc))
	}
}
`,
    after: go`
func report(ctx context.Context, gauge func(string, float64)) {
	samples := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	ticker := time.NewTicker(time.Second)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			metrics.Read(samples)
			gauge("heap", float64(samples[0].Value.Uint64()))
		case <-ctx.Done():
			return
		}
	}
}
`,
    note: {
      en: en(
        '`/memory/classes/heap/objects:bytes` is MemStats.HeapAlloc. Client libraries of monitoring systems switched years ago;',
        'an old pinned version is worth a look.',
      ),
      zh: '`/memory/classes/heap/objects:bytes` 即 MemStats.HeapAlloc。监控系统的客户端库早已切换，值得检查是否锁定了旧版本。',
    },
  },
  verify: [
    {
      command: "curl -o trace.out 'http://localhost:6060/debug/pprof/trace?seconds=10' && gotriage analyze trace.out",
      expect: {
        en: en(
          'No `stw-other` finding: of the pauses not caused by GC, only `start trace` and `stop trace` of this very capture are',
          'left.',
        ),
        zh: '不再出现 `stw-other`：非 GC 的停顿只剩本次采集自己的 `start trace` 和 `stop trace`。',
      },
    },
    {
      command: 'curl -s http://localhost:6060/metrics | grep -i pauses',
      expect: {
        en: en(
          'If you export `/sched/pauses/total/other:seconds` (Go 1.22), its count rises only when someone takes a profile by',
          'hand.',
        ),
        zh: '若导出了 `/sched/pauses/total/other:seconds`（Go 1.22），其计数只在有人手动采集时增加。',
      },
    },
  ],
  goVersions: {
    en: en(
      'All versions; runtime/metrics since Go 1.16, the short goroutine profile since 1.19, traces that name every pause',
      'since 1.21.',
    ),
    zh: '所有版本；runtime/metrics 自 Go 1.16，短停顿的 goroutine profile 自 1.19，执行跟踪写明每次停顿的原因自 1.21。',
  },
  corrections: [
    {
      text: {
        en: en(
          'The document names GC and the scheduler as causes of short pauses. The scheduler itself does not stop the world:',
          'preemption stops one goroutine. What remains are the monitoring calls above.',
        ),
        zh: '文档把短暂停顿归因于 GC 和调度器。调度器本身并不停止世界：抢占只停下一个 goroutine。剩下的就是上面那些监控调用。',
      },
      source: 'runtime/proc.go stwReasonStrings, preemptone',
    },
  ],
  answers: [{ rule: 'stw-other' }, { rule: 'gc-pause', rank: 3 }],
};

/** Entries on the runtime around the collector. */
export const runtimeEntries: readonly GuidanceEntry[] = [gomaxprocs, otherStw];
