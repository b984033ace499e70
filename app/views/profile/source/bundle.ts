/** A source file as the reader gave it. It is read when it is shown; it never leaves the browser. */
export interface SourceFile {
  /** As chosen or dropped, with its folders. */
  readonly path: string;
  /** The same under its module's path, where a go.mod stood above it: what -trimpath puts into profiles. */
  readonly alias: string;
  blob(): Promise<Blob>;
}

/** Where a file lies in the Blob. */
interface Entry {
  readonly path: string;
  readonly alias: string;
  readonly from: number;
  readonly to: number;
}

/** Bytes of the number at the end that says how long the list before it is. */
const tail = 4;

/**
 * Source files in one Blob, which a browser keeps far sooner than thousands: their bytes, then the list of what they are as JSON, then its length
 * as a 32-bit number in little-endian order. The bytes are read one file after the other: an archive's entries are not all held at once.
 */
export async function pack(files: readonly SourceFile[]): Promise<Blob> {
  const parts: Blob[] = [];
  const entries: Entry[] = [];
  let at = 0;
  for (const file of files) {
    const blob = await file.blob();
    parts.push(blob);
    entries.push({ path: file.path, alias: file.alias, from: at, to: at + blob.size });
    at += blob.size;
  }
  const list = new Blob([JSON.stringify(entries)]);
  const length = new DataView(new ArrayBuffer(tail));
  length.setUint32(0, list.size, true);
  return new Blob([...parts, list, length.buffer]);
}

/** The files of a Blob that `pack` made; each is read when it is asked for. Throws SyntaxError where it is no such Blob. */
export async function unpack(blob: Blob): Promise<SourceFile[]> {
  const length = new DataView(await blob.slice(-tail).arrayBuffer()).getUint32(0, true);
  const list = await blob.slice(blob.size - tail - length, blob.size - tail).text();
  return (JSON.parse(list) as readonly Entry[]).map(({ path, alias, from, to }) => ({
    path,
    alias,
    blob: async () => blob.slice(from, to),
  }));
}
