import { cite } from './headings';
import { en, go, zh } from './prose';
import type { GuidanceEntry } from './types';

/** One buffer for many items. */
export const batchReuse: GuidanceEntry = {
  id: 'alloc-batch-reuse',
  group: 'allocation',
  title: {
    en: 'Reuse one buffer across a batch instead of a large slice per item',
    zh: '整批复用一个缓冲区，而不是每项一个大切片',
  },
  text: {
    en: en(
      'A loop that makes a large slice per item turns every pass into garbage of that size. Declare the slice before the loop',
      'and cut it back with `buf = buf[:0]`: length 0, capacity kept, so that from the second item on append finds its room.',
      '',
      'The condition is that nothing keeps the memory from one item to the next. If the callee stores the slice, sends it to',
      'another goroutine or returns a part of it, hand over a copy. Slices of pointers should be cleared (`clear(buf)`)',
      'before they are cut, or the old objects stay reachable through the hidden tail.',
      '',
      'For large input do not read the whole at all: stream it. `bufio.Scanner`, `json.Decoder` and `io.CopyBuffer` hold one',
      'window, whatever the size of the file. A single object above 32 KiB bypasses the per-P caches, and one whose backing',
      'store is megabytes large may alone trigger the next cycle.',
    ),
    zh: zh(
      '在循环里为每一项创建一个大切片，每一轮都会产生同样大小的垃圾。把切片声明在循环之前，用 `buf = buf[:0]` 截断：',
      '长度为 0，容量保留，从第二项起 append 就有现成的空间。',
      '',
      '前提是没有任何东西把这块内存从一项留到下一项。如果被调用方会保存该切片、把它发给另一个 goroutine 或返回其中一部分，',
      '就交出副本。元素为指针的切片在截断前应先清空（`clear(buf)`），否则旧对象会通过看不见的尾部继续可达。',
      '',
      '输入很大时根本不要整个读入，而应流式处理：`bufio.Scanner`、`json.Decoder`、',
      '`io.CopyBuffer` 无论文件多大都只持有一个窗口。单个超过 32 KiB 的对象会绕过每个 P 的缓存；底层数组达数兆的对象，',
      '单独一个就可能触发下一轮 GC。',
    ),
  },
  citations: [cite('D4', '一.3'), cite('D3', 'short-answers')],
  change: {
    before: go`
func sumAll(files []string, sum func([]byte) error) error {
	for _, name := range files {
		data, err := os.ReadFile(name) // a slice as large as the file, each time
		if err != nil {
			return err
		}
		if err := sum(data); err != nil {
			return err
		}
	}
	return nil
}
`,
    after: go`
func sumAll(files []string, sum func([]byte) error) error {
	var buf bytes.Buffer
	for _, name := range files {
		buf.Reset()
		if err := readInto(&buf, name); err != nil {
			return err
		}
		if err := sum(buf.Bytes()); err != nil { // sum must not keep the slice
			return err
		}
	}
	return nil
}

func readInto(buf *bytes.Buffer, name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = buf.ReadFrom(f)
	return err
}
`,
    note: {
      en: en(
        'The helper also closes each file before the next is opened; a defer in the loop itself would keep them all open until',
        'the end.',
      ),
      zh: '辅助函数还能保证打开下一个文件前先关闭上一个；若 defer 直接写在循环里，所有文件都会一直开到最后。',
    },
  },
  verify: [
    {
      command: 'go test -run xxx -bench SumAll -benchmem -count 10 ./... > after.txt && benchstat before.txt after.txt',
      expect: {
        en: en(
          '`B/op` falls from the sum of all items to about the largest single one; `allocs/op` stops growing with the batch apart',
          'from the files themselves.',
        ),
        zh: '`B/op` 由所有项之和降到约最大一项；除文件本身外，`allocs/op` 不再随批量增长。',
      },
    },
    {
      command: 'go tool pprof -sample_index=alloc_space -tagfocus=bytes=32kb: -top http://localhost:6060/debug/pprof/allocs',
      expect: {
        en: en(
          'The list holds objects of 32 KiB and more (by the `bytes` label): the path has left it, and the total at the top has',
          'fallen by its bytes.',
        ),
        zh: '列表只含 32 KiB 及以上的对象（按 `bytes` 标签）：该路径已不在其中，顶部的总量减少了它的字节数。',
      },
    },
  ],
  goVersions: { en: 'All versions; the built-in `clear` needs Go 1.21.', zh: '所有版本；内建函数 `clear` 需要 Go 1.21。' },
  corrections: [],
  answers: [
    { rule: 'alloc-large-objects' },
    { rule: 'alloc-buffer', rank: 2 },
    { rule: 'alloc-slice-growth', rank: 2 },
    { rule: 'alloc-pool-miss', rank: 2 },
  ],
};
