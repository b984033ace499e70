import { UsageError } from '../base/errors';
import type { Limits } from '../base/limits';
import { phrase } from '../base/phrase';

const variables: Readonly<Record<keyof Limits, string>> = {
  maxFileBytes: 'GOTRIAGE_MAX_FILE_BYTES',
  maxInflatedBytes: 'GOTRIAGE_MAX_INFLATED_BYTES',
  maxInflateRatio: 'GOTRIAGE_MAX_INFLATE_RATIO',
  maxArchiveEntries: 'GOTRIAGE_MAX_ARCHIVE_ENTRIES',
  maxArchiveBytes: 'GOTRIAGE_MAX_ARCHIVE_BYTES',
  maxFiles: 'GOTRIAGE_MAX_FILES',
};

/** The limits that the environment sets; the others keep their defaults. Throws UsageError for a value that is no size. */
export function limitsFromEnvironment(environment: Readonly<Record<string, string | undefined>>): Partial<Limits> {
  const limits: Partial<Record<keyof Limits, number>> = {};
  for (const [name, variable] of Object.entries(variables) as [keyof Limits, string][]) {
    const text = environment[variable];
    if (text !== undefined && text !== '') limits[name] = parseSize(text, variable);
  }
  return limits;
}

const factors: Readonly<Record<string, number>> = { '': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30, t: 2 ** 40 };

/** Bytes, 1 at least: a positive number with an optional binary unit, as GOMEMLIMIT takes them: `500000`, `64KiB`, `2GiB`, `1G`. `what` names it in the error. */
export function parseSize(text: string, what: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([kmgt]?)(?:i?b)?$/i.exec(text.trim());
  const value = match ? Math.round(Number(match[1]) * factors[match[2].toLowerCase()]) : Number.NaN;
  if (!Number.isSafeInteger(value) || value < 1)
    throw new UsageError(phrase`${what}: ${JSON.stringify(text)} is not a size; write for example 512MiB or 2GiB`);
  return value;
}
