import { UsageError } from '../../base/errors';
import { phrase } from '../../base/phrase';
import { writeOutput } from '../../host/output';
import { latencyKinds } from '../../model/trace';
import { dispatch } from '../../query/queries';
import { choice, exactly, flag, text } from '../arguments';
import { type Command, exit } from '../command';
import { withFile } from '../open';

export const command: Command = {
  usage: 'TRACE --kind net|sync|syscall|sched -o OUT.pb.gz [--open-waits]',
  help: `A pprof profile of where goroutines of an execution trace waited, as \`go tool trace\` serves it under /io, /block, /syscall and /sched.

  --kind K             net: network; sync: locks, channels and the like; syscall; sched: for a P to run on
  -o, --output FILE    where to write it; - is standard output
  --open-waits         add the waits still open when the trace ended, which \`go tool trace\` leaves out: leaked goroutines are among them

  gotriage pprof trace.out --kind sync -o sync.pb.gz && gotriage top sync.pb.gz`,
  options: { kind: { type: 'string' }, output: { type: 'string', short: 'o' }, 'open-waits': { type: 'boolean' } },
  async run(args, io) {
    const [file] = exactly(args, ['one TRACE']);
    const kind = choice(args, 'kind', latencyKinds);
    const output = text(args, 'output');
    if (!kind) throw new UsageError(phrase`--kind is needed: ${latencyKinds.join(', ')}`);
    if (!output) throw new UsageError(phrase`-o is needed: the file to write`);
    return withFile(file, io, async (session) => {
      const input = session.inputs.find((candidate) => candidate.parts.some((part) => part.kind === 'trace'));
      if (!input) throw new UsageError(phrase`${file} is ${String(session.inputs.find(({ ok }) => ok)?.format)}, not an execution trace`);
      const bytes = await dispatch(session, 'trace.latency.pprof', { input: input.index, kind, openWaits: flag(args, 'open-waits') });
      if (output === '-') await io.bytes(bytes);
      else await writeOutput(output, bytes);
      return exit.done;
    });
  },
};
