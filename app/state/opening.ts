import type { CaseClient } from '@/lib/worker/client';
import type { WorkerFile } from '@/lib/worker/protocol';
import { startCaseWorker } from '@/lib/worker/start';
import { type LoadProgress, startProgress } from './load-progress';
import { createCase } from './store';
import { caseName, type Taken } from './take-files';

/** Files being read as one case by a worker. */
export interface Opening {
  readonly client: CaseClient;
  /** Resolves when the case is open; rejects as CaseClient.open does. */
  readonly done: Promise<void>;
  /** Tells how far it is, now and at every step. */
  follow(listener: (progress: LoadProgress) => void): void;
  cancel(): void;
}

export function startOpening(client: CaseClient, files: readonly WorkerFile[]): Opening {
  const controller = new AbortController();
  const progress = startProgress(files);
  let listener: ((progress: LoadProgress) => void) | undefined;
  const done = client.open(files, {
    signal: controller.signal,
    onProgress: (step) => {
      const now = progress.take(step);
      listener?.(now);
    },
  });
  // Whoever waits for it hears of the failure; until then it is no unhandled one.
  done.catch(() => undefined);
  return {
    client,
    done,
    follow(next) {
      listener = next;
      next(progress.now());
    },
    cancel: () => controller.abort(),
  };
}

let early: { readonly id: string; readonly opening: Opening } | undefined;

/** Makes a case of what was brought and begins to read it; gives the address of its page. */
export function beginCase(taken: Taken, name = caseName(taken.files), id?: string): string {
  const { record, kept } = createCase(name, taken, id);
  // The page opens it from memory at once; that the store refused is told there.
  kept.catch(() => undefined);
  openEarly(record.id, taken.files);
  return `/case?id=${record.id}`;
}

/** Begins to read a new case while the browser still goes to its page. */
function openEarly(id: string, files: readonly WorkerFile[]): void {
  early?.opening.client.close();
  early = { id, opening: startOpening(startCaseWorker(), files) };
}

/** The opening that was begun for the case, once. */
export function takeEarly(id: string): Opening | undefined {
  if (early?.id !== id) return undefined;
  const { opening } = early;
  early = undefined;
  return opening;
}
