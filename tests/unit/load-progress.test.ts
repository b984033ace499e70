import { describe, expect, it } from 'vitest';
import { startProgress } from '@/app/state/load-progress';

const file = (name: string, size: number) => ({ name, blob: new Blob([new Uint8Array(size)]) });

describe('progress of a case', () => {
  it('tells neither rate nor time left before enough is done', () => {
    let now = 0;
    const progress = startProgress([file('a.trace', 1000)], () => now);
    const step = (bytesDone: number) => progress.take({ stage: 'decode', file: 'a.trace', bytesDone, bytesTotal: 1000 });
    now = 700;
    // A decoder at work on its first generation is at the byte where that begins.
    expect(step(16)).toMatchObject({ bytesDone: 16, rate: undefined, leftNs: undefined });
    now = 1500;
    expect(step(16)).toMatchObject({ rate: undefined, leftNs: undefined });
    now = 2000;
    expect(step(500)).toMatchObject({ rate: 250, leftNs: 2e9 });
    // No step forward since: the time left runs down and does not grow.
    now = 3000;
    expect(step(500)).toMatchObject({ rate: 250, leftNs: 1e9 });
    now = 5000;
    expect(step(500).leftNs).toBeUndefined();
  });

  it('adds up several files, and takes the ratio where a file was packed', () => {
    const progress = startProgress([file('a.pb', 600), file('b.gz', 400)], () => 0);
    expect(progress.take({ stage: 'decode', file: 'a.pb', bytesDone: 600, bytesTotal: 600 }).bytesDone).toBe(600);
    const inside = progress.take({ stage: 'decode', file: 'b.gz', bytesDone: 2000, bytesTotal: 4000 });
    expect(inside).toMatchObject({ bytesDone: 800, filesDone: 1, files: 2 });
    expect(progress.take({ stage: 'analyse', file: '', bytesDone: 0, bytesTotal: 0 }).filesDone).toBe(2);
  });
});
