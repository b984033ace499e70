import { cite } from './headings';
import { en, go, zh } from './prose';
import type { GuidanceEntry } from './types';

const stringBytes: GuidanceEntry = {
  id: 'alloc-string-bytes',
  group: 'allocation',
  title: { en: 'Stop converting between string and []byte', zh: '不要在 string 与 []byte 之间来回转换' },
  text: {
    en: en(
      'A string cannot change, a byte slice can, so a conversion copies. A CPU profile names it `runtime.slicebytetostring`,',
      '`runtime.stringtoslicebyte`, or `runtime.concatstrings` for every `+` expression. In message code the same bytes are',
      'often converted three or four times on their way from the socket to the field.',
      '',
      'Choose one form per path and stay with it: packages bytes and strings have the same functions, `strconv.AppendInt` and',
      'its kin write into a byte slice, `io.WriteString` and `Builder.WriteString` take a string as it is. Collect pieces in',
      'a `strings.Builder` or a byte slice instead of with `+=`, which copies everything so far on every round.',
      '',
      'The compiler saves the copy by itself in some places: a map lookup `m[string(b)]`, a comparison, `range []byte(s)`, a',
      'switch, and results of up to 32 bytes that do not escape. Do not write those by hand. The zero-copy functions',
      '`unsafe.String` and `unsafe.StringData` are for bytes that provably never change again; one reuse of the buffer',
      'changes a string that somebody else holds.',
    ),
    zh: zh(
      '字符串不可变，字节切片可变，所以转换就要复制。在 CPU profile 中，它们名为 `runtime.slicebytetostring`、',
      '`runtime.stringtoslicebyte`，',
      '以及每个 `+` 表达式对应的 `runtime.concatstrings`。在消息处理代码里，同样的字节从套接字到字段往往要转换三四次。',
      '',
      '每条路径选定一种形式并坚持到底：bytes 与 strings 两个包提供相同的函数；`strconv.AppendInt` 一类函数直接写入字节切片；',
      '`io.WriteString` 和 `Builder.WriteString` 可直接接收字符串。拼接用 `strings.Builder` 或字节切片，不要用 `+=`，',
      '它每一轮都会把已有内容重新复制一遍。',
      '',
      '有些地方编译器会自行省去复制：map 查找 `m[string(b)]`、比较、`range []byte(s)`、switch，',
      '以及不逃逸且不超过 32 字节的结果。这些不必手工处理。',
      '零拷贝函数 `unsafe.String` 和 `unsafe.StringData` 只适用于可证明不再改变的字节；缓冲区一旦被复用，',
      '别人手里的字符串就变了。',
    ),
  },
  citations: [cite('D3', '五')],
  change: {
    before: go`
func field(line []byte, n int) string {
	parts := strings.Split(string(line), "|") // the whole line, then a slice of parts
	if n >= len(parts) {
		return ""
	}
	return parts[n]
}
`,
    after: go`
func field(line []byte, n int) []byte {
	for ; n > 0; n-- {
		_, rest, found := bytes.Cut(line, []byte{'|'})
		if !found {
			return nil
		}
		line = rest
	}
	first, _, _ := bytes.Cut(line, []byte{'|'})
	return first // part of line: copy it to keep it
}
`,
    note: {
      en: 'The caller converts the one field it stores, at the moment it stores it.',
      zh: '调用方只在保存时转换它要保存的那一个字段。',
    },
  },
  verify: [
    {
      command: 'go test -run xxx -bench Field -benchmem -count 10 ./... > after.txt && benchstat before.txt after.txt',
      expect: {
        en: '`allocs/op` falls to 0 for the split itself; `B/op` no longer grows with the length of the line.',
        zh: '切分本身的 `allocs/op` 降为 0；`B/op` 不再随行长增加。',
      },
    },
    {
      command: "go tool pprof -peek 'slicebyte|concatstring' 'http://localhost:6060/debug/pprof/profile?seconds=30'",
      expect: {
        en: 'The function is no longer among the callers; the cum of the runtime’s conversion functions falls by its former share.',
        zh: '该函数不再出现在调用方中；运行时转换函数的 cum 按其原有份额下降。',
      },
    },
  ],
  goVersions: {
    en: 'All versions; `bytes.Cut` needs Go 1.18, `unsafe.String` 1.20.',
    zh: '所有版本；`bytes.Cut` 需要 Go 1.18，`unsafe.String` 需要 1.20。',
  },
  corrections: [
    {
      text: {
        en: en(
          'The document says that such a conversion may copy. Since Go 1.22 the compiler also drops the copy of `[]byte(s)` when',
          'it can prove that the slice is never written and does not escape; `-gcflags=-m` then prints `zero-copy string->[]byte',
          'conversion`.',
        ),
        zh: zh(
          '文档说这种转换可能复制。自 Go 1.22 起，若编译器能证明切片从不被写入且不逃逸，`[]byte(s)` 也会免去复制；',
          '此时 `-gcflags=-m` 会打印 `zero-copy string->[]byte conversion`。',
        ),
      },
      source: 'cmd/compile/internal/escape/escape.go (zero-copy); cmd/compile/internal/base/debug.go ZeroCopy',
    },
  ],
  answers: [{ rule: 'alloc-string-bytes' }],
};

const reflectJson: GuidanceEntry = {
  id: 'alloc-reflect-json',
  group: 'allocation',
  title: { en: 'Reflection and encoding/json on the hot path', zh: '热点路径上的反射与 encoding/json' },
  text: {
    en: en(
      'Reflection looks up at run time what the compiler could have settled, and much of what it touches ends up on the heap.',
      'The documents measure about 1 ns for a direct call, 3 ns through an interface and 100 ns through `Value.Call`. In a',
      'profile it appears as frames of `reflect` and `encoding/json` under the handler.',
      '',
      'Where the types are known and the path is hot, leave reflection: a generated codec (easyjson, protobuf) or a',
      'hand-written one for the two or three messages that dominate. Decode into a concrete struct instead of',
      '`map[string]any`, which boxes every value and allocates every key. Keep a `json.Decoder` or encoder for the whole of a',
      'connection’s stream; for a single short message already in memory `json.Unmarshal` is cheaper.',
      '',
      'Where reflection stays, do its lookups once per type: keep field indexes and parsed tags in a `sync.Map` by',
      '`reflect.Type`, use a type switch for the common types first, and take the pointer once so that the value can be set',
      'without `Indirect`.',
    ),
    zh: zh(
      '反射在运行时查找编译器本可确定的东西，而它触及的值大多会落到堆上。文档测得：直接调用约 1 ns，经接口约 3 ns，',
      '经 `Value.Call` 约 100 ns。在 profile 中，它表现为处理函数之下的 `reflect` 与 `encoding/json` 帧。',
      '',
      '类型已知且路径很热时，就不要用反射：使用生成的编解码器（easyjson、protobuf），或为占大头的两三种消息手写。',
      '解码到具体结构体，而不是 `map[string]any`，后者会让每个值装箱、每个键分配。',
      '连接上的数据流应始终使用同一个 `json.Decoder` 或编码器；若只是内存中的一条短消息，`json.Unmarshal` 更便宜。',
      '',
      '保留反射的地方，每种类型只查找一次：以 `reflect.Type` 为键，把字段索引和解析过的标签存进 `sync.Map`；',
      '常见类型先用类型 switch 处理；指针只取一次，这样设置值时无需 `Indirect`。',
    ),
  },
  citations: [cite('D4', '二.5'), cite('D4', 'reflection'), cite('D4', '一.5')],
  change: {
    before: go`
func patientID(message []byte) (string, error) {
	var m map[string]any // boxes every value of the message
	if err := json.Unmarshal(message, &m); err != nil {
		return "", err
	}
	id, _ := m["patientId"].(string)
	return id, nil
}
`,
    after: go`
type header struct {
	PatientID string \`json:"patientId"\`
}

func patientID(message []byte) (string, error) {
	var h header
	if err := json.Unmarshal(message, &h); err != nil {
		return "", err
	}
	return h.PatientID, nil
}
`,
    note: {
      en: en(
        'Only the field that is declared gets allocated; the others are skipped. A generated decoder removes what reflection is',
        'left.',
      ),
      zh: '只有声明过的字段会分配，其余被跳过。余下的反射可由生成的解码器消除。',
    },
  },
  verify: [
    {
      command: 'go test -run xxx -bench PatientID -benchmem -count 10 ./... > after.txt && benchstat before.txt after.txt',
      expect: {
        en: en(
          '`allocs/op` falls from one or more per key of the message to a handful, ns/op to about half; with generated code ns/op',
          'falls several times over (the documents report tenfold throughput).',
        ),
        zh: zh(
          '`allocs/op` 由消息每个键一次以上降为个位数，ns/op 降到约一半；使用生成代码后，',
          'ns/op 缩短到几分之一（文档称吞吐提升十倍）。',
        ),
      },
    },
    {
      command: 'go tool pprof -top -cum -diff_base before.cpu.pb.gz after.cpu.pb.gz',
      expect: {
        en: en(
          'Two CPU profiles under equal load: cum of `encoding/json` and `reflect` falls by the share of the messages that were',
          'changed.',
        ),
        zh: '相同负载下的两份 CPU profile：`encoding/json` 与 `reflect` 的 cum 按所改消息的占比下降。',
      },
    },
  ],
  goVersions: {
    en: en('All versions. Go 1.25 offers `encoding/json/v2` with GOEXPERIMENT=jsonv2, which decodes faster; it is an experiment', 'still.'),
    zh: '所有版本。Go 1.25 以 GOEXPERIMENT=jsonv2 提供 `encoding/json/v2`，解码更快，但仍属实验特性。',
  },
  corrections: [
    {
      text: {
        en: en(
          'The document advises caching the reflect data of fixed types for JSON. encoding/json does so itself, per type; what',
          'remains is the cost of each value. Caching `reflect.ValueOf(&T)` as it proposes is wrong besides: all',
          'users would decode into the same object.',
        ),
        zh: zh(
          '文档建议为 JSON 的固定类型缓存反射数据。encoding/json 自己就按类型做了这件事，余下的是每个值本身的代价。',
          '它所说的缓存 `reflect.ValueOf(&T)` 则是错误的：所有使用者会解码到同一个对象。',
        ),
      },
      source: 'encoding/json/encode.go cachedTypeFields',
    },
    {
      text: {
        en: en(
          'An interface call does not search a hash table. The method sits at a fixed index of the itab; the table (`itabTable`)',
          'is consulted when a value is converted to or asserted as an interface type, and its result is cached.',
        ),
        zh: '接口方法调用并不查哈希表。方法位于 itab 的固定下标；只有把值转换或断言为接口类型时才会查 `itabTable`，且结果会缓存。',
      },
      source: 'runtime/iface.go getitab; cmd/compile, OCALLINTER',
    },
    {
      text: {
        en: en(
          'Throughput of ten to sixteen times, as in the documents’ two cases, includes more than the codec. Count on what the',
          'CPU profile gives to json and reflect: with 40 % there, removing all of it gains at most 1.7 times.',
        ),
        zh: zh(
          '文档两个案例里十到十六倍的吞吐提升不只来自编解码器。应以 CPU profile 中 json 与 reflect 的占比为准：若占 40 %，',
          '全部去掉最多也只提升到 1.7 倍。',
        ),
      },
      source: 'Amdahl’s law applied to the profile',
    },
  ],
  figures: [
    { id: 'call-direct', value: 1, unit: 'ns', label: { en: 'direct call, in the documents', zh: '文档：直接调用' }, document: 'D4' },
    { id: 'call-interface', value: 3, unit: 'ns', label: { en: 'interface call, in the documents', zh: '文档：接口调用' }, document: 'D4' },
    {
      id: 'call-reflect',
      value: 100,
      unit: 'ns',
      label: { en: 'reflective call, in the documents', zh: '文档：反射调用' },
      document: 'D4',
    },
  ],
  answers: [{ rule: 'alloc-reflect' }],
};

/** Entries on changing the form of data. */
export const conversionEntries: readonly GuidanceEntry[] = [stringBytes, reflectJson];
