import { type ErrorCode, factsOf, InputError, type InputErrorFacts } from '../base/errors';
import { type Phrase, phrase, tell } from '../base/phrase';
import type { ReportInput } from '../report/types';

/** A request that gets no report: the status and the error of its answer. */
export class RequestError extends Error {
  constructor(
    readonly status: number,
    readonly code: ErrorCode,
    readonly told: Phrase,
    readonly hint?: Phrase,
  ) {
    super(tell(told));
    this.name = 'RequestError';
  }

  get facts(): InputErrorFacts {
    return factsOf({ code: this.code, message: this.told, hint: this.hint });
  }
}

/** What is thrown for a request whose client has gone. */
export function cancelled(signal: AbortSignal): InputError {
  return new InputError({ code: 'cancelled', message: phrase`the work was cancelled` }, { cause: signal.reason });
}

const statusOf: Readonly<Partial<Record<ErrorCode, number>>> = {
  'too-large': 413,
  'limit-exceeded': 413,
  'unknown-format': 415,
  'unsupported-format': 415,
  'unsupported-version': 415,
};

/** What answers for a case of which nothing could be read: the status of its inputs where they agree, else 422, and the first error of that status. */
export function answerOfFailure(inputs: readonly Pick<ReportInput, 'error'>[]): { status: number; error: ReportInput['error'] } {
  const of = ({ error }: Pick<ReportInput, 'error'>) => (error && statusOf[error.code]) ?? 422;
  const all = new Set(inputs.map(of));
  const [only] = all;
  const status = all.size === 1 ? only : 422;
  return { status, error: (inputs.find((input) => of(input) === status) ?? inputs[0]).error };
}
