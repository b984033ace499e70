'use client';

import { useRouter } from 'next/navigation';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react';
import { InputError } from '@/lib/base/errors';
import type { MissingInput } from '@/lib/model/finding';
import type { FindingCard, InputCard } from '@/lib/query/case';
import type { CaseClient } from '@/lib/worker/client';
import { prepareCaseWorker, startCaseWorker } from '@/lib/worker/start';
import { type LoadProgress, startProgress } from './load-progress';
import { type Opening, openEarly, startOpening, takeEarly } from './opening';
import { useText } from './preferences';
import { addFiles, type Change, changeCase, createCase, loadCase, removeFile, type StoredCase, whenKept } from './store';
import { caseName, type Taken } from './take-files';

export type CaseStatus =
  | { readonly phase: 'loading'; readonly progress: LoadProgress }
  | { readonly phase: 'ready' }
  | { readonly phase: 'cancelled' }
  | { readonly phase: 'missing' }
  | { readonly phase: 'failed'; readonly error: Error };

export interface CaseState {
  readonly id: string;
  readonly record: StoredCase | undefined;
  readonly status: CaseStatus;
  readonly inputs: readonly InputCard[];
  readonly findings: readonly FindingCard[];
  readonly missing: readonly MissingInput[];
  /** Counts the openings: what was computed for an earlier one no longer holds. */
  readonly version: number;
  readonly client: CaseClient | undefined;
  /** Something to tell that stops nothing, e.g. that the files could not be kept. */
  readonly notice: string | undefined;
  cancel(): void;
  reload(): void;
  add(taken: Taken): void;
  remove(key: string): void;
  rename(name: string): void;
  dismiss(findingKey: string, reason: string | undefined): void;
  /** Says whether every file is of an instance of its own, and reads the case again. */
  setInstances(each: boolean): void;
  say(notice: string | undefined): void;
}

const Context = createContext<CaseState | undefined>(undefined);

interface Opened {
  readonly inputs: readonly InputCard[];
  readonly findings: readonly FindingCard[];
  readonly missing: readonly MissingInput[];
}
const nothing: Opened = { inputs: [], findings: [], missing: [] };

/** Opens the case of the id in a worker of its own and holds what every view needs of it. */
export function CaseProvider(props: { id: string; onStoreFailed: (reason: string) => string; children: ReactNode }) {
  const { id, onStoreFailed } = props;
  const [record, setRecord] = useState<StoredCase>();
  const [status, setStatus] = useState<CaseStatus>({ phase: 'loading', progress: startProgress([]).now() });
  const [opened, setOpened] = useState<Opened>(nothing);
  const [version, setVersion] = useState(0);
  const [attempt, setAttempt] = useState(0);
  const [notice, say] = useState<string>();
  const t = useText();
  const router = useRouter();
  const client = useRef<CaseClient>(undefined);
  const opening = useRef<Opening>(undefined);
  /** Asked for before there was an opening to cancel. */
  const cancelled = useRef(false);
  /** Changes of the record that are kept. */
  const changes = useRef(0);
  /** What was brought while the browser still looked for the case. */
  const brought = useRef<Taken[]>([]);

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

  const unkept = useCallback(
    (error: unknown) => say(onStoreFailed(error instanceof Error ? error.message : String(error))),
    [onStoreFailed],
  );
  useEffect(() => {
    let gone = false;
    whenKept(id).catch((error: unknown) => {
      if (!gone) unkept(error);
    });
    return () => {
      gone = true;
    };
  }, [id, unkept]);

  const change = useCallback(
    async (make: Change) => {
      try {
        if (!(await changeCase(id, make))) say(t('home.deletedElsewhere'));
      } catch (error) {
        unkept(error);
      }
      changes.current++;
      // Not before: what the page shows as done must outlast a reload.
      setRecord((before) => before && make(before));
    },
    [id, unkept, t],
  );

  const again = useCallback(() => {
    cancelled.current = false;
    setAttempt((before) => before + 1);
  }, []);

  const missing = status.phase === 'missing';
  // Whoever read a folder first adds what it held to the case as it is by then.
  const latest = useRef(record);
  latest.current = record;
  const add = useCallback(
    (taken: Taken) => {
      if (taken.files.length === 0) return;
      if (missing) {
        // The address names no case: what is brought here makes a new one.
        const made = createCase(caseName(taken.files), taken);
        made.kept.catch(() => undefined);
        openEarly(made.record.id, taken.files);
        router.push(`/case?id=${made.record.id}`);
        return;
      }
      if (!latest.current) {
        brought.current.push(taken);
        return;
      }
      const { record: next, kept } = addFiles(latest.current, taken);
      kept.catch(unkept);
      latest.current = next;
      setRecord(next);
      again();
    },
    [missing, router, unkept, again],
  );
  const looked = missing || record !== undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it is known whether there is such a case
  useEffect(() => {
    if (!looked) return;
    const waiting = brought.current.splice(0);
    add({
      files: waiting.flatMap(({ files }) => files),
      leftOut: waiting.flatMap(({ leftOut }) => leftOut),
      more: waiting.some(({ more }) => more),
    });
  }, [looked]);

  const value = useMemo<CaseState>(
    () => ({
      id,
      record,
      status,
      ...opened,
      version,
      client: status.phase === 'ready' ? client.current : undefined,
      notice,
      say,
      cancel: () => {
        cancelled.current = true;
        opening.current?.cancel();
      },
      reload: again,
      add,
      remove: (key) => {
        void removeFile(id, key).catch(unkept).then(again);
      },
      setInstances: (instances) => {
        void change((before) => ({ ...before, instances })).then(again);
      },
      rename: (name) => {
        if (name.trim() !== '') void change((before) => ({ ...before, name: name.trim() }));
      },
      dismiss: (key, reason) => {
        void change((before) => {
          const dismissed = { ...before.dismissed };
          if (reason === undefined) delete dismissed[key];
          else dismissed[key] = reason;
          return { ...before, dismissed };
        });
      },
    }),
    [id, record, status, opened, version, notice, change, unkept, again, add],
  );
  return <Context value={value}>{props.children}</Context>;
}

export function useCase(): CaseState {
  const value = useContext(Context);
  if (!value) throw new Error('useCase stands outside CaseProvider');
  return value;
}
