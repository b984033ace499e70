import type { LeakCause } from '../../model/rules';

/** A frame as far as waits are told from it. */
export interface NamedFrame {
  readonly fn: string;
  readonly line: number;
  /** Line of the function's declaration, 0 when not known. */
  readonly startLine?: number;
}

/**
 * The wait reason of a sample of a goroutine profile, read from its leaf frames; '' where they do not show it. Protobuf
 * profiles keep the runtime's own leaf frames, debug=1 hides them; what waits below sync, time, internal/poll or syscall
 * shows in both.
 */
export function stateFromFrames(frames: readonly NamedFrame[]): string {
  let at = 0;
  while (at < frames.length && /^runtime\.(?:gopark|goparkunlock|goyield|park_m)$/.test(frames[at].fn)) at++;
  const parked = at > 0;
  const leaf = frames[at];
  if (leaf === undefined) return '';
  switch (leaf.fn) {
    case 'runtime.chanrecv':
    case 'runtime.chanrecv1':
    case 'runtime.chanrecv2':
      return isNilChannel(leaf) ? 'chan receive (nil chan)' : 'chan receive';
    case 'runtime.chansend':
    case 'runtime.chansend1':
      return isNilChannel(leaf) ? 'chan send (nil chan)' : 'chan send';
    case 'runtime.selectgo':
      return 'select';
    case 'runtime.block':
      return 'select (no cases)';
    case 'runtime.netpollblock':
      return 'IO wait';
    case 'runtime.notetsleepg':
    case 'runtime.cgocall':
    case 'runtime.cgocallbackg':
      return 'syscall';
  }
  for (let i = at; i < frames.length && i < at + 12; i++) {
    const { fn } = frames[i];
    if (parked && collects.test(fn)) return 'GC assist wait';
    if (fn.startsWith('runtime.') && fn !== 'runtime.timeSleep') continue;
    if (/^(?:internal\/)?sync\./.test(fn)) {
      const state = syncState(frames, i);
      if (state) return state;
      continue;
    }
    if (fn === 'time.Sleep' || fn === 'runtime.timeSleep') return 'sleep';
    if (fn === 'internal/poll.runtime_pollWait') return 'IO wait';
    if (
      /^(?:syscall\.(?:Raw)?Syscall|internal\/runtime\/syscall\.|runtime\/internal\/syscall\.|syscall\.syscall|os\/signal\.signal_recv)/.test(
        fn,
      )
    )
      return 'syscall';
    break;
  }
  return parked ? 'waiting' : '';
}

/** The runtime's own waits below an allocation or runtime.GC: for credit, for the mark to end, for the world to stop. */
const collects =
  /^runtime\.(?:gcAssistAlloc|gcParkAssist|deductAssistCredit|gcMarkDone|gcStart|GC|stopTheWorld\w*|mallocgc\w*)(?:\.func\d+)?$/;

/** Which of sync's waits stands at or above (outwards of) the frame. */
function syncState(frames: readonly NamedFrame[], from: number): string {
  let state = '';
  for (let i = from; i < frames.length && i < from + 6; i++) {
    const { fn } = frames[i];
    if (!/^(?:internal\/)?sync\./.test(fn)) break;
    if (fn === 'sync.(*RWMutex).RLock') return 'sync.RWMutex.RLock';
    if (fn === 'sync.(*RWMutex).Lock') return 'sync.RWMutex.Lock';
    if (fn === 'sync.(*WaitGroup).Wait') return 'sync.WaitGroup.Wait';
    if (fn === 'sync.(*Cond).Wait') return 'sync.Cond.Wait';
    if (/\(\*Mutex\)\.(?:Lock|lockSlow)$/.test(fn)) state = 'sync.Mutex.Lock';
  }
  return state;
}

/**
 * runtime/chan.go: chanrecv and chansend park at once on a nil channel, within 20 lines of their declaration (Go 1.18 to
 * 1.26), and otherwise some 100 lines further down. Traces, and profiles before Go 1.20, lack declarations: in those releases
 * the nil waits stand at lines 164–181 (chansend) and 467–536 (chanrecv), the others at 258–283 and 577–667.
 */
function isNilChannel(frame: NamedFrame): boolean {
  if (frame.line <= 0) return false;
  if (frame.startLine !== undefined && frame.startLine > 0) return frame.line - frame.startLine < 40;
  return frame.fn === 'runtime.chansend' ? frame.line < 220 : frame.fn === 'runtime.chanrecv' && frame.line < 550;
}

/** What a blocked goroutine waits for; undefined where the state is none of a goroutine that waits for another. */
export function causeOf(state: string, frames: readonly NamedFrame[]): LeakCause | undefined {
  switch (state) {
    case 'chan receive':
      return 'chan-receive';
    case 'chan send':
      return 'chan-send';
    case 'chan receive (nil chan)':
    case 'chan send (nil chan)':
      return 'nil-channel';
    case 'select':
      return 'select';
    case 'select (no cases)':
      return 'select-no-cases';
    case 'sync.WaitGroup.Wait':
      return 'waitgroup';
    case 'sync.Cond.Wait':
      return 'cond';
    case 'IO wait':
      return 'io-wait';
    case 'sleep':
      return 'sleep-loop';
    case 'syscall':
      return 'syscall';
    case 'sync.RWMutex.RLock':
    case 'sync.RWMutex.Lock':
      return 'rwmutex';
    case 'semacquire':
      // Below sync, poll and their like a frame names the semaphore; without one the runtime itself waits, as in gcMarkDone.
      return frames[0] !== undefined && /(?:[sS]emacquire|^(?:internal\/)?sync\.)/.test(frames[0].fn)
        ? lockCause(state, frames)
        : undefined;
    case 'sync.Mutex.Lock':
    case 'sync':
      return lockCause(state, frames);
    case '':
    case 'waiting':
      return 'unknown';
    default:
      return undefined;
  }
}

/**
 * Writers of an RWMutex first queue on its inner Mutex. Releases before 1.20 print sync's locks as semacquire, those before 1.24 its WaitGroup
 * (runtime/runtime2.go waitReasonStrings).
 */
function lockCause(state: string, frames: readonly NamedFrame[]): LeakCause {
  for (const frame of frames.slice(0, 8)) {
    if (!/^(?:internal\/)?sync\./.test(frame.fn)) continue;
    if (frame.fn.startsWith('sync.(*RWMutex).')) return 'rwmutex';
    if (frame.fn === 'sync.(*WaitGroup).Wait') return 'waitgroup';
    if (frame.fn === 'sync.(*Cond).Wait') return 'cond';
  }
  return state === 'sync.Mutex.Lock' || frames.slice(0, 8).some((frame) => frame.fn.includes('(*Mutex)')) ? 'mutex' : 'unknown';
}
