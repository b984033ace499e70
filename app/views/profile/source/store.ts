'use client';

import { useSyncExternalStore } from 'react';
import { bestPath } from '@/lib/base/paths';

/** A source file as the reader gave it. Its text is read when it is shown; it never leaves the page. */
export interface SourceFile {
  /** As chosen or dropped, with its folders. */
  readonly path: string;
  /** The same under its module's path, where a go.mod stood above it: what -trimpath puts into profiles. */
  readonly alias: string;
  read(): Promise<string>;
}

const none: readonly SourceFile[] = [];
const byCase = new Map<string, readonly SourceFile[]>();
const listeners = new Set<() => void>();

/** The sources given for a case since the page was opened. */
export function useSources(id: string): readonly SourceFile[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => byCase.get(id) ?? none,
    () => none,
  );
}

/** Adds sources to a case; a path given again replaces what was there. */
export function addSources(id: string, files: readonly SourceFile[]): void {
  const known = new Map((byCase.get(id) ?? none).map((file) => [file.path, file]));
  for (const file of files) known.set(file.path, file);
  change(id, [...known.values()]);
}

export function forgetSources(id: string): void {
  change(id, none);
}

function change(id: string, files: readonly SourceFile[]): void {
  byCase.set(id, files);
  for (const listener of listeners) listener();
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
