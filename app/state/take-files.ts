import { factsOf, InputError } from '@/lib/base/errors';
import { defaultLimits } from '@/lib/base/limits';
import { phrase } from '@/lib/base/phrase';
import type { WorkerFile as NewFile } from '@/lib/worker/protocol';

/** What the user brought. */
export interface Taken {
  readonly files: readonly NewFile[];
  /** Hidden files and folders inside the folders, by path; a folder's ends in a slash. */
  readonly leftOut: readonly string[];
  /** True where the folders hold more files than a case takes. */
  readonly more: boolean;
}

export interface Walk {
  readonly signal?: AbortSignal;
  /** Called as files are found, with how many there are so far. */
  readonly onFound?: (files: number) => void;
}

/** Folders inside of folders are entered so deep: a link that leads back up would never end. */
const deepest = 32;

/**
 * The files of a drop or a paste, those in its folders too. What a transfer holds is taken from it before the first wait: after that it is empty.
 *
 * @throws InputError cancelled, by the signal
 */
export async function filesOfTransfer(transfer: DataTransfer, walk: Walk = {}): Promise<Taken> {
  const entries: (NewFile | FileSystemDirectoryEntry)[] = [];
  for (const item of transfer.items) {
    if (item.kind !== 'file') continue;
    const entry = item.webkitGetAsEntry?.();
    const file = item.getAsFile();
    if (isFolder(entry)) entries.push(entry);
    else if (file) entries.push({ name: file.name, blob: file });
  }
  const found = new Found(walk);
  for (const entry of entries) {
    if ('createReader' in entry) await found.enter(entry, entry.name, 1);
    else found.add(entry);
  }
  return found;
}

/** The files that a picker gives, of one folder or without any. */
export function filesOfList(list: Iterable<File>): Taken {
  const found = new Found({});
  for (const file of list) {
    const path = file.webkitRelativePath || file.name;
    const hidden = path.split('/').findIndex((part, i) => i > 0 && isHidden(part));
    if (hidden < 0) found.add({ name: path, blob: file });
    else {
      const parts = path.split('/');
      found.leave(`${parts.slice(0, hidden + 1).join('/')}${hidden + 1 < parts.length ? '/' : ''}`);
    }
  }
  return found;
}

export function fileOfText(name: string, text: string): Taken {
  return { files: [{ name, blob: new File([text], name, { type: 'text/plain' }) }], leftOut: [], more: false };
}

class Found implements Taken {
  readonly files: NewFile[] = [];
  readonly leftOut: string[] = [];
  more = false;

  constructor(private readonly walk: Walk) {}

  add(file: NewFile): void {
    if (this.files.length >= defaultLimits.maxFiles) this.more = true;
    else this.files.push(file);
  }

  leave(path: string): void {
    if (!this.leftOut.includes(path)) this.leftOut.push(path);
  }

  async enter(folder: FileSystemDirectoryEntry, path: string, depth: number): Promise<void> {
    let inside: FileSystemEntry[];
    try {
      inside = await this.list(folder);
    } catch (error) {
      if (error instanceof InputError) throw error;
      this.add(unreadable(path, error));
      return;
    }
    for (const entry of inside) {
      if (this.more) return;
      const at = `${path}/${entry.name}`;
      if (isHidden(entry.name)) this.leave(entry.isDirectory ? `${at}/` : at);
      else if (!isFolder(entry)) this.add(await fileOf(entry as FileSystemFileEntry, at));
      else if (depth < deepest) await this.enter(entry, at, depth + 1);
      this.check();
    }
  }

  /** What a folder holds, by name; a reader gives it in pieces, and an empty one at the end. */
  private async list(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
    const reader = folder.createReader();
    const inside: FileSystemEntry[] = [];
    for (;;) {
      this.check();
      const piece = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
      if (piece.length === 0) break;
      inside.push(...piece);
    }
    return inside.sort((a, b) => order.compare(a.name, b.name));
  }

  private check(): void {
    if (this.walk.signal?.aborted) throw new InputError({ code: 'cancelled', message: phrase`the folder was not read to its end` });
    this.walk.onFound?.(this.files.length);
  }
}

const order = new Intl.Collator('en', { numeric: true });

function isFolder(entry: FileSystemEntry | null | undefined): entry is FileSystemDirectoryEntry {
  return entry?.isDirectory === true;
}

/** Files that systems and tools keep beside the user's own. */
function isHidden(name: string): boolean {
  return name.startsWith('.') || name === '__MACOSX' || /^(?:thumbs\.db|desktop\.ini)$/i.test(name);
}

async function fileOf(entry: FileSystemFileEntry, path: string): Promise<NewFile> {
  try {
    return { name: path, blob: await new Promise<File>((resolve, reject) => entry.file(resolve, reject)) };
  } catch (error) {
    return unreadable(path, error);
  }
}

function unreadable(name: string, error: unknown): NewFile {
  return {
    name,
    blob: new Blob([]),
    failure: factsOf({
      code: 'unreadable',
      message: phrase`the browser could not read it: ${error instanceof Error ? error.message : String(error)}`,
      hint: phrase`check its permissions, or drop the files themselves`,
    }),
  };
}

/** Name of a case made of files: that of the folder they came in, the single file's, or the first with how many more. */
export function caseName(files: readonly NewFile[]): string {
  if (files.length === 0) return '';
  const folder = files[0].name.split('/')[0];
  if (files.every(({ name }) => name.startsWith(`${folder}/`))) return folder;
  const first = files[0].name.replace(/^.*\//, '');
  return files.length === 1 ? first : `${first} + ${files.length - 1}`;
}
