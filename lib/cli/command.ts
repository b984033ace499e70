import type { Readable } from 'node:stream';
import type { ParseArgsConfig } from 'node:util';
import type { Language } from '../base/localized';

/** Where a command reads and writes: the process's own streams, or a test's. */
export interface Io {
  readonly stdin: Readable;
  /** Resolves when the reader takes more: a slow pipe bounds what is held. */
  out(text: string): Promise<void>;
  bytes(data: Uint8Array): Promise<void>;
  err(line: string): void;
  /** The language of the lines on standard error. */
  readonly language?: Language;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /** The bundled worker that decodes traces, where there is one. */
  readonly traceWorker?: string;
}

export type OptionSpecs = NonNullable<ParseArgsConfig['options']>;

export interface Arguments {
  readonly values: Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;
  readonly positionals: readonly string[];
  /** Every option and positional in the order given, for what depends on order. */
  readonly tokens: readonly { readonly kind: string; readonly name?: string; readonly value?: string | boolean }[];
}

export interface Command {
  /** After the command's name: `FILE… [--json]`. */
  readonly usage: string;
  /** Options and examples, as `gotriage COMMAND --help` prints them. */
  readonly help: string;
  readonly options: OptionSpecs;
  /** Gives the exit code. Throws UsageError for arguments that cannot be used. */
  run(args: Arguments, io: Io): Promise<ExitCode>;
}

/** The exit codes of the command line. */
export const exit = { done: 0, failOn: 1, usage: 2, unreadable: 3 } as const;
export type ExitCode = (typeof exit)[keyof typeof exit];
