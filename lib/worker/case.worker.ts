import { createWorkerCore } from './core';
import type { WorkerRequest } from './protocol';

declare const self: DedicatedWorkerGlobalScope;

const answer = createWorkerCore((reply, transfer) => self.postMessage(reply, transfer));

self.onmessage = (event: MessageEvent<WorkerRequest>) => {
  void answer(event.data);
};
