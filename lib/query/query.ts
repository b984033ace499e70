import type { WorkContext } from '../base/source';
import type { Session } from './session';

/** The types of one query. Both must be structured-cloneable: they cross the border of a worker. */
export interface Query<Params, Result> {
  readonly params: Params;
  readonly result: Result;
}

/** The implementation of a set of queries. A result is the caller's: its buffers may be transferred away. */
export type Handlers<Queries> = {
  readonly [Name in keyof Queries]: Queries[Name] extends Query<infer Params, infer Result>
    ? (session: Session, params: Params, context: QueryContext) => Result | Promise<Result>
    : never;
};

/** How far a question is goes to `onProgress`, of those that read the files again. */
export type QueryContext = WorkContext;
