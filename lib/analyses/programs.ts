import { type Likeness, likeness, markOfFrames, markOfProfile, type ProgramMark } from '../index/program-mark';
import type { CaseIndex, CasePart } from './case';

/** Kinds of captures whose frames or mappings name the program. */
type Naming = CasePart<'profile'> | CasePart<'trace'> | CasePart<'goroutines'>;

export function markOfPart(index: CaseIndex, part: Naming): ProgramMark {
  return index.memo(`program mark ${index.parts.indexOf(part)}`, () =>
    part.kind === 'profile' ? markOfProfile((part as CasePart<'profile'>).table) : markOfFrames(part.table as CasePart<'trace'>['table']),
  );
}

export function likenessOf(index: CaseIndex, a: Naming, b: Naming): Likeness {
  return likeness(markOfPart(index, a), markOfPart(index, b));
}

/** Every capture of the group that names its program. */
function naming(index: CaseIndex, group: string | undefined): readonly Naming[] {
  return [...index.of('profile'), ...index.of('trace'), ...index.of('goroutines')].filter((part) => part.group === group);
}

/**
 * Whether a log, which does not name its program, is of the program of a capture: `same` where every capture of its group is (a case is of one
 * program unless it shows more), or where a dump among the log's own lines is; else `unclear`, or `other` by such a dump.
 */
export function likenessOfLog(index: CaseIndex, log: { readonly input: number; readonly group: string | undefined }, to: Naming): Likeness {
  if (log.group !== to.group) return 'other';
  const within = index.of('goroutines').find((part) => part.input === log.input && part.table.count > 0);
  const told = within && likenessOf(index, within, to);
  if (told === 'same' || told === 'other') return told;
  return naming(index, log.group).some((part) => likenessOf(index, part, to) === 'other') ? 'unclear' : 'same';
}

/**
 * What the snapshots of one program and group have in common: its build id or the path of its binary, and code that may be of one program. The
 * text forms tell neither, and `/app` is many programs' path.
 */
export function programOf(index: CaseIndex, part: CasePart<'profile'>): string {
  const keys = index.memo('programs of profiles', () => {
    const found = new Map<CasePart, string>();
    const first = new Map<string, CasePart<'profile'>[]>();
    for (const one of index.of('profile')) {
      const { buildId, file } = one.table.mappings[0] ?? { buildId: '', file: '' };
      const place = `${one.group ?? ''} ${buildId || file}`;
      const known = first.get(place) ?? [];
      let at = known.findIndex((other) => likenessOf(index, other, one) !== 'other');
      if (at < 0) at = known.push(one) - 1;
      first.set(place, known);
      found.set(one, `${place} ${at}`);
    }
    return found;
  });
  return keys.get(part) ?? '';
}

/** True of the text forms, which tell neither a build id nor a file. */
export function namesNoProgram({ table: { mappings } }: CasePart<'profile'>): boolean {
  return !mappings[0]?.buildId && !mappings[0]?.file;
}

/** The first of the parts that is of the program of `to`; where none surely is, the first that may be. */
export function bestOf<Part extends Naming>(
  index: CaseIndex,
  parts: readonly Part[],
  to: Naming,
): { readonly part: Part; readonly sure: boolean } | undefined {
  const { buildId } = markOfPart(index, to);
  const alike = parts.filter((part) => part.group === to.group).map((part) => ({ part, like: likenessOf(index, part, to) }));
  const found =
    alike.find(({ part }) => buildId !== '' && markOfPart(index, part).buildId === buildId) ??
    alike.find(({ like }) => like === 'same') ??
    alike.find(({ like }) => like === 'unclear');
  return found && { part: found.part, sure: found.like === 'same' };
}
