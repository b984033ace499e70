import type { ProfileTable } from '../model/profile';
import { isDependency, isStandard, packageOf } from './goroutines/names';

/** A test, benchmark, fuzz target or example as `go test` runs it, or a function literal in it: sub-benchmarks run on goroutines of their own. */
const testFunction = /\.(?:Test|Benchmark|Fuzz|Example)(?:[^a-z.][^.]*)?(?:\.(?:func)?\d+)*$/;

/** Whose code a function of a profile is. */
export type Owner = 'own' | 'dependency' | 'standard' | 'runtime';

/**
 * The owner of each function of the profile. Own code is what is neither the runtime, the standard library nor another module. In a
 * profile of `go test` the package under test is own code too, whatever it is (encoding/json's benchmarks are about
 * encoding/json).
 */
export function ownersOf(table: ProfileTable): readonly Owner[] {
  const { functions, strings } = table;
  const tested = testedPackages(table);
  const owners: Owner[] = [];
  for (let i = 0; i < functions.count; i++) owners.push(ownerOf(strings[functions.name[i]], strings[functions.filename[i]], tested));
  return owners;
}

/** The packages whose tests or benchmarks the profile was taken of. */
export function testedPackages(table: ProfileTable): ReadonlySet<string> {
  const { functions, strings } = table;
  const tested = new Set<string>();
  for (let i = 0; i < functions.count; i++) {
    if (!strings[functions.filename[i]].endsWith('_test.go')) continue;
    const name = strings[functions.name[i]];
    if (testFunction.test(name)) tested.add(packageOf(name).replace(/_test$/, ''));
  }
  return tested;
}

/** The same for a file of which no function is known: the import path is told from where it stands. */
export function ownerOfFile(file: string): Owner {
  const place = /^(?:.*\/src\/)?(.+)\/[^/]*$/.exec(file)?.[1];
  return place === undefined ? 'own' : ownerOf(`${place}.`, file);
}

export function ownerOf(fn: string, file: string, tested: ReadonlySet<string> = new Set()): Owner {
  const pkg = packageOf(fn);
  if (tested.has(pkg.replace(/_test$/, ''))) return 'own';
  if (pkg === 'runtime' || pkg.startsWith('runtime/') || pkg.startsWith('internal/runtime') || pkg === '') return 'runtime';
  if (isStandard(fn, file)) return 'standard';
  return isDependency(file) ? 'dependency' : 'own';
}
