import { encodeProfileGzip } from '../lib/formats/pprof/encode';
import { ProfileBuilder } from '../lib/model/profile-builder';

/** Stays below the number of samples from which the page leaves the smallest frames out: every node is drawn. */
const samples = 19_500;
const functions = 4000;
const newFrames = 16;
const deepestShared = 40;
const deepStack = 10_000;

/**
 * A CPU profile whose call tree has more than 300 000 nodes, wide and about forty deep, and one stack of 10 000 frames. Made from a fixed
 * seed: every run draws the same tree.
 */
export function flameProfile(): { readonly bytes: Uint8Array; readonly nodes: number } {
  const builder = new ProfileBuilder({
    sampleTypes: [
      { type: 'samples', unit: 'count' },
      { type: 'cpu', unit: 'nanoseconds' },
    ],
    periodType: { type: 'cpu', unit: 'nanoseconds' },
    period: 10_000_000n,
    durationNanos: 30_000_000_000n,
  });
  const owners = ['example.com/shop/', 'github.com/vendor/', '', 'runtime/'];
  const locations = Array.from({ length: functions }, (_, i) => {
    const name = `${owners[i % owners.length]}package${i % 60}.(*Type${i % 7}).Method${i}`;
    return builder.location({ lines: [{ function: builder.function({ name, filename: `/src/package${i % 60}/file.go` }), line: i }] });
  });
  let state = 20_261_121;
  const random = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const paths: number[][] = [[locations[0]]];
  let nodes = 1;
  for (let s = 0; s < samples; s++) {
    const from = paths[random(paths.length)];
    const path = from.slice(0, 1 + random(Math.min(from.length, deepestShared)));
    for (let i = 0; i < newFrames; i++) path.push(locations[random(functions)]);
    nodes += newFrames;
    paths.push(path);
    const value = 1 + random(20);
    builder.sample([...path].reverse(), [value, value * 10_000_000]);
  }
  builder.sample(
    Array.from({ length: deepStack }, (_, i) => locations[i % 3]),
    [2000, 20_000_000_000],
  );
  return { bytes: encodeProfileGzip(builder.build()), nodes: nodes + deepStack };
}
