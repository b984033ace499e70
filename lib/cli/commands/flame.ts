import { dispatch } from '../../query/queries';
import { flameNodes, foldedStacks } from '../../report/profile-json';
import { exactly, flag } from '../arguments';
import { type Command, exit } from '../command';
import { writeLines } from '../lines';
import { profileHelp, profileOptions, withProfile } from '../profile-options';

export const command: Command = {
  usage: 'FILE [--json] [--inverted] [FILTERS]',
  help: `The call tree of a pprof profile: folded stacks (\`root;caller;callee VALUE\`), or its nodes as JSON.

  --json               schema gotriage.flame/1: nodes with parent, self and total
  --inverted           from the leaves to the roots
${profileHelp}

  gotriage flame cpu.pb.gz --json`,
  options: { ...profileOptions, json: { type: 'boolean' }, inverted: { type: 'boolean' } },
  async run(args, io) {
    const [file] = exactly(args, ['one FILE']);
    return withProfile(file, args, io, async (session, options) => {
      const tree = await dispatch(session, 'profile.tree', { ...options, inverted: flag(args, 'inverted') });
      if (!flag(args, 'json')) {
        await writeLines(io, foldedStacks(tree));
        return exit.done;
      }
      const { sampleType, unit } = tree;
      await io.out(`{"schema":"gotriage.flame/1","sampleType":${JSON.stringify(sampleType)},"unit":${JSON.stringify(unit)},"nodes":[\n`);
      let last: string | undefined;
      const lines = function* () {
        for (const node of flameNodes(tree)) {
          if (last !== undefined) yield `${last},`;
          last = JSON.stringify(node);
        }
        if (last !== undefined) yield last;
      };
      await writeLines(io, lines());
      await io.out(']}\n');
      return exit.done;
    });
  },
};
