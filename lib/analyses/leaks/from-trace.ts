import { type GroupFrame, leakingFrame } from '../../index/goroutines/groups';
import { isDependency, isHiddenRuntime, isStandard } from '../../index/goroutines/names';
import { causeOf, stateFromFrames } from '../../index/goroutines/waits';
import type { Finding } from '../../model/finding';
import type { LeakCause, Tier } from '../../model/rules';
import { GoState, type TraceTable } from '../../model/trace';
import type { CaseIndex } from '../case';
import { benignFrames, readsBody } from './benign';
import { evidenceStack, leakSeverity } from './facts';
import { unreadBodies } from './judge';
import { foreverCauses, hardCauses, thresholds } from './thresholds';
import { type Made, openSummary, type Partner } from './trace-words';
import { leakTitle, raiseWords } from './words';

/** A wait counts as open when it lasts this part of the trace. */
const openShare = 0.1;

/** A lock that is never released has its first waiter for this part of the trace; a contended one hands itself on, and its waiters are young. */
const stuckShare = 0.3;
/** Of the goroutines made at the same line, those that never ended. */
const unendedShare = 0.8;
/** Requests spread over the trace: a pool is made within this part of it. */
const creationSpread = 0.05;

/** What a stack at a wait says. */
interface Spot {
  /** Cause and line. */
  readonly at: string;
  readonly frames: readonly GroupFrame[];
  readonly cause: LeakCause;
  readonly reason: string;
  /** A client's connection that waits for a response's body to be read or closed. */
  readonly body: boolean;
}

interface OpenWait extends Spot {
  /** Line of the `go` statement; a stack that leads there. */
  readonly creator: string;
  readonly creatorStack: number;
  readonly rows: number[];
}

/**
 * Lines of `go` statements by creation stack: many call paths lead to one. A statement of a library's (errgroup.Group.Go) starts goroutines for all who
 * call it, which have nothing in common: there the line of the user's code that called counts too.
 */
class CreationSites {
  private readonly known = new Map<number, string>();

  constructor(private readonly trace: TraceTable) {}

  at(stack: number): string {
    let site = this.known.get(stack);
    if (site === undefined) {
      const frames = stackFrames(this.trace, stack).filter((one) => !isHiddenRuntime(one.fn));
      const caller = frames[0]?.own === false ? frames.find((one) => one.own) : undefined;
      site = [...frames.slice(0, 1), ...(caller ? [caller] : [])].map((one) => `${one.fn}:${one.line}`).join(' ');
      this.known.set(stack, site);
    }
    return site;
  }
}

/** Waits by stack, state and reason, each judged once; undefined for those that are meant to be. */
class Spots {
  private readonly known = new Map<string, Spot | undefined>();

  constructor(private readonly trace: TraceTable) {}

  at(stack: number, state: number, reasonAt: number): Spot | undefined {
    const key = `${stack} ${state} ${reasonAt}`;
    if (!this.known.has(key)) this.known.set(key, this.judge(stack, state, this.trace.strings[reasonAt] ?? ''));
    return this.known.get(key);
  }

  private judge(stack: number, state: number, reason: string): Spot | undefined {
    const all = stackFrames(this.trace, stack);
    const cause = causeOfTrace(state === GoState.Syscall ? 'syscall' : reason, all);
    const frames = all.filter((frame) => !isHiddenRuntime(frame.fn));
    const frame = leakingFrame(frames);
    if (cause === undefined || frame === undefined || benignFrames(frames) !== undefined) return undefined;
    const body = readsNoMore(cause, frames);
    if (frame.standard && !body) return undefined;
    return { at: `${cause}\n${frame.fn}:${frame.line}`, frames, cause, reason, body };
  }
}

/**
 * Goroutines that were made while the trace ran, blocked, and never went on: the waits which `go tool trace` leaves out of
 * its blocking profiles (cmd/trace/pprof.go counts a wait only when it ends).
 */
export function traceLeaks(index: CaseIndex): Finding[] {
  return index.of('trace').flatMap((part) => findingsOf(part.table, part.input, part.group));
}

function findingsOf(trace: TraceTable, input: number, instance: string | undefined): Finding[] {
  const { goroutines } = trace;
  const waits = new Map<string, OpenWait>();
  const madeAt = new Map<string, Made>();
  const creators = new CreationSites(trace);
  const spots = new Spots(trace);
  // Those that were there before the trace began and slept through it stand beside newcomers, never alone: so do pools.
  const earlier = new Map<string, number[]>();
  // A connection waits for its body whether it was made in the trace or before, and other connections' ends say nothing of it.
  let bodies: OpenWait | undefined;
  let readers = 0;
  let alive = 0;
  for (let row = 0; row < goroutines.count; row++) {
    const state = goroutines.state[row];
    const gone = state === GoState.NotExist || state === GoState.Undetermined;
    if (!gone) alive++;
    if (goroutines.createdInTrace[row] === 0 && state !== GoState.Waiting && state !== GoState.Syscall) continue;
    const here = goroutines.createdInTrace[row] === 1;
    const creator = creators.at(goroutines.creatorStack[row]);
    if (here) {
      const site = madeAt.get(creator);
      if (site === undefined) madeAt.set(creator, { made: 1, unended: gone ? 0 : 1 });
      else {
        site.made++;
        if (!gone) site.unended++;
      }
    }
    if (state !== GoState.Waiting && state !== GoState.Syscall) continue;
    const spot = spots.at(goroutines.stateStack[row], state, goroutines.stateReason[row]);
    if (spot === undefined) continue;
    if (readsBody(spot.frames)) readers++;
    if (spot.body) {
      if (bodies === undefined || (here && bodies.creator === ''))
        bodies = { ...spot, creator: here ? creator : '', creatorStack: here ? goroutines.creatorStack[row] : 0, rows: bodies?.rows ?? [] };
      bodies.rows.push(row);
      continue;
    }
    if (!here) {
      const before = earlier.get(spot.at);
      if (before) before.push(row);
      else earlier.set(spot.at, [row]);
      continue;
    }
    const key = `${spot.at}\n${creator}`;
    const wait = waits.get(key);
    if (wait) wait.rows.push(row);
    else waits.set(key, { ...spot, creator, creatorStack: goroutines.creatorStack[row], rows: [row] });
  }
  const findings: Finding[] = [];
  for (const wait of [...waits.values()].sort((a, b) => b.rows.length - a.rows.length)) {
    const made = madeAt.get(wait.creator);
    const unended = made === undefined ? 1 : made.unended / made.made;
    const before = earlier.get(wait.at) ?? [];
    earlier.delete(wait.at);
    const together = { ...wait, rows: [...wait.rows, ...before] };
    const joins = before.length > 0 && unended >= unendedShare && together.rows.length >= fewestOf(wait.cause);
    const tier = tierOf(trace, wait, unended) ?? (joins ? 'suspect' : undefined);
    if (tier !== undefined) findings.push(finding(trace, creators, together, tier, made, alive, input, instance));
  }
  if (bodies && unreadBodies(bodies.rows.length, readers) && staysOpen(trace, bodies.rows))
    findings.push(finding(trace, creators, bodies, 'suspect', undefined, alive, input, instance));
  return findings;
}

/** The `go` statement ran below a server's handler: workers of a pool are made by main, init or a constructor that it calls. */
function madeByRequest(trace: TraceTable, creatorStack: number): boolean {
  return stackFrames(trace, creatorStack).some(
    (frame) => frame.fn === 'net/http.(*conn).serve' || /\.\(\*Server\)\.handleStream$/.test(frame.fn),
  );
}

/** A client connection's readLoop in select: it waits for a response's body to be read or closed. */
function readsNoMore(cause: LeakCause, frames: readonly GroupFrame[]): boolean {
  return cause === 'select' && frames[0]?.fn === 'net/http.(*persistConn).readLoop';
}

/** Half of them have waited for a good part of the trace when it ends. */
function staysOpen({ goroutines, durationNs }: TraceTable, rows: readonly number[]): boolean {
  const open = rows.map((row) => durationNs - goroutines.stateSince[row]).sort((a, b) => a - b);
  return open[open.length >> 1] >= openShare * durationNs;
}

function longestOpen({ goroutines, durationNs }: TraceTable, rows: readonly number[]): number {
  return rows.reduce((longest, row) => Math.max(longest, durationNs - goroutines.stateSince[row]), 0);
}

function fewestOf(cause: LeakCause): number {
  return hardCauses.has(cause) ? thresholds.few : thresholds.several;
}

function tierOf(trace: TraceTable, wait: OpenWait, unended: number): Tier | undefined {
  const { goroutines } = trace;
  if (foreverCauses.has(wait.cause)) return 'proven';
  const count = wait.rows.length;
  if (count < fewestOf(wait.cause) || unended < unendedShare) return undefined;
  const created = wait.rows.map((row) => goroutines.created[row]).sort((a, b) => a - b);
  const spread = created[created.length - 1] - created[0];
  const creators = new Set(wait.rows.map((row) => goroutines.creator[row]));
  const atOnce = spread < creationSpread * trace.durationNs && creators.size < 2;
  if (atOnce && !hardCauses.has(wait.cause) && !madeByRequest(trace, wait.creatorStack)) return undefined;
  const isLock = wait.cause === 'mutex' || wait.cause === 'rwmutex';
  const sleepsAgain = !isLock && wait.rows.filter((row) => goroutines.wakeups[row] > 1).length * 2 > count;
  if (!staysOpen(trace, wait.rows) && !sleepsAgain) return undefined;
  if (isLock && longestOpen(trace, wait.rows) < stuckShare * trace.durationNs) return undefined;
  return count >= thresholds.growthStrong && unended > 0.95 && wait.cause !== 'io-wait' && wait.frames.some((frame) => frame.own)
    ? 'strong'
    : 'suspect';
}

function finding(
  trace: TraceTable,
  creators: CreationSites,
  wait: OpenWait,
  tier: Tier,
  made: Made | undefined,
  alive: number,
  input: number,
  instance: string | undefined,
): Finding {
  const { goroutines } = trace;
  const frame = leakingFrame(wait.frames);
  const count = wait.rows.length;
  const share = alive > 0 ? count / alive : 0;
  const creation = stackFrames(trace, wait.creatorStack).filter((one) => !isHiddenRuntime(one.fn));
  const creator = creation.find((one) => one.own) ?? creation[0];
  const open = wait.rows.map((row) => trace.durationNs - goroutines.stateSince[row]);
  const timed = wakesByTimer(trace, wait);
  const partner = missingPartner(trace, creators, wait, frame);
  const longest = longestOpen(trace, wait.rows);
  const at = frame ? `${frame.file}:${frame.line}` : '?';
  const by = creator ? `${creator.fn} (${creator.file}:${creator.line})` : '';
  const seconds = (longest / 1e9).toFixed(2);
  const here = wait.rows.filter((row) => goroutines.createdInTrace[row] === 1).length;
  return {
    rule: 'goroutine-leak',
    severity: leakSeverity(tier, 'trace', count, share, true),
    tier,
    title: leakTitle(count, wait.cause, frame),
    summary: openSummary({ cause: wait.cause, count, here, at, by, seconds, timed, partner, made }),
    evidence: {
      cause: wait.cause,
      state: wait.reason,
      function: frame?.fn ?? '',
      file: frame?.file ?? '',
      line: frame?.line ?? 0,
      createdBy: creator?.fn ?? '',
      createdAt: creator && `${creator.file}:${creator.line}`,
      count,
      share,
      total: alive,
      openNs: { max: longest, total: open.reduce((sum, ns) => sum + ns, 0) },
      tierRule: foreverCauses.has(wait.cause) ? 'blocks-forever' : 'open-at-end',
      wokenByTimerOnly: timed || undefined,
      partner: partner?.place,
      examples: wait.rows.slice(0, 5).map((row) => goroutines.id[row]),
      creationStack: evidenceStack(creation),
      stackBytesAtLeast: count * thresholds.stackBytes,
      instance,
      stack: evidenceStack(wait.frames),
    },
    inputs: [input],
    tierReason: {
      en: 'The trace shows their creation and a last block that nobody ended.',
      zh: '跟踪显示了它们的创建，以及直到结束都无人解除的最后一次阻塞。',
    },
    raise: raiseWords(tier),
    link: { view: 'trace', params: { input: String(input), tab: 'open' } },
    guidance: readsNoMore(wait.cause, wait.frames)
      ? ['leak-http-body']
      : timed || wait.cause === 'sleep-loop'
        ? ['leak-ticker']
        : undefined,
  };
}

/** Woken at times, and never by a goroutine: by the timer heap (or the network poller for other causes). */
function wakesByTimer(trace: TraceTable, wait: OpenWait): boolean {
  if (wait.cause !== 'chan-receive' && wait.cause !== 'select' && wait.cause !== 'sleep-loop') return false;
  const { goroutines } = trace;
  const woken = wait.rows.filter((row) => goroutines.wakeups[row] > 0 && !Number.isNaN(goroutines.wokenAt[row]));
  return woken.length * 2 > wait.rows.length && woken.every((row) => goroutines.waker[row] < 0);
}

/**
 * Who woke goroutines of the same entry function: the innermost own frame of the commonest waking stack, that of those that did go on first. All that
 * a library starts have its entry function (errgroup.(*Group).Go.func1): there those made at the same place are alike.
 */
function missingPartner(trace: TraceTable, creators: CreationSites, wait: OpenWait, frame: GroupFrame | undefined): Partner | undefined {
  const { goroutines } = trace;
  const names = new Set(wait.rows.map((row) => goroutines.name[row]));
  const open = new Set(wait.rows);
  const shared = wait.frames[wait.frames.length - 1]?.own === false;
  const seen = new Map<string, { ofOthers: number; ofOpen: number }>();
  for (let row = 0; row < goroutines.count; row++) {
    if (!names.has(goroutines.name[row]) || goroutines.waker[row] < 0 || goroutines.wakerStack[row] === 0) continue;
    if (shared && creators.at(goroutines.creatorStack[row]) !== wait.creator) continue;
    const waking = leakingFrame(stackFrames(trace, goroutines.wakerStack[row]).filter((one) => !isHiddenRuntime(one.fn)));
    if (waking === undefined || waking.standard || waking.fn === frame?.fn) continue;
    const place = `${waking.fn} (${waking.file}:${waking.line})`;
    const counts = seen.get(place) ?? { ofOthers: 0, ofOpen: 0 };
    seen.set(place, counts);
    counts[open.has(row) ? 'ofOpen' : 'ofOthers']++;
  }
  // One that went on says more than the last wake-up of one that is stuck.
  const weight = ({ ofOthers, ofOpen }: { ofOthers: number; ofOpen: number }) => 10 * ofOthers + ofOpen;
  const [first] = [...seen].sort((a, b) => weight(b[1]) - weight(a[1]));
  return first && { place: first[0], ofOthers: first[1].ofOthers > 0 };
}

function causeOfTrace(reason: string, frames: readonly GroupFrame[]): LeakCause | undefined {
  const leaf = frames[0]?.fn ?? '';
  switch (reason) {
    case 'forever':
      return leaf === 'runtime.block'
        ? 'select-no-cases'
        : /^runtime\.chan(?:recv|send)/.test(leaf)
          ? 'nil-channel'
          : foreverBySibling(frames);
    case 'network':
      return 'io-wait';
    case 'sync':
      return causeOf('sync', frames);
    case '':
      // Blocked before the trace began: the status event gives a stack and no reason.
      return stateFromFrames(frames) === '' ? undefined : causeOf(stateFromFrames(frames), frames);
    case 'sync.(*Cond).Wait':
      return 'cond';
    case 'chan receive':
    case 'chan send':
    case 'select':
    case 'sleep':
    case 'syscall':
      return causeOf(reason, frames);
    default:
      return undefined;
  }
}

/** Older traces write a nil channel's wait and an empty select alike as a stop. */
function foreverBySibling(frames: readonly GroupFrame[]): LeakCause | undefined {
  return frames.some((frame) => /^runtime\.chan(?:recv|send)/.test(frame.fn))
    ? 'nil-channel'
    : frames.some((frame) => frame.fn === 'runtime.block')
      ? 'select-no-cases'
      : undefined;
}

function stackFrames(trace: TraceTable, stack: number): GroupFrame[] {
  const found: GroupFrame[] = [];
  for (let at = trace.stacks.start[stack]; at < trace.stacks.start[stack + 1]; at++) {
    const frame = trace.stacks.frame[at];
    const fn = trace.strings[trace.frames.fn[frame]];
    const file = trace.strings[trace.frames.file[frame]];
    const standard = isStandard(fn, file);
    found.push({ fn, file, line: trace.frames.line[frame], standard, own: !standard && !isDependency(file) });
  }
  return found;
}
