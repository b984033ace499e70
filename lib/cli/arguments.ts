import { parseArgs } from 'node:util';
import { UsageError } from '../base/errors';
import type { Arguments, OptionSpecs } from './command';

/** Splits the words after the command's name. Throws UsageError for an option that the command does not have. */
export function parseArguments(words: readonly string[], options: OptionSpecs): Arguments {
  try {
    const { values, positionals, tokens } = parseArgs({
      args: words.map((word) => twoDashes(word, options)),
      options,
      allowPositionals: true,
      tokens: true,
    });
    return { values, positionals, tokens };
  } catch (error) {
    // parseArgs throws TypeErrors whose first sentence says all.
    throw new UsageError(error instanceof Error ? error.message.split(/\.(?:\s|$)/)[0] : String(error));
  }
}

/** `-focus=x`, as Go's own tools take it, means `--focus=x`. */
function twoDashes(word: string, options: OptionSpecs): string {
  const name = /^-([a-z][a-z-]+)(=|$)/.exec(word)?.[1];
  return name && name in options ? `-${word}` : word;
}

export function text(args: Arguments, name: string): string | undefined {
  const value = args.values[name];
  return typeof value === 'string' ? value : undefined;
}

export function flag(args: Arguments, name: string): boolean {
  return args.values[name] === true;
}

/** One of the words allowed. Throws UsageError for another. */
export function choice<T extends string>(args: Arguments, name: string, allowed: readonly T[]): T | undefined {
  const value = text(args, name);
  if (value === undefined) return undefined;
  const known = allowed.find((candidate) => candidate === value);
  if (known === undefined) throw new UsageError(`--${name} takes ${allowed.join(', ')}, not ${JSON.stringify(value)}`);
  return known;
}

/** A whole number from `least` up. Throws UsageError for anything else. */
export function count(args: Arguments, name: string, least = 0): number | undefined {
  const value = text(args, name);
  if (value === undefined) return undefined;
  const number = Number(value);
  if (!/^\d+$/.test(value) || !Number.isSafeInteger(number) || number < least) {
    throw new UsageError(`--${name} takes a whole number${least > 0 ? ` from ${least}` : ''}, not ${JSON.stringify(value)}`);
  }
  return number;
}

/** Exactly so many positionals. Throws UsageError that repeats the usage. */
export function exactly(args: Arguments, names: readonly string[]): readonly string[] {
  if (args.positionals.length !== names.length) {
    throw new UsageError(
      `it takes ${names.join(' and ')}, and ${args.positionals.length} ${args.positionals.length === 1 ? 'was' : 'were'} given`,
    );
  }
  return args.positionals;
}

/** A number between two bounds, both allowed. Throws UsageError for anything else. */
export function number(args: Arguments, name: string, least: number, most: number): number | undefined {
  const value = text(args, name);
  if (value === undefined) return undefined;
  const parsed = value.trim() === '' ? Number.NaN : Number(value);
  if (!(parsed >= least && parsed <= most))
    throw new UsageError(`--${name} takes a number from ${least} to ${most}, not ${JSON.stringify(value)}`);
  return parsed;
}

/** A whole number of any size, also below zero. Throws UsageError for anything else. */
export function wholeNumber(args: Arguments, name: string): bigint | undefined {
  const value = text(args, name);
  if (value === undefined) return undefined;
  if (!/^-?\d+$/.test(value)) throw new UsageError(`--${name} takes a whole number, not ${JSON.stringify(value)}`);
  return BigInt(value);
}
