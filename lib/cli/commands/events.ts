import { InputError } from '../../base/errors';
import { defaultLimits } from '../../base/limits';
import { HostFiles } from '../../host/files';
import { limitsFromEnvironment } from '../../host/limits';
import { traceEvents } from '../../query/trace';
import { count, exactly, text, wholeNumber } from '../arguments';
import { type Command, exit } from '../command';
import { errorLine } from '../errors';
import { writeLines } from '../lines';

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
    const limits = { ...defaultLimits, ...limitsFromEnvironment(io.environment) };
    const host = new HostFiles();
    try {
      const { source, failure } =
        file === '-' ? await host.spool('-', io.stdin, limits.maxFileBytes, io.signal) : await host.request(file, limits.maxFileBytes);
      try {
        if (failure) throw InputError.of(failure);
        await writeLines(io, traceEvents(source, params, { signal: io.signal, limits }));
        return exit.done;
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        io.err(errorLine(file, error.facts));
        return exit.unreadable;
      }
    } finally {
      await host.close();
    }
  },
};
