import { UsageError } from '../base/errors';
import { phrase } from '../base/phrase';
import { type CaseQueries, caseQueries } from './case';
import { type CompareQueries, compareQueries } from './compare';
import { type ExploreQueries, exploreQueries } from './explore';
import { type GcQueries, gcQueries } from './gc';
import { type GcViewQueries, gcViewQueries } from './gc-view';
import { type GoroutineQueries, goroutineQueries } from './goroutines';
import { type ProcessQueries, processQueries } from './processes';
import { type ProfileQueries, profileQueries } from './profile';
import type { Handlers, QueryContext } from './query';
import type { Session } from './session';
import { type TraceQueries, traceQueries } from './trace';
import { type TraceLaneQueries, traceLaneQueries } from './trace-lanes';
import { type TraceViewQueries, traceViewQueries } from './trace-view';

/** Every query by name, one line for each area here and one in `handlers`. */
export interface QueryMap
  extends CaseQueries,
    ProfileQueries,
    GoroutineQueries,
    ProcessQueries,
    TraceQueries,
    TraceViewQueries,
    TraceLaneQueries,
    GcQueries,
    CompareQueries,
    GcViewQueries,
    ExploreQueries {}

const handlers: Handlers<QueryMap> = {
  ...caseQueries,
  ...profileQueries,
  ...goroutineQueries,
  ...processQueries,
  ...traceQueries,
  ...traceViewQueries,
  ...traceLaneQueries,
  ...gcQueries,
  ...compareQueries,
  ...gcViewQueries,
  ...exploreQueries,
};

export type QueryName = keyof QueryMap;
export type QueryParams<Name extends QueryName> = QueryMap[Name]['params'];
export type QueryResult<Name extends QueryName> = QueryMap[Name]['result'];

/**
 * Asks the session one question. Throws UsageError for an unknown query, a position that does not exist or a filter that
 * cannot be used; InputError for bytes that cannot be read again.
 */
export async function dispatch<Name extends QueryName>(
  session: Session,
  name: Name,
  params: QueryParams<Name>,
  context: QueryContext = {},
): Promise<QueryResult<Name>> {
  const handler: ((session: Session, params: QueryParams<Name>, context: QueryContext) => unknown) | undefined = handlers[name];
  if (!handler) throw new UsageError(phrase`there is no query ${String(name)}`);
  return (await handler(session, params, context)) as QueryResult<Name>;
}

/** The buffers of a result that a worker may transfer instead of copying: every typed array in it, however deep. */
export function transferables(result: unknown): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  const visit = (value: unknown): void => {
    if (ArrayBuffer.isView(value)) {
      if (value.buffer instanceof ArrayBuffer) buffers.add(value.buffer);
    } else if (Array.isArray(value)) {
      // A list of plain strings or numbers, which long ones are, holds no buffer.
      if (typeof value[0] === 'object') value.forEach(visit);
    } else if (typeof value === 'object' && value !== null && !(value instanceof Blob)) {
      Object.values(value).forEach(visit);
    }
  };
  visit(result);
  return [...buffers];
}
