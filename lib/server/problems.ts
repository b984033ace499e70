import type { ErrorCode, InputErrorFacts } from '../base/errors';
import type { ReportInput } from '../report/types';

/** A request that gets no report: the status and the error of its answer. */
export class RequestError extends Error {
  constructor(
    readonly status: number,
    readonly code: ErrorCode,
    message: string,
    readonly hint?: string,
  ) {
    super(message);
    this.name = 'RequestError';
  }

  get facts(): InputErrorFacts {
    return { code: this.code, message: this.message, hint: this.hint };
  }
}

const statusOf: Readonly<Partial<Record<ErrorCode, number>>> = {
  'too-large': 413,
  'limit-exceeded': 413,
  'unknown-format': 415,
  'unsupported-format': 415,
  'unsupported-version': 415,
};

/** The status for a case of which nothing could be read: that of its inputs where they agree, else 422. */
export function statusOfFailure(inputs: readonly Pick<ReportInput, 'error'>[]): number {
  const all = new Set(inputs.map(({ error }) => (error && statusOf[error.code]) ?? 422));
  const [only] = all;
  return all.size === 1 ? only : 422;
}
