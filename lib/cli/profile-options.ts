import { UsageError } from '../base/errors';
import { phrase } from '../base/phrase';
import { printable } from '../base/printable';
import { granularities, type OverWire, type ProfileOptions } from '../query/profile';
import type { Session } from '../query/session';
import { choice, flag, text } from './arguments';
import type { Arguments, Io, OptionSpecs } from './command';
import { Unreadable, withCase } from './open';

/** The filters that `go tool pprof` has, under its names. */
export const profileOptions: OptionSpecs = {
  'sample-type': { type: 'string' },
  granularity: { type: 'string' },
  focus: { type: 'string' },
  ignore: { type: 'string' },
  hide: { type: 'string' },
  show: { type: 'string' },
  'show-from': { type: 'string' },
  'prune-from': { type: 'string' },
  tagfocus: { type: 'string' },
  tagignore: { type: 'string' },
  tagshow: { type: 'string' },
  taghide: { type: 'string' },
  tagroot: { type: 'string' },
  tagleaf: { type: 'string' },
  noinlines: { type: 'boolean' },
  base: { type: 'string' },
  'diff-base': { type: 'string' },
  normalize: { type: 'boolean' },
};

export const profileHelp = `  --sample-type T      values to add up: inuse_space, alloc_objects, cpu, delay … (default the profile's own)
  --granularity G      ${granularities.join(', ')}
  --focus RE           keep samples with a frame that matches        --ignore RE      drop samples with one that matches
  --show RE            keep only matching frames                     --hide RE        leave out matching frames
  --show-from RE       cut stacks above the highest matching frame   --prune-from RE  cut stacks below the match
  --tagfocus S         keep samples by label: key=value, value, or a range as 1kb:64kb; --tagignore S drops them
  --tagshow RE         label keys to keep; --taghide RE to leave out
  --tagroot K, --tagleaf K   labels that become frames at the root or at the leaf
  --noinlines          attribute inlined calls to the function they were inlined into
  --base FILE          subtract a profile; --diff-base FILE also takes percentages of it
  --normalize          scale to the base's total first`;

/** Opens a profile with the base it is compared to, if any, and hands over the options as queries take them. */
export async function withProfile<T>(
  file: string,
  args: Arguments,
  io: Io,
  use: (session: Session, options: OverWire<ProfileOptions>) => Promise<T>,
): Promise<T> {
  const base = text(args, 'base');
  const diffBase = text(args, 'diff-base');
  if (base !== undefined && diffBase !== undefined) throw new UsageError(phrase`--base and --diff-base exclude each other`);
  const second = base ?? diffBase;
  const options = {
    sampleType: text(args, 'sample-type'),
    granularity: choice(args, 'granularity', granularities),
    focus: text(args, 'focus'),
    ignore: text(args, 'ignore'),
    hide: text(args, 'hide'),
    show: text(args, 'show'),
    showFrom: text(args, 'show-from'),
    pruneFrom: text(args, 'prune-from'),
    tagfocus: text(args, 'tagfocus'),
    tagignore: text(args, 'tagignore'),
    tagshow: text(args, 'tagshow'),
    taghide: text(args, 'taghide'),
    tagroot: text(args, 'tagroot'),
    tagleaf: text(args, 'tagleaf'),
    noinlines: flag(args, 'noinlines'),
    normalize: flag(args, 'normalize'),
  };
  return withCase(
    [file, ...(second === undefined ? [] : [second])].map((name) => ({ file: name })),
    io,
    (session) => {
      const input = positionOf(session, file);
      const other = second === undefined ? undefined : { input: positionOf(session, second, input) };
      return use(session, {
        input,
        ...options,
        ...(base !== undefined && { base: other }),
        ...(diffBase !== undefined && { diffBase: other }),
      });
    },
  );
}

/** Where the file's profile stands in the case: an archive may hold several things, of which one must be a profile. */
function positionOf(session: Session, file: string, after?: number): number {
  const ofFile = session.inputs.filter((input) => input.index !== after && (input.name === file || input.name.startsWith(`${file}/`)));
  const profile = ofFile.find((input) => input.parts.some((part) => part.kind === 'profile'));
  if (profile) return profile.index;
  const readable = ofFile.find((input) => input.ok);
  if (!readable) throw new Unreadable();
  throw new UsageError(phrase`${file} is ${readable.format}, not a pprof profile`);
}

/** What pprof warns of: filters that matched nothing. */
export function warnUnmatched(unmatched: readonly string[], io: Io): void {
  for (const filter of unmatched) io.err(printable(`gotriage: ${filter} expression matched no samples`));
}
