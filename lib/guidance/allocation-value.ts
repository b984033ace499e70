import { cite } from './headings';
import { en, go, zh } from './prose';
import type { GuidanceEntry } from './types';

const boxing: GuidanceEntry = {
  id: 'alloc-interface-boxing',
  group: 'allocation',
  title: { en: 'Values put into interfaces are allocated one by one', zh: '放进接口的值会逐个分配' },
  text: {
    en: en(
      'An interface holds a type and a pointer. To put a number, a string or a struct in, the compiler needs an address and',
      'copies the value to the heap unless it can prove that nobody keeps it. In a CPU profile: `runtime.convT64`,',
      '`runtime.convTstring`,',
      '`runtime.convTslice`, `runtime.convT`. The usual sources are `fmt.Sprintf` and log calls with `...any`, containers of',
      '`any`, and `sync.Pool` or `sync.Map` used with plain values.',
      '',
      'On the hot path use what takes the type itself: `strconv.AppendInt` instead of `fmt.Sprintf("%d")`, typed log',
      'attributes (`slog.Int`, `slog.String`) with `LogAttrs`, a generic container instead of one of `any`, a concrete',
      'parameter instead of an interface with a single implementation. Test the log level before the arguments are built:',
      'they are boxed even when the line is dropped.',
      '',
      'Pointers, maps, channels and functions fit in as they are. Constants, empty strings and slices, and integers below 256',
      'do not allocate either, so not every interface costs something. Let the profile say which one does.',
    ),
    zh: zh(
      '接口里装的是类型和指针。要放进数字、字符串或结构体，编译器需要一个地址；除非能证明没有人保留它，否则就把值复制到堆上。',
      '在 CPU profile 中可见 `runtime.convT64`、`runtime.convTstring`、`runtime.convTslice`、`runtime.convT`。',
      '常见来源是带 `...any` 的 `fmt.Sprintf` 和日志调用、元素为 `any` 的容器，',
      '以及直接存放普通值的 `sync.Pool` 或 `sync.Map`。',
      '',
      '热点路径上使用接收具体类型的函数：用 `strconv.AppendInt` 代替 `fmt.Sprintf("%d")`，用带类型的日志属性（`slog.Int`、',
      '`slog.String`）配合 `LogAttrs`，用泛型容器代替 `any` 容器，只有一个实现的接口参数改为具体类型。',
      '先判断日志级别再构造参数：即使该行被丢弃，参数也已经装箱。',
      '',
      '指针、map、通道和函数可以原样放入。常量、空字符串、空切片和小于 256 的整数也不分配，所以并非每个接口都有代价，',
      '以 profile 为准。',
    ),
  },
  citations: [cite('D3', '四'), cite('D4', '一.5')],
  change: {
    before: go`
func key(site, patient int) string {
	return fmt.Sprintf("site/%d/patient/%d", site, patient)
}
`,
    after: go`
func key(site, patient int) string {
	var scratch [48]byte
	b := append(scratch[:0], "site/"...)
	b = strconv.AppendInt(b, int64(site), 10)
	b = append(b, "/patient/"...)
	b = strconv.AppendInt(b, int64(patient), 10)
	return string(b)
}
`,
    note: {
      en: en(
        'The array stays on the stack; only the resulting string is allocated. Keep fmt where the line is not hot: it reads',
        'better.',
      ),
      zh: '数组留在栈上，只有结果字符串需要分配。不热的地方仍用 fmt，可读性更好。',
    },
  },
  verify: [
    {
      command: 'go test -run xxx -bench Key -benchmem -count 10 ./... > after.txt && benchstat before.txt after.txt',
      expect: {
        en: '`allocs/op` falls from 3 (two boxed numbers and the string) to 1; ns/op to about half.',
        zh: '`allocs/op` 由 3（两个装箱的数字加字符串）降为 1；ns/op 降到约一半。',
      },
    },
    {
      command: "go tool pprof -peek runtime.convT 'http://localhost:6060/debug/pprof/profile?seconds=30'",
      expect: {
        en: en(
          'The function is no longer among the callers of the convT family; in the allocs profile its `alloc_objects` falls by',
          'the boxed values.',
        ),
        zh: '该函数不再出现在 convT 系列的调用方中，allocs profile 中它的 `alloc_objects` 减去装箱的部分。',
      },
    },
  ],
  goVersions: {
    en: 'All versions; log/slog needs Go 1.21, generics 1.18.',
    zh: '所有版本；log/slog 需要 Go 1.21，泛型需要 1.18。',
  },
  corrections: [
    {
      text: {
        en: en(
          'Not every value put into an interface escapes, as the document’s short form has it: if the callee is known and does',
          'not keep it, the copy stays on the stack, and `convT64` serves values below 256 from a table.',
        ),
        zh: zh(
          '文档简略地说接口会导致逃逸，但并非每个值都如此：若被调用方已知且不保留该值，副本就留在栈上；',
          '`convT64` 对小于 256 的值直接取自一张表。',
        ),
      },
      source: 'runtime/iface.go convT64, staticuint64s; cmd/compile/internal/walk/convert.go',
    },
  ],
  answers: [{ rule: 'alloc-boxing' }, { rule: 'alloc-small-churn', rank: 2 }],
};

const deferLoop: GuidanceEntry = {
  id: 'alloc-defer-loop',
  group: 'allocation',
  title: { en: 'A defer in a loop piles up until the function returns', zh: '循环中的 defer 会一直堆积到函数返回' },
  text: {
    en: en(
      'A deferred call runs when the function returns, not at the end of the round. In a loop over a million files, a million',
      'records wait, and with each of them the file, the lock or the buffer that it was to release. Memory and descriptors',
      'climb until the loop ends, which for a worker’s endless loop is never.',
      '',
      'Move the body of the loop into a function of its own, so that the defer belongs to one round; or release explicitly,',
      'on every path, before the next round. In an endless loop there is no third way.',
      '',
      'Such a defer is also the slow kind: outside loops a defer is compiled into the function’s exit, inside a loop every',
      'round takes a record that is linked to the goroutine (`runtime.deferproc`), and a closure that captures the loop',
      'variable is one more allocation.',
    ),
    zh: zh(
      'defer 的调用在函数返回时执行，而不是在每一轮结束时。遍历一百万个文件，就有一百万条记录在等待，',
      '每条还拖着本该由它释放的文件、锁或缓冲区。内存和描述符一路攀升到循环结束；如果是 worker 的无限循环，就永远没有结束。',
      '',
      '把循环体移到单独的函数里，使 defer 只属于一轮；或者在下一轮之前、在每条路径上显式释放。对无限循环来说没有第三种办法。',
      '',
      '这种 defer 也是慢的那一种：循环之外的 defer 会编译进函数出口；循环之内，',
      '每一轮都要取一条挂在 goroutine 上的记录（`runtime.deferproc`），若闭包捕获了循环变量，还要再分配一次。',
    ),
  },
  citations: [cite('D3', '六'), cite('D3', 'traps'), cite('D4', '一.11')],
  change: {
    before: go`
func importAll(names []string, load func(io.Reader) error) error {
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			return err
		}
		defer f.Close() // every file stays open until the last is loaded
		if err := load(f); err != nil {
			return err
		}
	}
	return nil
}
`,
    after: go`
func importAll(names []string, load func(io.Reader) error) error {
	for _, name := range names {
		if err := importOne(name, load); err != nil {
			return err
		}
	}
	return nil
}

func importOne(name string, load func(io.Reader) error) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	return load(f)
}
`,
    note: {
      en: 'The helper also gives each round a place for its error message: which file it was.',
      zh: '辅助函数还为每一轮提供了写明错误（是哪个文件）的地方。',
    },
  },
  verify: [
    {
      command: 'go test -run xxx -bench ImportAll -benchmem -count 10 ./... > after.txt && benchstat before.txt after.txt',
      expect: {
        en: en(
          '`B/op` and `allocs/op` per file are the same for 10 files as for 10 000; before, both rose with the length of the',
          'loop.',
        ),
        zh: '每个文件的 `B/op` 与 `allocs/op` 在 10 个文件和 1 万个文件时相同；改动前两者都随循环长度上升。',
      },
    },
    {
      command: 'go tool pprof -top -sample_index=inuse_space -diff_base before.heap.pb.gz after.heap.pb.gz',
      expect: {
        en: en(
          'Two heap profiles in the middle of a long run: `inuse_space` under the loop no longer grows with the rounds done, and',
          'open descriptors stay at one.',
        ),
        zh: '长时间运行途中的两份 heap profile：循环之下的 `inuse_space` 不再随已完成的轮数增长，打开的描述符始终为一个。',
      },
    },
  ],
  goVersions: {
    en: 'All versions; the cheap form outside loops since Go 1.14.',
    zh: '所有版本；循环之外的低开销形式自 Go 1.14 起。',
  },
  corrections: [
    {
      text: {
        en: en(
          'The document puts stack-allocated defer records (`deferprocStack`) at Go 1.14, for frames below 128 B. They came with',
          '1.13 and depend on the defer not being in a loop, not on the frame. Go 1.14 brought open-coded defers: at most 8 of',
          'them, none in a loop, and defers times returns at most 15.',
        ),
        zh: zh(
          '文档把栈上分配的 defer 记录（`deferprocStack`）归于 Go 1.14，条件是栈帧小于 128 B。它随 1.13 出现，',
          '条件是 defer 不在循环中，与栈帧无关。Go 1.14 带来的是 open-coded defer：最多 8 个、都不在循环中，',
          '且 defer 数乘以 return 数不超过 15。',
        ),
      },
      source: 'Go 1.13 and 1.14 release notes; cmd/compile/internal/walk/stmt.go maxOpenDefers; ssagen/ssa.go',
    },
    {
      text: {
        en: en(
          'The document says that arguments are copied when the defer statement runs, and in the same line that `defer',
          'fmt.Println(i)` in a loop prints the last value. The first is right: it prints each value. Only a closure that reads',
          '`i` later saw the last one, and that ended with the per-iteration variables of Go 1.22.',
        ),
        zh: zh(
          '文档说参数在执行 defer 语句时求值复制，同一行又说循环中的 `defer fmt.Println(i)` 打印最终值。前者正确：',
          '它打印各轮的值。只有之后才读取 `i` 的闭包会看到最终值，而 Go 1.22 的每次迭代独立变量已消除了这一点。',
        ),
      },
      source: 'Go specification, Defer statements; Go 1.22 release notes, language changes',
    },
  ],
  answers: [
    { rule: 'alloc-hot-path', when: { frame: ['runtime.deferproc', 'runtime.newdefer'] } },
    { rule: 'alloc-small-churn', when: { frame: ['runtime.deferproc', 'runtime.newdefer'] } },
    { rule: 'alloc-retained-growth', rank: 2 },
    { rule: 'gc-heap-growth', rank: 3 },
  ],
};

/** Entries on small values that cost an allocation each. */
export const valueEntries: readonly GuidanceEntry[] = [boxing, deferLoop];
