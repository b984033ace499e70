import { type Dispatch, type SetStateAction, useCallback, useEffect, useRef, useState } from 'react';
import { InputError } from '@/lib/base/errors';
import type { MissingInput } from '@/lib/model/finding';
import type { FindingCard, InputCard } from '@/lib/query/case';
import type { CaseClient } from '@/lib/worker/client';
import { prepareCaseWorker, startCaseWorker } from '@/lib/worker/start';
import { type LoadProgress, startProgress } from './load-progress';
import { type Opening, startOpening, takeEarly } from './opening';
import { type Change, changeCase, loadCase, type StoredCase } from './store';

export type CaseStatus =
  | { readonly phase: 'loading'; readonly progress: LoadProgress }
  | { readonly phase: 'ready' }
  | { readonly phase: 'cancelled' }
  | { readonly phase: 'missing' }
  | { readonly phase: 'failed'; readonly error: Error };

/** What every view needs of an open case. */
export interface Opened {
  readonly inputs: readonly InputCard[];
  readonly findings: readonly FindingCard[];
  readonly missing: readonly MissingInput[];
}
const nothing: Opened = { inputs: [], findings: [], missing: [] };

export interface OpenedCase {
  readonly record: StoredCase | undefined;
  readonly setRecord: Dispatch<SetStateAction<StoredCase | undefined>>;
  /** Shows a change of the record that the browser has kept. */
  changed(make: Change): void;
  readonly status: CaseStatus;
  readonly opened: Opened;
  /** Counts the openings: what was computed for an earlier one no longer holds. */
  readonly version: number;
  /** The worker that holds the case, where it is open. */
  readonly client: CaseClient | undefined;
  cancel(): void;
  /** Reads the case again, with what was added or taken away meanwhile. */
  again(): void;
}

/** Opens the case of the id, as this browser keeps it, in a worker of its own that ends with the caller. */
export function useOpenedCase(id: string): OpenedCase {
  const [record, setRecord] = useState<StoredCase>();
  const [status, setStatus] = useState<CaseStatus>({ phase: 'loading', progress: startProgress([]).now() });
  const [opened, setOpened] = useState<Opened>(nothing);
  const [version, setVersion] = useState(0);
  const [attempt, setAttempt] = useState(0);
  const client = useRef<CaseClient>(undefined);
  const opening = useRef<Opening>(undefined);
  /** Asked for before there was an opening to cancel. */
  const cancelled = useRef(false);
  /** Changes of the record that are kept. */
  const changes = useRef(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt opens the same case again
  useEffect(() => {
    let gone = false;
    void (async () => {
      try {
        const early = takeEarly(id);
        opening.current = early;
        client.current ??= early?.client;
        // Its code loads while the browser looks for the files.
        if (!client.current) prepareCaseWorker();
        let stored: Awaited<ReturnType<typeof loadCase>>;
        let before: number;
        do {
          before = changes.current;
          stored = await loadCase(id);
          if (gone) return;
          // What was changed meanwhile is kept and shown: an older record must not take its place.
        } while (before !== changes.current);
        if (!stored) {
          setStatus({ phase: 'missing' });
          return;
        }
        setRecord(stored.record);
        client.current ??= startCaseWorker();
        const worker = client.current;
        const current = early ?? startOpening(worker, stored.files);
        opening.current = current;
        if (cancelled.current) current.cancel();
        current.follow((progress) => {
          if (!gone) setStatus({ phase: 'loading', progress });
        });
        await current.done;
        const [inputs, { findings, missing }] = await Promise.all([
          worker.query('case.inputs', undefined),
          worker.query('case.findings', undefined),
        ]);
        if (gone) return;
        setOpened({ inputs, findings, missing });
        setVersion((before) => before + 1);
        setStatus({ phase: 'ready' });
        // Only the date of opening is at stake here; a store that fails has said so when the files came in.
        await changeCase(id, (record) => ({ ...record, opened: Date.now() })).catch(() => undefined);
      } catch (error) {
        if (gone) return;
        // A worker deep in a decoder may not have heard that it is cancelled, and one that failed may be no more: the next attempt starts with a new one.
        client.current?.close();
        client.current = undefined;
        setOpened(nothing);
        if (error instanceof InputError && error.code === 'cancelled') setStatus({ phase: 'cancelled' });
        else setStatus({ phase: 'failed', error: error instanceof Error ? error : new Error(String(error)) });
      }
    })();
    return () => {
      gone = true;
      opening.current?.cancel();
    };
  }, [id, attempt]);

  useEffect(
    () => () => {
      client.current?.close();
      client.current = undefined;
    },
    [],
  );

  const changed = useCallback((make: Change) => {
    changes.current++;
    setRecord((before) => before && make(before));
  }, []);
  const cancel = useCallback(() => {
    cancelled.current = true;
    opening.current?.cancel();
  }, []);
  const again = useCallback(() => {
    cancelled.current = false;
    setAttempt((before) => before + 1);
  }, []);
  return {
    record,
    setRecord,
    changed,
    status,
    opened,
    version,
    client: status.phase === 'ready' ? client.current : undefined,
    cancel,
    again,
  };
}
