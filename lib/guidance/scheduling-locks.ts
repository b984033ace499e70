import { cite } from './headings';
import { en, go, steps, zh } from './prose';
import type { GuidanceEntry } from './types';

const contention: GuidanceEntry = {
  id: 'lock-contention',
  group: 'scheduling',
  title: { en: 'A contended lock: shorten, split or replace the critical section', zh: '锁竞争：缩短、拆分或替换临界区' },
  text: {
    en: en(
      'A goroutine that finds a mutex taken spins for at most 4 short rounds and then parks. After 1 ms of waiting the lock',
      'changes to starvation mode: it is handed on in order, nobody may barge in, and throughput drops while the tail stays',
      'bounded. Waits around and above a millisecond in the block profile mean that the lock lives in that mode.',
      '',
      'Work through the remedies in order. First shorten the section: no I/O, no logging, no encoding, no allocation under',
      'the lock; compute outside and swap in. Then take the lock less often: batch, or keep counters per goroutine and add',
      'them up at the end. Then split it: one lock per shard, chosen by a hash of the key.',
      '',
      'Only then change the kind of lock. `sync.RWMutex` pays when reads are many and not tiny: each RLock still writes one',
      'shared counter, so with very short reads on many cores it is no faster than a Mutex. `sync.Map` suits keys that are',
      'written once and read often, or goroutines that keep to disjoint keys. `atomic` suits one variable on its own; an',
      '`atomic.Pointer` to an immutable snapshot is the cheapest read of all. As soon as two values must agree, a lock is',
      'needed again.',
      '',
      'Counters that sit side by side in memory contend without any lock, because cores fight over their common cache line:',
      'pad them to 64 or 128 bytes when the profile shows the atomic add itself as hot.',
    ),
    zh: zh(
      'goroutine 遇到已被占用的互斥锁时，最多自旋 4 个短轮次，然后挂起。等待满 1 ms 后锁进入饥饿模式：按顺序移交，不许插队，',
      '吞吐下降，但尾部延迟有界。如果 block profile 中的等待在一毫秒上下或更长，说明这把锁长期处于该模式。',
      '',
      '按顺序采用对策。首先缩短临界区：锁内不做 I/O、日志、编码和分配；在锁外算好，再换入。其次减少加锁次数：成批处理，',
      '或各 goroutine 各自计数，最后相加。再次拆分：按键的哈希选择分片，每个分片一把锁。',
      '',
      '最后才更换锁的种类。读多且每次读不太短时，`sync.RWMutex` 才划算：每次 RLock 仍要写一个共享计数器，',
      '在多核上做很短的读并不比 Mutex 快。`sync.Map` 适合一次写入、多次读取的键，或各 goroutine 使用互不相交的键。',
      '`atomic` 适合单独一个变量；指向不可变快照的 `atomic.Pointer` 是最便宜的读。一旦两个值必须保持一致，就又需要锁了。',
      '',
      '内存中相邻的计数器即使没有锁也会争用，因为各核在争夺它们共处的缓存行：当 profile 显示热点就是原子加本身时，',
      '把它们填充到 64 或 128 字节。',
    ),
  },
  citations: [
    cite('D4', '一.8'),
    cite('D4', '一.8(1)'),
    cite('D4', '一.8(2)'),
    cite('D3', '二'),
    cite('D3', '四'),
    cite('D3', '五'),
    cite('D3', 'short-answers'),
  ],
  change: {
    before: go`
type settings struct {
	mu     sync.Mutex
	values map[string]string
}

func (s *settings) get(key string) string {
	s.mu.Lock() // every request of every core queues here
	defer s.mu.Unlock()
	return s.values[key]
}
`,
    after: go`
type settings struct {
	mu     sync.Mutex // for writers
	values atomic.Pointer[map[string]string]
}

func (s *settings) get(key string) string {
	if m := s.values.Load(); m != nil {
		return (*m)[key]
	}
	return ""
}

func (s *settings) set(key, value string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	next := map[string]string{key: value}
	if m := s.values.Load(); m != nil {
		next = maps.Clone(*m)
		next[key] = value
	}
	s.values.Store(&next) // readers see the old map or the new one, whole
}
`,
    note: {
      en: en(
        'Right for configuration that changes a few times a minute. Where writes are frequent, split the map into shards with a',
        'lock each.',
      ),
      zh: '适合每分钟变动几次的配置。写入频繁时，应把 map 拆成多个分片，各带一把锁。',
    },
  },
  verify: [
    {
      command: steps(
        "curl -o after.pb.gz 'http://localhost:6060/debug/pprof/mutex?seconds=30'",
        'go tool pprof -top -diff_base before.pb.gz after.pb.gz',
      ),
      expect: {
        en: en(
          'Delay charged to the holder’s Unlock falls by most of its share under equal load, and the mean wait (delay /',
          'contentions) falls below the 1 ms of starvation mode.',
        ),
        zh: '相同负载下，记在持有者 Unlock 上的 delay 减少其份额的大部分，平均等待（delay / contentions）降到饥饿模式的 1 ms 以下。',
      },
    },
    {
      command: 'go test -run xxx -bench Get -cpu 1,2,4,8 -count 10 ./... > after.txt && benchstat before.txt after.txt',
      expect: {
        en: 'With `b.RunParallel`, ns/op at 8 CPUs is no longer above that at 1 CPU: the path scales instead of queueing.',
        zh: '使用 `b.RunParallel`，8 核的 ns/op 不再高于单核：路径可以扩展，而不是排队。',
      },
    },
    {
      command: 'go test -race ./...',
      expect: { en: 'Passes: no access lost its protection.', zh: '通过：没有访问因此失去保护。' },
    },
  ],
  goVersions: {
    en: 'All versions; starvation mode since Go 1.9, `atomic.Pointer` since 1.19, the new `sync.Map` since 1.24.',
    zh: '所有版本；饥饿模式自 Go 1.9，`atomic.Pointer` 自 1.19，新的 `sync.Map` 自 1.24。',
  },
  corrections: [
    {
      text: {
        en: en(
          'The documents keep sync.Map for nearly fixed keys. Since Go 1.24 it is a concurrent hash trie: inserts and updates of',
          'different keys hardly disturb one another, so it also serves changing key sets. It still boxes keys and values.',
        ),
        zh: zh(
          '文档认为 sync.Map 只适合键基本固定的场景。自 Go 1.24 起它是并发哈希字典树：不同键的插入与更新几乎互不影响，',
          '因此键集变化时也可用。键和值仍会装箱。',
        ),
      },
      source: 'sync/map.go (internal/sync.HashTrieMap); Go 1.24 release notes',
    },
    {
      text: {
        en: en(
          'runtime/internal/sys, which the document names for the cache line’s size, cannot be imported by user code. Use',
          '`cpu.CacheLinePad` of golang.org/x/sys/cpu.',
        ),
        zh: zh(
          '文档提到用 runtime/internal/sys 获取缓存行大小，但用户代码无法导入该包。',
          '请使用 golang.org/x/sys/cpu 的 `cpu.CacheLinePad`。',
        ),
      },
      source: 'golang.org/x/sys/cpu CacheLinePad',
    },
    {
      text: {
        en: en(
          'A writer that waits in `RWMutex.Lock` stops new readers at once. One slow reader therefore makes everybody wait, which',
          'in a profile looks like a slow writer.',
        ),
        zh: '在 `RWMutex.Lock` 中等待的写者会立刻挡住新的读者。因此一个慢读者会让所有人等待，在 profile 中看上去却像是写者慢。',
      },
      source: 'sync/rwmutex.go Lock (readerCount made negative)',
    },
  ],
  figures: [
    {
      id: 'mutex-spins',
      value: 4,
      unit: 'items',
      label: { en: 'spinning rounds before a goroutine parks', zh: '挂起前的自旋轮数' },
      document: 'D4',
    },
    { id: 'cache-line', value: 64, unit: 'bytes', label: { en: 'cache line of most servers', zh: '多数服务器的缓存行' }, document: 'own' },
  ],
  answers: [{ rule: 'lock-contention' }, { rule: 'goroutine-leak', when: { cause: ['mutex', 'rwmutex'] }, rank: 2 }],
};

const backpressure: GuidanceEntry = {
  id: 'lock-channel-backpressure',
  group: 'scheduling',
  title: {
    en: 'Size a channel from peak and delay, and decide what happens when it is full',
    zh: '按峰值与时延确定通道容量，并决定满了怎么办',
  },
  text: {
    en: en(
      'Time spent blocked on a channel is the difference between two rates. If producers are faster on average, no buffer',
      'helps: it fills, and from then on adds only latency. If they are faster for a while only, the buffer must hold the',
      'surplus of that while: (peak rate − consuming rate) × length of the peak. The documents’ shop makes 1000 orders a',
      'second, handles 800, and buffers 1000: that lasts 5 seconds.',
      '',
      'A full buffer also tells the longest wait of what is in it: capacity divided by the consuming rate, here 1.25 s. If',
      'that is longer than anyone will wait for the answer, make the buffer smaller and refuse earlier.',
      '',
      'Then choose what a full channel means. Blocking the producer is right inside a pipeline, where it slows the source. At',
      'the edge of a service it is wrong, since it turns into goroutines that pile up: use a select with `default` or',
      '`ctx.Done()` and answer that the service is busy. To gain throughput add consumers, as long as what they depend on has',
      'room, or let each take a batch per wake-up.',
    ),
    zh: zh(
      '阻塞在通道上的时间，是两个速率之差。若生产者平均更快，缓冲无济于事：它迟早会满，之后只会增加延迟。若只是一段时间更快，',
      '缓冲需要容纳这段时间的盈余：（峰值速率 − 消费速率）× 峰值持续时间。文档中的电商每秒产生 1000 个订单、处理 800 个、',
      '缓冲 1000 个：可以撑 5 秒。',
      '',
      '缓冲满时也能算出其中任务的最长等待：容量除以消费速率，此例为 1.25 秒。如果没有人愿意为应答等这么久，就应减小缓冲，',
      '更早拒绝。',
      '',
      '然后决定通道满意味着什么。在流水线内部，阻塞生产者是正确的，它会让源头慢下来。在服务边缘则不对，',
      '因为会变成堆积的 goroutine：应使用带 `default` 或 `ctx.Done()` 的 select，回答服务繁忙。要提高吞吐，',
      '可在其依赖尚有余力时增加消费者，或让消费者每次唤醒取一批。',
    ),
  },
  citations: [cite('D3', 'short-answers'), cite('D4', '一.2'), cite('D3', '三'), cite('D0', '2.2')],
  change: {
    before: go`
func submit(queue chan<- string, task string) {
	queue <- task // the request waits as long as the queue is full
}
`,
    after: go`
var errBusy = errors.New("queue full")

func submit(ctx context.Context, queue chan<- string, task string, patience time.Duration) error {
	select {
	case queue <- task:
		return nil
	default:
	}
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case queue <- task:
		return nil
	case <-timer.C:
		return errBusy // answer 503 and count it
	case <-ctx.Done():
		return ctx.Err()
	}
}
`,
    note: {
      en: en(
        'The first select keeps the usual case free of a timer. Count `errBusy`: it is the figure by which to size the queue',
        'and its consumers.',
      ),
      zh: '第一个 select 让常见情形不必创建定时器。请统计 `errBusy`：它是确定队列与消费者规模的依据。',
    },
  },
  verify: [
    {
      command: steps(
        "curl -o after.pb.gz 'http://localhost:6060/debug/pprof/block?seconds=30'",
        'go tool pprof -top -diff_base before.pb.gz after.pb.gz',
      ),
      expect: {
        en: en(
          'Delay at the send falls under equal load to less than the patience you set times the sends; the receivers’ wait may',
          'rise, which only shows that they have time.',
        ),
        zh: '相同负载下，发送处的 delay 降到设定的等待上限乘以发送次数以下；接收方的等待可能上升，那只说明它们有空闲。',
      },
    },
    {
      command: "curl -o trace.out 'http://localhost:6060/debug/pprof/trace?seconds=5' && gotriage analyze trace.out",
      expect: {
        en: en(
          'Blocked time by reason: `chan send` is no longer among the first in the request’s goroutines, and P99 of the request',
          'falls by the queueing time.',
        ),
        zh: '按原因统计的阻塞时间：请求 goroutine 中 `chan send` 不再位居前列，请求的 P99 减少相应的排队时间。',
      },
    },
  ],
  goVersions: { en: 'All versions.', zh: '所有版本。' },
  corrections: [
    {
      text: {
        en: en(
          'The document’s buffer of 1000 for 1000 orders in and 800 out a second is presented as keeping producers from blocking.',
          'It does so for five seconds. If the rates stay, the sixth second blocks as if there were no buffer.',
        ),
        zh: zh(
          '文档把每秒进 1000、出 800 时的 1000 缓冲说成可避免生产者阻塞。它只能维持五秒；若速率不变，',
          '第六秒的阻塞与没有缓冲时一样。',
        ),
      },
      source: '1000 / (1000 − 800) = 5 s',
    },
  ],
  figures: [
    {
      id: 'queue-case-in',
      value: 1000,
      unit: 'per-second',
      label: { en: 'orders produced, in the documents’ case', zh: '文档案例：每秒产生的订单' },
      document: 'D4',
    },
    {
      id: 'queue-case-out',
      value: 800,
      unit: 'per-second',
      label: { en: 'orders handled, in the documents’ case', zh: '文档案例：每秒处理的订单' },
      document: 'D4',
    },
    {
      id: 'queue-case-capacity',
      value: 1000,
      unit: 'items',
      label: { en: 'channel capacity in the documents’ case', zh: '文档案例：通道容量' },
      document: 'D4',
    },
  ],
  answers: [{ rule: 'channel-contention' }, { rule: 'goroutine-leak', when: { cause: ['chan-send'] }, rank: 2 }],
};

/** Entries on goroutines that wait for one another. */
export const lockEntries: readonly GuidanceEntry[] = [contention, backpressure];
