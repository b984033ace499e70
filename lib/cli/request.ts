import { defaultLimits, type Limits } from '../base/limits';
import type { HostFiles } from '../host/files';
import { limitsFromEnvironment } from '../host/limits';
import type { OpenRequest } from '../query/types';
import type { Io } from './command';

/** The limits that hold for a command. Throws UsageError for a variable of the environment that is no size. */
export function limitsOf(io: Io): Limits {
  return { ...defaultLimits, ...limitsFromEnvironment(io.environment) };
}

/** What a command was given to read: a path, or `-` for standard input. */
export function requestOf(file: string, host: HostFiles, io: Io, { maxFileBytes }: Limits): Promise<OpenRequest> {
  return file === '-' ? host.spool('-', io.stdin, maxFileBytes, io.signal) : host.request(file, maxFileBytes, io.signal);
}
