import { pathParts } from '../base/paths';
import type { GoroutineTable } from '../model/goroutines';
import type { ProfileTable } from '../model/profile';
import type { TraceTable } from '../model/trace';
import { packageOf } from './goroutines/names';
import { ownerOf, testedPackages } from './own-code';

/** What a capture tells of the program it is of. Empty where it does not say. */
export interface ProgramMark {
  /** GNU or Go build id of the program's own mapping: Go's linker writes one from 1.24 on, before only where it is asked to. */
  readonly buildId: string;
  /** Name of the binary without its folder: `go test` and `go run` build into a new one each time. */
  readonly binary: string;
  /** Last folder of the source files of package main, which names the command. */
  readonly folder: string;
  /** Functions of the user's own code, without main.main and the initialisers, which every program has. */
  readonly functions: ReadonlySet<string>;
  /** Import paths of the user's own code, without main. */
  readonly packages: ReadonlySet<string>;
}

/** Whether two captures are of one program: `unclear` where what they tell is too little, or does not agree. */
export type Likeness = 'same' | 'unclear' | 'other';

export function markOfProfile(table: ProfileTable): ProgramMark {
  const { functions, strings, mappings } = table;
  const pairs = Array.from({ length: functions.count }, (_, i): Frame => [strings[functions.name[i]], strings[functions.filename[i]]]);
  // The program itself comes first, as google/pprof has it; the shared libraries and the vdso stand behind it.
  return markOf(pairs, testedPackages(table), mappings[0]?.buildId, mappings[0]?.file);
}

export function markOfFrames({ frames, strings }: Pick<GoroutineTable | TraceTable, 'frames' | 'strings'>): ProgramMark {
  const files = new Map<number, number>();
  for (let i = 0; i < frames.count; i++) if (!files.has(frames.fn[i])) files.set(frames.fn[i], frames.file[i]);
  return markOf(
    [...files].map(([fn, file]): Frame => [strings[fn], strings[file]]),
    new Set(),
  );
}

/**
 * One build id is one program, and so is code of their own that both show under names that agree. Two commands of one module share their
 * library: the names of their binaries and of their folders, and the packages that only one of them shows, tell them apart.
 */
export function likeness(a: ProgramMark, b: ProgramMark): Likeness {
  if (a.buildId !== '' && a.buildId === b.buildId) return 'same';
  const names = namesAgree(a, b);
  const shared = sharedFunctions(a, b);
  const inOne = within(a.packages, b.packages) || within(b.packages, a.packages);
  if (shared.length > 0) {
    if (names.for > 0) return 'same';
    // What they share may be a library, but no function of package main is one.
    if (names.against > 0) return inOne || shared.some(isOfMain) ? 'unclear' : 'other';
    return inOne && !names.crossed ? 'same' : 'unclear';
  }
  // A CPU profile shows what runs, a heap profile what allocates: often not one function is in both.
  const common = inOne || overlap(a.packages, b.packages);
  if (names.for > 0) return names.against === 0 && common ? 'same' : 'unclear';
  return names.against > 0 || (names.crossed && !common) ? 'other' : 'unclear';
}

/** How far what two captures call their program agrees. */
export interface NamesAgree {
  /** Of the names that both tell, how many are alike and how many differ. */
  readonly for: number;
  readonly against: number;
  /** They tell different kinds of names, and those differ: `go build ./cmd/orders` would call the binary as the folder, -o calls it anything. */
  readonly crossed: boolean;
}

export function namesAgree(a: ProgramMark, b: ProgramMark): NamesAgree {
  const told = [
    [a.binary, b.binary],
    [a.folder, b.folder],
  ].filter(([one, other]) => one !== '' && other !== '');
  const alike = told.filter(([one, other]) => one === other).length;
  const crosses = [
    [a.binary, b.folder],
    [b.binary, a.folder],
  ].filter(([one, other]) => one !== '' && other !== '');
  if (told.length > 0 || crosses.length === 0) return { for: alike, against: told.length - alike, crossed: false };
  const crossAlike = crosses.some(([one, other]) => one === other);
  return { for: crossAlike ? 1 : 0, against: 0, crossed: !crossAlike };
}

export function sharedFunctions(a: ProgramMark, b: ProgramMark): string[] {
  const [few, many] = a.functions.size < b.functions.size ? [a.functions, b.functions] : [b.functions, a.functions];
  return [...few].filter((fn) => many.has(fn));
}

export function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  for (const one of a) if (b.has(one)) return true;
  return false;
}

function within(few: ReadonlySet<string>, many: ReadonlySet<string>): boolean {
  for (const one of few) if (!many.has(one)) return false;
  return true;
}

type Frame = readonly [fn: string, file: string];

function markOf(frames: readonly Frame[], tested: ReadonlySet<string>, buildId = '', path = ''): ProgramMark {
  const functions = new Set<string>();
  const packages = new Set<string>();
  let folder = '';
  for (const [fn, file] of frames) {
    if (isOfMain(fn) && folder === '') folder = folderOf(file);
    // Assembly of the runtime has no package.
    if (inEvery.test(fn) || !fn.includes('.') || ownerOf(fn, file, tested) !== 'own') continue;
    functions.add(fn);
    if (!isOfMain(fn)) packages.add(packageOf(fn));
  }
  const binary =
    pathParts(path)
      .at(-1)
      ?.replace(/\.exe$/i, '') ?? '';
  return { buildId, binary: nameless.test(binary) ? '' : binary, folder, functions, packages };
}

/** main.main with its literals, and the initialisers of any package. */
const inEvery = /^main\.main(?:\.|$)|\.init(?:\.\d+)?(?:\.func\d+)*$/;

/** What a build calls a program that nobody named: Delve's binary, the stock names of container images. */
const nameless = /^(?:__debug_bin\d*|main|app|a\.out)$/;

/** Where sources lie in container images and build machines, whatever the program. */
const anyFolder = /^(?:src|app|build|code|workspace|work|cmd|main|go|project|source|v\d+|command-line-arguments|_.*)$/;

function isOfMain(fn: string): boolean {
  return fn.startsWith('main.');
}

function folderOf(file: string): string {
  // `go test` writes _testmain.go for every package; assembled and generated code has no folder.
  const parts = pathParts(file);
  if (parts.at(-1) === '_testmain.go') return '';
  const folder = parts.at(-2) ?? '';
  return anyFolder.test(folder) ? '' : folder;
}
