import { closeSync, openSync, readSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import { createGenerationServer, type GenerationReply, type GenerationRequest } from '../query/generations';

/** A worker thread that decodes generations of traces; files are read synchronously, which is quickest where nothing else waits. */
const port = parentPort;
if (!port) throw new Error('this file is a worker thread');

const answer = createGenerationServer(
  ({ name, size, path }) => {
    if (path === undefined) throw new Error('a source without a path');
    const file = openSync(path, 'r');
    const sliceInto = async (start: number, end: number, into: Uint8Array) => {
      const bytes = into.subarray(0, Math.max(0, Math.min(end, size) - start));
      let done = 0;
      while (done < bytes.length) {
        const read = readSync(file, bytes, done, bytes.length - done, start + done);
        if (read === 0) return bytes.subarray(0, done);
        done += read;
      }
      return bytes;
    };
    const slice = (start: number, end: number) => sliceInto(start, end, new Uint8Array(Math.max(0, Math.min(end, size) - start)));
    return { source: { name, size, path, slice, sliceInto }, close: () => closeSync(file) };
  },
  (reply: GenerationReply, transfer) => port.postMessage(reply, transfer),
);

port.on('message', (request: GenerationRequest) => {
  void answer(request);
});
