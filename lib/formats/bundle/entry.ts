import type { InputError } from '../../base/errors';
import type { ByteSource } from '../../base/source';

/**
 * One file of an archive: its bytes, or why they cannot be read. The name is the archive's own text and is only ever shown:
 * nothing is written under it, so `../` in it harms nobody.
 */
export type ArchiveEntry = { readonly name: string; readonly source: ByteSource } | { readonly name: string; readonly error: InputError };

/** Directories and the resource forks that macOS adds are no files of the user's. */
export function isClutter(name: string): boolean {
  return name.endsWith('/') || name.startsWith('__MACOSX/') || /(^|\/)(\.DS_Store|\._[^/]*)$/.test(name);
}
