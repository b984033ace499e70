import type { GoroutineGroup, GroupFrame } from '../../index/goroutines/groups';

/**
 * Goroutines that are meant to wait. Each rule names the code it rests on; the list follows go.uber.org/goleak's standard
 * ignores (testing, os/signal, runtime tracing) and the standard library's own long-lived goroutines.
 */
const byFunction: readonly RegExp[] = [
  // os/signal.loop, and a program that waits for a signal inside it
  /^os\/signal\.(?:signal_recv|loop)$/,
  // the runtime's and the tracer's own
  /^runtime\.(?:runFinalizers|runfinq|runCleanups|bgsweep|bgscavenge|forcegchelper|gcBgMarkWorker|ensureSigM|ReadTrace|goparkunlock)\b/,
  /^runtime\/(?:trace|pprof|debug)\./,
  // the test runner and its parallel, fuzz and alarm goroutines
  /^testing\.(?:tRunner|runTests|\(\*[TBMF]\)|runFuzz|\(\*testState\)|\(\*common\)\.|RunTests)/,
  // servers: an accept loop waits for clients, a keep-alive connection for its next request
  /\.(?:Accept|accept|AcceptTCP|AcceptUnix|ListenAndServe(?:TLS)?)$/,
  /^net\/http\.\(\*(?:connReader\)\.backgroundRead|http2serverConn\)\.|http2ClientConn\)\.readLoop|http2clientConnReadLoop\))/,
  /^net\/http\/httptest\./,
  // pools of the standard library and of the common drivers: as many as connections or processors
  /^database\/sql\.\(\*(?:DB\)\.connection(?:Opener|Cleaner|Resetter)|Tx\)\.awaitDone|Rows\)\.awaitDone)/,
  /^internal\/synctest\.|^testing\/synctest\./,
  /^google\.golang\.org\/grpc\/internal\/(?:transport\.\(\*(?:http2Client|http2Server|controlBuffer|loopyWriter|recvBufferReader)|grpcsync\.)/,
  /^golang\.org\/x\/net\/http2\.\(\*(?:serverConn|clientConnReadLoop|ClientConn)\)/,
  /^go\.opencensus\.io\/stats\/view\.|^github\.com\/golang\/glog\.|^k8s\.io\/klog/,
];

/** Why the group is meant to wait; undefined where nothing says so. */
export function benignReason(group: GoroutineGroup): string | undefined {
  const frames = group.frames;
  const root = frames[frames.length - 1];
  if (root === undefined) return 'no-stack';
  if (root.fn === 'main.main' || frames.some((frame) => frame.fn === 'runtime.main')) return 'main';
  if (group.rows.length === 1 && group.minId === 1) return 'main';
  const rule = benignFrames(frames);
  if (rule !== undefined) return rule;
  if (idleServerConnection(frames, group)) return 'net/http.(*conn).serve';
  if (idleClientConnection(frames, group)) return 'net/http.(*persistConn)';
  return undefined;
}

/** The function on the stack that makes its goroutine one that is meant to wait. */
export function benignFrames(frames: readonly GroupFrame[]): string | undefined {
  return frames.find((frame) => byFunction.some((pattern) => pattern.test(frame.fn)))?.fn;
}

/**
 * A server's connection between two requests: (*conn).serve reads, and no code of a handler is on the stack. What wraps the connection
 * may be (cmux, a proxy protocol): the handler begins at ServeHTTP.
 */
function idleServerConnection(frames: readonly GroupFrame[], group: GoroutineGroup): boolean {
  if (!frames.some((frame) => frame.fn === 'net/http.(*conn).serve')) return false;
  return frames.every((frame) => frame.standard) || (group.cause === 'io-wait' && !frames.some((frame) => frame.fn.endsWith('.ServeHTTP')));
}

/**
 * A client's connection without a request: readLoop peeks for the next response. In `select` it waits for somebody to read
 * or close a response's body (net/http/transport.go readLoop): that one is judged.
 */
function idleClientConnection(frames: readonly GroupFrame[], group: GoroutineGroup): boolean {
  const leaf = frames[0];
  if (leaf.fn === 'net/http.(*persistConn).readLoop' || leaf.fn === 'net/http.(*persistConn).writeLoop') return false;
  return frames[frames.length - 1].fn === 'net/http.(*persistConn).readLoop' && group.cause === 'io-wait';
}

/** A request in hand: the stack stands on a server's connection or stream. */
export function isInFlight(group: GoroutineGroup): boolean {
  return group.frames.some(
    (frame) => frame.fn === 'net/http.(*conn).serve' || /\.\(\*Server\)\.(?:handleStream|serveStreams)/.test(frame.fn),
  );
}

/** A client that reads a response's body: IO wait below it is a peer that does not answer, or a missing time limit. */
export function readsResponse(group: GoroutineGroup): boolean {
  return group.frames.some((frame) => /^net\/http\.\(\*(?:bodyEOFSignal|body|persistConn|Client)\)\./.test(frame.fn));
}

/** Code that reads a response's body: its connection's readLoop then waits in select, and is none that nobody reads. */
export function readsBody(frames: readonly GroupFrame[]): boolean {
  return frames.some((frame) => frame.fn === 'net/http.(*bodyEOFSignal).Read');
}

/** readLoop or writeLoop of a client's connection, parked in select. */
export function connectionLoop(group: GoroutineGroup): 'readLoop' | 'writeLoop' | undefined {
  if (group.cause !== 'select' && group.cause !== 'unknown') return undefined;
  const found = /^net\/http\.\(\*persistConn\)\.(readLoop|writeLoop)$/.exec(group.frames[0]?.fn ?? '');
  return found?.[1] === 'readLoop' || found?.[1] === 'writeLoop' ? found[1] : undefined;
}
