import type { TopOptions } from '../query/profile';
import { choice, count, flag, number } from './arguments';
import type { Arguments, OptionSpecs } from './command';
import { profileOptions } from './profile-options';

/** Options of the commands that give the heaviest rows of a profile, with its filters. */
export const tableOptions: OptionSpecs = {
  ...profileOptions,
  sort: { type: 'string' },
  limit: { type: 'string' },
  nodefraction: { type: 'string' },
  'drop-negative': { type: 'boolean' },
};

export function tableHelp(limit: string): string {
  return `  --sort flat|cum      order of the rows (default flat)
  --limit N            rows at most (${limit})
  --nodefraction F     leave out rows under this share of the total by cum (default 0.005; 0 shows all)
  --drop-negative      leave out what is below zero`;
}

/** The same as a query takes them. Throws UsageError for a value that cannot be used. */
export function tableRequest(args: Arguments): Pick<TopOptions, 'sort' | 'limit' | 'nodeFraction' | 'edgeFraction' | 'dropNegative'> {
  return {
    sort: choice(args, 'sort', ['flat', 'cum'] as const),
    limit: count(args, 'limit'),
    nodeFraction: number(args, 'nodefraction', 0, 1),
    edgeFraction: number(args, 'edgefraction', 0, 1),
    dropNegative: flag(args, 'drop-negative'),
  };
}
