import { cite } from './headings';
import { en, go, zh } from './prose';
import type { GuidanceEntry } from './types';

const sliceGrowth: GuidanceEntry = {
  id: 'alloc-slice-growth',
  group: 'allocation',
  title: { en: 'Give slices their capacity at the start', zh: '一开始就给切片足够的容量' },
  text: {
    en: en(
      '`runtime.growslice` in a CPU profile is append that ran out of room: a new array, a copy, and the old array as garbage.',
      'Growing to n elements one by one allocates about 2n in total while the slice is small and up to some 5n when it is',
      'large, in a dozen or more steps, and copies the data as often.',
      '',
      'If the length is known, `make([]T, 0, n)` before the loop makes one allocation. If only an upper bound is known and it',
      'is not far off, use the bound. If nothing is known, reuse the slice of the last round (`buf[:0]`) or call',
      '`slices.Grow` when the first part of the input tells its size. The documents’ example is a reader’s buffer made with a',
      'capacity of 4096.',
      '',
      'A copy, `append([]byte(nil), x...)` or `slices.Clone`, calls `growslice` too, once and for the exact length: a capacity',
      'given before saves nothing there. Ask whether the copy is needed: return the original where nobody else writes to it,',
      'or give the function a `dst []byte` to append to, so that the caller can reuse one buffer.',
      '',
      'Do not overshoot: capacity that is never filled stays alive as long as the slice. For a result that lives long and',
      'came out much smaller than its bound, `slices.Clip` or a copy gives the rest back.',
    ),
    zh: zh(
      'CPU profile 中的 `runtime.growslice` 就是空间不足的 append：新建数组、复制、旧数组变成垃圾。逐个追加到 n 个元素，',
      '小切片总共分配约 2n，大切片可达约 5n，分十几步甚至更多，数据也被复制同样多次。',
      '',
      '长度已知时，在循环前写 `make([]T, 0, n)`，只分配一次。只知道上界且相差不大时，就用上界。完全未知时，',
      '复用上一轮的切片（`buf[:0]`），或在读到输入开头、得知大小之后调用 `slices.Grow`。',
      '文档的例子是为读取缓冲区预设 4096 的容量。',
      '',
      '复制（`append([]byte(nil), x...)` 或 `slices.Clone`）也会调用一次 `growslice`，且长度恰好：预设容量在此毫无作用。',
      '应先问这份复制是否必要：若无他人写入，直接返回原切片；或让函数接收 `dst []byte` 并向其追加，由调用方复用同一缓冲区。',
      '',
      '不要给得过多：从未填满的容量会和切片活得一样久。如果结果存活很久而实际远小于上界，',
      '用 `slices.Clip` 或复制一份来归还多余部分。',
    ),
  },
  citations: [cite('D4', '一.4'), cite('D4', '一.3')],
  change: {
    before: go`
func ids(rows map[int]string) []int {
	var out []int
	for id := range rows {
		out = append(out, id)
	}
	return out
}
`,
    after: go`
func ids(rows map[int]string) []int {
	out := make([]int, 0, len(rows))
	for id := range rows {
		out = append(out, id)
	}
	return out
}
`,
    note: {
      en: 'The same holds for `strings.Builder` and `bytes.Buffer`: call `Grow` once with what is known.',
      zh: '`strings.Builder` 和 `bytes.Buffer` 同理：按已知大小调用一次 `Grow`。',
    },
  },
  verify: [
    {
      command: 'go test -run xxx -bench IDs -benchmem -count 10 ./... > after.txt && benchstat before.txt after.txt',
      expect: {
        en: en(
          '`allocs/op` falls to 1; `B/op` falls to the final size: a half of before for some hundreds of elements, a third for',
          '5000, a fifth for a million.',
        ),
        zh: '`allocs/op` 降为 1；`B/op` 降到最终大小：数百个元素时为原来的一半，5000 个时约三分之一，一百万个时约五分之一。',
      },
    },
    {
      command: "go tool pprof -peek runtime.growslice 'http://localhost:6060/debug/pprof/profile?seconds=30'",
      expect: {
        en: 'The function no longer stands among the callers of `runtime.growslice`.',
        zh: '该函数不再出现在 `runtime.growslice` 的调用方之中。',
      },
    },
  ],
  goVersions: {
    en: 'All versions; the growth rule below since Go 1.18. `slices.Grow` and `slices.Clip` need 1.21.',
    zh: '所有版本；下述扩容规则自 Go 1.18 起。`slices.Grow` 与 `slices.Clip` 需要 1.21。',
  },
  corrections: [
    {
      text: {
        en: en(
          'The document doubles up to 1024 elements and then adds a quarter. Since Go 1.18 the threshold is 256, and beyond it',
          'the new capacity is old + (old + 768) / 4, repeated until it suffices: a smooth passage from 2 times at 256 towards',
          '1.25 times for large slices. The result is then rounded up to a size class.',
        ),
        zh: zh(
          '文档说 1024 个元素以内翻倍，之后增加四分之一。自 Go 1.18 起阈值是 256；超过之后，新容量为 旧 + (旧 + 768) / 4，',
          '重复直至够用：从 256 处的 2 倍平滑过渡到大切片的 1.25 倍。结果再向上取整到大小类。',
        ),
      },
      source: 'runtime/slice.go nextslicecap; Go 1.18 release notes, runtime',
    },
    {
      text: {
        en: en(
          'If one append needs more than double the old capacity, the new capacity is just the length needed. Appending in bulk',
          '(`append(dst, src...)`) is therefore one step, not many.',
        ),
        zh: zh(
          '如果一次 append 所需超过旧容量的两倍，新容量就取所需长度。因此批量追加（`append(dst, src...)`）只扩容一次，',
          '而不是多次。',
        ),
      },
      source: 'runtime/slice.go nextslicecap',
    },
  ],
  figures: [
    {
      id: 'slice-threshold-documents',
      value: 1024,
      unit: 'items',
      label: { en: 'end of doubling, in the documents', zh: '文档所述停止翻倍的长度' },
      document: 'D4',
      superseded: true,
    },
    {
      id: 'slice-threshold',
      value: 256,
      unit: 'items',
      label: { en: 'end of doubling since Go 1.18', zh: 'Go 1.18 起停止翻倍的长度' },
      document: 'own',
    },
    {
      id: 'slice-growth-large',
      value: 25,
      unit: 'percent',
      label: { en: 'growth of large slices', zh: '大切片的增长幅度' },
      document: 'D4',
    },
    {
      id: 'read-buffer',
      value: 4096,
      unit: 'bytes',
      label: { en: 'read buffer in the documents', zh: '文档中的读取缓冲区' },
      document: 'D4',
    },
  ],
  answers: [{ rule: 'alloc-slice-growth' }, { rule: 'alloc-large-objects', rank: 2 }],
};

const mapGrowth: GuidanceEntry = {
  id: 'alloc-map-growth',
  group: 'allocation',
  title: { en: 'Presize maps; replace the ones that are rebuilt all the time', zh: '预设 map 大小；替换不断重建的 map' },
  text: {
    en: en(
      'A map that fills up moves its entries to a larger table. In an allocation profile the line of the assignment stands',
      'out; a CPU profile shows the frames below it, those of `internal/runtime/maps` such as `(*table).grow` and',
      '`(*table).rehash` on Go 1.24 and later,',
      '`runtime.hashGrow` and `runtime.growWork` before.',
      '',
      'Pass the expected number of entries: `make(map[K]V, n)` sets the map up so that n entries fit without growth. For a',
      'map that is built per request and thrown away, keep it and empty it with `clear(m)`, which retains the memory. For a',
      'handful of keys a slice that is searched is smaller and often faster than any map; for a fixed key set a struct or a',
      'switch is.',
      '',
      'Store small values in place, not pointers to them: with neither pointers in keys nor in values the collector does not',
      'look into the map at all. Values above 128 bytes are stored by reference and allocate each.',
    ),
    zh: zh(
      'map 填满后会把条目搬到更大的表。在分配 profile 中，突出的是赋值所在的行；CPU profile 会显示其下的帧：',
      'Go 1.24 及以上是 `internal/runtime/maps` 的 `(*table).grow`、`(*table).rehash` 等帧，',
      '之前是 `runtime.hashGrow` 和 `runtime.growWork`。',
      '',
      '传入预期条目数：`make(map[K]V, n)` 会让 n 个条目无需扩容即可放下。每个请求都新建又丢弃的 map，',
      '可以保留下来用 `clear(m)` 清空，内存会留用。只有几个键时，用切片线性查找更小，往往也比 map 更快；',
      '键集固定时用结构体或 switch。',
      '',
      '小的值直接存放，不要存指针：当键和值都不含指针时，回收器根本不会去看 map 的内容。超过 128 字节的值会按引用存放，',
      '每个都要分配。',
    ),
  },
  citations: [cite('D4', '一.4')],
  change: {
    before: go`
func byID(users []string) map[string]int {
	index := map[string]int{}
	for i, u := range users {
		index[u] = i
	}
	return index
}
`,
    after: go`
func byID(users []string) map[string]int {
	index := make(map[string]int, len(users))
	for i, u := range users {
		index[u] = i
	}
	return index
}
`,
    note: {
      en: 'The hint is not a limit. Too large a hint costs memory at once, so pass what you expect, not what could be.',
      zh: '该数字只是提示而非上限。提示过大会立刻占用内存，因此传预期值，而不是可能的最大值。',
    },
  },
  verify: [
    {
      command: 'go test -run xxx -bench ByID -benchmem -count 10 ./... > after.txt && benchstat before.txt after.txt',
      expect: {
        en: en(
          '`B/op` falls to about half (the discarded tables are gone), `allocs/op` to a few that no longer depend on the number',
          'of entries up to about 900. A small map that is no longer made: both fall by all that it took.',
        ),
        zh: '`B/op` 降到约一半（不再有被丢弃的旧表），`allocs/op` 降为少数几次，在约 900 个条目以内不随条目数增加。不再新建小 map 时：两者都减去它的全部。',
      },
    },
    {
      command: 'go tool pprof -top -diff_base before.pb.gz after.pb.gz',
      expect: {
        en: 'Two allocs profiles under equal load: the line falls by about half of its bytes, or is gone where the map is no longer made.',
        zh: '相同负载下的两份 allocs profile：该行的字节数减少约一半；若不再新建 map，则该行消失。',
      },
    },
  ],
  goVersions: {
    en: 'All versions; Swiss tables from Go 1.24. The built-in `clear` needs 1.21.',
    zh: '所有版本；自 Go 1.24 起为 Swiss table。内建函数 `clear` 需要 1.21。',
  },
  corrections: [
    {
      text: {
        en: en(
          'Buckets of 8 with overflow chains and a load factor of 6.5 describe maps up to Go 1.23. Since 1.24 a map is a Swiss',
          'table: groups of 8 slots with a control word, filled to at most 7/8 on average, tables of up to 1024 slots that double',
          'and then split. There are no overflow buckets, and only one table of a large map grows at a time.',
        ),
        zh: zh(
          '8 个一组的桶、溢出链和 6.5 的负载因子是 Go 1.23 及之前的 map。自 1.24 起，map 是 Swiss table：8 个槽一组，',
          '带一个控制字，平均最多填到 7/8；表最多 1024 个槽，先翻倍，再分裂。不再有溢出桶，大 map 每次只有一张表扩容。',
        ),
      },
      source: 'internal/runtime/maps/map.go, package comment; group.go maxAvgGroupLoad; Go 1.24 release notes',
    },
    {
      text: {
        en: en(
          'Concurrent writes to a map do not panic and there is no `GODEBUG=race=1`. The runtime throws a fatal error',
          '(`concurrent map writes`) that recover cannot catch, on a best effort; `go build -race` finds the access reliably.',
        ),
        zh: zh(
          'map 的并发写不是 panic，也不存在 `GODEBUG=race=1`。',
          '运行时会尽力检测并抛出 recover 无法捕获的致命错误（`concurrent map writes`）；要可靠地找到它，用 `go build -race`。',
        ),
      },
      source: 'internal/runtime/maps/map.go (fatal); go doc cmd/go, -race',
    },
  ],
  figures: [
    {
      id: 'map-load-factor',
      value: 6.5,
      unit: 'ratio',
      label: { en: 'entries per bucket at growth, up to Go 1.23', zh: 'Go 1.23 及之前扩容时每桶的条目数' },
      document: 'D4',
      superseded: true,
    },
    {
      id: 'map-group-load',
      value: 7,
      unit: 'ratio',
      label: { en: 'entries per group of 8 at growth since Go 1.24', zh: 'Go 1.24 起扩容时每组（8 槽）的条目数' },
      document: 'own',
    },
    {
      id: 'map-table-max',
      value: 1024,
      unit: 'items',
      label: { en: 'slots of a table before it splits, since Go 1.24', zh: 'Go 1.24 起表分裂前的槽数' },
      document: 'own',
    },
  ],
  answers: [{ rule: 'alloc-map-growth' }, { rule: 'alloc-retained-growth', rank: 2 }],
};

/** Entries on containers that outgrow their memory. */
export const growthEntries: readonly GuidanceEntry[] = [sliceGrowth, mapGrowth];
