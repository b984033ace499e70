import { printableLines } from '../../base/printable';
import { dispatch } from '../../query/queries';
import { peekText } from '../../report/pprof-text';
import { peekJson } from '../../report/profile-json';
import { exactly, flag } from '../arguments';
import { type Command, exit } from '../command';
import { profileHelp, warnUnmatched, withProfile } from '../profile-options';
import { tableHelp, tableOptions, tableRequest } from '../table-options';

export const command: Command = {
  usage: 'FILE [--sort flat|cum] [--limit N] [--json] [FILTERS]',
  help: `The heaviest functions of a pprof profile, each with its callers and callees, as \`go tool pprof -tree\` prints them.

${tableHelp('default 80; 0 for all')}
  --edgefraction F     leave out calls under this share of the total (default 0.001; 0 shows all)
  --json               schema gotriage.peek/1
${profileHelp}

  gotriage tree cpu.pb.gz --sort cum --limit 20`,
  options: { ...tableOptions, edgefraction: { type: 'string' }, json: { type: 'boolean' } },
  async run(args, io) {
    const [file] = exactly(args, ['one FILE']);
    const request = tableRequest(args);
    return withProfile(file, args, io, async (session, options) => {
      const report = await dispatch(session, 'profile.callers', { ...options, ...request });
      warnUnmatched(report.head.unmatched, io);
      await io.out(flag(args, 'json') ? `${JSON.stringify(peekJson(report), null, 2)}\n` : printableLines(peekText(report)));
      return exit.done;
    });
  },
};
