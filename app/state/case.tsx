'use client';

import { useRouter } from 'next/navigation';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react';
import type { CaseClient } from '@/lib/worker/client';
import { type CaseStatus, type Opened, useOpenedCase } from './opened-case';
import { beginCase } from './opening';
import { useText } from './preferences';
import { addFiles, type Change, changeCase, removeFile, type StoredCase, whenKept } from './store';
import type { Taken } from './take-files';

export interface CaseState extends Opened {
  readonly id: string;
  readonly record: StoredCase | undefined;
  readonly status: CaseStatus;
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

/** Opens the case of the id in a worker of its own and holds what every view needs of it. */
export function CaseProvider({ id, children }: { id: string; children: ReactNode }) {
  const { record, setRecord, changed, status, opened, version, client, cancel, again } = useOpenedCase(id);
  const [notice, say] = useState<string>();
  const t = useText();
  const router = useRouter();
  /** What was brought while the browser still looked for the case. */
  const brought = useRef<Taken[]>([]);

  const unkept = useCallback(
    (error: unknown) => say(t('home.storeFailed', { reason: error instanceof Error ? error.message : String(error) })),
    [t],
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
      // Not before: what the page shows as done must outlast a reload.
      changed(make);
    },
    [id, unkept, t, changed],
  );

  const missing = status.phase === 'missing';
  // Whoever read a folder first adds what it held to the case as it is by then.
  const latest = useRef(record);
  latest.current = record;
  const add = useCallback(
    (taken: Taken) => {
      if (taken.files.length === 0) return;
      if (missing) {
        // The address names no case: what is brought here makes a new one.
        router.push(beginCase(taken));
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
    [missing, router, unkept, again, setRecord],
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
      client,
      notice,
      say,
      cancel,
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
    [id, record, status, opened, version, client, notice, change, unkept, cancel, again, add],
  );
  return <Context value={value}>{children}</Context>;
}

export function useCase(): CaseState {
  const value = useContext(Context);
  if (!value) throw new Error('useCase stands outside CaseProvider');
  return value;
}
