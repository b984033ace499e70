import { type Phrase, tell } from './phrase';

/**
 * Every way an input can fail. The code is part of the report's schema: add, never rename.
 */
export const errorCodes = [
  'empty-file',
  'unknown-format',
  'unsupported-format',
  'unsupported-version',
  'too-large',
  'truncated',
  'corrupt-gzip',
  'corrupt-archive',
  'bad-varint',
  'bad-wire-type',
  'bad-index',
  'bad-reference',
  'bad-value',
  'bad-header',
  'bad-order',
  'concatenated-profiles',
  'missing-data',
  'limit-exceeded',
  'not-a-file',
  'unreadable',
  'cancelled',
  'internal',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** The facts of a failure as whoever meets it gives them. */
export interface InputProblem {
  readonly code: ErrorCode;
  /** What is wrong, in one sentence without the file's name. */
  readonly message: Phrase;
  /** Byte offset in the decoded stream of this input (after gunzip where there was one). */
  readonly offset?: number;
  /** What stood to be read there. */
  readonly expected?: Phrase;
  /** What the user can do about it. */
  readonly hint?: Phrase;
}

/** The same in English, as the report and the command give it, and with its phrases for other languages. Crosses workers. */
export interface InputErrorFacts {
  readonly code: ErrorCode;
  readonly message: string;
  readonly offset?: number;
  readonly expected?: string;
  readonly hint?: string;
  /** Absent where the facts were stored before they had phrases. */
  readonly problem?: InputProblem;
}

export function factsOf(problem: InputProblem): InputErrorFacts {
  const { code, message, offset, expected, hint } = problem;
  return { code, message: tell(message), offset, expected: expected && tell(expected), hint: hint && tell(hint), problem };
}

/**
 * An input that cannot be read, or only in part. Thrown by decoders; caught once, in lib/query, and reported for
 * that input alone: the other inputs of the case go on.
 */
export class InputError extends Error {
  readonly facts: InputErrorFacts;

  constructor(problem: InputProblem, options?: { cause?: unknown }) {
    const facts = factsOf(problem);
    super(facts.message, options);
    this.name = 'InputError';
    this.facts = facts;
  }

  /** The error again where only its facts came over, from a worker or out of a store. */
  static of({ code, message, offset, problem }: InputErrorFacts): InputError {
    return new InputError(problem ?? { code, message: { template: message, values: [] }, offset });
  }

  get code(): ErrorCode {
    return this.facts.code;
  }

  get offset(): number | undefined {
    return this.facts.offset;
  }

  get expected(): string | undefined {
    return this.facts.expected;
  }

  get hint(): string | undefined {
    return this.facts.hint;
  }
}

/** A filter, a flag or a parameter that the user gave and that cannot be used (a regular expression, a size …). Its message is the English. */
export class UsageError extends Error {
  constructor(readonly told: Phrase) {
    super(tell(told));
    this.name = 'UsageError';
  }
}
