import { UsageError } from '../../base/errors';
import { phrase } from '../../base/phrase';
import { writeOutput } from '../../host/output';
import { dispatch } from '../../query/queries';
import { exactly, text } from '../arguments';
import { type Command, exit } from '../command';
import { profileHelp, withProfile } from '../profile-options';
import { tableHelp, tableOptions, tableRequest } from '../table-options';

export const command: Command = {
  usage: 'FILE -o OUT.pb.gz [--sort flat|cum] [--limit N] [FILTERS]',
  help: `The top table as a pprof profile of its own, a sample for each row with its cum and flat, as \`go tool pprof -topproto\` writes it.

  -o, --output FILE    where to write it; - is standard output
${tableHelp('default all')}
${profileHelp}

  gotriage topproto cpu.pb.gz -o top.pb.gz`,
  options: { ...tableOptions, output: { type: 'string', short: 'o' } },
  async run(args, io) {
    const [file] = exactly(args, ['one FILE']);
    const output = text(args, 'output');
    if (!output) throw new UsageError(phrase`-o is needed: the file to write`);
    const request = tableRequest(args);
    return withProfile(file, args, io, async (session, options) => {
      const bytes = await dispatch(session, 'profile.topProto', { ...options, ...request });
      if (output === '-') await io.bytes(bytes);
      else await writeOutput(output, bytes);
      return exit.done;
    });
  },
};
