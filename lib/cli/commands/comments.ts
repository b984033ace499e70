import { printableLines } from '../../base/printable';
import { dispatch } from '../../query/queries';
import { exactly } from '../arguments';
import { type Command, exit } from '../command';
import { withProfile } from '../profile-options';

export const command: Command = {
  usage: 'FILE',
  help: `The comments that the writer of a pprof profile put into it, a line each, as \`go tool pprof -comments\` prints them.

  gotriage comments cpu.pb.gz`,
  options: {},
  async run(args, io) {
    const [file] = exactly(args, ['one FILE']);
    return withProfile(file, args, io, async (session, { input, part }) => {
      for (const comment of await dispatch(session, 'profile.comments', { input, part })) await io.out(`${printableLines(comment)}\n`);
      return exit.done;
    });
  },
};
