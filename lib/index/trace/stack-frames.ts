import type { EvidenceFrame } from '../../model/finding';
import type { TraceTable } from '../../model/trace';
import { isDependency, isStandard } from '../goroutines/names';

/** The frames of a stack of the trace, leaf first, with whose code they are. */
export function stackFrames(trace: TraceTable, stack: number): EvidenceFrame[] {
  const { frames, stacks, strings } = trace;
  const out: EvidenceFrame[] = [];
  for (let at = stacks.start[stack]; at < stacks.start[stack + 1]; at++) {
    const frame = stacks.frame[at];
    out.push(evidenceFrame(strings[frames.fn[frame]], strings[frames.file[frame]], frames.line[frame]));
  }
  return out;
}

/** A frame with whose code it is. */
export function evidenceFrame(name: string, file: string, line: number): EvidenceFrame {
  return { function: name, file, line, own: name !== '' && !isStandard(name, file) && !isDependency(file) };
}

/** The frame to look at first: the user's own nearest the leaf, else the first outside the runtime, else the leaf. */
export function tellingFrame(frames: readonly EvidenceFrame[]): EvidenceFrame | undefined {
  return frames.find((frame) => frame.own) ?? frames.find((frame) => !/^(runtime|internal|sync)[./]/.test(frame.function)) ?? frames[0];
}
