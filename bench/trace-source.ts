import { type FileHandle, open } from 'node:fs/promises';
import type { ByteSource } from '@/lib/base/source';

/** A file read by ranges, as the command reads it. */
export async function fileSource(path: string): Promise<ByteSource & { close(): Promise<void> }> {
  const handle: FileHandle = await open(path, 'r');
  const { size } = await handle.stat();
  const sliceInto = async (start: number, end: number, into: Uint8Array): Promise<Uint8Array> => {
    const bytes = into.subarray(0, Math.max(0, Math.min(end, size) - start));
    for (let at = 0; at < bytes.length; ) {
      const { bytesRead } = await handle.read(bytes, at, bytes.length - at, start + at);
      if (bytesRead === 0) return bytes.subarray(0, at);
      at += bytesRead;
    }
    return bytes;
  };
  return {
    name: path,
    size,
    path,
    slice: (start, end) => sliceInto(start, end, new Uint8Array(Math.max(0, Math.min(end, size) - start))),
    sliceInto,
    close: () => handle.close(),
  };
}
