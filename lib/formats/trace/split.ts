import { GoState } from '../../model/trace';
import { copyEvent, type EventChunk, makeChunk, pushEvent, resized } from './chunk';
import { Ev, Step } from './kinds';
import type { Summary } from './summary';

const { NotExist, Running } = GoState;

/** What becomes of an event, by type; any other is logged. */
const Way = { Log: 0, Goroutine: 1, Create: 2, Keep: 3, Idle: 4, Stop: 5, Status: 6, Mark: 7, World: 8 } as const;
const wayOf = new Uint8Array(256);
for (const type of [
  Ev.GoStart,
  Ev.GoBlock,
  Ev.GoStop,
  Ev.GoDestroy,
  Ev.GoUnblock,
  Ev.GoSyscallBegin,
  Ev.GoSyscallEnd,
  Ev.GoSyscallEndBlocked,
  Ev.GoSwitch,
  Ev.GoSwitchDestroy,
])
  wayOf[type] = Way.Goroutine;
for (const type of [Ev.GoCreate, Ev.GoCreateBlocked]) wayOf[type] = Way.Create;
for (const type of [Ev.HeapAlloc, Ev.HeapGoal]) wayOf[type] = Way.Keep;
for (const type of [Ev.ProcStop, Ev.ProcSteal]) wayOf[type] = Way.Idle;
for (const type of [Ev.UserRegionBegin, Ev.UserRegionEnd, Ev.GoCreateSyscall, Ev.GoDestroySyscall]) wayOf[type] = Way.Stop;
for (const type of [Ev.GoStatus, Ev.GoStatusStack]) wayOf[type] = Way.Status;
for (const type of [Ev.GoLabel, Ev.GCMarkAssistActive, Ev.GCMarkAssistBegin, Ev.GCMarkAssistEnd]) wayOf[type] = Way.Mark;
for (const type of [Ev.STWBegin, Ev.STWEnd]) wayOf[type] = Way.World;

/** Whether the events up to here let those after them be counted apart. */
export function mayBeSplit(chunk: EventChunk): boolean {
  for (let i = 0; i < chunk.count; i++) if (wayOf[chunk.type[i]] === Way.Stop) return false;
  return true;
}

/** The time of a chunk's last event where nothing comes before it, which leaves the times as they are (TimeOrder). */
export function raisedEnd(chunk: EventChunk): number {
  let last = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < chunk.count; i++) last = chunk.time[i] <= last ? last + 1 : chunk.time[i];
  return last;
}

/** Bits of `follow`: the goroutine was there before; it was seen to begin to run; it was labelled; it assists the collector. */
const Follow = { Old: 1, HasRun: 2, Labelled: 4, Assists: 8 } as const;
const marked = Follow.Labelled | Follow.Assists;

/** Of each goroutine slot: not seen yet, there before, born in what is counted, or named before without being there. */
export const Seen = { No: 0, Old: 1, Born: 2, Gone: 3 } as const;

/** Events that the log holds at most; what comes then is not counted apart. */
const mostLogged = 1 << 16;

/**
 * Divides the ordered events of a generation that is decoded by itself into those that can be counted without what came before and those that
 * the count of the whole has to see, which are logged in their order: everything but transitions of goroutines and heap readings, and of a
 * goroutine that was there before its transitions up to one at which everything is known of it that counts: since when it is in its state, that
 * it has run, and whether it works for the collector.
 */
export class Splitter {
  log: EventChunk = makeChunk(1024);
  /** Events in the log that are no steps. */
  logged = 0;
  seen = new Uint8Array(1024);
  follow = new Uint8Array(1024);
  private readonly last = new Float64Array(1);
  /** Whether the world is being stopped: not when a part begins (mayJoin). */
  private stopping = false;

  /** `labelled` are the ids of goroutines that were labelled as workers of the collector before. */
  constructor(
    private readonly summary: Summary,
    last: number,
    private readonly labelled: ReadonlySet<number>,
  ) {
    this.last[0] = last;
  }

  /** The time of the last event that was split. */
  get lastTime(): number {
    return this.last[0];
  }

  /** Begins after the events of `head`, which have left `slots` goroutines with a status, 0 for those that are not there. */
  begin(head: EventChunk, slots: number, status: Uint8Array): void {
    this.reserve(slots);
    for (let slot = 0; slot < slots; slot++) {
      if (status[slot] === 0) this.seen[slot] = Seen.Gone;
      else this.beginOld(slot);
    }
    const { type, res, g } = head;
    for (let i = 0; i < head.count; i++) {
      if (wayOf[type[i]] === Way.Mark) this.mark(type[i], type[i] === Ev.GCMarkAssistActive ? res[i] : g[i]);
    }
  }

  /** Makes room for so many goroutines. */
  reserve(slots: number): void {
    if (this.seen.length < slots) {
      const [seen, follow] = [new Uint8Array(slots * 2), new Uint8Array(slots * 2)];
      seen.set(this.seen);
      follow.set(this.follow);
      this.seen = seen;
      this.follow = follow;
    }
  }

  /**
   * Raises the times of a chunk as TimeOrder does, logs what is to be logged and takes its type away, which leaves what is to be counted. Gives
   * how many events that was done for: where it is fewer than the chunk has, the next one cannot be counted apart.
   */
  split(chunk: EventChunk): number {
    const { type: types, time, res } = chunk;
    const { follow, seen } = this;
    let last = this.last[0];
    let i = 0;
    for (; i < chunk.count; i++) {
      const way = wayOf[types[i]];
      if (way === Way.Create && seen[res[i]] !== Seen.No) break;
      if (way === Way.Stop || this.log.count + 4 > mostLogged) break;
      const t = time[i];
      if (t <= last) {
        last += 1;
        time[i] = last;
      } else last = t;
      if (way === Way.Goroutine) {
        if (this.stopping) this.left(chunk, i);
        if (follow[res[i]] !== 0) this.followed(chunk, i);
      } else if (way === Way.Create) seen[res[i]] = Seen.Born;
      else if (way !== Way.Keep) this.record(way, chunk, i);
    }
    this.last[0] = last;
    return i;
  }

  private room(): void {
    if (this.log.count + 4 > this.log.capacity) this.log = resized(this.log, this.log.capacity * 2);
  }

  private copy(chunk: EventChunk, i: number): void {
    this.room();
    copyEvent(this.log, chunk, i);
    this.logged++;
  }

  private step(type: number, chunk: EventChunk, i: number, slot: number): void {
    this.room();
    pushEvent(this.log, type, chunk.time[i], chunk.m[i], chunk.p[i], chunk.g[i], slot);
  }

  /** The log has no transitions of goroutines that are counted here; which of them keep the world from stopping the whole has to know. */
  private left(chunk: EventChunk, i: number): void {
    if (chunk.trans[i] >> 3 !== Running || (chunk.trans[i] & 7) === Running) return;
    this.step(Step.Left, chunk, i, chunk.res[i]);
    this.log.stack[this.log.count - 1] = chunk.stack[i];
  }

  private record(way: number, chunk: EventChunk, i: number): void {
    const { seen, follow } = this;
    const { type: types, res, g } = chunk;
    const type = types[i];
    if (way === Way.World) this.stopping = type === Ev.STWBegin;
    this.copy(chunk, i);
    types[i] = way === Way.Idle ? Step.Idle : Ev.None;
    if (way === Way.Status && (seen[res[i]] === Seen.No || seen[res[i]] === Seen.Gone)) {
      this.beginOld(res[i]);
    } else if (way === Way.Mark) {
      const slot = this.mark(type, type === Ev.GCMarkAssistActive ? res[i] : g[i]);
      if (slot >= 0 && follow[slot] === 0) this.step(Step.Settled, chunk, i, slot);
    }
  }

  private beginOld(slot: number): void {
    this.seen[slot] = Seen.Old;
    this.follow[slot] |= Follow.Old;
    if (this.labelled.has(this.summary.context.state.goroutines.ids[slot])) this.follow[slot] |= Follow.Labelled;
  }

  private mark(type: number, slot: number): number {
    const { follow } = this;
    if (slot < 0) return slot;
    if (type === Ev.GoLabel) follow[slot] |= Follow.Labelled;
    else if (type !== Ev.GCMarkAssistEnd) follow[slot] |= Follow.Assists;
    else follow[slot] &= ~Follow.Assists;
    return slot;
  }

  /** A transition of a goroutine that was there before or works for the collector. */
  private followed(chunk: EventChunk, i: number): void {
    const { follow } = this;
    const { type: types, res, trans } = chunk;
    const type = types[i];
    const slot = res[i];
    const from = trans[i] >> 3;
    const to = trans[i] & 7;
    if ((follow[slot] & Follow.Old) === 0) {
      if (type === Ev.GoStart) this.step(Step.MarkOn, chunk, i, slot);
      else if (type === Ev.GoBlock || type === Ev.GoStop || type === Ev.GoDestroy) this.step(Step.MarkOff, chunk, i, slot);
      else if ((type === Ev.GoSyscallEnd || type === Ev.GoSyscallEndBlocked) && to !== Running) this.step(Step.MarkOff, chunk, i, slot);
      return;
    }
    this.copy(chunk, i);
    types[i] = Ev.None;
    if (type !== Ev.GoSyscallBegin && (from !== Running || (follow[slot] & Follow.HasRun) === 0)) {
      if (to === Running) follow[slot] |= Follow.HasRun;
      return;
    }
    // From here on it is counted here, beginning with the state that it enters now.
    const { goroutines: g, interner } = this.summary;
    g.state[slot] = to;
    g.since[slot] = chunk.time[i];
    g.started[slot] = 0;
    g.stack[slot] = chunk.stack[i];
    g.reason[slot] = to === NotExist || type === Ev.GoSyscallBegin ? 0 : interner.stringMap[chunk.a0[i]];
    if (type === Ev.GoSyscallBegin) types[i] = Step.Call;
    follow[slot] &= marked;
    // A worker of the collector may be started without a label, having had one before: it is followed on.
    if (this.isRuntimes(chunk.stack[i])) follow[slot] |= Follow.Labelled;
    if (follow[slot] === 0) this.step(Step.Settled, chunk, i, slot);
  }

  /** Whether a stack is that of one of the runtime's own goroutines. */
  private isRuntimes(stack: number): boolean {
    const { interner } = this.summary;
    const name = interner.strings[interner.rootFunction(stack)];
    return name.startsWith('runtime.') && name !== 'runtime.main';
  }
}
