import { eventKinds, goStates, procStates } from '../../model/trace';
import type { EventChunk } from './chunk';
import { argNames, Ev, Kind, kindOf, metricNames, rangeNames, typeNames } from './kinds';
import type { EventSink, GenerationInfo, StreamContext } from './stream';
import type { GenerationTables } from './tables';

/** Which events are wanted; all of them where nothing is set. */
export interface EventFilter {
  /** An event kind's name (model eventKinds), without regard to case. */
  readonly kind?: string;
  /** A goroutine's id: events in its context, or about it. */
  readonly goroutine?: bigint;
}

/**
 * Turns ordered events into the lines of `gotriage events` (contract.md): the same events in the same order as
 * `go tool trace -d=parsed`, one JSON object each, fields that do not apply left out.
 */
export class EventLines implements EventSink {
  readonly lines: string[] = [];
  private tables: GenerationTables | undefined;
  private stacks: (string | undefined)[] = [];
  private readonly kind: number;

  constructor(private readonly filter: EventFilter = {}) {
    this.kind = filter.kind === undefined ? -1 : eventKinds.findIndex((name) => name.toLowerCase() === filter.kind?.toLowerCase());
  }

  generation(info: GenerationInfo): void {
    this.tables = info.tables;
    this.stacks = new Array(info.tables.stackStart.length - 1);
  }

  events(chunk: EventChunk, context: StreamContext): void {
    for (let i = 0; i < chunk.count; i++) {
      if (this.filter.kind !== undefined && kindOf[chunk.type[i]] !== this.kind) continue;
      if (this.filter.goroutine !== undefined && !this.concerns(chunk, i, context, this.filter.goroutine)) continue;
      this.lines.push(this.line(chunk, i, context));
    }
  }

  private concerns(chunk: EventChunk, i: number, context: StreamContext, goroutine: bigint): boolean {
    const { state, wide } = context;
    const is = (slot: number) => slot >= 0 && wide.signed(state.goroutines.ids[slot]) === goroutine;
    return is(chunk.g[i]) || (!isProc(chunk.type[i]) && is(chunk.res[i]));
  }

  private line(chunk: EventChunk, i: number, context: StreamContext): string {
    const { state, wide } = context;
    const type = chunk.type[i];
    const kind = kindOf[type];
    const id = (value: number) => (value >= 0 ? String(value) : wideJson(wide.signed(value)));
    const unsigned = (value: number) => (value >= 0 ? String(value) : wideJson(wide.unsigned(value)));
    const text = (position: number) => JSON.stringify(this.tables?.strings[position] ?? '');
    let line = `{"t":${chunk.time[i]},"kind":"${eventKinds[kind]}"`;
    if (chunk.m[i] >= 0) line += `,"m":${id(state.threads.ids[chunk.m[i]])}`;
    if (chunk.p[i] >= 0) line += `,"p":${id(state.procs.ids[chunk.p[i]])}`;
    if (chunk.g[i] >= 0) line += `,"g":${id(state.goroutines.ids[chunk.g[i]])}`;
    const goroutine = (slot: number) => `"Goroutine ${slot < 0 ? -1 : wide.signed(state.goroutines.ids[slot])}"`;
    const proc = (slot: number) => `"Proc ${slot < 0 ? -1 : wide.signed(state.procs.ids[slot])}"`;
    switch (kind) {
      case Kind.Sync:
        line += `,"n":${chunk.a0[i]}`;
        break;
      case Kind.Metric: {
        const name = type === Ev.ProcsChange ? metricNames.procs : type === Ev.HeapAlloc ? metricNames.heap : metricNames.goal;
        line += `,"name":"${name}","value":${unsigned(chunk.a0[i])}`;
        break;
      }
      case Kind.Label:
        line += `,"resource":${goroutine(chunk.g[i])},"label":${text(chunk.a0[i])}`;
        break;
      case Kind.RangeBegin:
      case Kind.RangeActive:
      case Kind.RangeEnd:
        line += this.range(chunk, i, type, goroutine, proc);
        if (type === Ev.GCSweepEnd) line += `,"swept":${unsigned(chunk.a0[i])},"reclaimed":${unsigned(chunk.a1[i])}`;
        break;
      case Kind.TaskBegin:
        line += `,"task":${unsigned(chunk.a0[i])}${parent(chunk.a1[i], unsigned)},"type":${text(chunk.a2[i])}`;
        break;
      case Kind.TaskEnd:
        line += `,"task":${unsigned(chunk.a0[i])}${parent(chunk.a1[i], unsigned)},"type":${JSON.stringify(state.taskNames[chunk.a2[i]])}`;
        break;
      case Kind.RegionBegin:
      case Kind.RegionEnd:
        line += `,"task":${unsigned(chunk.a0[i])},"type":${text(chunk.a1[i])}`;
        break;
      case Kind.Log:
        line += `,"task":${unsigned(chunk.a0[i])},"category":${text(chunk.a1[i])},"message":${text(chunk.a2[i])}`;
        break;
      case Kind.StateTransition: {
        const from = chunk.trans[i] >> 3;
        const to = chunk.trans[i] & 7;
        const names = isProc(type) ? procStates : goStates;
        line += `,"resource":${isProc(type) ? proc(chunk.res[i]) : goroutine(chunk.res[i])},"from":"${names[from]}","to":"${names[to]}"`;
        if (type === Ev.GoBlock || type === Ev.GoStop) {
          const reason = this.tables?.strings[chunk.a0[i]] ?? '';
          if (reason !== '') line += `,"reason":${JSON.stringify(reason)}`;
        }
        break;
      }
      case Kind.Experimental: {
        const values = [chunk.a0[i], chunk.a1[i], chunk.a2[i]];
        const args = argNames[type].map((name, at) => `"${name}":${unsigned(values[at])}`);
        line += `,"name":"${typeNames[type]}","args":{${args.join(',')}}`;
        break;
      }
    }
    const stack = this.stack(chunk.stack[i]);
    if (stack !== '') line += `,"stack":${stack}`;
    if (type === Ev.GoCreate || type === Ev.GoCreateBlocked) {
      const other = this.stack(chunk.a1[i]);
      if (other !== '') line += `,"transitionStack":${other}`;
    }
    return `${line}}`;
  }

  private range(chunk: EventChunk, i: number, type: number, goroutine: (slot: number) => string, proc: (slot: number) => string): string {
    switch (type) {
      case Ev.STWBegin:
      case Ev.STWEnd:
        return `,"name":${JSON.stringify(`stop-the-world (${this.tables?.strings[chunk.a0[i]] ?? ''})`)},"scope":${goroutine(chunk.g[i])}`;
      case Ev.GCSweepActive:
      case Ev.GCSweepBegin:
      case Ev.GCSweepEnd:
        return `,"name":"${rangeNames.sweep}","scope":${proc(type === Ev.GCSweepActive ? chunk.res[i] : chunk.p[i])}`;
      case Ev.GCMarkAssistActive:
      case Ev.GCMarkAssistBegin:
      case Ev.GCMarkAssistEnd:
        return `,"name":"${rangeNames.assist}","scope":${goroutine(type === Ev.GCMarkAssistActive ? chunk.res[i] : chunk.g[i])}`;
      default:
        return `,"name":"${rangeNames.gc}"`;
    }
  }

  /** A stack as JSON, leaf first; '' for none. Made once for each stack of the generation. */
  private stack(position: number): string {
    const { tables } = this;
    if (position <= 0 || !tables) return '';
    let json = this.stacks[position];
    if (json === undefined) {
      const frames: string[] = [];
      for (let at = tables.stackStart[position]; at < tables.stackStart[position + 1]; at++) {
        const frame = tables.stackFrames[at];
        const fn = JSON.stringify(tables.strings[tables.frameFn[frame]]);
        const file = JSON.stringify(tables.strings[tables.frameFile[frame]]);
        frames.push(`{"fn":${fn},"file":${file},"line":${tables.frameLine[frame]}}`);
      }
      json = `[${frames.join(',')}]`;
      this.stacks[position] = json;
    }
    return json;
  }
}

/** True for state transitions of a P. */
function isProc(type: number): boolean {
  return type >= Ev.ProcStart && type <= Ev.ProcStatus;
}

function parent(id: number, unsigned: (value: number) => string): string {
  return id === -1 ? '' : `,"parent":${unsigned(id)}`;
}

/** Beyond 2^53 a number is written as a string (contract.md). */
function wideJson(value: bigint): string {
  return value >= -9007199254740991n && value <= 9007199254740991n ? String(value) : `"${value}"`;
}
