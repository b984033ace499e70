import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { InputErrorFacts } from '@/lib/base/errors';
import type { WorkerFile } from '@/lib/worker/protocol';
import type { Taken } from './take-files';

/**
 * Cases that were opened, kept in this browser's IndexedDB: a record for each case, and the files' bytes as Blobs beside
 * them (browsers keep those on disk and read them by slices). Where the browser refuses, a case lives in memory only.
 */

export interface StoredFile {
  readonly key: string;
  readonly name: string;
  readonly bytes: number;
  /** Set for what could not be taken at all, e.g. a folder: there are no bytes then. */
  readonly failure?: InputErrorFacts;
}

export interface StoredCase {
  readonly id: string;
  readonly name: string;
  /** Unix times in ms. */
  readonly created: number;
  readonly opened: number;
  readonly files: readonly StoredFile[];
  /** What was left out of the folders that files came in (Taken). */
  readonly leftOut?: readonly string[];
  readonly more?: boolean;
  /** Findings set aside, by key, with the reason given. */
  readonly dismissed: Readonly<Record<string, string>>;
  /** Every file is of an instance of its own, not one process over time. */
  readonly instances?: boolean;
}

interface Schema extends DBSchema {
  cases: { key: string; value: StoredCase };
  blobs: { key: string; value: Blob };
}

/** What the user brings, before it has a key. */
export type NewFile = WorkerFile;

const memory = { cases: new Map<string, StoredCase>(), blobs: new Map<string, Blob>() };
let opening: Promise<IDBPDatabase<Schema>> | undefined;

function database(): Promise<IDBPDatabase<Schema>> {
  opening ??= openDB<Schema>('gotriage', 1, {
    upgrade(db) {
      db.createObjectStore('cases', { keyPath: 'id' });
      db.createObjectStore('blobs');
    },
  });
  return opening;
}

/** A case made of files; `kept` rejects where the browser would not store them, and the case stays in memory. */
export function createCase(name: string, taken: Taken): { record: StoredCase; kept: Promise<void> } {
  const now = Date.now();
  const record: StoredCase = { id: newKey(), name, created: now, opened: now, files: [], dismissed: {} };
  return addFiles(record, taken);
}

export function addFiles(record: StoredCase, { files, leftOut, more }: Taken): { record: StoredCase; kept: Promise<void> } {
  const stored = files.map(({ name, blob, failure }) => ({ key: newKey(), name, bytes: blob.size, failure }));
  const next = {
    ...record,
    files: [...record.files, ...stored],
    leftOut: [...new Set([...(record.leftOut ?? []), ...leftOut])],
    more: record.more || more,
  };
  for (const [i, file] of stored.entries()) memory.blobs.set(file.key, files[i].blob);
  memory.cases.set(next.id, next);
  const kept = (async () => {
    const db = await database();
    const transaction = db.transaction(['cases', 'blobs'], 'readwrite');
    await Promise.all([
      transaction.objectStore('cases').put(next),
      ...stored.map((file, i) => transaction.objectStore('blobs').put(files[i].blob, file.key)),
      transaction.done,
    ]);
    // The kept copy stays readable when the file on the disk is written anew.
    for (const { key } of stored) memory.blobs.delete(key);
  })();
  return { record: next, kept };
}

export async function updateCase(record: StoredCase): Promise<void> {
  memory.cases.set(record.id, record);
  await (await database()).put('cases', record);
}

export async function removeFile(record: StoredCase, key: string): Promise<StoredCase> {
  const next = { ...record, files: record.files.filter((file) => file.key !== key) };
  memory.cases.set(next.id, next);
  memory.blobs.delete(key);
  const db = await database();
  await db.put('cases', next);
  await db.delete('blobs', key);
  return next;
}

/** The case and its files' bytes, or undefined where this browser has none of that id. */
export async function loadCase(id: string): Promise<{ record: StoredCase; files: WorkerFile[] } | undefined> {
  const record = memory.cases.get(id) ?? (await (await database()).get('cases', id));
  if (!record) return undefined;
  const files = await Promise.all(
    record.files.map(async ({ key, name, failure }): Promise<WorkerFile> => {
      const blob = memory.blobs.get(key) ?? (await (await database()).get('blobs', key));
      if (blob) return { name, blob, failure, group: record.instances ? name : undefined };
      return {
        name,
        blob: new Blob([]),
        failure: failure ?? { code: 'unreadable', message: 'this browser no longer has the bytes of the file', hint: 'add the file again' },
      };
    }),
  );
  return { record, files };
}

/** Every case, the one opened last first. */
export async function listCases(): Promise<StoredCase[]> {
  const known = new Map(memory.cases);
  try {
    for (const record of await (await database()).getAll('cases')) if (!known.has(record.id)) known.set(record.id, record);
  } catch {
    // Without a database there are only this tab's cases; opening one says so.
  }
  return [...known.values()].sort((a, b) => b.opened - a.opened);
}

export async function deleteCase(record: StoredCase): Promise<void> {
  memory.cases.delete(record.id);
  for (const file of record.files) memory.blobs.delete(file.key);
  const db = await database();
  const transaction = db.transaction(['cases', 'blobs'], 'readwrite');
  await Promise.all([
    transaction.objectStore('cases').delete(record.id),
    ...record.files.map((file) => transaction.objectStore('blobs').delete(file.key)),
    transaction.done,
  ]);
}

/** Random, and short enough for an address; crypto.randomUUID is missing where a page comes over plain http. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(9));
  return Array.from(bytes, (byte) => byte.toString(36).padStart(2, '0'))
    .join('')
    .slice(0, 14);
}
