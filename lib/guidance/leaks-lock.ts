import { cite } from './headings';
import { en, go, zh } from './prose';
import type { GuidanceEntry } from './types';

const mutex: GuidanceEntry = {
  id: 'leak-mutex',
  group: 'leaks',
  title: { en: 'Goroutines queue for a lock that is never released', zh: 'goroutine 排队等待一把永不释放的锁' },
  text: {
    en: en(
      'When many goroutines wait in `sync.Mutex.Lock` or `sync.RWMutex.Lock` and the shortest wait already lasts minutes, the',
      'lock is not busy, it is lost. Look for its holder: a path that returns, continues or panics between Lock and Unlock,',
      'or a holder that itself waits for something only the waiters could give.',
      '',
      'Write `defer mu.Unlock()` on the line after `mu.Lock()`; where the section must end earlier, move it into a function',
      'of its own. Two locks are always taken in one written order. Hold no lock over a channel operation, an RPC or a',
      'callback.',
      '',
      'A read lock can deadlock as well: once a writer waits, new readers queue behind it, so a goroutine that takes `RLock`',
      'a second time while a writer waits in between blocks for ever.',
      '',
      'A goroutine that waits longer than 1 ms switches the mutex to starvation mode, where the lock is handed straight to',
      'the longest waiter. That keeps latency fair under load. It does not help a lost lock.',
    ),
    zh: zh(
      '如果许多 goroutine 停在 `sync.Mutex.Lock` 或 `sync.RWMutex.Lock`，而其中最短的等待也已有数分钟，那么这把锁不是繁忙，',
      '而是丢失了。要找的是持有者：可能是 Lock 与 Unlock 之间有一条路径 return、continue 或 panic，',
      '也可能是持有者自己在等只有等待者才能给出的东西。',
      '',
      '在 `mu.Lock()` 的下一行写 `defer mu.Unlock()`；若临界区必须更早结束，就把它提取成单独的函数。',
      '两把锁始终按同一个书面约定的顺序获取。持锁期间不要做通道操作、RPC 或回调。',
      '',
      '读锁同样会死锁：一旦有写者在等待，新的读者会排在它后面；因此某个 goroutine 已持有 `RLock`，其间来了写者，',
      '它再次 `RLock` 时就会永久阻塞。',
      '',
      '等待超过 1 ms 的 goroutine 会让互斥锁进入饥饿模式，锁直接交给等待最久者。这能在高负载下保证延迟公平，',
      '但救不了一把已经丢失的锁。',
    ),
  },
  citations: [cite('D4', '一.8(1)'), cite('D4', '一.8(2)'), cite('D4', '二.1')],
  change: {
    before: go`
type registry struct {
	mu    sync.Mutex
	items map[string]int
}

func (r *registry) add(name string, n int) error {
	r.mu.Lock()
	if n < 0 {
		return errors.New("negative count") // the lock stays held
	}
	r.items[name] += n
	r.mu.Unlock()
	return nil
}
`,
    after: go`
type registry struct {
	mu    sync.Mutex
	items map[string]int
}

func (r *registry) add(name string, n int) error {
	if n < 0 {
		return errors.New("negative count")
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.items[name] += n
	return nil
}
`,
    note: {
      en: 'A deferred Unlock also runs when the section panics. Since Go 1.14 it costs next to nothing.',
      zh: '临界区发生 panic 时，defer 的 Unlock 也会执行。自 Go 1.14 起它几乎没有开销。',
    },
  },
  verify: [
    {
      command: "curl -o after.txt 'http://localhost:6060/debug/pprof/goroutine?debug=2' && gotriage compare before.txt after.txt",
      expect: {
        en: en(
          'No goroutine waits for the lock for a minute or more. The number of waiters follows the load up and down instead of',
          'only growing.',
        ),
        zh: '不再有 goroutine 等待这把锁达一分钟以上；等待者数量随负载升降，而不是只增不减。',
      },
    },
    {
      command: 'go test -race ./...',
      expect: {
        en: 'Passes. A lock removed to cure the wait must not have left an unguarded access behind.',
        zh: '通过。若为消除等待而去掉了锁，不能因此留下未受保护的访问。',
      },
    },
  ],
  goVersions: {
    en: 'All versions; `sync.Mutex.Lock` as a wait reason since Go 1.20, `semacquire` before. `TryLock` needs 1.18.',
    zh: '所有版本；等待原因 `sync.Mutex.Lock` 自 Go 1.20 起出现，之前为 `semacquire`。`TryLock` 需要 1.18。',
  },
  corrections: [
    {
      text: {
        en: en(
          'The document lets a goroutine spin when its own P has other goroutines to run. It is the reverse: spinning, at most 4',
          'rounds, needs several CPUs, another running P and an empty local run queue, so that no other work is held up.',
        ),
        zh: zh(
          '文档说当前 P 有其他可运行的 goroutine 时才自旋。恰好相反：自旋最多 4 轮，并要求多核、至少另有一个 P 在运行，',
          '且本地运行队列为空，以免耽误别的工作。',
        ),
      },
      source: 'runtime/proc.go internal_sync_runtime_canSpin',
    },
    {
      text: {
        en: en(
          'Starvation mode ends when the waiter that gets the lock is the last in the queue, or has itself waited less than 1 ms;',
          'either is enough. Since Go 1.24 the code lives in internal/sync, so stacks show `internal/sync.(*Mutex)` frames below',
          '`sync.(*Mutex)`.',
        ),
        zh: zh(
          '获得锁的等待者是队列中最后一个，或它自己等待不足 1 ms，满足其一即退出饥饿模式。自 Go 1.24 起代码位于 internal/sync，',
          '因此栈中 `sync.(*Mutex)` 之下会出现 `internal/sync.(*Mutex)` 帧。',
        ),
      },
      source: 'internal/sync/mutex.go lockSlow; Go 1.24 source layout',
    },
  ],
  figures: [
    {
      id: 'mutex-starvation',
      value: 1,
      unit: 'ms',
      label: { en: 'wait after which a mutex turns to starvation mode', zh: '互斥锁进入饥饿模式的等待时间' },
      document: 'D4',
    },
  ],
  answers: [
    { rule: 'goroutine-leak', when: { cause: ['mutex', 'rwmutex'] } },
    { rule: 'lock-contention', rank: 2 },
  ],
};

const waitGroup: GuidanceEntry = {
  id: 'leak-waitgroup',
  group: 'leaks',
  title: { en: 'WaitGroup.Wait never returns: a Done is missing', zh: 'WaitGroup.Wait 一直不返回：少了一次 Done' },
  text: {
    en: en(
      'A goroutine in `sync.WaitGroup.Wait` waits until the counter is back at zero. It stays when some worker ended without',
      '`Done`: an early return, a panic that was recovered further up, a loop that skips an element after the count was added',
      'for all of them. It also stays, rightly, while a worker is itself stuck, so look at the workers’ group first.',
      '',
      'Call `Add` in the goroutine that will wait, before the `go` statement, and `defer wg.Done()` as the first statement of',
      'the worker. An `Add` inside the worker races with `Wait`: the wait may find zero and return before anything has',
      'started, which shows not as a leak but as lost work.',
      '',
      'Never copy a WaitGroup: pass a pointer. From Go 1.25 on, `wg.Go(f)` does Add, go and Done in one call and leaves',
      'nothing to forget.',
    ),
    zh: zh(
      '停在 `sync.WaitGroup.Wait` 的 goroutine 要等计数器归零。若某个 worker 没有 `Done` 就结束了，它就会一直等：提前返回、',
      'panic 在更上层被 recover、先按总数 Add 而循环里又跳过了某个元素。若某个 worker 自己卡住，它同样会等，而且等得有理，',
      '所以应先看 worker 所在的分组。',
      '',
      '在将要等待的 goroutine 里、`go` 语句之前调用 `Add`；worker 的第一条语句写 `defer wg.Done()`。',
      '在 worker 内部 `Add` 会与 `Wait` 竞争：等待方可能看到零而在任何工作开始之前就返回，表现出来不是泄漏，而是任务丢失。',
      '',
      '不要复制 WaitGroup，应传指针。自 Go 1.25 起，`wg.Go(f)` 一次完成 Add、go 和 Done，不会再漏掉什么。',
    ),
  },
  citations: [cite('D1', '1.1'), cite('D4', '一.8(3)')],
  change: {
    before: go`
func cleanAll(centers []int, clean func(int) error) {
	var wg sync.WaitGroup
	wg.Add(len(centers))
	for _, c := range centers {
		go func() {
			if err := clean(c); err != nil {
				return // no Done: Wait never returns
			}
			wg.Done()
		}()
	}
	wg.Wait()
}
`,
    after: go`
func cleanAll(centers []int, clean func(int) error) error {
	var wg sync.WaitGroup
	errs := make([]error, len(centers))
	for i, c := range centers {
		wg.Add(1)
		go func() {
			defer wg.Done()
			errs[i] = clean(c)
		}()
	}
	wg.Wait()
	return errors.Join(errs...)
}
`,
    note: {
      en: en(
        'Adding 1 beside each `go` keeps the count right when the loop later learns to skip an element. With Go 1.25:',
        '`wg.Go(func() { errs[i] = clean(c) })`.',
      ),
      zh: '在每条 `go` 旁边加 1，日后循环要跳过某个元素时计数依然正确。Go 1.25 可写成 `wg.Go(func() { errs[i] = clean(c) })`。',
    },
  },
  verify: [
    {
      command:
        "go vet ./... && curl -o after.txt 'http://localhost:6060/debug/pprof/goroutine?debug=2' && gotriage compare before.txt after.txt",
      expect: {
        en: en(
          'vet reports neither a copied lock nor (Go 1.25 and later) a misplaced Add; once the batch is done, no goroutine is',
          'left in `sync.WaitGroup.Wait` (`semacquire` before Go 1.24).',
        ),
        zh: zh(
          'vet 不再报告锁被复制，也不报告 Add 位置错误（Go 1.25 起检查）；',
          '批次结束后没有 goroutine 停在 `sync.WaitGroup.Wait`（Go 1.24 之前显示为 `semacquire`）。',
        ),
      },
    },
  ],
  goVersions: {
    en: 'All versions; `WaitGroup.Go` and the vet check need Go 1.25.',
    zh: '所有版本；`WaitGroup.Go` 与相应的 vet 检查需要 Go 1.25。',
  },
  corrections: [
    {
      text: {
        en: en(
          'The `state1` array that the document describes is gone: since Go 1.20 a WaitGroup holds one 64-bit atomic state, with',
          'the counter in the upper 32 bits and the waiters below, and a semaphore.',
        ),
        zh: zh(
          '文档描述的 `state1` 数组已不存在：自 Go 1.20 起，WaitGroup 由一个 64 位原子状态（高 32 位为计数，低位为等待者）',
          '和一个信号量组成。',
        ),
      },
      source: 'sync/waitgroup.go type WaitGroup',
    },
    {
      text: {
        en: en(
          'Handing the id to the closure as a parameter is no longer needed in modules that declare Go 1.22 or later, where each',
          'iteration has its own variable.',
        ),
        zh: '在声明 Go 1.22 及以上的模块里，每次迭代都有自己的变量，不必再把 id 作为参数传给闭包。',
      },
      source: 'Go 1.22 release notes, language changes',
    },
  ],
  answers: [{ rule: 'goroutine-leak', when: { cause: ['waitgroup'] } }],
};

const cond: GuidanceEntry = {
  id: 'leak-cond',
  group: 'leaks',
  title: { en: 'A waiter on sync.Cond that nobody signals', zh: '无人唤醒的 sync.Cond 等待者' },
  text: {
    en: en(
      'A goroutine in `sync.Cond.Wait` wakes only on `Signal` or `Broadcast`. It stays for three reasons: the state changed',
      'but that path does not signal; `Signal` woke one waiter which could not use the news while the one that could sleeps',
      'on; or the program is shutting down and nobody tells the waiters.',
      '',
      'Change the condition under the lock and signal on every path that changes it; use `Broadcast` when waiters wait for',
      'different things or when the state is final. Always wait in a `for` loop that tests the condition, because being woken',
      'does not mean that the condition still holds.',
      '',
      'A Cond knows no timeout and cannot stand in a select. Where cancellation matters, a channel is the better tool:',
      'closing it is a broadcast that also works in a select. To keep the Cond, register a `context.AfterFunc` that',
      'broadcasts, and test `ctx.Err()` in the loop.',
    ),
    zh: zh(
      '停在 `sync.Cond.Wait` 的 goroutine 只有 `Signal` 或 `Broadcast` 才能唤醒。一直不醒有三种原因：状态变了，',
      '但那条路径没有发信号；`Signal` 唤醒了一个用不上这一变化的等待者，而用得上的仍在睡；或者程序正在关停，',
      '没有人通知等待者。',
      '',
      '在锁内修改条件，并在每条会修改它的路径上发信号；若等待者各等各的条件，或状态已成定局，就用 `Broadcast`。',
      '始终在检查条件的 `for` 循环中等待，因为被唤醒并不表示条件仍然成立。',
      '',
      'Cond 没有超时，也不能放进 select。需要取消时，通道更合适：关闭通道就是一次广播，而且能用于 select。若要保留 Cond，',
      '可用 `context.AfterFunc` 注册一次广播，并在循环里检查 `ctx.Err()`。',
    ),
  },
  citations: [cite('D3', '二')],
  change: {
    before: go`
type queue struct {
	mu    sync.Mutex
	ready *sync.Cond // on mu
	items []string
}

func (q *queue) take() string {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.items) == 0 {
		q.ready.Wait() // for ever, if the producers have stopped
	}
	item := q.items[0]
	q.items = q.items[1:]
	return item
}
`,
    after: go`
type queue struct {
	mu    sync.Mutex
	ready *sync.Cond // on mu
	items []string
}

func (q *queue) take(ctx context.Context) (string, error) {
	stop := context.AfterFunc(ctx, func() {
		q.mu.Lock()
		defer q.mu.Unlock()
		q.ready.Broadcast()
	})
	defer stop()
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.items) == 0 {
		if err := ctx.Err(); err != nil {
			return "", err
		}
		q.ready.Wait()
	}
	item := q.items[0]
	q.items = q.items[1:]
	return item, nil
}
`,
    note: {
      en: en(
        'The callback takes the lock before it broadcasts: without it the signal could fall between the test of the condition',
        'and the Wait, and be lost.',
      ),
      zh: '回调在广播前先取得锁：否则信号可能恰好落在检查条件与 Wait 之间而丢失。',
    },
  },
  verify: [
    {
      command: "curl -o after.txt 'http://localhost:6060/debug/pprof/goroutine?debug=2' && gotriage compare before.txt after.txt",
      expect: {
        en: en(
          'No goroutine has been in `sync.Cond.Wait` for longer than the queue may rightly be empty; after a shutdown begins the',
          'count falls to 0.',
        ),
        zh: '停在 `sync.Cond.Wait` 的时间不超过队列正常为空的时长；开始关停后数量降为 0。',
      },
    },
  ],
  goVersions: { en: 'All versions; `context.AfterFunc` needs Go 1.21.', zh: '所有版本；`context.AfterFunc` 需要 Go 1.21。' },
  corrections: [],
  answers: [{ rule: 'goroutine-leak', when: { cause: ['cond'] } }],
};

/** Leaks whose goroutine waits for a primitive of package sync. */
export const lockLeaks: readonly GuidanceEntry[] = [mutex, waitGroup, cond];
