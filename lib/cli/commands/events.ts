import { InputError } from '../../base/errors';
import { HostFiles } from '../../host/files';
import { traceEvents } from '../../query/trace';
import { count, exactly, text, wholeNumber } from '../arguments';
import { type Command, exit } from '../command';
import { errorLine } from '../errors';
import { writeLines } from '../lines';
import { limitsOf, requestOf } from '../request';

export const command: Command = {
  usage: 'TRACE [--limit N] [--kind K] [--goroutine G]',
  help: `The events of an execution trace as lines of JSON, in the order of Go's own reader (\`go tool trace -d=parsed\`).

  --limit N            events at most
  --kind K             StateTransition, RangeBegin, Metric, Log …
  --goroutine G        events in the context of goroutine G, or about it

  gotriage events trace.out --kind StateTransition --goroutine 18`,
  options: { limit: { type: 'string' }, kind: { type: 'string' }, goroutine: { type: 'string' } },
  async run(args, io) {
    const [file] = exactly(args, ['one TRACE']);
    const params = { limit: count(args, 'limit'), kind: text(args, 'kind'), goroutine: wholeNumber(args, 'goroutine') };
    const limits = limitsOf(io);
    const host = new HostFiles();
    try {
      const { source, failure } = await requestOf(file, host, io, limits);
      try {
        if (failure) throw InputError.of(failure);
        await writeLines(io, traceEvents(source, params, { signal: io.signal, limits }));
        return exit.done;
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        io.err(errorLine(file, error.facts, io.language));
        return exit.unreadable;
      }
    } finally {
      await host.close();
    }
  },
};
