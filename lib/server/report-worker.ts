import { parentPort, workerData } from 'node:worker_threads';
import { createNodeHost } from '../host/host';
import { answerTo, type Question } from './answer';

/** A thread that makes one report after another; the server ends it where nobody waits for the answer any longer. */
const port = parentPort;
if (!port) throw new Error('this file is a worker thread');

const machine = createNodeHost(String(workerData));

port.on('message', async (question: Question) => {
  port.postMessage(await answerTo(question, machine));
});
