import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import { capturesApart, drawnPlaces } from '@/app/views/goroutines/growth-places';
import { bytesSource } from '@/lib/base/source';
import type { ProcessGrowth } from '@/lib/query/processes';
import { dispatch } from '@/lib/query/queries';
import { openCase } from '@/lib/query/session';

function followed(...captures: readonly string[]): Promise<readonly ProcessGrowth[]> {
  return followedAs(undefined, captures);
}

/** With a label they are of one process, whatever they hold. */
async function followedAs(group: string | undefined, captures: readonly string[]): Promise<readonly ProcessGrowth[]> {
  const session = await openCase(
    captures.map((path) => ({ source: bytesSource(basename(path), new Uint8Array(readFileSync(`fixtures/captures/${path}`))), group })),
  );
  return dispatch(session, 'goroutines.processes', undefined);
}

const drawn = (process: ProcessGrowth) =>
  drawnPlaces(
    process.series,
    process.snapshots.map(({ total }) => total),
  ).map(({ at, counts }) => [at?.fn.split('.').pop(), ...counts]);

describe('places with a line over the snapshots', () => {
  // Counts are those of the manifest: twenty goroutines stand at each of the planted lines.
  test('one that shrinks and one that came and went, beside the one that grows', async () => {
    const [process] = await followedAs(
      'one',
      ['chan-receive', 'chan-send', 'select'].map((name) => `leaks/${name}.debug2.txt`),
    );
    expect(drawn(process)).toEqual([
      ['watchSession', 0, 0, 20],
      ['storeRows', 20, 0, 0],
      ['render', 0, 20, 0],
    ]);
  });

  test('captures of several processes without a label are followed apart', async () => {
    const all = await followed(
      'leaks/chan-receive.debug2.txt',
      'leaks/chan-send.debug2.txt',
      ...['1', '2'].map((n) => `report-faulty/goroutine.${n}.debug2.txt`),
    );
    expect(all.map(({ instance, snapshots }) => [instance, snapshots.length])).toEqual([
      ['chan-receive.debug2.txt', 1],
      ['chan-send.debug2.txt', 1],
      ['goroutine.1.debug2.txt', 2],
    ]);
  });

  test('one that keeps its size', async () => {
    const [process] = await followed('web/goroutine.1.debug2.txt', 'web/goroutine.2.debug2.txt');
    expect(drawn(process)).toEqual([['Read', 301, 301]]);
  });

  test('growth first, the fastest before the others', async () => {
    const [process] = await followed(...[1, 2, 3].map((n) => `report-faulty/goroutine.${n}.debug2.txt`));
    expect(drawn(process).slice(0, 2)).toEqual([
      ['readLoop', 24, 48, 72],
      ['writeLoop', 24, 48, 72],
    ]);
    expect(drawn(process)).toHaveLength(4);
  });
});

describe('captures that have no place over the snapshots', () => {
  const dumps = ['report-faulty/goroutine.1.debug2.txt', 'report-faulty/goroutine.2.debug2.txt'];
  const apart = (all: readonly ProcessGrowth[]) => {
    const process = all.find(({ snapshots }) => snapshots.length > 1);
    if (!process) throw new Error('no process is followed');
    return capturesApart(process, all).map(({ name, total }) => [name, total]);
  };

  test('one of another kind, taken later', async () => {
    expect(apart(await followed(...dumps, 'report-faulty/goroutine.3.pb.gz'))).toEqual([['goroutine.3.pb.gz', 748]]);
  });

  test('several forms of one moment count once, those beside a snapshot not at all', async () => {
    const all = await followed(
      ...dumps,
      'report-faulty/goroutine.2.debug1.txt',
      'report-faulty/goroutine.3.debug1.txt',
      'report-faulty/goroutine.3.pb.gz',
    );
    expect(apart(all)).toHaveLength(1);
  });
});
