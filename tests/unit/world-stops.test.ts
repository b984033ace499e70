import { describe, expect, it } from 'vitest';
import { WorldStops } from '../../lib/formats/trace/world-stops';

/** The columns of one stop that begins at 1000. */
function stop(events: (stops: WorldStops) => void) {
  const stops = new WorldStops();
  stops.begin(0, 1000, 0);
  events(stops);
  stops.finish();
  const { at, resumed, procs, ranOnNs, goroutine } = stops.columns(
    (slot) => slot,
    (stack) => stack,
  );
  return { at: at[0], resumed: resumed[0], procs: procs[0], ranOnNs: ranOnNs[0], goroutine: goroutine[0] };
}

describe('when the world stands still and goes on', () => {
  it('a P that is started after the last has stopped ends it, also where it finds nothing to run', () => {
    const seen = stop((stops) => {
      stops.leave(1, 7, 3);
      stops.stopped(1, 1500);
      stops.started(1, 2000);
      stops.stopped(1, 2100);
    });
    expect(seen).toEqual({ at: 1500, resumed: 2000, procs: 1, ranOnNs: 500, goroutine: 7 });
  });

  it('a P that was idle ends it where a goroutine ran on it, or runs still', () => {
    const ran = stop((stops) => {
      stops.started(2, 2000);
      stops.leave(2, 7, 3);
      stops.stopped(2, 2100);
    });
    const runs = stop((stops) => stops.started(2, 2000));
    for (const seen of [ran, runs]) expect(seen).toEqual({ at: Number.NaN, resumed: 2000, procs: 0, ranOnNs: 0, goroutine: -1 });
  });

  it('one whose thread had been given it before has to stop too, as the last or not', () => {
    const last = stop((stops) => {
      stops.leave(1, 7, 3);
      stops.stopped(1, 1500);
      stops.started(2, 1600);
      stops.stopped(2, 1700);
      stops.started(1, 2000);
    });
    expect(last).toEqual({ at: 1700, resumed: 2000, procs: 2, ranOnNs: 1200, goroutine: -1 });
    const before = stop((stops) => {
      stops.started(2, 1100);
      stops.stopped(2, 1200);
      stops.leave(1, 7, 3);
      stops.stopped(1, 1500);
      stops.started(1, 2000);
    });
    expect(before).toEqual({ at: 1500, resumed: 2000, procs: 2, ranOnNs: 700, goroutine: 7 });
    const between = stop((stops) => {
      stops.started(2, 1100);
      stops.leave(1, 7, 3);
      stops.stopped(1, 1500);
      stops.stopped(2, 1600);
      stops.started(1, 2000);
    });
    expect(between).toMatchObject({ at: 1600, resumed: 2000, procs: 2 });
  });

  it('one taken out of a system call starts again with the world', () => {
    const seen = stop((stops) => {
      stops.taken(2);
      stops.started(2, 1200);
      stops.stopped(2, 1300);
    });
    expect(seen).toMatchObject({ resumed: 1200, procs: 0 });
  });
});
