import { cite } from './headings';
import { en, go, steps, zh } from './prose';
import type { GuidanceEntry } from './types';

const pool: GuidanceEntry = {
  id: 'alloc-pool',
  group: 'allocation',
  title: { en: 'sync.Pool for many equal, short-lived, stateless objects', zh: '用 sync.Pool 复用大量相同、短命、无状态的对象' },
  text: {
    en: en(
      'When one call path makes the same kind of object on every request and drops it at the end (a `bytes.Buffer`, an',
      'encoder, a scratch slice, a record being parsed), a `sync.Pool` lets the next request take it over. Get and Put are a',
      'few nanoseconds on the same P and take no lock in the common case.',
      '',
      'Four rules make it safe. Reset after Get, so that whoever forgot to clean up does no harm. Put back on every path',
      '(`defer`), and keep no reference afterwards: not the object, not a slice of its memory. Return a copy of the contents,',
      'never `buf.Bytes()` itself. Drop objects that have grown far beyond the usual, or one huge message pins its buffer for',
      'all later ones; package fmt stops at 64 KiB.',
      '',
      'The documents report 15 % less P99 latency from pooled buffers in a message converter, and 30 % less GC pressure from',
      'pooled byte slices in a server. Expect as much only where the profile shows the object near the top of `alloc_space`:',
      'pooling what is rare or small costs more than it saves.',
    ),
    zh: zh(
      '如果某条调用路径在每个请求里都创建同一种对象、结束时丢弃（`bytes.Buffer`、编码器、临时切片、解析中的记录），',
      '`sync.Pool` 可以让下一个请求接手使用。在同一个 P 上，Get 和 Put 只需几纳秒，通常不加锁。',
      '',
      '四条规则保证安全。Get 之后先 Reset，这样别人忘了清理也无妨。在每条路径上都 Put 回去（`defer`），此后不再保留任何引用：',
      '既不留对象，也不留它内存的切片。返回内容的副本，绝不直接返回 `buf.Bytes()`。长得远超平常的对象要丢弃，',
      '否则一条巨大的消息会让它的缓冲区一直留到后来；fmt 包以 64 KiB 为界。',
      '',
      '文档给出的收益是：消息转换服务池化缓冲区后 P99 延迟降低 15 %，服务器池化字节切片后 GC 压力降低 30 %。',
      '只有当 profile 显示该对象位于 `alloc_space` 前列时，才能期待这样的效果：池化稀少或很小的对象得不偿失。',
    ),
  },
  citations: [cite('D1', '2.1'), cite('D0', '3.2'), cite('D2', '2'), cite('D4', '二.4')],
  change: {
    before: go`
func encode(v any) ([]byte, error) {
	var buf bytes.Buffer // grown anew for every message
	if err := json.NewEncoder(&buf).Encode(v); err != nil {
		return nil, err
	}
	return buf.Bytes(), nil
}
`,
    after: go`
const keepBelow = 64 << 10

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func encode(v any) ([]byte, error) {
	buf := buffers.Get().(*bytes.Buffer)
	buf.Reset()
	defer func() {
		if buf.Cap() <= keepBelow {
			buffers.Put(buf)
		}
	}()
	if err := json.NewEncoder(buf).Encode(v); err != nil {
		return nil, err
	}
	return bytes.Clone(buf.Bytes()), nil // the buffer itself stays here
}
`,
    note: {
      en: 'Where the result is written out at once, write from the buffer to the io.Writer and save the copy as well.',
      zh: '若结果会立即写出，可直接从缓冲区写到 io.Writer，连副本也省去。',
    },
  },
  verify: [
    {
      command: 'go test -run xxx -bench Encode -benchmem -cpu 1,8 -count 10 ./... > after.txt && benchstat before.txt after.txt',
      expect: {
        en: en(
          '`B/op` falls to about the size of the result, `allocs/op` by the number of growth steps; the gain holds with 8 CPUs as',
          'with 1.',
        ),
        zh: '`B/op` 降到约等于结果大小，`allocs/op` 减去各次扩容；8 核与 1 核下收益一致。',
      },
    },
    {
      command: steps(
        "curl -o after.pb.gz 'http://localhost:6060/debug/pprof/allocs?seconds=30'",
        'go tool pprof -top -diff_base before.pb.gz after.pb.gz',
      ),
      expect: {
        en: en(
          'Under the production load the path’s `alloc_space` falls by most of its share. The documents’ yardstick: P99 latency',
          'down by about 15 %, GC work down by about 30 %.',
        ),
        zh: '生产负载下，该路径的 `alloc_space` 减少其份额的大部分。文档的参照：P99 延迟约降 15 %，GC 工作量约降 30 %。',
      },
    },
    {
      command: 'go test -race -count 20 ./...',
      expect: {
        en: 'Passes: an object used after Put shows up here as a race.',
        zh: '通过：Put 之后仍被使用的对象会在这里表现为数据竞争。',
      },
    },
  ],
  goVersions: {
    en: 'Go 1.3 and later; without locks and with a victim cache since 1.13.',
    zh: 'Go 1.3 及以上；自 1.13 起无锁并带 victim 缓存。',
  },
  corrections: [
    {
      text: {
        en: en(
          'Two of the documents’ samples call Put without `defer`: a panic in between, or an early return added later, loses the',
          'object. Nothing breaks, but the pool then refills through New.',
        ),
        zh: zh(
          '文档有两处示例调用 Put 时没有用 `defer`：其间发生 panic，或日后有人加了提前返回，对象就丢了。程序不会出错，',
          '但池要靠 New 重新补充。',
        ),
      },
      source: 'D0 3.2 writeLog; D2 2 processMetrics; sync/pool.go Put',
    },
    {
      text: {
        en: en(
          'Resetting a pooled struct field by field, as one sample does, misses the field that is added next year. Assign the',
          'zero value of the whole: `*m = Metric{}`. With `json.Unmarshal` this matters doubly, since keys absent from the input',
          'leave the old values in place.',
        ),
        zh: zh(
          '像某处示例那样逐字段重置池化的结构体，会漏掉明年新增的字段。应整体赋零值：`*m = Metric{}`。',
          '配合 `json.Unmarshal` 时尤其重要，因为输入中缺少的键会保留旧值。',
        ),
      },
      source: 'encoding/json Unmarshal documentation',
    },
  ],
  figures: [
    {
      id: 'pool-p99',
      value: -15,
      unit: 'percent',
      label: { en: 'P99 latency after pooling, in the documents', zh: '文档：池化后 P99 延迟的变化' },
      document: 'D1',
    },
    {
      id: 'pool-gc',
      value: -30,
      unit: 'percent',
      label: { en: 'GC pressure after pooling, in the documents', zh: '文档：池化后 GC 压力的变化' },
      document: 'D4',
    },
    {
      id: 'pool-keep',
      value: 65_536,
      unit: 'bytes',
      label: { en: 'largest buffer that package fmt puts back', zh: 'fmt 包放回池中的最大缓冲区' },
      document: 'own',
    },
  ],
  answers: [
    { rule: 'alloc-buffer' },
    { rule: 'alloc-small-churn' },
    { rule: 'alloc-pool-miss', rank: 2 },
    { rule: 'gc-cpu-share', rank: 3 },
  ],
};

const poolTraps: GuidanceEntry = {
  id: 'alloc-pool-traps',
  group: 'allocation',
  title: {
    en: 'When sync.Pool does not help: misses, dirty objects, things that are not temporary',
    zh: 'sync.Pool 不起作用时：未命中、脏对象、并非临时的东西',
  },
  text: {
    en: en(
      'If `New` shows up in the allocation profile at nearly the rate of Get, the pool misses. Check, in this order: is Put',
      'reached on every path; is the object too large and dropped; does the time between two uses span more than two',
      'collections; is Put called by other goroutines than Get, on other Ps, so that objects have to be stolen back. With GC',
      'running several times a second a pool has nothing to keep: lower the GC rate first.',
      '',
      'A pool of slices allocates on every Put when it stores the slice itself: the three-word header must be boxed to become',
      'an `any`. Store a pointer, `*[]byte` or a struct that holds the slice.',
      '',
      'A pool may forget anything at any time and closes nothing. Connections, files, locks, goroutines and everything with',
      'an identity or a duty to be closed belong in a real pool with a limit and a health check, as `database/sql` and',
      '`net/http` have. And two owners of one object are data corruption: after Put, the object is someone else’s.',
    ),
    zh: zh(
      '如果分配 profile 中 `New` 出现的频率接近 Get，说明池没有命中。依次检查：每条路径是否都走到了 Put；',
      '对象是否过大而被丢弃；两次使用之间是否隔了两轮以上 GC；调用 Put 的 goroutine 是否与 Get 的不同、在别的 P 上，',
      '以致对象要再“偷”回来。每秒 GC 数次时，池里什么也留不住：先降低 GC 频率。',
      '',
      '如果池里直接存切片，每次 Put 都会分配：三个字的切片头必须装箱才能成为 `any`。应存指针，即 `*[]byte` 或包含该切片的结构体。',
      '',
      '池可以随时忘掉任何东西，也不会关闭任何东西。连接、文件、锁、goroutine，以及一切有身份或必须关闭的对象，',
      '都应放进有上限、有健康检查的真正的池，例如 `database/sql` 和 `net/http` 自带的那种。',
      '一个对象同时有两个所有者就是数据损坏：Put 之后，它已归别人所有。',
    ),
  },
  citations: [cite('D4', '二.4'), cite('D1', '2.1'), cite('D2', '2'), cite('D0', '3.2')],
  change: {
    before: go`
var scratch = sync.Pool{New: func() any { return make([]byte, 4096) }}

func copyAll(dst io.Writer, src io.Reader) (int64, error) {
	buf := scratch.Get().([]byte)
	defer scratch.Put(buf) // boxes the slice header: one allocation per call
	return io.CopyBuffer(dst, src, buf)
}
`,
    after: go`
var scratch = sync.Pool{New: func() any { return new([4096]byte) }}

func copyAll(dst io.Writer, src io.Reader) (int64, error) {
	buf := scratch.Get().(*[4096]byte)
	defer scratch.Put(buf) // a pointer fits an interface as it is
	return io.CopyBuffer(dst, src, buf[:])
}
`,
    note: {
      en: 'Where the length varies, pool `*[]byte` and store the grown slice back through the pointer before Put.',
      zh: '长度会变时，池化 `*[]byte`，并在 Put 之前通过指针写回增长后的切片。',
    },
  },
  verify: [
    {
      command: 'go test -run xxx -bench CopyAll -benchmem ./...',
      expect: {
        en: '`allocs/op` is 0 once warm. One allocation of 24 B per call is the boxed header.',
        zh: '预热后 `allocs/op` 为 0。若每次有一个 24 B 的分配，那就是被装箱的切片头。',
      },
    },
    {
      command: "curl -o after.pb.gz 'http://localhost:6060/debug/pprof/allocs?seconds=60' && gotriage analyze after.pb.gz gc.log",
      expect: {
        en: en(
          'No `alloc-pool-miss` finding: the objects that `New` makes per second are at most those held at once times the GC',
          'cycles per second, far below the request rate.',
        ),
        zh: '不再出现 `alloc-pool-miss`：`New` 每秒创建的对象数不超过同时持有数乘以每秒 GC 次数，远低于请求速率。',
      },
    },
  ],
  goVersions: {
    en: 'Go 1.13 and later for the victim cache; before, every collection emptied all pools.',
    zh: 'victim 缓存需要 Go 1.13 及以上；此前每轮 GC 都会清空所有池。',
  },
  corrections: [
    {
      text: {
        en: en(
          'The documents say that a collection empties every pool. Since Go 1.13 it moves the contents to a victim cache, from',
          'which Get still takes; only what goes unused through a second collection is dropped. A pool in steady use keeps its',
          'objects.',
        ),
        zh: zh(
          '文档说一次 GC 会清空所有池。自 Go 1.13 起，内容会移入 victim 缓存，Get 仍可从中取用；',
          '只有在第二轮 GC 时仍未被用到的才会丢弃。持续使用的池能保住它的对象。',
        ),
      },
      source: 'Go 1.13 release notes; sync/pool.go poolCleanup',
    },
    {
      text: {
        en: en(
          'The document’s server sample pools `[]byte` by value, which is the boxing described above; vet does not report it,',
          'staticcheck does (SA6002).',
        ),
        zh: '文档的服务器示例按值池化 `[]byte`，正是上面所说的装箱；vet 不报告，staticcheck 会（SA6002）。',
      },
      source: 'runtime/iface.go convTslice',
    },
    {
      text: {
        en: en(
          'In a build with the race detector Put drops one object in four at random on purpose, so hit rates measured there mean',
          'nothing.',
        ),
        zh: '启用竞争检测的构建会有意随机丢弃四分之一的 Put，因此在那里测得的命中率没有意义。',
      },
      source: 'sync/pool.go Put (race.Enabled)',
    },
  ],
  answers: [{ rule: 'alloc-pool-miss' }, { rule: 'alloc-buffer', rank: 2 }],
};

/** Entries on pools of objects. */
export const poolEntries: readonly GuidanceEntry[] = [pool, poolTraps];
