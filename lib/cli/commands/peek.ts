import { UsageError } from '../../base/errors';
import { phrase } from '../../base/phrase';
import { printableLines } from '../../base/printable';
import { dispatch } from '../../query/queries';
import { peekText } from '../../report/pprof-text';
import { peekJson } from '../../report/profile-json';
import { choice, flag } from '../arguments';
import { type Command, exit } from '../command';
import { profileHelp, profileOptions, warnUnmatched, withProfile } from '../profile-options';

export const command: Command = {
  usage: 'FILE RE [--sort flat|cum] [--json] [FILTERS]',
  help: `Callers and callees of the functions whose names match, as \`go tool pprof -peek RE\` prints them.

  --sort flat|cum      order of the functions (default flat)
  --drop-negative      leave out what is below zero
  --json               schema gotriage.peek/1
${profileHelp}

  gotriage peek cpu.pb.gz 'json\\.Unmarshal'`,
  options: { ...profileOptions, sort: { type: 'string' }, 'drop-negative': { type: 'boolean' }, json: { type: 'boolean' } },
  async run(args, io) {
    const [file, ...patterns] = args.positionals;
    if (file === undefined || patterns.length === 0)
      throw new UsageError(phrase`it takes a FILE and the regular expression of the functions`);
    // The driver joins several expressions into one alternative (internal/driver/interactive.go, parseCommandLine).
    const pattern = patterns.join('|');
    const sort = choice(args, 'sort', ['flat', 'cum'] as const);
    return withProfile(file, args, io, async (session, options) => {
      const report = await dispatch(session, 'profile.peek', { ...options, pattern, sort, dropNegative: flag(args, 'drop-negative') });
      warnUnmatched(report.head.unmatched, io);
      await io.out(flag(args, 'json') ? `${JSON.stringify(peekJson(report), null, 2)}\n` : printableLines(peekText(report)));
      return exit.done;
    });
  },
};
