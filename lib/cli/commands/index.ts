import type { Command } from '../command';

export interface CommandEntry {
  /** One line for `gotriage --help`. */
  readonly purpose: string;
  /** Loads the command alone: the others cost nothing. */
  readonly load: () => Promise<{ readonly command: Command }>;
}

/** Every command, one line each. */
export const commands: Readonly<Record<string, CommandEntry>> = {
  analyze: { purpose: 'report on all the files together', load: () => import('./analyze') },
};
