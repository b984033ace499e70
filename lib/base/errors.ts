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

export interface InputErrorFacts {
  readonly code: ErrorCode;
  /** What is wrong, in one sentence without the file's name. */
  readonly message: string;
  /** Byte offset in the decoded stream of this input (after gunzip where there was one). */
  readonly offset?: number;
  /** What stood to be read there. */
  readonly expected?: string;
  /** What the user can do about it. */
  readonly hint?: string;
}

/**
 * An input that cannot be read, or only in part. Thrown by decoders; caught once, in lib/query, and reported for
 * that input alone: the other inputs of the case go on.
 */
export class InputError extends Error {
  readonly code: ErrorCode;
  readonly offset: number | undefined;
  readonly expected: string | undefined;
  readonly hint: string | undefined;

  constructor(facts: InputErrorFacts, options?: { cause?: unknown }) {
    super(facts.message, options);
    this.name = 'InputError';
    this.code = facts.code;
    this.offset = facts.offset;
    this.expected = facts.expected;
    this.hint = facts.hint;
  }

  get facts(): InputErrorFacts {
    return { code: this.code, message: this.message, offset: this.offset, expected: this.expected, hint: this.hint };
  }
}

/** A filter, a flag or a parameter that the user gave and that cannot be used (a regular expression, a size …). */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}
