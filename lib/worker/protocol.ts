import type { InputErrorFacts } from '../base/errors';
import type { Phrase } from '../base/phrase';
import type { Progress } from '../base/source';
import type { QueryName } from '../query/queries';

/** A file handed to the worker: the Blob is a reference, its bytes are read where they are. */
export interface WorkerFile {
  readonly name: string;
  readonly blob: Blob;
  readonly group?: string;
  /** It can only be reported as unreadable, e.g. a folder. */
  readonly failure?: InputErrorFacts;
}

/** What the page asks. Every question carries a number of its own, which the answers repeat. */
export type WorkerRequest =
  | { readonly kind: 'open'; readonly id: number; readonly files: readonly WorkerFile[] }
  | { readonly kind: 'query'; readonly id: number; readonly name: QueryName; readonly params: unknown }
  | { readonly kind: 'cancel'; readonly id: number }
  | { readonly kind: 'close' };

/** Failures keep what was known of them: an InputError its facts, a UsageError its phrase. */
export type WorkerFailure =
  | { readonly kind: 'input'; readonly facts: InputErrorFacts }
  | { readonly kind: 'usage'; readonly told: Phrase }
  | { readonly kind: 'internal'; readonly message: string };

export type WorkerReply =
  | { readonly kind: 'progress'; readonly id: number; readonly progress: Progress }
  | { readonly kind: 'done'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly failure: WorkerFailure };
