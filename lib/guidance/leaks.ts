import { cite } from './headings';
import { channelLeaks } from './leaks-channel';
import { externalLeaks } from './leaks-external';
import { lockLeaks } from './leaks-lock';
import { waitLeaks } from './leaks-wait';
import { en, go, zh } from './prose';
import type { GuidanceEntry } from './types';

const triage: GuidanceEntry = {
  id: 'leak-triage',
  group: 'leaks',
  title: {
    en: 'Triage a goroutine leak: count, group, read the wait, find the missing exit',
    zh: '排查 goroutine 泄漏：先计数，再分组，看等待原因，找缺失的退出条件',
  },
  text: {
    en: en(
      'Start from numbers, not from code. Read `runtime.NumGoroutine()`, or the first line of a goroutine profile, twice',
      'under similar load, some minutes apart. A count that climbs and never comes back is a leak; a high count that stays',
      'level is how the program was designed.',
      '',
      'Then group the goroutines by the function they sit in and by wait reason. One group that holds nearly all of them',
      'names the place, and the words in brackets in a `debug=2` dump (`chan receive`, `select`, `sync.Mutex.Lock` …) say',
      'which kind of exit is missing.',
      '',
      'For that one place answer three questions in order: what would wake this goroutine, whose duty is it, and what happens',
      'when that party fails or returns early. The answer is nearly always a close, a cancel, a receive, an unlock or a',
      'timeout that one path forgets.',
      '',
      'The documents’ case is a log collector that went from 100 goroutines to 100 000 in three days, 90 % of them in `chan',
      'receive`. Every parked goroutine costs at least its 2 KiB stack plus all that its stack still refers to, so the heap',
      'climbs together with the count.',
    ),
    zh: zh(
      '先看数字，再看代码。在负载相近时隔几分钟读两次 `runtime.NumGoroutine()`，或 goroutine profile 的第一行。',
      '数量只升不降就是泄漏；数量虽高但保持平稳，那是程序本来的设计。',
      '',
      '然后按所在函数和等待原因分组。如果某一组几乎占了全部，位置就找到了；`debug=2` 转储里方括号中的字样（`chan receive`、',
      '`select`、`sync.Mutex.Lock` 等）则说明缺的是哪一种退出条件。',
      '',
      '针对这个位置依次回答三个问题：什么能唤醒这个 goroutine？由谁负责唤醒？如果那一方失败或提前返回会怎样？',
      '答案几乎总是某条路径上漏掉的关闭、取消、接收、解锁或超时。',
      '',
      '文档中的案例是一个日志收集服务：goroutine 在三天内从 100 个涨到 10 万个，其中 90 % 停在 `chan receive`。',
      '每个停住的 goroutine 至少占用 2 KiB 的栈，外加栈上仍然引用的一切，所以堆会随数量一起上涨。',
    ),
  },
  citations: [cite('D4', '二.1'), cite('D4', '一.9'), cite('D3', '三')],
  change: {
    before: go`
func watch(events <-chan string, handle func(string)) {
	go func() {
		for {
			handle(<-events) // no path leads out of this loop
		}
	}()
}
`,
    after: go`
func watch(ctx context.Context, events <-chan string, handle func(string)) (done <-chan struct{}) {
	finished := make(chan struct{})
	go func() {
		defer close(finished)
		for {
			select {
			case e, ok := <-events:
				if !ok {
					return
				}
				handle(e)
			case <-ctx.Done():
				return
			}
		}
	}()
	return finished
}
`,
    note: {
      en: en(
        'Every goroutine gets two things at birth: a way to be told to stop, and a way for its owner to see that it did. A',
        'goroutine that has neither cannot be audited.',
      ),
      zh: zh(
        '每个 goroutine 在启动时就应具备两样东西：通知它停止的途径，以及让其所有者确认它已停止的途径。',
        '两者都没有的 goroutine 是无法审查的。',
      ),
    },
  },
  verify: [
    {
      command: "curl -o after.txt 'http://localhost:6060/debug/pprof/goroutine?debug=2' && gotriage compare before.txt after.txt",
      expect: {
        en: en(
          'After the same length of load the suspect group is gone or holds no more goroutines than there are requests in flight,',
          'and the total is back near its level at start (100 in the documents’ case, not 100 000).',
        ),
        zh: zh(
          '在同样时长的负载之后，可疑分组消失，或其数量不超过在途请求数；总数回到启动时的水平附近（文档案例中是 100，',
          '而不是 10 万）。',
        ),
      },
    },
    {
      command: 'gotriage analyze t0.txt t1.txt t2.txt --fail-on high',
      expect: {
        en: en(
          'Three dumps some minutes apart: no `goroutine-growth` finding, exit code 0. A leak keeps the same group growing in',
          'each of them.',
        ),
        zh: '间隔几分钟取三份转储：不再出现 `goroutine-growth`，退出码为 0。若仍有泄漏，同一分组会在每份转储里继续增长。',
      },
    },
  ],
  goVersions: {
    en: 'All versions. The exact wait reasons depend on the release that wrote the dump.',
    zh: '所有版本。等待原因的具体写法取决于生成转储的 Go 版本。',
  },
  corrections: [
    {
      text: {
        en: en(
          'The document reads waits from an execution trace and calls that a part of pprof. They are two tools: a',
          '`goroutine?debug=2` dump shows the wait reason at once, while the latency profiles that `go tool trace` derives leave',
          'out waits that had not ended when the trace stopped, which is what a leak is.',
        ),
        zh: zh(
          '文档用执行跟踪来看等待，并把它称作 pprof 的一部分。其实这是两种工具：`goroutine?debug=2` 转储能直接给出等待原因，',
          '而 `go tool trace` 导出的延迟 profile 不包含跟踪结束时尚未结束的等待，泄漏恰恰就是这种等待。',
        ),
      },
      source: 'cmd/trace/pprof.go; net/http/pprof',
    },
    {
      text: {
        en: en(
          'Which lock a goroutine waits for is written out only by newer releases: Go 1.19 and older print `semacquire` for',
          '`sync.Mutex` and `sync.RWMutex` alike, Go 1.23 and older also for `sync.WaitGroup`.',
        ),
        zh: zh(
          '只有较新的版本才写明等待的是哪种锁：Go 1.19 及更早对 `sync.Mutex` 和 `sync.RWMutex` 一律显示 `semacquire`，',
          'Go 1.23 及更早对 `sync.WaitGroup` 也是如此。',
        ),
      },
      source: 'runtime/runtime2.go, waitReasonStrings (compare 1.19, 1.23 and 1.25)',
    },
    {
      text: {
        en: en(
          'The 2 KiB initial stack is the minimum. Since Go 1.19 a new goroutine starts with the average stack size seen at the',
          'last GC, so leaked goroutines of a service with deep stacks cost more.',
        ),
        zh: zh(
          '2 KiB 的初始栈只是下限。自 Go 1.19 起，新 goroutine 的起始栈取上一轮 GC 统计到的平均栈大小，因此在栈较深的服务里，',
          '每个泄漏的 goroutine 代价更高。',
        ),
      },
      source: 'Go 1.19 release notes; runtime/stack.go gcComputeStartingStackSize',
    },
    {
      text: {
        en: en(
          'Go 1.26 built with `GOEXPERIMENT=goroutineleakprofile` can prove some leaks: its `goroutineleak` profile lists',
          'goroutines blocked on something that nothing reachable can ever touch. It misses leaks whose channel or lock is still',
          'reachable, so an empty profile is not proof of health.',
        ),
        zh: zh(
          '用 `GOEXPERIMENT=goroutineleakprofile` 构建的 Go 1.26 能够证实一部分泄漏：',
          '`goroutineleak` profile 列出所等待的对象已无法从任何可达之处触及的 goroutine。若通道或锁仍然可达则检测不到，',
          '因此该 profile 为空并不说明没有问题。',
        ),
      },
      source: 'Go 1.26 release notes; runtime/mgc.go findGoroutineLeaks',
    },
  ],
  figures: [
    {
      id: 'leak-case-goroutines-start',
      value: 100,
      unit: 'goroutines',
      label: { en: 'the documents’ log collector at start', zh: '文档案例：日志收集服务启动时' },
      document: 'D4',
    },
    {
      id: 'leak-case-goroutines-end',
      value: 100_000,
      unit: 'goroutines',
      label: { en: 'the documents’ log collector three days later', zh: '文档案例：日志收集服务三天后' },
      document: 'D4',
    },
    {
      id: 'leak-case-days',
      value: 3,
      unit: 'days',
      label: { en: 'time in which the documents’ leak grew a thousandfold', zh: '文档案例：增长一千倍所用的时间' },
      document: 'D4',
    },
    {
      id: 'leak-case-share',
      value: 90,
      unit: 'percent',
      label: { en: 'share waiting in chan receive in the documents’ leak', zh: '文档案例：停在 chan receive 的占比' },
      document: 'D4',
    },
    {
      id: 'goroutine-stack-min',
      value: 2048,
      unit: 'bytes',
      label: { en: 'smallest goroutine stack', zh: 'goroutine 栈的最小值' },
      document: 'D4',
    },
  ],
  answers: [
    { rule: 'goroutine-leak', rank: 3 },
    { rule: 'goroutine-leak', when: { cause: ['unknown'] }, rank: 1 },
    { rule: 'goroutine-growth', rank: 2 },
    { rule: 'thread-growth', rank: 3 },
  ],
};

const workerPool: GuidanceEntry = {
  id: 'leak-worker-pool',
  group: 'leaks',
  title: {
    en: 'Bound the number of goroutines; start each one through one safe door',
    zh: '限制 goroutine 数量，并通过统一的安全入口启动',
  },
  text: {
    en: en(
      'When one creation site keeps making goroutines faster than they finish, the count follows the load without any',
      'ceiling. A `go` statement per request is free only while each of them ends soon: once the dependency behind it slows',
      'down, arrivals go on at the same rate and every one waits.',
      '',
      'Put a fixed number of workers behind a queue, or a semaphore in front of the `go` statement. The count then has an',
      'upper limit that you chose, and a full queue becomes a visible signal (an error, a 503, a metric) instead of memory.',
      '',
      'Start background work through one small function that takes the context, recovers a panic and records it. An',
      'unrecovered panic in any goroutine ends the whole process, and a panic that leaves a worker loop without replacement',
      'drains the pool until nobody receives any more.',
    ),
    zh: zh(
      '如果某个创建点产生 goroutine 的速度一直快于它们结束的速度，数量就会随负载无上限地增长。每个请求一条 `go` 语句，',
      '只有在它们都很快结束时才没有代价；一旦背后的依赖变慢，请求照常到达，而每一个都在等待。',
      '',
      '用固定数量的 worker 加队列，或在 `go` 语句之前加信号量。这样数量就有了由你选定的上限，队列满会变成看得见的信号（错误、',
      '503、指标），而不是内存占用。',
      '',
      '后台任务统一经由一个小函数启动：它接收 context，捕获 panic 并记录下来。',
      '任何 goroutine 里未被捕获的 panic 都会结束整个进程；而因 panic 退出又无人补位的 worker 会让池子逐渐枯竭，',
      '直到再也没有人接收。',
    ),
  },
  citations: [cite('D2', '1'), cite('D3', '三')],
  change: {
    before: go`
func serve(requests <-chan string, handle func(string)) {
	for r := range requests {
		go handle(r) // as many goroutines as there are unfinished requests
	}
}
`,
    after: go`
func serve(ctx context.Context, requests <-chan string, limit int, handle func(context.Context, string)) {
	slots := make(chan struct{}, limit)
	var wg sync.WaitGroup
	defer wg.Wait()
	for r := range requests {
		select {
		case slots <- struct{}{}:
		case <-ctx.Done():
			return
		}
		wg.Add(1)
		goSafe(func() {
			defer wg.Done()
			defer func() { <-slots }()
			handle(ctx, r)
		})
	}
}

func goSafe(f func()) {
	go func() {
		defer func() {
			if p := recover(); p != nil {
				log.Printf("goroutine panicked: %v\n%s", p, debug.Stack())
			}
		}()
		f()
	}()
}
`,
    note: {
      en: en(
        '`errgroup.Group` with `SetLimit` (golang.org/x/sync) does the same and carries the first error. Size the limit from',
        'what the slowest dependency bears, not from the number of cores, when the work waits rather than computes.',
      ),
      zh: zh(
        '`errgroup.Group` 的 `SetLimit`（golang.org/x/sync）作用相同，还能带回第一个错误。若任务主要在等待而非计算，',
        '上限应按最慢依赖的承受能力来定，而不是按核数。',
      ),
    },
  },
  verify: [
    {
      command: 'gotriage analyze t0.pb.gz t1.pb.gz t2.pb.gz --json',
      expect: {
        en: en(
          'Three goroutine profiles under peak load: the count of the creation site stays at or below the limit and no longer',
          'rises from one snapshot to the next.',
        ),
        zh: '峰值负载下取三份 goroutine profile：该创建点的数量不超过设定上限，并且各快照之间不再上升。',
      },
    },
    {
      command: 'GODEBUG=schedtrace=1000 ./service',
      expect: {
        en: 'The sum of `runqueue` and the bracketed local queues stays bounded at peak instead of climbing line by line.',
        zh: '峰值时 `runqueue` 与方括号内各本地队列之和保持有界，不再逐行上升。',
      },
    },
  ],
  goVersions: {
    en: 'All versions; the loop variable captured above needs Go 1.22 in go.mod.',
    zh: '所有版本；上面代码直接捕获循环变量，需要 go.mod 声明 Go 1.22 及以上。',
  },
  corrections: [
    {
      text: {
        en: en(
          'The document’s handler counts two background tasks with a WaitGroup that nobody waits for, and uses the request’s',
          'context in neither. Work that outlives the request needs a context of its own (`context.WithoutCancel`, Go 1.21, plus',
          'a timeout) and an owner that waits for it at shutdown.',
        ),
        zh: zh(
          '文档中的处理函数用 WaitGroup 为两个后台任务计数，却没有任何地方等待，也没有把请求的 context 传进去。',
          '存活期超过请求的任务需要自己的 context（Go 1.21 的 `context.WithoutCancel` 再加超时），',
          '并由某个所有者在关停时等待它结束。',
        ),
      },
      source: 'context/context.go WithoutCancel; Go 1.21 release notes',
    },
    {
      text: {
        en: en(
          'Passing the loop variable as a parameter, as the documents’ samples do, is needed only in modules that declare a Go',
          'version below 1.22: since then every iteration has a variable of its own.',
        ),
        zh: '文档示例把循环变量作为参数传入，这只在 go.mod 声明的版本低于 1.22 时才需要：此后每次迭代都有各自的变量。',
      },
      source: 'Go 1.22 release notes, language changes',
    },
  ],
  answers: [
    { rule: 'goroutine-growth' },
    { rule: 'goroutine-leak', when: { cause: ['unknown'] }, rank: 2 },
    { rule: 'thread-growth', rank: 2 },
  ],
};

/** The catalogue’s entries on goroutine leaks, in reading order. */
export const leakEntries: readonly GuidanceEntry[] = [triage, ...channelLeaks, ...waitLeaks, ...lockLeaks, ...externalLeaks, workerPool];
