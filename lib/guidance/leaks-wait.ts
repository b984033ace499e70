import { cite } from './headings';
import { en, go, zh } from './prose';
import type { GuidanceEntry } from './types';

const selectNoCancel: GuidanceEntry = {
  id: 'leak-select-no-cancel',
  group: 'leaks',
  title: {
    en: 'A select without a way out: cancellation never reaches it',
    zh: '没有出口的 select：取消信号永远到不了它',
  },
  text: {
    en: en(
      'The goroutine is parked in a select and none of its cases will become ready. One of three links is broken: the select',
      'has no `<-ctx.Done()` case; or it has one, but was handed `context.Background()` instead of the caller’s context; or',
      'the context is the right one and its `cancel` is never called.',
      '',
      'Take the context as first parameter and pass it on to everything that may wait: channel operations, queries, RPCs,',
      'HTTP requests. Do not keep it in a struct or a global, where it outlives the request it belongs to. Write `defer',
      'cancel()` on the line after `WithCancel` or `WithTimeout`: calling it twice does no harm, not calling it keeps the',
      'child attached to its parent, with its timer, until the parent ends.',
      '',
      'When reading a dump, find the goroutine’s creator and follow the context upwards: the first function that does not',
      'accept one is where the chain was cut.',
    ),
    zh: zh(
      'goroutine 停在 select 上，而它的分支没有一个会就绪。三个环节必有一处断开：select 里没有 `<-ctx.Done()` 分支；或者有，',
      '但传进来的是 `context.Background()` 而不是调用方的 context；又或者 context 没有错，只是它的 `cancel` 从未被调用。',
      '',
      '把 context 作为第一个参数，并传给一切可能等待的操作：通道、查询、RPC、HTTP 请求。不要存进结构体或全局变量，',
      '否则它会活得比所属请求更久。在 `WithCancel` 或 `WithTimeout` 的下一行就写 `defer cancel()`：重复调用无害；不调用，',
      '子 context 会连同定时器一直挂在父 context 上，直到父 context 结束。',
      '',
      '读转储时，先找到 goroutine 的创建者，再沿 context 向上追：第一个不接收 context 的函数就是链条断开之处。',
    ),
  },
  citations: [cite('D3', '三'), cite('D3', 'traps'), cite('D4', '一.10'), cite('D1', '1.3'), cite('D2', '1')],
  change: {
    before: go`
func subscribe(updates <-chan string, errs <-chan error, handle func(string)) {
	go func() {
		for {
			select {
			case u := <-updates:
				handle(u)
			case err := <-errs:
				log.Print(err)
			}
		}
	}()
}
`,
    after: go`
func subscribe(ctx context.Context, updates <-chan string, errs <-chan error, handle func(string)) func() {
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		for {
			select {
			case u := <-updates:
				handle(u)
			case err := <-errs:
				log.Print(err)
			case <-ctx.Done():
				return
			}
		}
	}()
	return cancel // the caller defers it
}
`,
    note: {
      en: en(
        '`go vet` reports a `cancel` that some path does not call (lostcancel). It cannot see a select without a way out; that',
        'needs the dump.',
      ),
      zh: '`go vet` 会报告某条路径未调用的 `cancel`（lostcancel），但看不出没有出口的 select，那要靠转储。',
    },
  },
  verify: [
    {
      command:
        "go vet ./... && curl -o after.txt 'http://localhost:6060/debug/pprof/goroutine?debug=2' && gotriage compare before.txt after.txt",
      expect: {
        en: en(
          'No lostcancel report; after the clients have left, the group in `select` shrinks to the number of live subscriptions',
          'within a second instead of keeping one goroutine per past request.',
        ),
        zh: zh(
          '没有 lostcancel 报告；客户端离开后，`select` 分组在一秒内缩小到仍然有效的订阅数，',
          '而不是为每个历史请求保留一个 goroutine。',
        ),
      },
    },
  ],
  goVersions: {
    en: en(
      'All versions with context (Go 1.7). `context.WithCancelCause` needs 1.20; `context.AfterFunc` and',
      '`context.WithoutCancel` need 1.21.',
    ),
    zh: zh(
      '所有带 context 的版本（Go 1.7 起）。`context.WithCancelCause` 需要 1.20，',
      '`context.AfterFunc` 与 `context.WithoutCancel` 需要 1.21。',
    ),
  },
  corrections: [
    {
      text: {
        en: en(
          'The document advises handing third-party code a read-only copy of the context. There is no such thing and no need for',
          'it: a Context cannot be changed or cancelled by the callee, only by whoever holds its `cancel`. Cancelling a derived',
          'context never reaches the parent.',
        ),
        zh: zh(
          '文档建议把 context 的只读副本交给第三方库。并不存在这种副本，也没有必要：被调用方无法修改或取消 Context，',
          '只有持有 `cancel` 的一方可以；取消派生的 context 也绝不会影响父 context。',
        ),
      },
      source: 'context/context.go, type Context and propagateCancel',
    },
    {
      text: {
        en: en(
          'The document has select look at its cases in order and then choose among the ready ones with `fastrandn`, without',
          'locking. In fact select shuffles the cases once, locks all their channels in address order, and takes the first ready',
          'one in the shuffled order; the random function is called `cheaprandn` since Go 1.22. `default` has no priority: it',
          'runs only when nothing is ready.',
        ),
        zh: zh(
          '文档说 select 按顺序检查分支、再用 `fastrandn` 在就绪者中随机选择，并且无锁。实际上 select 先把分支打乱一次，',
          '按地址顺序锁住全部通道，再按打乱后的顺序取第一个就绪的分支；自 Go 1.22 起随机函数名为 `cheaprandn`。',
          '`default` 没有优先权，只有在全都未就绪时才执行。',
        ),
      },
      source: 'runtime/select.go selectgo (pollorder, lockorder)',
    },
  ],
  answers: [{ rule: 'goroutine-leak', when: { cause: ['select'] } }],
};

const ticker: GuidanceEntry = {
  id: 'leak-ticker',
  group: 'leaks',
  title: { en: 'A ticker or sleep loop that nothing stops', zh: '无人停止的 Ticker 或睡眠循环' },
  text: {
    en: en(
      'A goroutine that ranges over `ticker.C`, or sleeps in a loop, lives as long as the loop does. Stopping the ticker is',
      'not enough: `Stop` does not close the channel, so `for range ticker.C` then waits for ever, only more quietly.',
      'Starting one such loop per request or per connection makes one goroutine per request that never leaves.',
      '',
      'Put the tick and `ctx.Done()` into one select, and `defer ticker.Stop()` beside the `NewTicker`. Replace `time.Sleep`',
      'in a loop by the same select, or the goroutine notices a shutdown only after its nap. One shared ticker that walks',
      'over all connections is cheaper than one per connection.',
      '',
      'In a loop that needs a fresh timeout on each turn, make one `time.Timer` before the loop and `Reset` it: `time.After`',
      'allocates a timer and a channel every time round.',
    ),
    zh: zh(
      '遍历 `ticker.C` 或在循环里睡眠的 goroutine，循环活多久它就活多久。仅仅停止 ticker 并不够：`Stop` 不会关闭通道，',
      '`for range ticker.C` 于是永远等下去，只是更安静。若每个请求或每条连接都启动这样一个循环，',
      '就会为每个请求留下一个永不退出的 goroutine。',
      '',
      '把 tick 与 `ctx.Done()` 放进同一个 select，并在 `NewTicker` 旁写上 `defer ticker.Stop()`。',
      '循环中的 `time.Sleep` 也换成这样的 select，否则 goroutine 要睡醒之后才会发现服务正在关停。',
      '用一个共享的 ticker 遍历所有连接，比每条连接一个更省。',
      '',
      '如果循环每一轮都需要新的超时，应在循环前创建一个 `time.Timer` 并用 `Reset` 复用：',
      '`time.After` 每轮都会分配一个定时器和一条通道。',
    ),
  },
  citations: [cite('D4', '一.9'), cite('D4', '二.1'), cite('D3', '三')],
  change: {
    before: go`
func heartbeat(beat func()) {
	ticker := time.NewTicker(time.Second)
	go func() {
		for range ticker.C {
			beat()
		}
	}()
}
`,
    after: go`
func heartbeat(ctx context.Context, beat func()) {
	go func() {
		ticker := time.NewTicker(time.Second)
		defer ticker.Stop()
		for {
			select {
			case <-ticker.C:
				beat()
			case <-ctx.Done():
				return
			}
		}
	}()
}
`,
    note: {
      en: 'For a one-shot delay use `time.AfterFunc`, which needs no goroutine while it waits, and keep its Timer to stop it.',
      zh: '一次性的延迟可用 `time.AfterFunc`，等待期间不占用 goroutine；保留返回的 Timer 以便停止。',
    },
  },
  verify: [
    {
      command: "curl -o after.txt 'http://localhost:6060/debug/pprof/goroutine?debug=2' && gotriage compare before.txt after.txt",
      expect: {
        en: en(
          'After the connections close, the goroutines of the loop are gone within one tick; their number equals that of live',
          'connections, not of all connections ever made.',
        ),
        zh: '连接关闭后一个 tick 之内，循环的 goroutine 消失；其数量等于当前连接数，而不是历史连接总数。',
      },
    },
    {
      command: 'go tool pprof -sample_index=alloc_objects -top http://localhost:6060/debug/pprof/allocs',
      expect: {
        en: en(
          'For `time.After` in a hot loop: `time.After` and `time.NewTimer` leave the top of the list, from one timer per turn to',
          'one per loop.',
        ),
        zh: '针对热循环里的 `time.After`：`time.After` 与 `time.NewTimer` 退出榜首，由每轮一个定时器降为每个循环一个。',
      },
    },
  ],
  goVersions: {
    en: 'All versions; the memory side differs before and after Go 1.23.',
    zh: '所有版本；内存方面在 Go 1.23 前后不同。',
  },
  corrections: [
    {
      text: {
        en: en(
          'The document counts an unstopped Ticker as a memory leak. Since Go 1.23 (module declares 1.23 or later,',
          '`asynctimerchan` not set) a ticker that nothing refers to is collected without `Stop`. A goroutine that still receives',
          'from it is a reference, so the goroutine leak is the same as ever.',
        ),
        zh: zh(
          '文档把未停止的 Ticker 算作内存泄漏。自 Go 1.23 起（go.mod 声明 1.23 及以上，且未设置 `asynctimerchan`），',
          '不再被引用的 ticker 无需 `Stop` 也会被回收。但仍在接收它的 goroutine 本身就是引用，所以 goroutine 泄漏依旧。',
        ),
      },
      source: 'Go 1.23 release notes, timer changes; time/tick.go NewTicker',
    },
    {
      text: {
        en: en(
          'Since Go 1.23 timer channels behave as unbuffered: after `Stop` or `Reset` returns no stale tick can be received, so',
          'the old idiom of draining the channel is not needed and may block.',
        ),
        zh: zh(
          '自 Go 1.23 起，定时器通道表现为无缓冲：`Stop` 或 `Reset` 返回之后不会再收到过期的 tick，',
          '因此旧的“先排空通道”写法不再需要，甚至可能阻塞。',
        ),
      },
      source: 'Go 1.23 release notes; time/sleep.go Timer.Reset',
    },
  ],
  answers: [
    { rule: 'goroutine-leak', when: { cause: ['sleep-loop'] } },
    { rule: 'goroutine-leak', when: { cause: ['select', 'chan-receive'] }, rank: 2 },
    { rule: 'alloc-timer-loop' },
  ],
};

/** Leaks whose goroutine waits in a select or for time. */
export const waitLeaks: readonly GuidanceEntry[] = [selectNoCancel, ticker];
