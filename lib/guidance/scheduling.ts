import { cite } from './headings';
import { en, go, zh } from './prose';
import { lockEntries } from './scheduling-locks';
import type { GuidanceEntry } from './types';

const gmp: GuidanceEntry = {
  id: 'sched-gmp',
  group: 'scheduling',
  title: { en: 'What waiting as runnable means: G, M, P and their queues', zh: '“可运行却在等待”意味着什么：G、M、P 与它们的队列' },
  text: {
    en: en(
      'A runnable goroutine has all it needs but a P. There are GOMAXPROCS of them; each has a local queue of 256 goroutines',
      'and one slot for the goroutine to run next. An overfull queue moves half to the global one, an idle P steals half of',
      'another’s. Scheduler latency is the time from ready to running: with a free P some microseconds, otherwise the length',
      'of the queue times how long each goroutine runs, up to 10 ms.',
      '',
      'High latency thus has three causes. Too little CPU: all Ps busy, or the process throttled by its quota; the queues are',
      'long everywhere. Too much ready work at once: a burst of goroutines, or one close or Broadcast that wakes thousands.',
      'Long runners: a few goroutines use up their slice each time. The CPU profile and the run queues of `schedtrace` tell',
      'the three apart.',
      '',
      'Waiting for the network, a channel, a lock or a timer is not this: the goroutine is parked, its P goes on with',
      'another, and the poller or the waker makes it runnable again. Only a system call or a C call holds a thread; if it',
      'lasts, the P is taken away and handed to another thread.',
    ),
    zh: zh(
      '可运行的 goroutine 万事俱备，只缺一个 P。P 共有 GOMAXPROCS 个，每个都有容纳 256 个 goroutine 的本地队列，',
      '外加一个“下一个运行”的位置。队列过满时把一半移到全局队列，空闲的 P 从别的 P 偷一半。调度延迟就是从就绪到运行的时间：',
      '有空闲 P 时几微秒，否则是队列长度乘以每个 goroutine 运行的时间，而后者最长 10 ms。',
      '',
      '因此高延迟有三种原因。CPU 不足：所有 P 都忙，或进程被配额限流，各处队列都长。同时就绪的工作过多：',
      '一批 goroutine 同时产生，或一次 close、Broadcast 唤醒成千上万个。有长时间运行者：少数 goroutine 每次都用满时间片。',
      'CPU profile 与 `schedtrace` 的运行队列可以区分这三者。',
      '',
      '等待网络、通道、锁或定时器不属于此类：goroutine 被挂起，它的 P 继续运行别的，再由轮询器或唤醒者使它重新可运行。',
      '只有系统调用或 C 调用会占住线程；若持续较久，P 会被收走并交给另一个线程。',
    ),
  },
  citations: [cite('D4', '一.1'), cite('D3', '一'), cite('D0', '2.1'), cite('D2', '1')],
  change: {
    before: go`
func notifyAll(clients []chan string, msg string) {
	for _, c := range clients {
		go func() { c <- msg }() // all of them runnable at once
	}
}
`,
    after: go`
func notifyAll(ctx context.Context, clients []chan string, msg string) {
	var wg sync.WaitGroup
	next := make(chan chan string)
	for range runtime.GOMAXPROCS(0) {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for c := range next {
				select {
				case c <- msg:
				case <-ctx.Done():
					return
				}
			}
		}()
	}
feed:
	for _, c := range clients {
		select {
		case next <- c:
		case <-ctx.Done():
			break feed
		}
	}
	close(next)
	wg.Wait()
}
`,
    note: {
      en: en(
        'As many workers as Ps keep the queues short for work that computes. Where each send may wait for its client, give',
        'every client its own buffered queue instead.',
      ),
      zh: '对计算型任务，worker 数与 P 数相同可让队列保持很短。若每次发送都可能等待其客户端，则应给每个客户端一个带缓冲的队列。',
    },
  },
  verify: [
    {
      command: "curl -o trace.out 'http://localhost:6060/debug/pprof/trace?seconds=5' && gotriage analyze trace.out",
      expect: {
        en: en(
          'At the same request rate `schedWaitNs` falls below a tenth of `execNs`. Where `/sched/latencies:seconds` is exported,',
          'its 99th percentile falls to well under 1 ms.',
        ),
        zh: zh(
          '相同请求速率下，`schedWaitNs` 降到 `execNs` 的十分之一以下。若导出了 `/sched/latencies:seconds`，',
          '其 P99 应远低于 1 ms。',
        ),
      },
    },
    {
      command: 'GODEBUG=schedtrace=1000 ./service',
      expect: {
        en: '`runqueue` and the bracketed local queues are mostly 0 to a few; `idleprocs` is above 0 part of the time.',
        zh: '`runqueue` 与方括号内的本地队列大多为 0 到几个；`idleprocs` 时常大于 0。',
      },
    },
  ],
  goVersions: {
    en: 'All versions since Go 1.1; queue of 256, stealing and hand-off as described in Go 1.26.',
    zh: 'Go 1.1 以来的所有版本；256 的队列、窃取与移交按 Go 1.26 描述。',
  },
  corrections: [
    {
      text: {
        en: en(
          'The documents detach the M from its P whenever a goroutine blocks on I/O. That holds for blocking system calls and',
          'cgo. A goroutine that waits for a socket, a channel or a lock is parked by the same M, which goes on with the next',
          'goroutine of the same P; no thread changes hands.',
        ),
        zh: zh(
          '文档说 goroutine 因 I/O 阻塞时 P 会与 M 解绑。这只对阻塞的系统调用和 cgo 成立。等待套接字、',
          '通道或锁的 goroutine 由同一个 M 挂起，M 接着运行同一个 P 上的下一个，没有线程更替。',
        ),
      },
      source: 'runtime/proc.go park_m, entersyscall, retake; runtime/netpoll.go',
    },
    {
      text: {
        en: en(
          'A goroutine that becomes ready goes to the queue of the P that woke it, in its run-next slot, not back to the P it ran',
          'on before.',
        ),
        zh: '变为就绪的 goroutine 会进入唤醒它的那个 P 的“下一个运行”位置，而不是回到原来的 P。',
      },
      source: 'runtime/proc.go ready, runqput',
    },
    {
      text: {
        en: en(
          'Processor is a scheduling context, not a core: what the documents call the number of cores is, since Go 1.25, the CPU',
          'limit of the container.',
        ),
        zh: 'P 是调度上下文而不是 CPU 核：文档所说的“核数”，自 Go 1.25 起会取容器的 CPU 上限。',
      },
      source: 'Go 1.25 release notes; runtime/debug.go GOMAXPROCS',
    },
  ],
  figures: [
    {
      id: 'runq-size',
      value: 256,
      unit: 'goroutines',
      label: { en: 'local run queue of a P', zh: '每个 P 的本地运行队列' },
      document: 'D4',
    },
  ],
  answers: [
    { rule: 'sched-latency' },
    { rule: 'syscall-threads', rank: 2 },
    { rule: 'sched-long-run', rank: 2 },
    { rule: 'goroutine-growth', rank: 3 },
  ],
};

const preemption: GuidanceEntry = {
  id: 'sched-preemption',
  group: 'scheduling',
  title: { en: 'Long-running goroutines and preemption', zh: '长时间运行的 goroutine 与抢占' },
  text: {
    en: en(
      'A goroutine may run for 10 ms before the monitor thread asks it to yield. Since Go 1.14 the request is a signal and',
      'stops nearly every loop; what cannot be interrupted is C code, assembly, and stretches of the runtime. A span much',
      'longer than 10 ms in a trace while others wait means one of those, a thread that had no CPU, or `asyncpreemptoff=1`',
      'left in the environment.',
      '',
      'Long computation is no fault in itself, but each such goroutine delays others on its P by up to a slice, and every',
      'attempt to stop the world waits for the last one. Split the work into pieces that check `ctx.Err()` now and then: that',
      'bounds both the latency and the time to cancel. Keep the number of computing goroutines below GOMAXPROCS where',
      'requests must be served beside them.',
      '',
      '`runtime.Gosched` is rarely the cure. If a computation must not disturb, give it its own process with its own CPU share.',
    ),
    zh: zh(
      'goroutine 运行满 10 ms 后，监控线程会要求它让出。自 Go 1.14 起，这一请求以信号送达，几乎能停下任何循环；',
      '不能打断的是 C 代码、汇编和运行时的某些片段。执行跟踪中若有远超 10 ms 的运行段而别人在等，原因就是这几种之一，',
      '或线程没有拿到 CPU，或环境变量里遗留了 `asyncpreemptoff=1`。',
      '',
      '长时间计算本身没有错，但每个这样的 goroutine 会使同一个 P 上的其他 goroutine 最多延迟一个时间片，',
      '而每次停止世界都要等最后一个。把工作切成小段，不时检查 `ctx.Err()`：这样延迟和取消所需的时间都有上界。',
      '若旁边还要服务请求，计算型 goroutine 的数量应少于 GOMAXPROCS。',
      '',
      '`runtime.Gosched` 很少是对策。如果某项计算绝不能干扰别人，就让它独立成进程，使用自己的 CPU 份额。',
    ),
  },
  citations: [cite('D3', '一'), cite('D3', '七')],
  change: {
    before: go`
func score(rows []float64, f func(float64) float64) float64 {
	var total float64
	for _, r := range rows {
		total += f(r) // cannot be cancelled
	}
	return total
}
`,
    after: go`
func score(ctx context.Context, rows []float64, f func(float64) float64) (float64, error) {
	var total float64
	for i, r := range rows {
		if i%1024 == 0 {
			if err := ctx.Err(); err != nil {
				return 0, err
			}
		}
		total += f(r)
	}
	return total, nil
}
`,
    note: {
      en: 'Choose the step so that the test costs nothing and comes about once a millisecond.',
      zh: '步长的选取以检查开销可忽略、约每毫秒检查一次为宜。',
    },
  },
  verify: [
    {
      command: "curl -o trace.out 'http://localhost:6060/debug/pprof/trace?seconds=5' && gotriage analyze trace.out",
      expect: {
        en: 'No `sched-long-run` finding: while others are runnable, no goroutine runs on for much more than one slice of 10 ms.',
        zh: '不再出现 `sched-long-run`：有其他 goroutine 可运行时，没有哪个 goroutine 连续运行远超一个 10 ms 的时间片。',
      },
    },
    {
      command: 'env | grep -o asyncpreemptoff=1; GODEBUG=schedtrace=1000,scheddetail=1 ./service',
      expect: {
        en: en(
          'The first command prints nothing; in the second no P shows the same `schedtick` over several lines while its queue is',
          'not empty.',
        ),
        zh: '第一条命令没有输出；第二条中没有哪个 P 在队列非空时连续几行 `schedtick` 不变。',
      },
    },
  ],
  goVersions: {
    en: 'Asynchronous preemption since Go 1.14, on all platforms with signals.',
    zh: '异步抢占自 Go 1.14 起，适用于支持信号的平台。',
  },
  corrections: [
    {
      text: {
        en: en(
          'The document lists `asyncpreemptoff=1` among settings that help. It is a switch for hunting bugs in preemption itself:',
          'with it, a tight loop can hold up every pause and every other goroutine of its P again.',
        ),
        zh: zh(
          '文档把 `asyncpreemptoff=1` 列为辅助分析的设置。它只用于排查抢占本身的问题：开启后，',
          '紧凑循环又能拖住每次停顿以及同一 P 上的所有 goroutine。',
        ),
      },
      source: 'runtime/extern.go, asyncpreemptoff; Go 1.14 release notes',
    },
  ],
  figures: [
    { id: 'preempt-slice', value: 10, unit: 'ms', label: { en: 'time slice before preemption', zh: '触发抢占的时间片' }, document: 'own' },
  ],
  answers: [{ rule: 'sched-long-run' }, { rule: 'sched-latency', rank: 2 }, { rule: 'stw-other', rank: 2 }],
};

const enableProfiles: GuidanceEntry = {
  id: 'diag-enable-profiles',
  group: 'scheduling',
  title: {
    en: 'An empty block or mutex profile is switched off, not healthy',
    zh: 'block 或 mutex profile 为空是没有开启，不代表健康',
  },
  text: {
    en: en(
      'Two profiles record nothing until the program asks for them. `runtime.SetBlockProfileRate(ns)` samples blocking on',
      'channels, selects and locks: about one event per so many nanoseconds blocked, 1 for every event.',
      '`runtime.SetMutexProfileFraction(n)` records one in n contended unlocks. Both are 0, that is off, by default, and the',
      'endpoints then answer with a valid profile without samples.',
      '',
      'Leave them on in production at a low rate: 1 000 000 (one sample per millisecond blocked) and 100 cost next to',
      'nothing. Switch to finer rates for a test. Set them at the very start of main: what blocked before is not seen.',
      '',
      'The block profile says where goroutines waited, the mutex profile who made them wait: its stacks end in the Unlock of',
      'the holder. Beside them belong `b.ReportAllocs()` in every benchmark and a test run with `-race`, since a lock that',
      'was removed to please a profile may have been needed.',
    ),
    zh: zh(
      '有两种 profile 在程序主动开启之前什么也不记录。`runtime.SetBlockProfileRate(ns)` 对通道、select 和锁上的阻塞抽样：',
      '大约每阻塞这么多纳秒取一个样本，1 表示每次都记。`runtime.SetMutexProfileFraction(n)` 在每 n 次有竞争的解锁中记一次。',
      '两者默认都是 0，即关闭，此时接口返回的是格式正确但没有样本的 profile。',
      '',
      '在生产环境以较低的频率常开：1 000 000（每阻塞一毫秒取一个样本）和 100，几乎没有开销；测试时再改用更细的频率。',
      '要在 main 的最开头设置：在此之前的阻塞看不到。',
      '',
      'block profile 说明 goroutine 在哪里等，mutex profile 说明谁让它们等：后者的栈止于持有者的 Unlock。',
      '与之配套的还有每个基准测试里的 `b.ReportAllocs()`，以及带 `-race` 的测试，',
      '因为为了让 profile 好看而去掉的锁也许正是需要的。',
    ),
  },
  citations: [cite('D3', '七')],
  change: {
    before: go`
func main() {
	log.Fatal(http.ListenAndServe("localhost:6060", nil)) // block and mutex stay empty
}
`,
    after: go`
func main() {
	runtime.SetBlockProfileRate(int(time.Millisecond)) // nanoseconds blocked per sample
	runtime.SetMutexProfileFraction(100)
	log.Fatal(http.ListenAndServe("localhost:6060", nil))
}
`,
    note: {
      en: en(
        'The handlers come with a blank import of net/http/pprof. Bind them to localhost or an internal port: they reveal code',
        'paths and let anyone start a trace.',
      ),
      zh: '处理函数由空白导入 net/http/pprof 注册。请绑定到 localhost 或内网端口：它们会暴露代码路径，并允许任何人启动跟踪。',
    },
  },
  verify: [
    {
      command: "curl -o block.pb.gz 'http://localhost:6060/debug/pprof/block?seconds=30' && gotriage analyze block.pb.gz",
      expect: {
        en: en(
          'The profile holds samples: contentions above 0, and no `profile-empty` finding. If it is empty still, nothing blocked',
          'for long in those 30 seconds.',
        ),
        zh: 'profile 中有样本：contentions 大于 0，不再出现 `profile-empty`。若仍为空，说明这 30 秒内确实没有较长的阻塞。',
      },
    },
    {
      command: 'go test -run xxx -bench . -blockprofile block.pb.gz -mutexprofile mutex.pb.gz ./pkg',
      expect: {
        en: en(
          'In tests the flags switch both on by themselves, at full rate; both files hold samples if the benchmark contends at',
          'all.',
        ),
        zh: '测试中这两个参数会自动以全采样开启；只要基准测试存在竞争，两个文件都会有样本。',
      },
    },
  ],
  goVersions: {
    en: 'All versions; contention on the runtime’s own locks counts in the mutex profile since Go 1.22.',
    zh: '所有版本；运行时内部锁的竞争自 Go 1.22 起计入 mutex profile。',
  },
  corrections: [
    {
      text: {
        en: en(
          'The document names the two calls without their units, which differ: nanoseconds for block, a fraction for mutex. A',
          'block rate of 100 meant as one in a hundred records nearly every event that lasts 100 ns and slows a busy service',
          'down.',
        ),
        zh: zh(
          '文档列出这两个调用但未说明单位，而单位并不相同：block 是纳秒，mutex 是分数。若把 block 的 100 当作百分之一，',
          '就会把几乎每个持续 100 ns 的事件都记下来，拖慢繁忙的服务。',
        ),
      },
      source: 'runtime/mprof.go SetBlockProfileRate, SetMutexProfileFraction',
    },
    {
      text: {
        en: en(
          'Release 1.22 changed the values of the mutex profile: they are scaled by the number of goroutines that waited. Do not',
          'compare a mutex profile from before 1.22 with one from after.',
        ),
        zh: 'Go 1.22 改变了 mutex profile 的数值：按等待的 goroutine 数放大。不要把 1.22 之前与之后的 mutex profile 相互比较。',
      },
      source: 'Go 1.22 release notes, runtime',
    },
  ],
  answers: [{ rule: 'profile-empty' }, { rule: 'lock-contention', rank: 3 }, { rule: 'channel-contention', rank: 3 }],
};

/** The catalogue’s entries on scheduling and locks, in reading order. */
export const schedulingEntries: readonly GuidanceEntry[] = [gmp, preemption, ...lockEntries, enableProfiles];
