import { parentPort, workerData } from 'node:worker_threads';
import { createNodeHost } from '../host/host';
import { answerTo, type FromThread, type Question, taken } from './answer';

/** A thread that makes one report after another; the server ends it where nobody waits for the answer any longer. */
const port = parentPort;
if (!port) throw new Error('this file is a worker thread');

const machine = createNodeHost(String(workerData));

const tell = (what: FromThread) => port.postMessage(what);

port.on('message', async (question: Question) => {
  tell(taken);
  tell(await answerTo(question, machine));
});
