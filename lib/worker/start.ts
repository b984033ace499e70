import { type CaseClient, createCaseClient, type WorkerPort } from './client';

let spare: Worker | undefined;

/** Starts a case worker of this page; the spare one where there is one, whose code is loaded already. */
export function startCaseWorker(): CaseClient {
  const worker = spare ?? newWorker();
  spare = undefined;
  return createCaseClient(worker as WorkerPort);
}

/** Loads a worker's code before the first file comes: fetching and compiling it takes longer than reading a small file. */
export function prepareCaseWorker(): void {
  spare ??= newWorker();
}

function newWorker(): Worker {
  const worker = new Worker(new URL('./case.worker.ts', import.meta.url), { type: 'module', name: 'gotriage-case' });
  // One that cannot be loaded is not kept: the next start tries again, and its client tells the error.
  worker.onerror = () => {
    if (spare === worker) spare = undefined;
  };
  return worker;
}
