import { InputError, UsageError } from '../base/errors';
import { phrase } from '../base/phrase';
import { blobSource, type Progress, type WorkContext } from '../base/source';
import { dispatch, transferables } from '../query/queries';
import { openCase, type Session } from '../query/session';
import type { OpenOptions } from '../query/types';
import type { WorkerFailure, WorkerReply, WorkerRequest } from './protocol';

/** The side of the worker that answers: in the browser it posts messages, in tests it keeps them. */
export type Post = (reply: WorkerReply, transfer: Transferable[]) => void;

/** Progress goes to the page at most this often, in ms: more would only wake it. */
const progressEvery = 50;

/**
 * What a case worker does, without the worker: one open case, questions about it, and cancelling either by its number.
 * An opening replaces the case before it only when it is through; when it is cancelled the case before stays.
 */
export function createWorkerCore(post: Post, options: OpenOptions = {}): (request: WorkerRequest) => Promise<void> {
  let session: Session | undefined;
  const running = new Map<number, AbortController>();

  async function run(id: number, work: (context: WorkContext) => Promise<unknown>): Promise<void> {
    const controller = new AbortController();
    running.set(id, controller);
    let last = 0;
    let stage = '';
    const onProgress = (progress: Progress) => {
      const now = Date.now();
      const mark = `${progress.file} ${progress.stage}`;
      if (now - last < progressEvery && mark === stage) return;
      last = now;
      stage = mark;
      post({ kind: 'progress', id, progress }, []);
    };
    try {
      const value = await work({ signal: controller.signal, onProgress });
      post({ kind: 'done', id, value }, transferables(value));
    } catch (error) {
      post({ kind: 'failed', id, failure: failureOf(error) }, []);
    } finally {
      running.delete(id);
    }
  }

  return async (request) => {
    switch (request.kind) {
      case 'open':
        return run(request.id, async (work) => {
          const opened = await openCase(
            request.files.map(({ name, blob, group, failure }) => ({ source: blobSource(name, blob), group, failure })),
            {
              ...options,
              ...work,
            },
          );
          session?.close();
          session = opened;
          return { inputs: opened.inputs.length };
        });
      case 'query':
        return run(request.id, async (work) => {
          if (!session) throw new UsageError(phrase`no case is open`);
          return dispatch(session, request.name, request.params as never, work);
        });
      case 'cancel':
        running.get(request.id)?.abort();
        return;
      case 'close':
        for (const controller of running.values()) controller.abort();
        session?.close();
        session = undefined;
        return;
    }
  };
}

function failureOf(error: unknown): WorkerFailure {
  if (error instanceof InputError) return { kind: 'input', facts: error.facts };
  if (error instanceof UsageError) return { kind: 'usage', told: error.told };
  return { kind: 'internal', message: error instanceof Error ? error.message : String(error) };
}
