import { printableLines } from '../../base/printable';
import { dispatch } from '../../query/queries';
import { topText } from '../../report/pprof-text';
import { topJson } from '../../report/profile-json';
import { exactly, flag } from '../arguments';
import { type Command, exit } from '../command';
import { profileHelp, warnUnmatched, withProfile } from '../profile-options';
import { tableHelp, tableOptions, tableRequest } from '../table-options';

export const command: Command = {
  usage: 'FILE [--sort flat|cum] [--limit N] [--json] [FILTERS]',
  help: `The functions of a pprof profile by their values, as \`go tool pprof -top\` prints them.

${tableHelp('default all')}
  --json               schema gotriage.top/1: whole values in the sample type's own unit
${profileHelp}

  gotriage top heap.pb.gz --sample-type alloc_space --sort cum --limit 20`,
  options: { ...tableOptions, json: { type: 'boolean' } },
  async run(args, io) {
    const [file] = exactly(args, ['one FILE']);
    const request = tableRequest(args);
    return withProfile(file, args, io, async (session, options) => {
      const report = await dispatch(session, 'profile.top', { ...options, ...request });
      warnUnmatched(report.head.unmatched, io);
      await io.out(flag(args, 'json') ? `${JSON.stringify(topJson(report), null, 2)}\n` : printableLines(topText(report)));
      return exit.done;
    });
  },
};
