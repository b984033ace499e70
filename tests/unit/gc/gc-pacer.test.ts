import { describe, expect, it } from 'vitest';
import { CpuLimiter, mostOfCpu } from '@/lib/index/gc/limiter';
import { heapGoal, limitGoal, percentGoal, Runway, triggerPoint } from '@/lib/index/gc/pacer';

const mib = 2 ** 20;

// The cases are those of Go's runtime/mgcpacer_test.go and of the formulas in runtime/mgcpacer.go, worked by hand.
describe('the pacer', () => {
  it('sets the goal from live heap, roots and GOGC, with the floor of 4 MiB × GOGC/100', () => {
    expect(percentGoal(20 * mib, 0, 100)).toBe(40 * mib);
    expect(percentGoal(20 * mib, 2 * mib, 50)).toBe(31 * mib);
    expect(percentGoal(mib / 2, 0, 100)).toBe(4 * mib);
    expect(percentGoal(mib / 2, 0, 300)).toBe(12 * mib);
    expect(percentGoal(20 * mib, 0, Number.POSITIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY);
  });

  it('takes 3 % and at least 1 MiB of headroom off the limit, never going under the live heap', () => {
    expect(limitGoal(10 * mib, 8 * mib, 108 * mib)).toBeCloseTo(97 * mib, 0);
    expect(limitGoal(10 * mib, 8 * mib, 28 * mib)).toBe(19 * mib);
    expect(limitGoal(10 * mib, 8 * mib, 12 * mib)).toBe(10 * mib);
    expect(limitGoal(10 * mib, 30 * mib, 20 * mib)).toBe(10 * mib);
    expect(heapGoal(20 * mib, 0, 0, { gogc: 100, limit: 30 * mib })).toBe(29 * mib);
  });

  it('triggers between 45/64 and 61/64 of the way, or 4 MiB before a far goal', () => {
    const live = 64 * mib;
    expect(triggerPoint(live, live + 64 * mib, 1e12)).toBe(live + 45 * mib);
    expect(triggerPoint(live, live + 64 * mib, 0)).toBe(live + 61 * mib);
    expect(triggerPoint(live, live + 640 * mib, 0)).toBe(live + 636 * mib);
    expect(triggerPoint(live, live + 64 * mib, 10 * mib)).toBe(live + 54 * mib);
    expect(triggerPoint(live, live, 0)).toBe(live);
  });

  it('keeps the largest cons/mark ratio of five cycles', () => {
    const runway = new Runway();
    runway.cycle(2 * mib, 10 * mib, 0, 0);
    // (2/10) × 0.25/0.75 × 3 × scan work: what was allocated while 10 MiB were scanned.
    expect(runway.of(10 * mib)).toBeCloseTo(2 * mib, 0);
    for (let i = 0; i < 4; i++) runway.cycle(mib, 10 * mib, 0, 0);
    expect(runway.of(10 * mib)).toBeCloseTo(2 * mib, 0);
    runway.cycle(mib, 10 * mib, 0, 0);
    expect(runway.of(10 * mib)).toBeCloseTo(mib, 0);
  });

  // Capacity and drain as in runtime/mgclimit_test.go: a second for each P.
  it('limits collections once they are a second for each P ahead of the program', () => {
    const limiter = new CpuLimiter(2);
    limiter.add(1.5e9, 0);
    expect(limiter.limiting).toBe(false);
    limiter.add(1e9, 0.4e9);
    expect(limiter.limiting).toBe(true);
    limiter.add(0, 1);
    expect(limiter.limiting).toBe(false);
    limiter.add(0, 9e9);
    limiter.add(1.9e9, 0);
    expect(limiter.limiting).toBe(false);
    expect(mostOfCpu(4e9)).toBeCloseTo(0.75, 9);
    expect(mostOfCpu(1e9)).toBe(1);
  });
});
