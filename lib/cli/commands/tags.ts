import { printableLines } from '../../base/printable';
import { dispatch } from '../../query/queries';
import { tagsText } from '../../report/pprof-text';
import { tagsJson } from '../../report/profile-json';
import { exactly, flag } from '../arguments';
import { type Command, exit } from '../command';
import { profileHelp, profileOptions, warnUnmatched, withProfile } from '../profile-options';

export const command: Command = {
  usage: 'FILE [--json] [FILTERS]',
  help: `The labels of a pprof profile and how much each of their values weighs, as \`go tool pprof -tags\` prints them.

  --json               schema gotriage.tags/1
${profileHelp}

  gotriage tags cpu.pb.gz --focus handleSubmit`,
  options: { ...profileOptions, json: { type: 'boolean' } },
  async run(args, io) {
    const [file] = exactly(args, ['one FILE']);
    return withProfile(file, args, io, async (session, options) => {
      const report = await dispatch(session, 'profile.tags', options);
      warnUnmatched(report.head.unmatched, io);
      await io.out(flag(args, 'json') ? `${JSON.stringify(tagsJson(report), null, 2)}\n` : printableLines(tagsText(report)));
      return exit.done;
    });
  },
};
