import { type CaseClient, createCaseClient, type WorkerPort } from './client';

/** Starts a case worker of this page. */
export function startCaseWorker(): CaseClient {
  const worker = new Worker(new URL('./case.worker.ts', import.meta.url), { type: 'module', name: 'gotriage-case' });
  return createCaseClient(worker as WorkerPort);
}
