'use client';

import { useEffect, useSyncExternalStore } from 'react';
import { bestPath } from '@/lib/base/paths';
import { addBundle, loadBundles, removeBundles, writing } from '../../../state/store';
import { pack, type SourceFile, unpack } from './bundle';

/** A file with the bundle that it is kept in, none where it is not kept (yet). */
interface Held extends SourceFile {
  readonly bundle?: string;
}

const none: readonly SourceFile[] = [];
const byCase = new Map<string, readonly Held[]>();
/** The bundles of each case that this page has read or made: those of other tabs are left alone. */
const bundles = new Map<string, Set<string>>();
/** The cases whose kept sources were asked for. */
const restored = new Map<string, Promise<void>>();
const listeners = new Set<() => void>();

/** The sources given for a case, in this visit or before. */
export function useSources(id: string): readonly SourceFile[] {
  useEffect(() => {
    // A browser that keeps nothing has nothing to give back; it says so when something is given.
    restore(id).catch(() => undefined);
  }, [id]);
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => byCase.get(id) ?? none,
    () => none,
  );
}

function restore(id: string): Promise<void> {
  let known = restored.get(id);
  if (!known) {
    known = (async () => {
      for (const { key, blob } of await loadBundles(id)) {
        const kept = await heldIn(id, key, blob);
        // What was given since goes before what is kept.
        join(id, [...kept, ...(byCase.get(id) ?? [])]);
      }
    })();
    restored.set(id, known);
  }
  return known;
}

/** What is kept of each case and taken away again, one after the other: of two at once neither would know what the other keeps. */
const turns = new Map<string, Promise<unknown>>();

function inTurn(id: string, work: () => Promise<void>): Promise<void> {
  const done = writing((turns.get(id) ?? Promise.resolve()).then(work));
  turns.set(
    id,
    done.catch(() => undefined),
  );
  return done;
}

/** Adds sources to a case and keeps them with it; a path given again replaces what was there. `unkept` hears why they could not be kept. */
export async function addSources(id: string, files: readonly SourceFile[], unkept: (why: string) => void): Promise<void> {
  join(id, [...(byCase.get(id) ?? []), ...files]);
  try {
    await inTurn(id, async () => {
      await restore(id);
      const { key, blob } = await addBundle(id, await pack(files));
      const kept = new Map((await heldIn(id, key, blob)).map((file) => [file.path, file]));
      const given = new Set<Held>(files);
      // What was given again or taken away meanwhile is no longer among them.
      join(
        id,
        (byCase.get(id) ?? []).map((file) => (given.has(file) ? (kept.get(file.path) ?? file) : file)),
      );
      // A folder given again takes the place of what it was.
      const still = new Set((byCase.get(id) ?? []).map(({ bundle }) => bundle));
      await drop(id, (one) => !still.has(one));
    });
  } catch (error) {
    unkept(error instanceof Error ? error.message : String(error));
  }
}

/** Takes all sources away from the case, the kept ones too; they are gone from sight when they are. */
export async function forgetSources(id: string): Promise<void> {
  const seen = new Set(byCase.get(id));
  await inTurn(id, async () => {
    await drop(id, () => true);
    // What was given since waits for its turn.
    join(
      id,
      (byCase.get(id) ?? []).filter((file) => file.bundle === undefined && !seen.has(file)),
    );
  });
}

async function drop(id: string, which: (bundle: string) => boolean): Promise<void> {
  const known = bundles.get(id);
  const gone = [...(known ?? [])].filter(which);
  await removeBundles(id, gone);
  for (const key of gone) known?.delete(key);
}

async function heldIn(id: string, bundle: string, blob: Blob): Promise<Held[]> {
  bundles.set(id, (bundles.get(id) ?? new Set()).add(bundle));
  return (await unpack(blob)).map((file) => ({ ...file, bundle }));
}

/** Of files of one path the last stays. */
function join(id: string, files: readonly Held[]): void {
  byCase.set(id, [...new Map(files.map((file) => [file.path, file])).values()]);
  for (const listener of listeners) listener();
}

export async function textOf(source: SourceFile): Promise<string> {
  return (await source.blob()).text();
}

/** The source of a file that a profile names, by the end of its path. */
export function sourceOf(files: readonly SourceFile[], wanted: string): SourceFile | undefined {
  const byName = new Map<string, SourceFile>();
  for (const file of files) {
    byName.set(file.path, file);
    byName.set(file.alias, file);
  }
  const best = bestPath(wanted, byName.keys());
  return best === undefined ? undefined : byName.get(best);
}
