import { defaultLimits, type Limits } from '@/lib/base/limits';
import { blobSource } from '@/lib/base/source';
import type { NewFile } from '../../../state/store';
import type { SourceFile } from './bundle';

/** What profiles of Go programs name: Go, assembly, and C by way of cgo. */
const sourceName = /\.(?:go|s|c|h|cc|cpp|cxx|hpp|m)$/i;
const skippedFolder = /(?:^|\/)(?:\.git|node_modules|\.idea|\.vscode)\//;
/** The sources of Go itself are some 11 000 files in 100 MB. */
const limits: Limits = { ...defaultLimits, maxArchiveEntries: 100_000, maxArchiveBytes: 512 * 1024 * 1024 };

interface Raw {
  readonly path: string;
  blob(): Promise<Blob>;
}

export interface Read {
  readonly sources: SourceFile[];
  /** Files that are no sources: captures for the case. */
  readonly rest: NewFile[];
}

/** True where a drop holds sources, or a folder or archive that may. */
export function mayHoldSources(transfer: DataTransfer): boolean {
  return [...transfer.items].some((item) => {
    if (item.kind !== 'file') return false;
    const name = item.getAsFile()?.name ?? '';
    return item.webkitGetAsEntry?.()?.isDirectory === true || sourceName.test(name) || /\.zip$/i.test(name);
  });
}

/** Reads what was dropped. The items must be taken in the event itself: the browser empties them after it. */
export function readDrop(transfer: DataTransfer): Promise<Read> {
  const entries: FileSystemEntry[] = [];
  const files: NewFile[] = [];
  for (const item of transfer.items) {
    if (item.kind !== 'file') continue;
    const entry = item.webkitGetAsEntry?.();
    const file = item.getAsFile();
    if (entry?.isDirectory) entries.push(entry);
    else if (file) files.push({ name: file.name, blob: file });
  }
  return gather(files, entries);
}

/** Reads what was chosen: files with the folders of a chosen folder in their names. */
export function readChosen(list: Iterable<File>): Promise<Read> {
  return gather(
    [...list].map((file) => ({ name: file.webkitRelativePath || file.name, blob: file })),
    [],
  );
}

async function gather(files: readonly NewFile[], entries: readonly FileSystemEntry[]): Promise<Read> {
  const raws: Raw[] = [];
  const rest: NewFile[] = [];
  const found = [...files];
  for (const entry of entries) await walk(entry, (path, file) => found.push({ name: path, blob: file }));
  for (const file of found) {
    if (wanted(file.name)) raws.push({ path: file.name, blob: async () => file.blob });
    else if (/\.zip$/i.test(file.name)) {
      const inside = await unpacked(file);
      if (inside.length > 0) raws.push(...inside);
      else rest.push(file);
    } else if (!file.name.includes('/')) rest.push(file);
  }
  return { sources: await aliased(raws), rest };
}

function wanted(path: string): boolean {
  return (sourceName.test(path) || /(?:^|\/)go\.mod$/.test(path)) && !skippedFolder.test(path);
}

async function walk(entry: FileSystemEntry, take: (path: string, file: File) => void): Promise<void> {
  const path = entry.fullPath.replace(/^\//, '');
  if (skippedFolder.test(`${path}/`)) return;
  if (entry.isFile) {
    if (!wanted(path)) return;
    take(path, await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject)));
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    // A reader gives a hundred entries at a time, and none at the end.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return;
    for (const one of some) await walk(one, take);
  }
}

async function unpacked(file: NewFile): Promise<Raw[]> {
  const { expand } = await import('@/lib/query/expand');
  const raws: Raw[] = [];
  for await (const { name, source, error } of expand(blobSource(file.name, file.blob), { limits, gzip: false })) {
    if (error !== undefined && raws.length === 0 && name === file.name) throw error;
    const path = name.slice(file.name.length + 1);
    if (error === undefined && wanted(path))
      raws.push({ path, blob: async () => new Blob([new Uint8Array(await source.slice(0, source.size))]) });
  }
  return raws;
}

/** Gives every file the path of its module: what stands below a go.mod is named after its module line. */
async function aliased(raws: readonly Raw[]): Promise<SourceFile[]> {
  const modules: { folder: string; module: string }[] = [];
  for (const raw of raws) {
    if (!/(?:^|\/)go\.mod$/.test(raw.path)) continue;
    const module = /^module\s+"?([^\s"]+)/m.exec(await (await raw.blob()).text())?.[1];
    if (module) modules.push({ folder: raw.path.slice(0, -'go.mod'.length), module });
  }
  // The innermost module counts.
  modules.sort((a, b) => b.folder.length - a.folder.length);
  return raws
    .filter((raw) => sourceName.test(raw.path))
    .map((raw) => {
      const own = modules.find(({ folder }) => raw.path.startsWith(folder));
      return { ...raw, alias: own ? `${own.module}/${raw.path.slice(own.folder.length)}` : raw.path };
    });
}
