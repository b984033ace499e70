/** Goroutine dumps, gctrace and schedtrace logs, compiler notes, benchmark results. */
export const logPhrases: Readonly<Record<string, string>> = {
  'the text holds no benchmark result that is whole': '文本中没有完整的基准测试结果',
  'BenchmarkName-8   1000   1234 ns/op   56 B/op   7 allocs/op': 'BenchmarkName-8   1000   1234 ns/op   56 B/op   7 allocs/op',
  'run it again with: go test -run=NONE -bench=. -benchmem | tee bench.txt':
    '请重新运行：go test -run=NONE -bench=. -benchmem | tee bench.txt',
  '{0} benchmark line breaks off and is left out': '{0} 行基准测试结果残缺，已略过',
  '{0} benchmark lines break off and are left out': '{0} 行基准测试结果残缺，已略过',
  'the file has no header line of the compiler': '文件没有编译器写的头行',
  '{"version":0,"package":…,"file":…}': '{"version":0,"package":…,"file":…}',
  'write it again with: go build -gcflags=-json=0,/tmp/notes ./…': '请重新生成：go build -gcflags=-json=0,/tmp/notes ./…',
  "{0} lines of the compiler's notes cannot be read and are left out": '{0} 行编译器注释无法读取，已略过',
  'the text holds no note of the compiler': '文本中没有编译器注释',
  './file.go:12:6: moved to heap: x': './file.go:12:6: moved to heap: x',
  "write it again with: go build -a -gcflags='-m=2' ./… 2> notes.txt": "请重新生成：go build -a -gcflags='-m=2' ./… 2> notes.txt",
  '{0} schedtrace line breaks off and is left out': '{0} 行 schedtrace 残缺，已略过',
  '{0} schedtrace lines break off and are left out': '{0} 行 schedtrace 残缺，已略过',
  'the schedtrace clock starts again: the lines are read as those of another process':
    'schedtrace 的时钟重新开始：其后的行按另一个进程读取',
  '{0} gctrace line is cut or mixed with other text and left out': '{0} 行 gctrace 残缺或混入其他文本，已略过',
  '{0} gctrace lines are cut or mixed with other text and left out': '{0} 行 gctrace 残缺或混入其他文本，已略过',
  'the collections are numbered from 1 again: a restarted process, read apart': 'GC 周期重新从 1 编号：进程重启过，已分开读取',
  '{0} collection could be of either of two processes of this log; it is counted to the one with the nearer clock: a file for each process, or its name before every line, tells them apart':
    '此日志中有 {0} 个 GC 周期可能属于两个进程中的任意一个，已归入时钟更近的那个：每个进程各用一个文件，或在每行前加上进程名，即可区分',
  '{0} collections could be of either of two processes of this log; each is counted to the one with the nearer clock: a file for each process, or its name before every line, tells them apart':
    '此日志中有 {0} 个 GC 周期可能属于两个进程中的任意一个，已各自归入时钟更近的那个：每个进程各用一个文件，或在每行前加上进程名，即可区分',
  'two processes write into this log in turns: their collections are read apart': '两个进程交替写入此日志：其 GC 周期已分开读取',
  'the collection number or the clock goes back: read as another process': 'GC 周期编号或时钟回退：按另一个进程读取',
  '{0} more processes in this log': '此日志中还有 {0} 个进程',
  '{0} collection is absent between the lines of this log': '此日志的行间缺少 {0} 个 GC 周期',
  '{0} collections are absent between the lines of this log': '此日志的行间缺少 {0} 个 GC 周期',
  'the log holds no gctrace, schedtrace or scav line that is whole, and no goroutine':
    '日志中没有完整的 gctrace、schedtrace 或 scav 行，也没有 goroutine',
  'gc 1 @0.012s 2%: 0.026+0.39+0.10 ms clock, … 4->5->1 MB, 5 MB goal, 4 P':
    'gc 1 @0.012s 2%: 0.026+0.39+0.10 ms clock, … 4->5->1 MB, 5 MB goal, 4 P',
  'run the program with GODEBUG=gctrace=1 and keep its standard error: GODEBUG=gctrace=1 ./program 2> gc.log':
    '请以 GODEBUG=gctrace=1 运行程序并保留其标准错误：GODEBUG=gctrace=1 ./program 2> gc.log',
  '{0} line that the container runtime or journald wrote in parts has no last part: it is read as far as it goes':
    '容器运行时或 journald 分段写入的 {0} 行缺少最后一段：仅按现有部分读取',
  '{0} lines that the container runtime or journald wrote in parts have no last part: they are read as far as they go':
    '容器运行时或 journald 分段写入的 {0} 行缺少最后一段：仅按现有部分读取',
  'its first collection is the one after the last of {0}: both are read as one log of one process':
    '其第一个 GC 周期紧接 {0} 的最后一个：两个文件按同一进程的一份日志读取',
  'The text holds no goroutine record.': '文本中没有 goroutine 记录。',
  'a line such as «goroutine 1 [running]:»': '形如 «goroutine 1 [running]:» 的行',
  'Capture one with `curl -o goroutines.txt "http://localhost:6060/debug/pprof/goroutine?debug=2"`.':
    '请采集一份：`curl -o goroutines.txt "http://localhost:6060/debug/pprof/goroutine?debug=2"`。',
  'The dump ends inside a record: later goroutines are not in it.': '转储在一条记录中间结束：其后的 goroutine 缺失。',
  'More records than one process can hold: the rest was not read.': '记录数超过单个进程可能的上限：其余未读取。',
  'Lines inside records that belong to none were passed over: {0}.': '记录中有 {0} 行不属于任何记录，已略过。',
  'journalctl left the text of long entries out ({0}): export the journal again with --all':
    'journalctl 略去了过长条目的文本（{0} 条）：请加 --all 重新导出日志',
  'the text holds no goroutine, no gctrace line and no schedtrace line': '文本中没有 goroutine、gctrace 行或 schedtrace 行',
  'a log with a goroutine dump, gctrace or schedtrace lines in it, or another capture':
    '含有 goroutine 转储、gctrace 或 schedtrace 行的日志，或其他采集文件',
  'send the process SIGQUIT and keep its standard error, or capture /debug/pprof/goroutine?debug=2':
    '请向进程发送 SIGQUIT 并保留其标准错误，或采集 /debug/pprof/goroutine?debug=2',
};
