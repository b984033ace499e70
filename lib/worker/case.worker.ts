import { createWorkerCore } from './core';
import { createBrowserPool } from './generations';
import type { WorkerRequest } from './protocol';

declare const self: DedicatedWorkerGlobalScope;

const answer = createWorkerCore((reply, transfer) => self.postMessage(reply, transfer), { host: { generations: createBrowserPool() } });

self.onmessage = (event: MessageEvent<WorkerRequest>) => {
  void answer(event.data);
};
