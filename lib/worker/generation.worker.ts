import { blobSource } from '../base/source';
import { createGenerationServer, type GenerationRequest } from '../query/generations';

declare const self: DedicatedWorkerGlobalScope;

/** A worker of the case worker: decodes generations of a trace out of its Blob. */
const answer = createGenerationServer(
  ({ name, blob }) => {
    if (!blob) throw new Error('a source without a Blob');
    return { source: blobSource(name, blob), close: () => undefined };
  },
  (reply, transfer) => self.postMessage(reply, transfer),
);

self.onmessage = (event: MessageEvent<GenerationRequest>) => {
  void answer(event.data);
};
