import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import { factsOf, InputError, type InputErrorFacts, type InputProblem } from '@/lib/base/errors';
import { phrase } from '@/lib/base/phrase';
import type { WorkerFile } from '@/lib/worker/protocol';
import type { Taken } from './take-files';

/**
 * Cases that were opened, kept in this browser's IndexedDB: a record for each case, and the files' bytes as Blobs beside
 * them (browsers keep those on disk and read them by slices). What the browser has not kept yet, or refuses to, lives in this tab's memory. Other
 * tabs write too, so a record is always changed as it stands in the database.
 */

export interface StoredFile {
  readonly key: string;
  readonly name: string;
  readonly bytes: number;
  /** Set for what could not be taken at all, e.g. a file that may not be read: there are no bytes then. */
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
  /** Source files to read profiles beside, in bundles; they are no inputs of the case. */
  readonly sources?: readonly StoredBundle[];
}

/** Many small files in one Blob: what they are stands at its end (app/views/profile/source/bundle.ts). */
export interface StoredBundle {
  readonly key: string;
  readonly bytes: number;
}

/** What a change of a case makes of its record. */
export type Change = (record: StoredCase) => StoredCase;

interface Schema extends DBSchema {
  cases: { key: string; value: StoredCase };
  blobs: { key: string; value: Blob };
}

/** What the user brings, before it has a key. */
export type NewFile = WorkerFile;

const memory = { cases: new Map<string, StoredCase>(), blobs: new Map<string, Blob>() };
/** The cases whose files are on their way into the database. */
const keeping = new Map<string, Promise<void>>();
let opening: Promise<IDBPDatabase<Schema>> | undefined;

function database(): Promise<IDBPDatabase<Schema>> {
  opening ??= openDB<Schema>('gotriage', 1, {
    upgrade(db) {
      db.createObjectStore('cases', { keyPath: 'id' });
      db.createObjectStore('blobs');
    },
    terminated() {
      opening = undefined;
    },
  });
  // What was refused now may be granted later.
  opening.catch(() => {
    opening = undefined;
  });
  return opening;
}

/** A case made of files; `kept` rejects where the browser would not store them, and the case stays in memory. */
export function createCase(name: string, taken: Taken, id = newKey()): { record: StoredCase; kept: Promise<void> } {
  const now = Date.now();
  return addFiles({ id, name, created: now, opened: now, files: [], dismissed: {} }, taken);
}

/** The case with files added; `kept` as for createCase. */
export function addFiles(record: StoredCase, { files, leftOut, more }: Taken): { record: StoredCase; kept: Promise<void> } {
  const stored = files.map(({ name, blob, failure }) => ({ key: newKey(), name, bytes: blob.size, failure }));
  const add: Change = (before) => ({
    ...before,
    files: [...before.files, ...stored],
    leftOut: [...new Set([...(before.leftOut ?? []), ...leftOut])],
    more: before.more || more,
  });
  // What was added a moment ago may not have reached whoever holds the record.
  const next = add(memory.cases.get(record.id) ?? record);
  for (const [i, file] of stored.entries()) memory.blobs.set(file.key, files[i].blob);
  memory.cases.set(next.id, next);
  const kept = writing(keep(record, stored, add)).then(() => {
    // From here on the database has it all, unless more was added meanwhile.
    if (keeping.get(next.id) === kept) memory.cases.delete(next.id);
  });
  keeping.set(next.id, kept);
  return { record: next, kept };
}

async function keep(record: StoredCase, stored: readonly StoredFile[], add: Change): Promise<void> {
  const db = await database();
  const transaction = db.transaction(['cases', 'blobs'], 'readwrite');
  const cases = transaction.objectStore('cases');
  const blobs = transaction.objectStore('blobs');
  const before = (await cases.get(record.id)) ?? record;
  // The transaction fails as a whole, and says so last.
  transaction.done.catch(() => undefined);
  try {
    await cases.put(add(before));
    for (const { key } of [...before.files, ...stored]) {
      // Earlier files of a case that could not be kept so far come along.
      const blob = memory.blobs.get(key);
      if (blob) await blobs.put(blob, key);
    }
  } catch (error) {
    // A record without its files is worth nothing.
    transaction.abort();
    throw error;
  }
  await transaction.done;
  // The kept copy stays readable when the file on the disk is written anew.
  for (const { key } of [...before.files, ...stored]) memory.blobs.delete(key);
}

/** What is on its way into the database; leaving the page now would lose it, so the browser asks. */
let underway = 0;

const ask = (event: BeforeUnloadEvent): void => event.preventDefault();

/** Counts work of several steps as one: between two of them leaving would lose the rest. */
export async function writing<T>(work: Promise<T>): Promise<T> {
  // A page that always listens would not be kept for the way back.
  if (underway++ === 0) window.addEventListener('beforeunload', ask);
  try {
    return await work;
  } finally {
    if (--underway === 0) window.removeEventListener('beforeunload', ask);
  }
}

/** Resolves when the case's files are kept, or none are waiting; rejects where the browser would not keep them. */
export async function whenKept(id: string): Promise<void> {
  await keeping.get(id);
}

/** Changes the record of a case, as it stands now. Gives the record, or undefined where another tab has deleted the case. */
export function changeCase(id: string, change: Change): Promise<StoredCase | undefined> {
  return writing(applyChange(id, change));
}

async function applyChange(id: string, change: Change): Promise<StoredCase | undefined> {
  const own = memory.cases.get(id);
  if (own) memory.cases.set(id, change(own));
  const db = await database();
  const transaction = db.transaction('cases', 'readwrite');
  const before = await transaction.store.get(id);
  const next = before && change(before);
  await Promise.all([next && transaction.store.put(next), transaction.done]);
  return next ?? memory.cases.get(id);
}

/**
 * Keeps a bundle of source files with the case and gives the kept copy, which stays readable when the files on the disk are written anew. Rejects
 * where the browser would not keep it.
 */
export function addBundle(id: string, blob: Blob): Promise<StoredBundle & { readonly blob: Blob }> {
  return writing(keepBundle(id, blob));
}

async function keepBundle(id: string, blob: Blob): Promise<StoredBundle & { readonly blob: Blob }> {
  const stored: StoredBundle = { key: newKey(), bytes: blob.size };
  // Of a case that could not be kept only its own tab knows; so it is with its sources.
  await whenKept(id);
  const db = await database();
  const transaction = db.transaction(['cases', 'blobs'], 'readwrite');
  // As in keep: it says last what failed.
  transaction.done.catch(() => undefined);
  try {
    const before = await transaction.objectStore('cases').get(id);
    if (!before) throw new Error('the case is gone');
    await transaction.objectStore('cases').put({ ...before, sources: [...(before.sources ?? []), stored] });
    await transaction.objectStore('blobs').put(blob, stored.key);
  } catch (error) {
    transaction.abort();
    throw error;
  }
  await transaction.done;
  return { ...stored, blob: (await db.get('blobs', stored.key)) ?? blob };
}

/** The bundles of source files that the case has, in the order in which they came. */
export async function loadBundles(id: string): Promise<readonly (StoredBundle & { readonly blob: Blob })[]> {
  await whenKept(id);
  const db = await database();
  const record = await db.get('cases', id);
  const loaded = await Promise.all(
    (record?.sources ?? []).map(async (stored) => {
      const blob = await db.get('blobs', stored.key);
      return blob ? [{ ...stored, blob }] : [];
    }),
  );
  return loaded.flat();
}

export async function removeBundles(id: string, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  await changeCase(id, (record) => ({ ...record, sources: record.sources?.filter(({ key }) => !keys.includes(key)) }));
  await writing(deleteBlobs(keys));
}

export async function removeFile(id: string, key: string): Promise<void> {
  await changeCase(id, (record) => ({ ...record, files: record.files.filter((file) => file.key !== key) }));
  memory.blobs.delete(key);
  await writing(deleteBlobs([key]));
}

async function deleteBlobs(keys: readonly string[]): Promise<void> {
  const transaction = (await database()).transaction('blobs', 'readwrite');
  await Promise.all([...keys.map((key) => transaction.store.delete(key)), transaction.done]);
}

/** The case and its files' bytes, or undefined where this browser has none of that id. */
export async function loadCase(id: string): Promise<{ record: StoredCase; files: WorkerFile[] } | undefined> {
  const record = memory.cases.get(id) ?? (await (await database()).get('cases', id));
  if (!record) return undefined;
  const files = await Promise.all(
    record.files.map(async ({ key, name, failure }): Promise<WorkerFile> => {
      const blob = await loadBlob(key);
      if (blob) return { name, blob, failure, group: record.instances ? name : undefined };
      return { name, blob: new Blob([]), failure: failure ?? factsOf(lost) };
    }),
  );
  return { record, files };
}

async function loadBlob(key: string): Promise<Blob | undefined> {
  return memory.blobs.get(key) ?? (await (await database()).get('blobs', key));
}

const lost: InputProblem = {
  code: 'unreadable',
  message: phrase`this browser no longer has the bytes of the file`,
  hint: phrase`add the file again`,
};

/** The bytes of one file. Throws InputError where this browser does not have them. */
export async function loadFile(key: string): Promise<Blob> {
  const blob = await loadBlob(key);
  if (!blob) throw new InputError(lost);
  return blob;
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

export function deleteCase(record: StoredCase): Promise<void> {
  return writing(takeAway(record));
}

async function takeAway(record: StoredCase): Promise<void> {
  memory.cases.delete(record.id);
  for (const file of record.files) memory.blobs.delete(file.key);
  const db = await database();
  const transaction = db.transaction(['cases', 'blobs'], 'readwrite');
  const now = (await transaction.objectStore('cases').get(record.id)) ?? record;
  await Promise.all([
    transaction.objectStore('cases').delete(record.id),
    ...[...now.files, ...(now.sources ?? [])].map(({ key }) => transaction.objectStore('blobs').delete(key)),
    transaction.done,
  ]);
}

/** Random, and short enough for an address; crypto.randomUUID is missing where a page comes over plain http. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(9));
  return Array.from(bytes, (byte) => byte.toString(36).padStart(2, '0'))
    .join('')
    .slice(0, 14);
}
