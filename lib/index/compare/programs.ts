import { mainFile } from '../goroutines/programs';
import { markOfFrames, markOfProfile, namesAgree, overlap, type ProgramMark, sharedFunctions } from '../program-mark';
import type { CompareSide } from './side';

/** From so many functions of its own code on one side, of which the other has none, one name that differs is enough. */
const manyFunctions = 3;
/** With fewer it takes so many: the binary, the folder of package main, the packages of their own. */
const namesForFew = 2;

/**
 * The names of the two sides' programs, where they are different ones: no function of their own code is on both sides, and what names them
 * differs. A new build in another folder, or a function renamed, is still the same program.
 */
export function unlikePrograms(before: CompareSide, after: CompareSide): readonly [before: string, after: string] | undefined {
  const [from, to] = [before, after].map((side) => ({ side, marks: marksOf(side) }));
  const [a, b] = [from, to].map(({ marks }) => together(marks));
  if (from.marks.some(({ buildId }) => buildId !== '' && to.marks.some((other) => other.buildId === buildId))) return undefined;
  if (sharedFunctions(a, b).length > 0) return undefined;
  const files = [mainFileOf(before), mainFileOf(after)] as const;
  const names = namesAgree(a, b);
  const sizes = [a.functions.size, b.functions.size];
  const many = Math.max(...sizes) >= manyFunctions && Math.min(...sizes) >= 1;
  const filesDiffer = files[0] !== '' && files[1] !== '' && files[0] !== files[1];
  if (many ? names.against === 0 && !filesDiffer : names.for > 0 || names.against + apart(a, b) < namesForFew) return undefined;
  if (a.binary !== '' && b.binary !== '' && a.binary !== b.binary) return [a.binary, b.binary];
  return filesDiffer ? files : [a.folder, b.folder];
}

/** 1 where both have packages of their own beside main, and none in common. */
function apart(a: ProgramMark, b: ProgramMark): number {
  return a.packages.size > 0 && b.packages.size > 0 && !overlap(a.packages, b.packages) ? 1 : 0;
}

function marksOf(side: CompareSide): readonly ProgramMark[] {
  return [
    ...side.profiles.map(({ table }) => markOfProfile(table)),
    ...side.goroutines.map(({ groups }) => markOfFrames(groups.table)),
    ...side.traces.map(({ table }) => markOfFrames(table)),
  ];
}

/** What the captures of a side tell between them; the first that names the program names it. */
function together(marks: readonly ProgramMark[]): ProgramMark {
  const first = (of: (mark: ProgramMark) => string) => marks.map(of).find((name) => name !== '') ?? '';
  return {
    buildId: first(({ buildId }) => buildId),
    binary: first(({ binary }) => binary),
    folder: first(({ folder }) => folder),
    functions: new Set(marks.flatMap(({ functions }) => [...functions])),
    packages: new Set(marks.flatMap(({ packages }) => [...packages])),
  };
}

/** Folder and file of main.main as the dumps have it. */
function mainFileOf(side: CompareSide): string {
  const path = side.goroutines.map(({ groups }) => mainFile(groups.table)).find((file) => file !== '') ?? '';
  return path.split('/').slice(-2).join('/');
}
