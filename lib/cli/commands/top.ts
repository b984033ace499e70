import { dispatch } from '../../query/queries';
import { topText } from '../../report/pprof-text';
import { topJson } from '../../report/profile-json';
import { choice, count, exactly, flag, number } from '../arguments';
import { type Command, exit } from '../command';
import { profileHelp, profileOptions, warnUnmatched, withProfile } from '../profile-options';

export const command: Command = {
  usage: 'FILE [--sort flat|cum] [--limit N] [--json] [FILTERS]',
  help: `The functions of a pprof profile by their values, as \`go tool pprof -top\` prints them.

  --sort flat|cum      order of the rows (default flat)
  --limit N            rows at most (default all)
  --nodefraction F     leave out rows under this share of the total by cum (default 0.005; 0 shows all)
  --drop-negative      leave out what is below zero
  --json               schema gotriage.top/1: whole values in the sample type's own unit
${profileHelp}

  gotriage top heap.pb.gz --sample-type alloc_space --sort cum --limit 20`,
  options: {
    ...profileOptions,
    sort: { type: 'string' },
    limit: { type: 'string' },
    nodefraction: { type: 'string' },
    'drop-negative': { type: 'boolean' },
    json: { type: 'boolean' },
  },
  async run(args, io) {
    const [file] = exactly(args, ['one FILE']);
    const sort = choice(args, 'sort', ['flat', 'cum'] as const);
    const limit = count(args, 'limit');
    const nodeFraction = number(args, 'nodefraction', 0, 1);
    return withProfile(file, args, io, async (session, options) => {
      const report = await dispatch(session, 'profile.top', {
        ...options,
        sort,
        limit,
        nodeFraction,
        dropNegative: flag(args, 'drop-negative'),
      });
      warnUnmatched(report.head.unmatched, io);
      await io.out(flag(args, 'json') ? `${JSON.stringify(topJson(report), null, 2)}\n` : topText(report));
      return exit.done;
    });
  },
};
