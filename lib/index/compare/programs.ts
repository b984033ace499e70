import { mainFile } from '../goroutines/programs';
import { ownersOf } from '../own-code';
import type { CompareSide } from './side';

/** One side must show so many functions of its own code, the other one at least: fewer say nothing of what they share. */
const leastFunctions = 3;

/**
 * The names of the two sides' programs, where they are different ones: their binaries or the files of main.main have other names, and no function of
 * their own code is on both sides. A new build in another folder, or a function renamed, is still the same program.
 */
export function unlikePrograms(before: CompareSide, after: CompareSide): readonly [before: string, after: string] | undefined {
  const [from, to] = [before, after].map((side) => ({ ...namesOf(side), functions: ownFunctions(side) }));
  const binaries = from.binary !== '' && to.binary !== '' && from.binary !== to.binary;
  const files = from.file !== '' && to.file !== '' && from.file !== to.file;
  if (!binaries && !files) return undefined;
  const sizes = [from.functions.size, to.functions.size];
  if (Math.max(...sizes) < leastFunctions || Math.min(...sizes) < 1) return undefined;
  for (const fn of from.functions) if (to.functions.has(fn)) return undefined;
  return binaries ? [from.binary, to.binary] : [from.file, to.file];
}

function namesOf(side: CompareSide): { readonly binary: string; readonly file: string } {
  const tail = (path: string, parts: number) => path.split('/').slice(-parts).join('/');
  const binary = side.profiles.map(({ table }) => table.mappings[0]?.file ?? '').find((file) => file !== '') ?? '';
  const file = side.goroutines.map(({ groups }) => mainFile(groups.table)).find((path) => path !== '') ?? '';
  return { binary: tail(binary, 1), file: tail(file, 2) };
}

/** Functions of the user's own code; those of main.main are in every program. */
function ownFunctions(side: CompareSide): ReadonlySet<string> {
  const found = new Set<string>();
  const add = (fn: string) => {
    if (!/^main\.main(?:\.|$)/.test(fn)) found.add(fn);
  };
  for (const { table } of side.profiles) {
    const owners = ownersOf(table);
    for (let i = 0; i < table.functions.count; i++) if (owners[i] === 'own') add(table.strings[table.functions.name[i]]);
  }
  for (const { groups } of side.goroutines) {
    for (const { frames } of groups.groups) for (const frame of frames) if (frame.own) add(frame.fn);
  }
  return found;
}
