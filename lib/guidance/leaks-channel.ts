import { cite } from './headings';
import { en, go, zh } from './prose';
import type { GuidanceEntry } from './types';

const unclosedReceive: GuidanceEntry = {
  id: 'leak-unclosed-receive',
  group: 'leaks',
  title: { en: 'A receiver waits on a channel that nobody closes', zh: '接收方在一个无人关闭的通道上等待' },
  text: {
    en: en(
      'The goroutine is parked in a receive. It wakes only when a value arrives or the channel is closed; here the sending',
      'side has gone and did neither. `for v := range ch` is the same wait: the loop ends when the channel is closed and',
      'drained, never because it is empty.',
      '',
      'Give the close one owner: the side that sends, and within it the one goroutine that knows when the last value is out.',
      'It writes `defer close(ch)` right where it begins to send, so that an error, an early return and a panic close the',
      'channel too. With several senders, wait for all of them and close once.',
      '',
      'On the receiving side test the second result of the receive, or use `range`. A bare `<-ch` in a loop over a closed',
      'channel does not block: it delivers zero values as fast as the CPU allows, so a leak turns into a busy loop.',
    ),
    zh: zh(
      'goroutine 停在接收操作上。只有值到达或通道被关闭才能唤醒它，而发送一侧已经离开，两件事都没有做。',
      '`for v := range ch` 也是同样的等待：通道被关闭且取空后循环才结束，绝不会因为通道为空而结束。',
      '',
      '让关闭动作只有一个所有者：即发送的一侧，更确切地说是其中知道最后一个值何时发出的那个 goroutine。',
      '它在开始发送的地方就写下 `defer close(ch)`，这样出错、提前返回和 panic 时通道也会关闭。若有多个发送方，',
      '等它们全部结束后只关闭一次。',
      '',
      '接收一侧要检查接收的第二个返回值，或使用 `range`。在循环里对已关闭的通道裸写 `<-ch` 不会阻塞，',
      '而是以 CPU 允许的最快速度不断得到零值，于是泄漏变成了空转。',
    ),
  },
  citations: [cite('D4', '二.1'), cite('D4', '一.9'), cite('D0', '2.2'), cite('D3', '二')],
  change: {
    before: go`
func reports(load func(int) (string, error), ids []int) <-chan string {
	out := make(chan string)
	go func() {
		for _, id := range ids {
			r, err := load(id)
			if err != nil {
				return // the receiver of out now waits for ever
			}
			out <- r
		}
		close(out)
	}()
	return out
}
`,
    after: go`
func reports(ctx context.Context, load func(int) (string, error), ids []int) <-chan string {
	out := make(chan string)
	go func() {
		defer close(out) // on every path
		for _, id := range ids {
			r, err := load(id)
			if err != nil {
				return
			}
			select {
			case out <- r:
			case <-ctx.Done():
				return
			}
		}
	}()
	return out
}
`,
    note: {
      en: en(
        'The receiver keeps its `for r := range out`. The select on `ctx.Done()` covers the opposite case: the receiver leaves',
        'first.',
      ),
      zh: '接收方保持 `for r := range out` 不变。对 `ctx.Done()` 的 select 处理相反的情形：接收方先离开。',
    },
  },
  verify: [
    {
      command: "curl -o after.txt 'http://localhost:6060/debug/pprof/goroutine?debug=2' && gotriage compare before.txt after.txt",
      expect: {
        en: en(
          'No goroutine of the group is left in `chan receive` with a wait of minutes; the group falls from its former count to',
          'at most the number of live producers.',
        ),
        zh: '该分组中不再有以分钟计停在 `chan receive` 的 goroutine；数量从原来的值降到不超过仍在工作的生产者数。',
      },
    },
    {
      command: "go tool pprof -top 'http://localhost:6060/debug/pprof/profile?seconds=10'",
      expect: {
        en: en(
          'The receiver’s function takes no more CPU than before: a new hot loop there means that a receive ignores the closed',
          'channel.',
        ),
        zh: '接收函数的 CPU 占用不高于从前；若它成了新的热点，说明某处接收忽略了通道已关闭。',
      },
    },
  ],
  goVersions: { en: 'All versions.', zh: '所有版本。' },
  corrections: [
    {
      text: {
        en: en(
          'The document mends its log collector by testing `ok` alone. That helps only if somebody closes the channel: the',
          'producer that died without closing leaves `v, ok := <-ch` blocked exactly as before. The cure is the close on every',
          'path of the producer, or a context that the receiver selects on; `ok` is what makes the receiver notice it.',
        ),
        zh: zh(
          '文档修复日志收集服务时只加了 `ok` 判断。这只有在有人关闭通道时才起作用：生产者未关闭就退出，',
          '`v, ok := <-ch` 仍会像从前一样阻塞。真正的修复是让生产者在每条路径上关闭通道，或让接收方同时 select 一个 context；',
          '`ok` 只是让接收方能够察觉。',
        ),
      },
      source: 'Go specification, Receive operator; runtime/chan.go chanrecv',
    },
    {
      text: {
        en: en(
          'One sentence recommends `defer close(ch)` for closing resources in general. On the receiving side, or with several',
          'senders, it panics a sender: only the one owner may close.',
        ),
        zh: zh(
          '文档有一处泛泛地推荐用 `defer close(ch)` 关闭资源。若由接收方关闭，或存在多个发送方，就会让发送方 panic：',
          '只有唯一的所有者才能关闭。',
        ),
      },
      source: 'runtime/chan.go chansend, closechan',
    },
  ],
  answers: [{ rule: 'goroutine-leak', when: { cause: ['chan-receive'] } }],
};

const blockedSend: GuidanceEntry = {
  id: 'leak-blocked-send',
  group: 'leaks',
  title: { en: 'A sender waits for a receiver that has left', zh: '发送方在等待一个已经离开的接收方' },
  text: {
    en: en(
      'The goroutine is parked in a send. The usual story: a handler starts a goroutine, waits for its result or a timeout,',
      'and returns on the timeout. The work then ends, sends into an unbuffered channel, and nobody is there. One goroutine,',
      'with all it computed, is left behind per timeout.',
      '',
      'For a result that is sent once, give the channel a buffer of 1: the send always finds room and the goroutine ends. For',
      'a stream, send inside a select together with `ctx.Done()`, or with a deadline (the documents use one second) where',
      'losing a message is allowed. Pass the same context to the work itself, or the timeout only stops the waiting and not',
      'the work.',
      '',
      'For a queue between services, watch how full it is: an alarm at `len(ch)` above 80 % of its capacity rings while there',
      'is still time to shed load. A larger buffer alone postpones the block; it removes nothing.',
    ),
    zh: zh(
      'goroutine 停在发送操作上。常见的经过是：处理函数启动一个 goroutine，等待它的结果或超时，超时后返回；随后工作完成，',
      '向无缓冲通道发送，却已没有人接收。每次超时就留下一个 goroutine 以及它计算出的一切。',
      '',
      '只发送一次的结果，给通道 1 个缓冲：发送总能找到空位，goroutine 随即结束。对于数据流，',
      '把发送与 `ctx.Done()` 放进同一个 select；允许丢消息时也可以加时限（文档用一秒）。同一个 context 还要传给工作本身，',
      '否则超时只是停止了等待，工作仍在继续。',
      '',
      '作为服务之间的队列时要监控水位：当 `len(ch)` 超过容量的 80 % 时告警，那时还来得及限流。仅仅加大缓冲只是推迟阻塞，',
      '问题并没有消失。',
    ),
  },
  citations: [cite('D4', '二.3'), cite('D1', '1.2'), cite('D0', '2.3')],
  change: {
    before: go`
func fetch(ctx context.Context, work func() string) (string, error) {
	result := make(chan string)
	go func() { result <- work() }() // blocks for ever after a timeout
	select {
	case r := <-result:
		return r, nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}
`,
    after: go`
func fetch(ctx context.Context, work func(context.Context) string) (string, error) {
	result := make(chan string, 1) // room for the one value
	go func() { result <- work(ctx) }()
	select {
	case r := <-result:
		return r, nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}
`,
    note: {
      en: en(
        'The buffer lets the goroutine end; the context handed to `work` lets it end soon. If both cases are ready, select',
        'picks at random, so test `ctx.Err()` afterwards where it matters.',
      ),
      zh: zh(
        '缓冲让 goroutine 能够结束，传给 `work` 的 context 让它尽快结束。两个分支同时就绪时 select 随机选择，',
        '因此在意先后时应在之后再检查 `ctx.Err()`。',
      ),
    },
  },
  verify: [
    {
      command: "curl -o after.txt 'http://localhost:6060/debug/pprof/goroutine?debug=2' && gotriage compare before.txt after.txt",
      expect: {
        en: en(
          'After a burst of timeouts the group in `chan send` is gone; the goroutine total returns to its level before the burst',
          'within the longest run time of `work`.',
        ),
        zh: '一阵超时之后，`chan send` 分组消失；goroutine 总数在 `work` 的最长运行时间内回到之前的水平。',
      },
    },
    {
      command: 'go test -run TestFetchTimeout -count=1000 ./...',
      expect: {
        en: en(
          'A test that lets the context expire first and then compares `runtime.NumGoroutine()` before and after: the difference',
          'is 0 once the workers have ended, not 1 per call.',
        ),
        zh: '编写一个让 context 先到期的测试，比较前后的 `runtime.NumGoroutine()`：worker 结束后差值为 0，而不是每次调用增加 1。',
      },
    },
  ],
  goVersions: { en: 'All versions.', zh: '所有版本。' },
  corrections: [
    {
      text: {
        en: en(
          'The document’s own timeout example still leaks: its worker checks `ctx.Err()` and then sends into an unbuffered',
          'channel. When the deadline passes between the check and the send, nobody receives. Checking first narrows the gap;',
          'only a buffer or a select closes it.',
        ),
        zh: zh(
          '文档自己的超时示例仍会泄漏：worker 先检查 `ctx.Err()`，再向无缓冲通道发送。若截止时间恰好落在检查与发送之间，',
          '就没有人接收。先检查只能缩小窗口，只有缓冲或 select 才能消除它。',
        ),
      },
      source: 'D0 2.3, fetchProjectDetailsFromDownstream; runtime/chan.go chansend',
    },
    {
      text: {
        en: en(
          'Before Go 1.23 every `time.After` in a select kept its timer and channel alive until it fired, so a send loop with',
          '`time.After(time.Second)` held a second’s worth of timers. Since 1.23 an unreferenced timer is collected at once; the',
          'allocation per turn remains, which a reused `time.Timer` avoids.',
        ),
        zh: zh(
          '在 Go 1.23 之前，select 中每个 `time.After` 的定时器和通道都要存活到触发为止，',
          '因此带 `time.After(time.Second)` 的发送循环会积攒一秒钟的定时器。自 1.23 起，不再被引用的定时器可立即回收；',
          '但每轮仍有一次分配，复用 `time.Timer` 可以避免。',
        ),
      },
      source: 'Go 1.23 release notes, timer changes; time/sleep.go After',
    },
    {
      text: {
        en: en(
          'The document alarms at `len(ch) > 80` because its channel holds 100. Use a share of `cap(ch)`, and read it as a',
          'sample: by the time it is tested the length may have changed.',
        ),
        zh: zh(
          '文档以 `len(ch) > 80` 告警，是因为那条通道容量为 100。应使用 `cap(ch)` 的比例，并且只把它当作采样值：',
          '判断时长度可能已经变了。',
        ),
      },
      source: 'Go specification, Length and capacity',
    },
  ],
  figures: [
    {
      id: 'queue-alarm-share',
      value: 80,
      unit: 'percent',
      label: { en: 'queue fill at which the documents raise an alarm', zh: '文档建议的队列告警水位' },
      document: 'D4',
    },
    { id: 'send-timeout', value: 1, unit: 's', label: { en: 'send timeout the documents use', zh: '文档采用的发送超时' }, document: 'D4' },
  ],
  answers: [
    { rule: 'goroutine-leak', when: { cause: ['chan-send'] } },
    { rule: 'channel-contention', rank: 2 },
  ],
};

const nilChannel: GuidanceEntry = {
  id: 'leak-nil-channel',
  group: 'leaks',
  title: {
    en: 'An operation on a nil channel, or a select without cases, blocks for ever',
    zh: '对 nil 通道的操作，或没有分支的 select，会永久阻塞',
  },
  text: {
    en: en(
      'A nil channel has no queue that anybody could join: sends and receives on it block for ever, `close` on it panics. The',
      'dump says so in as many words: `chan receive (nil chan)`, `chan send (nil chan)`. `select {}` is the same wait without',
      'a channel and prints as `select (no cases)`.',
      '',
      'Nearly always the channel was declared and never made: a struct field that one constructor forgets, a variable',
      'assigned in one branch only, a map lookup that found nothing. Make it where the struct is made, and let no zero value',
      'of that struct escape.',
      '',
      'There is one good use: setting a variable to nil inside a `select` loop turns that case off. Such a loop needs another',
      'case that ends it, because a select whose channels are all nil never returns.',
    ),
    zh: zh(
      'nil 通道没有任何可以加入的队列：对它发送或接收会永久阻塞，对它 `close` 会 panic。转储里写得很直白：',
      '`chan receive (nil chan)`、`chan send (nil chan)`。`select {}` 是没有通道的同一种等待，显示为 `select (no cases)`。',
      '',
      '原因几乎总是通道只声明而没有创建：某个构造函数漏掉的结构体字段、只在一个分支里赋值的变量、没有查到内容的 map。',
      '应在创建结构体的地方创建通道，并且不让该结构体的零值流出。',
      '',
      '它有一个正当用途：在 `select` 循环中把变量设为 nil，可以关掉对应的分支。这样的循环必须另有一个能结束它的分支，',
      '因为所有通道都为 nil 的 select 永远不会返回。',
    ),
  },
  citations: [cite('D3', '二'), cite('D3', 'traps')],
  change: {
    before: go`
type feed struct {
	updates chan string
}

func newFeed() *feed { return &feed{} } // updates is nil

func (f *feed) run(handle func(string)) {
	for u := range f.updates {
		handle(u)
	}
}
`,
    after: go`
type feed struct {
	updates chan string
}

func newFeed() *feed { return &feed{updates: make(chan string)} }

func (f *feed) run(ctx context.Context, handle func(string)) {
	for {
		select {
		case u, ok := <-f.updates:
			if !ok {
				return
			}
			handle(u)
		case <-ctx.Done():
			return
		}
	}
}
`,
    note: {
      en: en(
        'Where a channel may rightly be nil (a case that is turned off), say so beside the field, and keep `ctx.Done()` in the',
        'select.',
      ),
      zh: '若某个通道确实可以为 nil（被关掉的分支），请在字段旁注明，并在 select 中保留 `ctx.Done()`。',
    },
  },
  verify: [
    {
      command: "curl -s 'http://localhost:6060/debug/pprof/goroutine?debug=2' | grep -cE 'nil chan|no cases'",
      expect: {
        en: 'Prints 0, or 1 where `main` itself parks in `select {}` on purpose.',
        zh: '输出 0；若 `main` 有意停在 `select {}`，则输出 1。',
      },
    },
  ],
  goVersions: { en: 'All versions.', zh: '所有版本。' },
  corrections: [
    {
      text: {
        en: en(
          'A text dump of `debug=1` and a proto profile do not print the words `nil chan`. In a proto profile the sign is a',
          '`runtime.chanrecv` or `runtime.chansend` leaf like that of any channel wait; take a `debug=2` dump to tell the two',
          'apart.',
        ),
        zh: zh(
          '`debug=1` 文本和 proto profile 都不会打印 `nil chan`。',
          'proto profile 中的迹象只是与普通通道等待相同的 `runtime.chanrecv` 或 `runtime.chansend` 叶子帧；要区分两者，',
          '需抓取 `debug=2` 转储。',
        ),
      },
      source: 'runtime/chan.go chanrecv, chansend; runtime/pprof/pprof.go',
    },
  ],
  answers: [{ rule: 'goroutine-leak', when: { cause: ['nil-channel', 'select-no-cases'] } }],
};

/** Leaks whose goroutine waits in a plain channel operation. */
export const channelLeaks: readonly GuidanceEntry[] = [unclosedReceive, blockedSend, nilChannel];
