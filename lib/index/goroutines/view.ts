import type { GoroutineTable } from '../../model/goroutines';
import type { ProfileTable } from '../../model/profile';
import { type NamedFrame, stateFromFrames } from './waits';

const nothing = new Float64Array(0);

/**
 * A goroutine or goroutineleak profile as rows of goroutines: one row for each sample, without ids, minutes or creators.
 * The wait reason is read from the runtime's leaf frames where the profile has them.
 */
export function goroutinesOfProfile(profile: ProfileTable): GoroutineTable {
  const made = known.get(profile) ?? makeTable(profile);
  known.set(profile, made);
  return made;
}

/** Made once for each profile, so that groups made of it are found again by their table. */
const known = new WeakMap<ProfileTable, GoroutineTable>();

function makeTable(profile: ProfileTable): GoroutineTable {
  const frames = new FrameTable(profile);
  const { samples } = profile;
  const strings = [...profile.strings];
  const known = new Map(strings.map((text, index) => [text, index]));
  const intern = (text: string): number => {
    const index = known.get(text);
    if (index !== undefined) return index;
    known.set(text, strings.length);
    strings.push(text);
    return strings.length - 1;
  };
  const rows = samples.count;
  const state = new Uint32Array(rows);
  const weight = new Float64Array(rows);
  const stack = new Uint32Array(rows);
  const labels = new Uint32Array(rows);
  const flags = new Uint16Array(rows);
  const stackStart = [0, 0];
  const stackFrame: number[] = [];
  const labelStart = [0, 0];
  const labelKey: number[] = [];
  const labelValue: number[] = [];
  const values = samples.values[profile.defaultSampleType];
  const leak = profile.kind === 'goroutineleak';
  // Protobuf profiles keep the runtime's leaf frames, debug=1 hides them (runtime/pprof printCountProfile, printStackRecord).
  const showsParking = profile.strings.includes('runtime.gopark');
  for (let row = 0; row < rows; row++) {
    const named: NamedFrame[] = [];
    for (let i = samples.locationStart[row]; i < samples.locationStart[row + 1]; i++)
      frames.expand(samples.locations[i], stackFrame, named);
    stackStart.push(stackFrame.length);
    stack[row] = stackStart.length - 2;
    // Where parked goroutines show that they are, those that do not are on a P or wait for one.
    state[row] = intern(stateFromFrames(named) || (showsParking ? 'runnable' : ''));
    weight[row] = values === undefined ? 1 : Number(values[row]);
    if (leak) flags[row] = 1;
    const from = samples.labelStart[row];
    const to = samples.labelStart[row + 1];
    if (to > from) {
      for (let i = from; i < to; i++) {
        labelKey.push(samples.labelKey[i]);
        labelValue.push(samples.labelStr[i] || intern(String(samples.labelNum[i])));
      }
      labelStart.push(labelKey.length);
      labels[row] = labelStart.length - 2;
    }
  }
  const none = (): Float64Array => new Float64Array(rows).fill(-1);
  return {
    origin: 'profile',
    count: rows,
    strings,
    id: none(),
    weight,
    state,
    minutes: none(),
    flags,
    stack,
    creator: new Int32Array(rows).fill(-1),
    parent: none(),
    labels,
    bubble: none(),
    address: new Float64Array(rows),
    argStart: new Uint32Array(rows + 1),
    argWord: nothing,
    offset: none(),
    frames: frames.columns(),
    stacks: { count: stackStart.length - 1, start: Uint32Array.from(stackStart), frame: Uint32Array.from(stackFrame) },
    labelSets: {
      count: labelStart.length - 1,
      start: Uint32Array.from(labelStart),
      key: Uint32Array.from(labelKey),
      value: Uint32Array.from(labelValue),
    },
    ancestors: { count: 0, row: new Uint32Array(0), id: nothing, stack: new Uint32Array(0), creator: new Int32Array(0) },
    counts: { count: 0, time: nothing, value: nothing, offset: nothing },
    reason: '',
    timeNanos: profile.timeNanos,
    firstByte: 0,
    endByte: 0,
    truncated: false,
    leakProfile: leak,
  };
}

/** Frames of a profile: one for each (function, line), lines of a location innermost call first. */
class FrameTable {
  private readonly known = new Map<string, number>();
  private readonly fn: number[] = [];
  private readonly file: number[] = [];
  private readonly line: number[] = [];
  private readonly inlined: number[] = [];
  private readonly named: NamedFrame[] = [];

  constructor(private readonly profile: ProfileTable) {}

  expand(location: number, into: number[], named: NamedFrame[]): void {
    const { locations, functions, strings } = this.profile;
    const end = locations.lineStart[location + 1];
    for (let at = locations.lineStart[location]; at < end; at++) {
      const of = locations.lineFunction[at];
      const line = Number(locations.lineNumber[at]);
      const inlined = at < end - 1;
      const key = `${of}:${line}:${inlined}`;
      let index = this.known.get(key);
      if (index === undefined) {
        index = this.fn.length;
        this.known.set(key, index);
        this.fn.push(functions.name[of]);
        this.file.push(functions.filename[of]);
        this.line.push(line);
        this.inlined.push(inlined ? 1 : 0);
        this.named.push({ fn: strings[functions.name[of]], line, startLine: Number(functions.startLine[of]) });
      }
      into.push(index);
      named.push(this.named[index]);
    }
  }

  columns(): GoroutineTable['frames'] {
    return {
      count: this.fn.length,
      fn: Uint32Array.from(this.fn),
      file: Uint32Array.from(this.file),
      line: Uint32Array.from(this.line),
      offset: new Float64Array(this.fn.length).fill(-1),
      inlined: Uint8Array.from(this.inlined),
    };
  }
}
