import { cite } from './headings';
import { en, go, zh } from './prose';
import type { GuidanceEntry } from './types';

const httpBody: GuidanceEntry = {
  id: 'leak-http-body',
  group: 'leaks',
  title: { en: 'HTTP responses left open, or clients without a timeout', zh: 'HTTP 响应体未关闭，或客户端没有超时' },
  text: {
    en: en(
      'Every HTTP/1 connection of `http.Transport` owns two goroutines, `readLoop` and `writeLoop`. Two faults keep them. A',
      'response whose body is never closed pins both: `readLoop` waits in a select for a reader that will not come, and the',
      'connection is never reused. A server that does not answer leaves the caller and `readLoop` in `IO wait` for as long as',
      'it likes, since `http.DefaultClient` has no timeout.',
      '',
      'Close the body on every path, right after the error check, also when only the status matters. Read it to the end first',
      'when the rest is small: only a drained connection goes back to the pool. Give each request a context with a deadline,',
      'or set `Client.Timeout`; bound the pool with `MaxConnsPerHost` and `IdleConnTimeout`.',
      '',
      'Tell a leak from an idle pool: idle connections also show a `readLoop` in `IO wait` and a `writeLoop` in `select`, but',
      'no more than the pool allows (2 per host by default), and they end after the idle timeout. The same holds for',
      '`sql.Rows` and gRPC streams: whoever opens them closes or drains them.',
    ),
    zh: zh(
      '`http.Transport` 的每条 HTTP/1 连接拥有两个 goroutine：`readLoop` 和 `writeLoop`。有两种错误会让它们留下来。',
      '响应体从不关闭时二者都被拴住：`readLoop` 在 select 里等一个不会出现的读者，连接也无法复用。服务端迟迟不应答时，',
      '调用方和 `readLoop` 会停在 `IO wait`，想停多久就停多久，因为 `http.DefaultClient` 没有超时。',
      '',
      '在每条路径上关闭响应体，紧跟在错误检查之后，哪怕只关心状态码。剩余内容不多时先读完再关：只有读尽的连接才会回到连接池。',
      '给每个请求一个带截止时间的 context，或设置 `Client.Timeout`；用 `MaxConnsPerHost` 和 `IdleConnTimeout` 限制连接池。',
      '',
      '要区分泄漏与空闲连接池：空闲连接同样表现为 `IO wait` 的 `readLoop` 和 `select` 的 `writeLoop`，',
      '但数量不超过连接池上限（默认每个主机 2 条），并会在空闲超时后结束。`sql.Rows` 和 gRPC 流也是同样的道理：谁打开，',
      '谁负责关闭或读尽。',
    ),
  },
  citations: [cite('D3', '八')],
  change: {
    before: go`
func ping(url string) (int, error) {
	resp, err := http.Get(url) // no timeout
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil // the body stays open
}
`,
    after: go`
var client = &http.Client{Timeout: 5 * time.Second}

func ping(ctx context.Context, url string) (int, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return 0, err
	}
	resp, err := client.Do(req)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	if _, err := io.Copy(io.Discard, io.LimitReader(resp.Body, 64<<10)); err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}
`,
    note: {
      en: 'The limit bounds what is read only to save a connection; above it, closing the connection is cheaper than draining it.',
      zh: '上限控制为保住连接而读取的数据量；超过它时，关闭连接比读尽更划算。',
    },
  },
  verify: [
    {
      command: "curl -s 'http://localhost:6060/debug/pprof/goroutine?debug=2' | grep -c 'persistConn).readLoop('",
      expect: {
        en: en(
          'Stays at or below the connections the pool allows (2 idle per host by default, plus requests in flight) and no longer',
          'grows with the number of requests made.',
        ),
        zh: '不超过连接池允许的连接数（默认每主机 2 条空闲，加上在途请求），不再随累计请求数增长。',
      },
    },
    {
      command: "curl -o after.txt 'http://localhost:6060/debug/pprof/goroutine?debug=2' && gotriage compare before.txt after.txt",
      expect: {
        en: en(
          'The groups of `readLoop` and `writeLoop` shrink together; the file descriptors of the process (ls /proc/PID/fd) shrink',
          'by as many.',
        ),
        zh: '`readLoop` 与 `writeLoop` 两组同步缩小；进程的文件描述符（ls /proc/PID/fd）也减少相同数量。',
      },
    },
  ],
  goVersions: {
    en: en(
      'All versions; `http.NewRequestWithContext` needs Go 1.13. HTTP/2 multiplexes, so there it is streams that leak, not',
      'connections.',
    ),
    zh: '所有版本；`http.NewRequestWithContext` 需要 Go 1.13。HTTP/2 是多路复用，泄漏的是流而不是连接。',
  },
  corrections: [
    {
      text: {
        en: en(
          'The document closes the body and stops there. Closing alone does not give the connection back: if unread bytes remain',
          'the transport drops it, and the next request pays for a new TCP and TLS handshake. Draining a small rest first keeps',
          'the connection.',
        ),
        zh: zh(
          '文档只讲到关闭响应体。仅关闭并不会归还连接：若仍有未读字节，Transport 会丢弃它，下一次请求要重新进行 TCP 与 TLS 握手。',
          '先读尽少量剩余内容才能保住连接。',
        ),
      },
      source: 'net/http/transport.go persistConn.readLoop (bodyEOF); net/http Client.Do documentation',
    },
  ],
  answers: [
    { rule: 'goroutine-leak', when: { cause: ['io-wait'] } },
    {
      rule: 'goroutine-leak',
      when: { cause: ['select', 'chan-receive', 'unknown'], frame: ['net/http.(*persistConn).', 'net/http.(*Transport).'] },
    },
  ],
};

const thread: GuidanceEntry = {
  id: 'leak-thread',
  group: 'leaks',
  title: { en: 'Threads pile up: blocking system calls, cgo, LockOSThread', zh: '线程堆积：阻塞的系统调用、cgo、LockOSThread' },
  text: {
    en: en(
      'A goroutine that waits for a channel, a lock or a socket costs no thread. One that sits in a blocking system call or a',
      'C function does: the runtime takes its P away and starts another thread for the rest. Idle threads are kept for reuse',
      'and practically never given back, so the number you see is the highest number of simultaneous blocked calls so far. At',
      '10 000 threads the process aborts.',
      '',
      'Bound what may block at once with a semaphore: file operations on slow or network disks, DNS through libc, database',
      'drivers written in C. Give C calls a timeout of their own, since nothing in Go can interrupt them.',
      '',
      '`runtime.LockOSThread` ties one thread to one goroutine, and that thread runs nothing else. Use it only where the',
      'thread itself has state (a GUI, OpenGL, namespaces, per-thread credentials), and unlock it, unless the thread has been',
      'changed: a goroutine that ends while locked takes its thread with it, which then is what you want.',
    ),
    zh: zh(
      '等待通道、锁或套接字的 goroutine 不占用线程。停在阻塞系统调用或 C 函数里的则占用：运行时会取走它的 P，',
      '并为其余工作另起线程。空闲线程会留着复用，几乎从不归还，所以看到的数量就是迄今同时阻塞调用数的最高值。',
      '达到 1 万个线程时进程会终止。',
      '',
      '用信号量限制同时可阻塞的操作：慢速磁盘或网络磁盘上的文件操作、经由 libc 的 DNS、用 C 写的数据库驱动。',
      '给 C 调用设置它们自己的超时，因为 Go 这边没有任何办法打断它们。',
      '',
      '`runtime.LockOSThread` 把一个线程绑定给一个 goroutine，该线程不再运行别的。只在线程本身带有状态时使用（GUI、OpenGL、',
      'namespace、线程级凭证），用完要解锁；但若线程已被改动则不要解锁：goroutine 在锁定状态下结束会连同线程一起销毁，',
      '那正是所要的效果。',
    ),
  },
  citations: [cite('D3', '八'), cite('D3', '一')],
  change: {
    before: go`
func checksum(paths []string, sum func(string) uint64, out chan<- uint64) {
	for _, p := range paths {
		go func() { out <- sum(p) }() // one blocked thread per file on a slow disk
	}
}
`,
    after: go`
func checksum(ctx context.Context, paths []string, sum func(string) uint64, out chan<- uint64) {
	disk := make(chan struct{}, 16) // files read at once
	for _, p := range paths {
		select {
		case disk <- struct{}{}:
		case <-ctx.Done():
			return
		}
		go func() {
			s := sum(p)
			<-disk
			select {
			case out <- s:
			case <-ctx.Done():
			}
		}()
	}
}
`,
    note: {
      en: en(
        'The slot is given back before the send: a slow receiver must not hold the disk. The limit is what the device serves',
        'well in parallel, often 4 to 64.',
      ),
      zh: '名额在发送之前就归还：接收方慢不应占住磁盘。上限取设备能较好并行处理的数量，常见为 4 到 64。',
    },
  },
  verify: [
    {
      command: "curl -s 'http://localhost:6060/debug/pprof/threadcreate?debug=1' | head -1",
      expect: {
        en: en(
          'The total in the first line, read after a fresh start and again after the peak, stays near GOMAXPROCS plus the',
          'limit you set instead of following the load.',
        ),
        zh: '第一行的 total 在重启后与高峰之后各读一次：保持在 GOMAXPROCS 加设定上限附近，不再随负载上升。',
      },
    },
    {
      command: 'GODEBUG=schedtrace=1000 ./service',
      expect: {
        en: 'The number after `threads=` settles; `idlethreads=` no longer grows from peak to peak.',
        zh: '`threads=` 后的数字趋于稳定；`idlethreads=` 不再随每次高峰增长。',
      },
    },
  ],
  goVersions: {
    en: 'All versions; the thread ends with a still locked goroutine since Go 1.10.',
    zh: '所有版本；自 Go 1.10 起，goroutine 在锁定状态下结束时线程随之销毁。',
  },
  corrections: [
    {
      text: {
        en: en(
          'A blocking C call does not tie up a P for good, as the document’s wording suggests: the monitor thread takes the P',
          'back after at least one of its ticks (20 µs) when other work waits, or 10 ms when none does. What stays tied up is the',
          'thread.',
        ),
        zh: zh(
          '阻塞的 C 调用并不会像文档措辞那样一直占住调度资源：有其他工作等待时，监控线程至少经过一个节拍（20 µs）就收回 P，',
          '没有时约 10 ms。真正一直被占住的是线程。',
        ),
      },
      source: 'runtime/proc.go retake, sysmon',
    },
    {
      text: {
        en: en(
          'The threadcreate profile tells how many, not why: its stacks have been empty for years, so most of it is one line',
          'without frames. Use it for the count, and the goroutine dump (state `syscall`) or a trace for the place.',
        ),
        zh: zh(
          'threadcreate profile 只说明数量，不说明原因：它的栈多年来都是空的，多数记录是没有帧的一行。用它看数量，',
          '用 goroutine 转储（`syscall` 状态）或执行跟踪找位置。',
        ),
      },
      source: 'runtime/mprof.go ThreadCreateProfile; golang.org/issue/6104',
    },
  ],
  answers: [{ rule: 'thread-growth' }, { rule: 'syscall-threads' }, { rule: 'goroutine-leak', when: { cause: ['syscall'] } }],
};

/** Leaks whose goroutine waits for something outside the program. */
export const externalLeaks: readonly GuidanceEntry[] = [httpBody, thread];
