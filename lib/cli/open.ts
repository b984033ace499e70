import { InputError, UsageError } from '../base/errors';
import { phrase } from '../base/phrase';
import { HostFiles } from '../host/files';
import { createNodeHost } from '../host/host';
import { openCase, type Session } from '../query/session';
import type { OpenRequest } from '../query/types';
import type { Io } from './command';
import { errorLine } from './errors';
import { limitsOf, requestOf } from './request';

export interface NamedFile {
  /** A path, or `-` for standard input. */
  readonly file: string;
  readonly group?: string;
}

/** Opens the files as one case, hands it to `use`, and gives everything back whatever happens. Inputs that cannot be read are told on stderr. */
export async function withCase<T>(files: readonly NamedFile[], io: Io, use: (session: Session) => Promise<T>): Promise<T> {
  const limits = limitsOf(io);
  if (files.filter(({ file }) => file === '-').length > 1) throw new UsageError(phrase`standard input can be read only once`);
  const host = new HostFiles();
  try {
    const requests: OpenRequest[] = [];
    for (const { file, group } of files) {
      requests.push({ ...(await requestOf(file, host, io, limits)), group });
    }
    const session = await openCase(requests, { limits, host: createNodeHost(io.traceWorker), signal: io.signal });
    try {
      for (const input of session.inputs) if (input.error) io.err(errorLine(input.name, input.error, io.language));
      return await use(session);
    } finally {
      session.close();
    }
  } finally {
    await host.close();
  }
}

/** Opens one file that must hold what `use` asks for: an unreadable one ends the command. */
export async function withFile<T>(file: string, io: Io, use: (session: Session) => Promise<T>): Promise<T> {
  return withCase([{ file }], io, (session) => {
    if (!session.inputs.some((input) => input.ok)) throw new Unreadable();
    return use(session);
  });
}

/** The input's error was told already: only the exit code is left to give. */
export class Unreadable extends InputError {
  constructor() {
    super({ code: 'unreadable', message: phrase`no input could be read` });
    this.name = 'Unreadable';
  }
}
