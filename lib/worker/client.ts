import { InputError, UsageError } from '../base/errors';
import { phrase } from '../base/phrase';
import type { Progress } from '../base/source';
import type { QueryName, QueryParams, QueryResult } from '../query/queries';
import type { WorkerFailure, WorkerFile, WorkerReply, WorkerRequest } from './protocol';

/** What the client needs of a Worker; a test may stand one in. */
export interface WorkerPort {
  postMessage(request: WorkerRequest): void;
  onmessage: ((event: MessageEvent<WorkerReply>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  terminate(): void;
}

/** Cancel and progress of an opening or a question. */
export interface CaseWork {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/** A case that lives in a worker. Promises reject with InputError or UsageError as the query surface throws them. */
export interface CaseClient {
  /** Opens the files as one case in place of the one before. `cancelled` leaves the one before open. */
  open(files: readonly WorkerFile[], work?: CaseWork): Promise<void>;
  query<Name extends QueryName>(name: Name, params: QueryParams<Name>, work?: CaseWork): Promise<QueryResult<Name>>;
  /** Ends the worker; whatever is under way, or asked from now on, rejects as cancelled. */
  close(): void;
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
  progress?: (progress: Progress) => void;
}

/**
 * Speaks to a worker by numbered messages. A decoder deep in a long loop cannot hear a cancel: where it does not answer
 * within `patience` ms of a cancelled opening, the promise rejects all the same and the caller may start a new worker.
 */
export function createCaseClient(port: WorkerPort, patience = 1500): CaseClient {
  const waiting = new Map<number, Waiting>();
  let next = 1;
  let closed = false;
  port.onmessage = ({ data }) => {
    const one = waiting.get(data.id);
    if (!one) return;
    if (data.kind === 'progress') {
      one.progress?.(data.progress);
      return;
    }
    waiting.delete(data.id);
    if (data.kind === 'done') one.resolve(data.value);
    else one.reject(errorOf(data.failure));
  };
  port.onerror = (event) => {
    for (const one of waiting.values()) one.reject(new Error(event.message || 'the worker stopped'));
    waiting.clear();
  };

  function ask(make: (id: number) => WorkerRequest, work: CaseWork | undefined): Promise<unknown> {
    const { signal } = work ?? {};
    if (closed || signal?.aborted) return Promise.reject(cancelled());
    const id = next++;
    return new Promise((resolve, reject) => {
      const stop = () => {
        port.postMessage({ kind: 'cancel', id });
        setTimeout(() => {
          if (!waiting.delete(id)) return;
          reject(cancelled());
        }, patience);
      };
      const done = () => signal?.removeEventListener('abort', stop);
      waiting.set(id, {
        resolve: (value) => {
          done();
          resolve(value);
        },
        reject: (error) => {
          done();
          reject(error);
        },
        progress: work?.onProgress,
      });
      signal?.addEventListener('abort', stop, { once: true });
      port.postMessage(make(id));
    });
  }

  return {
    open: async (files, work) => {
      await ask((id) => ({ kind: 'open', id, files }), work);
    },
    query: async (name, params, work) => {
      const answer = (await ask((id) => ({ kind: 'query', id, name, params }), work)) as QueryResult<typeof name>;
      // An answer that was on its way when it was called off: nobody waits for it.
      if (work?.signal?.aborted) throw cancelled();
      return answer;
    },
    close() {
      closed = true;
      port.terminate();
      for (const one of waiting.values()) one.reject(cancelled());
      waiting.clear();
    },
  };
}

function cancelled(): InputError {
  return new InputError({ code: 'cancelled', message: phrase`reading was cancelled` });
}

function errorOf(failure: WorkerFailure): Error {
  if (failure.kind === 'input') return InputError.of(failure.facts);
  if (failure.kind === 'usage') return new UsageError(failure.told);
  return new Error(failure.message);
}
