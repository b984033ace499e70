import { Worker } from 'node:worker_threads';
import { phrase } from '../base/phrase';
import { type Answer, type FromThread, type Question, taken } from './answer';
import { cancelled, RequestError } from './problems';

/**
 * Reports made in threads of their own: the server answers others meanwhile, and a report that nobody waits for any longer ends at once,
 * whatever it is at. As many threads as there are questions at a time; they stay for the next ones.
 *
 * @param script the bundled report-worker
 * @param traceWorker the bundled trace-worker, for threads of the threads
 */
export class ReportThreads {
  private readonly idle = new Set<ReportThread>();

  constructor(
    private readonly script: string,
    private readonly traceWorker: string,
  ) {}

  /** Throws InputError `cancelled` when the signal fires, RequestError where the report takes more memory than a thread may have. */
  async ask(question: Question, signal: AbortSignal): Promise<Answer> {
    const [waiting] = this.idle;
    if (waiting) {
      try {
        return await this.askOf(waiting, question, signal);
      } catch (error) {
        // Dead of what it did before: the question is asked once more. One that was taken is not, it may be what ends threads.
        if (!(error instanceof NotTaken)) throw error;
      }
    }
    const fresh = new ReportThread(new Worker(this.script, { workerData: this.traceWorker }), () => this.idle.delete(fresh));
    try {
      return await this.askOf(fresh, question, signal);
    } catch (error) {
      throw error instanceof NotTaken ? error.cause : error;
    }
  }

  private async askOf(thread: ReportThread, question: Question, signal: AbortSignal): Promise<Answer> {
    this.idle.delete(thread);
    const answer = await thread.ask(question, signal);
    if (!thread.dead) this.idle.add(thread);
    return answer;
  }
}

/** A thread died before it had begun with the question; why is the cause. */
class NotTaken extends Error {}

/** One thread, which has one question at a time; of no more use after a failure. */
class ReportThread {
  dead = false;
  private taken = false;
  private answered = (_: Answer): void => undefined;
  private failed = (_: unknown): void => undefined;

  constructor(
    private readonly worker: Worker,
    ended: () => void,
  ) {
    worker.on('message', (told: FromThread) => {
      if (told === taken) this.taken = true;
      else this.answered(told);
    });
    const die = (why: unknown) => {
      this.dead = true;
      ended();
      this.failed(this.taken ? why : new NotTaken('a report’s thread ended before it began', { cause: why }));
    };
    worker.on('error', (error) => die(failureOf(error)));
    worker.on('exit', (code) => die(new Error(`a report's thread ended with exit code ${code}`)));
  }

  async ask(question: Question, signal: AbortSignal): Promise<Answer> {
    const cancel = () => this.failed(cancelled(signal));
    this.worker.ref();
    this.taken = false;
    signal.addEventListener('abort', cancel);
    try {
      const answer = await new Promise<Answer>((resolve, reject) => {
        this.answered = resolve;
        this.failed = reject;
        if (signal.aborted) cancel();
        else this.worker.postMessage(question);
      });
      // A thread that waits does not keep the process alive.
      this.worker.unref();
      return answer;
    } catch (error) {
      void this.worker.terminate();
      throw error;
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  }
}

function failureOf(error: unknown): unknown {
  if (!(error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY')) return error;
  return new RequestError(
    413,
    'too-large',
    phrase`the report takes more memory than the server has for one`,
    phrase`send fewer or shorter captures, or use the command line`,
  );
}
