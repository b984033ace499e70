import type { Progress } from '@/lib/base/source';
import type { WorkerFile } from '@/lib/worker/protocol';

/** How far the opening of a case is. */
export interface LoadProgress {
  readonly stage: Progress['stage'];
  readonly file: string;
  readonly filesDone: number;
  readonly files: number;
  readonly bytesDone: number;
  readonly bytesTotal: number;
  readonly events: number | undefined;
  /** Bytes a second so far, and ns left at that rate; undefined until enough is done to tell. */
  readonly rate: number | undefined;
  readonly leftNs: number | undefined;
  readonly startedAt: number;
}

/** A rate is told after so many seconds with so large a part done: decoders tell what they have done in large steps, the first after a while. */
const tellAfter = { seconds: 0.5, share: 0.03 };

/** Adds the steps of single files up to the progress of the whole case. */
export function startProgress(files: readonly WorkerFile[], clock: () => number = () => performance.now()) {
  const startedAt = clock();
  const total = files.reduce((sum, file) => sum + file.blob.size, 0);
  let current: LoadProgress = {
    stage: 'read',
    file: files[0]?.name ?? '',
    filesDone: 0,
    files: files.length,
    bytesDone: 0,
    bytesTotal: total,
    events: undefined,
    rate: undefined,
    leftNs: undefined,
    startedAt,
  };
  /** Seconds until the last step forward: between two steps nothing is known. */
  let stepped = 0;
  return {
    now: () => current,
    take(step: Progress): LoadProgress {
      const at = step.stage === 'analyse' ? files.length : Math.max(current.filesDone, indexOf(files, step.file));
      const before = files.slice(0, at).reduce((sum, file) => sum + file.blob.size, 0);
      const own = files[at]?.blob.size ?? 0;
      // Steps after gunzip count inflated bytes: only their ratio says how far the file is.
      const part = step.bytesTotal > 0 ? Math.min(1, step.bytesDone / step.bytesTotal) * own : Math.min(step.bytesDone, own);
      const bytesDone = Math.max(current.bytesDone, before + part);
      const seconds = (clock() - startedAt) / 1000;
      if (bytesDone > current.bytesDone) stepped = seconds;
      const rate = stepped >= tellAfter.seconds && bytesDone >= total * tellAfter.share ? bytesDone / stepped : undefined;
      const left = rate ? total / rate - seconds : 0;
      current = {
        ...current,
        stage: step.stage,
        file: step.file || current.file,
        filesDone: at,
        bytesDone,
        events: step.events ?? current.events,
        rate,
        leftNs: left > 0 ? left * 1e9 : undefined,
      };
      return current;
    },
  };
}

/** The file a step speaks of; an entry of an archive is named `archive/entry`. */
function indexOf(files: readonly WorkerFile[], name: string): number {
  const exact = files.findIndex((file) => file.name === name);
  return exact >= 0 ? exact : files.findIndex((file) => name.startsWith(`${file.name}/`));
}
