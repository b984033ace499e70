import { UsageError } from '../../base/errors';
import { languages } from '../../base/localized';
import { phrase } from '../../base/phrase';
import { severities } from '../../model/rules';
import { dispatch } from '../../query/queries';
import { choice, flag } from '../arguments';
import { type Arguments, type Command, exit } from '../command';
import { type NamedFile, withCase } from '../open';

export const command: Command = {
  usage: 'FILE… [--json|--markdown] [--lang en|zh] [--fail-on SEVERITY] [--group LABEL=FILE…]',
  help: `Reads the files together as one case and reports what is wrong, what to do, and what is missing.
A file may be a zip or tar.gz of several. \`-\` is standard input.

  --json               the whole report as JSON (schema gotriage.report/1, docs/report.md)
  --markdown           the whole report as Markdown, to paste into an incident
  --lang en|zh         language of titles and advice (default en)
  --fail-on SEVERITY   exit 1 when a finding is at least that grave: critical, high, medium or low
  --group LABEL=FILE…  the files from here to the next --group belong to LABEL, for example an instance

  gotriage analyze heap.pb.gz goroutines.txt trace.out
  curl -s localhost:6060/debug/pprof/goroutine?debug=2 | gotriage analyze - --fail-on high`,
  options: {
    json: { type: 'boolean' },
    markdown: { type: 'boolean' },
    lang: { type: 'string' },
    'fail-on': { type: 'string' },
    group: { type: 'string', multiple: true },
  },
  async run(args, io) {
    const files = filesOf(args);
    const language = choice(args, 'lang', languages) ?? 'en';
    const failOn = choice(args, 'fail-on', severities);
    if (flag(args, 'json') && flag(args, 'markdown')) throw new UsageError(phrase`--json and --markdown exclude each other`);
    return withCase(files, io, async (session) => {
      if (flag(args, 'json')) await io.out(`${JSON.stringify(await dispatch(session, 'case.report', { language }), null, 2)}\n`);
      else await io.out(await dispatch(session, flag(args, 'markdown') ? 'case.markdown' : 'case.text', { language }));
      const { findings } = session.diagnosis;
      if (failOn && findings.some(({ severity }) => severities.indexOf(severity) <= severities.indexOf(failOn))) return exit.failOn;
      return session.inputs.every((input) => input.ok) ? exit.done : exit.unreadable;
    });
  },
};

/** The files in the order given, each with the label of the --group before it. */
function filesOf(args: Arguments): NamedFile[] {
  const files: NamedFile[] = [];
  let group: string | undefined;
  for (const token of args.tokens) {
    if (token.kind === 'positional') files.push({ file: String(token.value), group });
    if (token.kind !== 'option' || token.name !== 'group') continue;
    const [, label, file] = /^([^=]+)=(.+)$/s.exec(String(token.value)) ?? [];
    if (label === undefined || file === undefined)
      throw new UsageError(phrase`--group takes LABEL=FILE, not ${JSON.stringify(token.value)}`);
    group = label;
    files.push({ file, group });
  }
  if (files.length === 0) throw new UsageError(phrase`name at least one file, or - for standard input`);
  return files;
}
