import { parseArgs } from 'node:util';
import { UsageError } from '../base/errors';
import { type Phrase, phrase } from '../base/phrase';
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
    throw new UsageError(refusal(error));
  }
}

/** What parseArgs refuses, by the code of its error; the option stands in its first pair of quotes. */
function refusal(error: unknown): Phrase {
  const { code, message } = error as NodeJS.ErrnoException;
  const option = /'(?:-\w, )?(-[^' ]*)[^']*'/.exec(message)?.[1] ?? '';
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') return phrase`there is no option ${option}`;
  if (/does not take an argument/.test(message)) return phrase`${option} takes no value`;
  if (/ambiguous/.test(message)) return phrase`${option} needs a value; one that begins with a dash is written ${option}=VALUE`;
  return phrase`${option} needs a value`;
}

/** `-focus=x`, as Go's own tools take it, means `--focus=x`. */
function twoDashes(word: string, options: OptionSpecs): string {
  const name = /^-([a-z][a-z-]+)(=|$)/.exec(word)?.[1];
  return name !== undefined && Object.hasOwn(options, name) ? `-${word}` : word;
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
  if (known === undefined) throw new UsageError(phrase`--${name} takes ${allowed.join(', ')}, not ${JSON.stringify(value)}`);
  return known;
}

/** A whole number from `least` up. Throws UsageError for anything else. */
export function count(args: Arguments, name: string, least = 0): number | undefined {
  const value = text(args, name);
  if (value === undefined) return undefined;
  const number = Number(value);
  if (!/^\d+$/.test(value) || !Number.isSafeInteger(number) || number < least) {
    const given = JSON.stringify(value);
    throw new UsageError(
      least > 0 ? phrase`--${name} takes a whole number from ${least}, not ${given}` : phrase`--${name} takes a whole number, not ${given}`,
    );
  }
  return number;
}

/** Exactly so many positionals. Throws UsageError that repeats the usage. */
export function exactly(args: Arguments, names: readonly string[]): readonly string[] {
  if (args.positionals.length !== names.length) {
    throw new UsageError(phrase`it takes ${names.join(', ')}; given: ${args.positionals.length}`);
  }
  return args.positionals;
}

/** A number between two bounds, both allowed. Throws UsageError for anything else. */
export function number(args: Arguments, name: string, least: number, most: number): number | undefined {
  const value = text(args, name);
  if (value === undefined) return undefined;
  const parsed = value.trim() === '' ? Number.NaN : Number(value);
  if (!(parsed >= least && parsed <= most))
    throw new UsageError(phrase`--${name} takes a number from ${least} to ${most}, not ${JSON.stringify(value)}`);
  return parsed;
}

/** A finite number above 0. Throws UsageError for anything else. */
export function ratio(args: Arguments, name: string): number | undefined {
  const value = text(args, name);
  if (value === undefined) return undefined;
  const parsed = Number(value);
  if (value.trim() === '' || !(parsed > 0 && Number.isFinite(parsed)))
    throw new UsageError(phrase`--${name} takes a number above 0, not ${JSON.stringify(value)}`);
  return parsed;
}

/** A whole number of any size, also below zero. Throws UsageError for anything else. */
export function wholeNumber(args: Arguments, name: string): bigint | undefined {
  const value = text(args, name);
  if (value === undefined) return undefined;
  if (!/^-?\d+$/.test(value)) throw new UsageError(phrase`--${name} takes a whole number, not ${JSON.stringify(value)}`);
  return BigInt(value);
}
