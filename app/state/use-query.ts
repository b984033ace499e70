'use client';

import { useEffect, useRef, useState } from 'react';
import type { QueryName, QueryParams, QueryResult } from '@/lib/query/queries';
import type { CaseClient } from '@/lib/worker/client';
import { useCase } from './case';

export interface Asked<T> {
  /** The answer; while a new one is under way, the one before. */
  readonly data: T | undefined;
  readonly error: Error | undefined;
  readonly loading: boolean;
}

/** Answers by worker, opening and question, so that going back to a view shows it at once. */
const caches = new WeakMap<CaseClient, { version: number; answers: Map<string, Promise<unknown>> }>();
const kept = 64;

/** Asks the case a question; asks again when the parameters or the case's files change. `params` undefined with `skip` waits. */
export function useQuery<Name extends QueryName>(
  name: Name,
  params: QueryParams<Name>,
  options: { skip?: boolean } = {},
): Asked<QueryResult<Name>> {
  const { client, version } = useCase();
  const [state, setState] = useState<{ readonly of?: string; readonly data?: QueryResult<Name>; readonly error?: Error }>({});
  const key = `${name} ${JSON.stringify(params ?? null)}`;
  const question = `${version} ${key}`;
  const wanted = useRef(params);
  wanted.current = params;
  const skip = options.skip === true;
  useEffect(() => {
    if (!client || skip) return;
    let gone = false;
    ask(client, version, name, key, wanted.current).then(
      (data) => {
        if (!gone) setState({ of: question, data });
      },
      (error: unknown) => {
        if (!gone) setState({ of: question, error: error instanceof Error ? error : new Error(String(error)) });
      },
    );
    return () => {
      gone = true;
    };
  }, [client, version, name, key, question, skip]);
  // Told from the question itself: the first render with another one already knows that the answer at hand is not its own.
  const loading = state.of === undefined || (!skip && state.of !== question);
  return { data: state.data, error: loading ? undefined : state.error, loading };
}

function ask<Name extends QueryName>(
  client: CaseClient,
  version: number,
  name: Name,
  key: string,
  params: QueryParams<Name>,
): Promise<QueryResult<Name>> {
  let cache = caches.get(client);
  if (cache?.version !== version) {
    cache = { version, answers: new Map() };
    caches.set(client, cache);
  }
  const known = cache.answers.get(key);
  if (known) return known as Promise<QueryResult<Name>>;
  const answer = client.query(name, params);
  cache.answers.set(key, answer);
  if (cache.answers.size > kept) cache.answers.delete(cache.answers.keys().next().value as string);
  const { answers } = cache;
  answer.catch(() => answers.delete(key));
  return answer;
}
