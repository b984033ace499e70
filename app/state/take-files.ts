import type { NewFile } from './store';

/** What a drop holds: its files, and its folders as inputs that say why they cannot be read. */
export function filesOfTransfer(transfer: DataTransfer): NewFile[] {
  const taken: NewFile[] = [];
  for (const item of transfer.items) {
    if (item.kind !== 'file') continue;
    const entry = item.webkitGetAsEntry?.();
    if (entry?.isDirectory) {
      taken.push(folder(entry.name));
      continue;
    }
    const file = item.getAsFile();
    if (file) taken.push({ name: file.name, blob: file });
  }
  return taken;
}

export function filesOfList(list: Iterable<File>): NewFile[] {
  return [...list].map((file) => ({ name: file.webkitRelativePath || file.name, blob: file }));
}

export function fileOfText(name: string, text: string): NewFile {
  return { name, blob: new File([text], name, { type: 'text/plain' }) };
}

function folder(name: string): NewFile {
  return {
    name,
    blob: new Blob([]),
    failure: {
      code: 'not-a-file',
      message: 'this is a folder',
      expected: 'a file',
      hint: 'drop the files in it, or a zip or tar.gz of the folder',
    },
  };
}

/** Name of a case made of files: the single file's, or the first with how many more. */
export function caseName(files: readonly NewFile[]): string {
  if (files.length === 0) return '';
  const first = files[0].name.replace(/^.*\//, '');
  return files.length === 1 ? first : `${first} + ${files.length - 1}`;
}
