import { UsageError } from '../../base/errors';
import { languages } from '../../base/localized';
import { phrase } from '../../base/phrase';
import { dispatch } from '../../query/queries';
import { choice, exactly, flag, ratio } from '../arguments';
import { type Command, exit } from '../command';
import { Unreadable, withCase } from '../open';

export const command: Command = {
  usage: 'BASE TARGET [--json|--markdown] [--lang en|zh] [--work N]',
  help: `What moved between two captures, or two archives of several, and for each finding of BASE whether its advice was kept in TARGET:
mended, better, unchanged, worse, or cannot tell (with what lacks).

  --json           schema gotriage.compare/1 (docs/report.md)
  --markdown       the whole comparison as Markdown, to paste into a review
  --lang en|zh     language (default en)
  --work N         TARGET did N times the work of BASE: makes totals since the process's start comparable. Without it benchmarks on both
                   sides tell by their operations, and profiles of a span of time (?seconds=30) by their length

  gotriage compare before.pb.gz after.pb.gz
  gotriage compare before.zip after.zip --markdown`,
  options: { json: { type: 'boolean' }, markdown: { type: 'boolean' }, lang: { type: 'string' }, work: { type: 'string' } },
  async run(args, io) {
    const [base, target] = exactly(args, ['BASE', 'TARGET']);
    const language = choice(args, 'lang', languages) ?? 'en';
    const work = ratio(args, 'work');
    if (flag(args, 'json') && flag(args, 'markdown')) throw new UsageError(phrase`--json and --markdown exclude each other`);
    const sides = [
      { file: base, group: 'before' },
      { file: target, group: 'after' },
    ];
    return withCase(sides, io, async (session) => {
      const of = (group: string) => session.inputs.filter((input) => input.group === group && input.ok).map((input) => input.index);
      const params = { before: of('before'), after: of('after'), work, language };
      if (params.before.length === 0 || params.after.length === 0) throw new Unreadable();
      if (flag(args, 'json')) await io.out(`${JSON.stringify(await dispatch(session, 'compare.report', params), null, 2)}\n`);
      else await io.out(await dispatch(session, flag(args, 'markdown') ? 'compare.markdown' : 'compare.text', params));
      return session.inputs.every((input) => input.ok) ? exit.done : exit.unreadable;
    });
  },
};
