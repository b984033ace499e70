import { constants, createWriteStream, openSync, rmSync } from 'node:fs';
import { type FileHandle, mkdtemp, open, rm, stat } from 'node:fs/promises';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { factsOf, InputError, type InputErrorFacts, type InputProblem } from '../base/errors';
import { type Phrase, phrase } from '../base/phrase';
import type { ByteSource } from '../base/source';
import type { OpenRequest } from '../query/types';

/** Temporary folders in use, for a process that ends before `close`: a reader closed the pipe, or a signal made it exit. */
const folders = new Set<string>();
let listening = false;

async function createFolder(): Promise<string> {
  if (!listening) {
    listening = true;
    process.on('exit', () => {
      for (const folder of folders) rmSync(folder, { recursive: true, force: true });
    });
  }
  const folder = await mkdtemp(path.join(tmpdir(), 'gotriage-')).catch((error: unknown) => {
    throw new InputError({
      code: 'unreadable',
      message: phrase`no temporary folder can be made: ${error instanceof Error ? error.message : String(error)}`,
      hint: phrase`set TMPDIR to a folder that can be written`,
    });
  });
  folders.add(folder);
  return folder;
}

/** Files of the machine as sources, and streams kept in temporary files. `close` gives everything back. */
export class HostFiles {
  private readonly handles: Promise<FileHandle>[] = [];
  private folder: Promise<string> | undefined;
  private spooled = 0;

  /** The file at the path; a path that cannot be read becomes a request that says why. `maxBytes` bounds pipes, whose size nobody knows; the signal ends their reading. */
  async request(file: string, maxBytes: number, signal?: AbortSignal): Promise<OpenRequest> {
    try {
      const info = await stat(file);
      if (info.isDirectory()) throw new InputError(directory);
      if (info.isFile()) return { source: this.source(file, file, info.size) };
      const stream = info.isFIFO() ? openPipe(file) : (await open(file, 'r')).createReadStream();
      return await this.spool(file, stream, maxBytes, signal);
    } catch (error) {
      return { source: nothing(file), failure: error instanceof InputError ? error.facts : openFailure(error) };
    }
  }

  /**
   * A stream, written to a temporary file so that decoders can read it by ranges. Past `maxBytes` nothing more is written
   * and the request fails as too large.
   */
  async spool(name: string, stream: Readable, maxBytes: number, signal?: AbortSignal): Promise<OpenRequest> {
    this.folder ??= createFolder();
    let folder: string;
    try {
      folder = await this.folder;
    } catch (error) {
      this.folder = undefined;
      return { source: nothing(name), failure: error instanceof InputError ? error.facts : openFailure(error) };
    }
    const file = path.join(folder, String(this.spooled++));
    let size = 0;
    try {
      await pipeline(
        stream,
        async function* (chunks: AsyncIterable<Uint8Array>) {
          for await (const chunk of chunks) {
            size += chunk.length;
            if (size > maxBytes) throw new InputError(tooLarge(maxBytes));
            yield chunk;
          }
        },
        createWriteStream(file, { mode: 0o600 }),
        { signal },
      );
    } catch (error) {
      await rm(file, { force: true });
      return { source: nothing(name), failure: error instanceof InputError ? error.facts : openFailure(error) };
    }
    return { source: this.source(name, file, size) };
  }

  /** Closes every file and removes the temporary ones. */
  async close(): Promise<void> {
    for (const handle of await Promise.allSettled(this.handles.splice(0))) {
      if (handle.status === 'fulfilled') await handle.value.close();
    }
    const folder = this.folder;
    this.folder = undefined;
    if (!folder) return;
    await rm(await folder, { recursive: true, force: true });
    folders.delete(await folder);
  }

  /** A file of the machine under another name. */
  source(name: string, file: string, size: number): ByteSource {
    let opened: Promise<FileHandle> | undefined;
    const handle = () => {
      if (!opened) {
        opened = open(file, 'r');
        this.handles.push(opened);
      }
      return opened;
    };
    return {
      name,
      size,
      path: file,
      slice: async (start, end) => {
        const stop = Math.max(start, Math.min(end, size));
        return readRange(await handle(), start, stop, new Uint8Array(stop - start));
      },
      sliceInto: async (start, end, into) => readRange(await handle(), start, Math.max(start, Math.min(end, size)), into),
    };
  }
}

/**
 * A named pipe, or one that the shell puts in place of a file. The event loop waits for its bytes: a thread that waits in open(2) or read(2) would keep
 * the process from ending on a signal.
 */
function openPipe(file: string): Readable {
  return new Socket({ fd: openSync(file, constants.O_RDONLY | constants.O_NONBLOCK), readable: true, writable: false });
}

/** The bytes [start, end) of an open file at the start of `into`; fewer where it became shorter meanwhile. */
async function readRange(handle: FileHandle, start: number, end: number, into: Uint8Array): Promise<Uint8Array> {
  const bytes = into.subarray(0, end - start);
  let done = 0;
  while (done < bytes.length) {
    const { bytesRead } = await handle.read(bytes, done, Math.min(bytes.length - done, 2 ** 30), start + done);
    if (bytesRead === 0) return bytes.subarray(0, done);
    done += bytesRead;
  }
  return bytes;
}

function nothing(name: string): ByteSource {
  return { name, size: 0, slice: async () => new Uint8Array(0) };
}

const directory: InputProblem = {
  code: 'not-a-file',
  message: phrase`it is a directory`,
  expected: phrase`a capture, or a zip or tar.gz of captures`,
  hint: phrase`name the files in it, for example with DIR/*`,
};

function tooLarge(maxBytes: number): InputProblem {
  return {
    code: 'too-large',
    message: phrase`more than ${maxBytes} bytes came in`,
    expected: phrase`at most ${maxBytes} bytes`,
    hint: phrase`capture a shorter span (?seconds=), or raise GOTRIAGE_MAX_FILE_BYTES`,
  };
}

function openFailure(error: unknown): InputErrorFacts {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const known = openFailures[code];
  return factsOf({
    code: 'unreadable',
    message: known?.message ?? phrase`it cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    expected: phrase`a file that can be read`,
    hint: known?.hint ?? phrase`check the path and the disk`,
  });
}

const openFailures: Readonly<Record<string, { readonly message: Phrase; readonly hint: Phrase } | undefined>> = {
  ENOENT: { message: phrase`there is no such file`, hint: phrase`check the path` },
  EACCES: { message: phrase`you may not read it`, hint: phrase`check its permissions` },
  ENOTDIR: { message: phrase`a part of its path is a file, not a directory`, hint: phrase`check the path` },
  EMFILE: { message: phrase`too many files are open`, hint: phrase`give fewer files at once, or raise \`ulimit -n\`` },
};
