import type { ByteSource, WorkContext } from '../../base/source';
import { openStream } from './decode';
import { type EventFilter, EventLines } from './events-json';

export interface EventsOptions extends EventFilter, WorkContext {
  /** At most so many lines. */
  readonly limit?: number;
}

/**
 * The ordered events of a trace as the lines of `gotriage events` (contract.md), without line ends, in the order of
 * `go tool trace -d=parsed`. Where the trace breaks, the events before the break come first and then InputError is thrown.
 */
export async function* eventsJson(source: ByteSource, options: EventsOptions = {}): AsyncGenerator<string, void, void> {
  const stream = await openStream(source, options);
  const lines = new EventLines(options);
  let left = options.limit ?? Number.POSITIVE_INFINITY;
  for (;;) {
    if (left <= 0) return;
    const step = await stream.steps.next();
    if (step.done) {
      if (step.value.failure) throw step.value.failure.error;
      return;
    }
    const { info, chunk } = step.value;
    if (info) lines.generation(info);
    else lines.events(chunk, stream.context);
    for (const line of lines.lines.splice(0)) {
      if (left-- <= 0) return;
      yield line;
    }
  }
}
