// muster version: the version, and where everything is.

import { ENGINE } from '../../../process/version.ts';
import { type Command, JSON_OPTION } from '../../words/command.ts';
import { EXIT } from '../../words/exit-code.ts';

export const command: Command = {
  usage: ['version  [--json]'],
  about:
    'The version of Muster, of the Node that runs it, and where its program and its home are. `muster --version` prints only the first.',
  words: { least: 0, most: 0, names: '' },
  options: JSON_OPTION,
  examples: [['muster version', 'for a bug report']],
  async run(context, given) {
    const all = {
      muster: ENGINE,
      node: process.versions.node,
      program: process.argv[1] ?? '',
      binary: process.execPath,
      home: context.home.root,
      system: `${process.platform} ${process.arch}`,
    };
    await context.print(
      given.has('json')
        ? `${JSON.stringify(all, null, 1)}\n`
        : `muster ${all.muster} (${all.program})\nnode ${all.node} (${all.binary})\nhome ${all.home}\nsystem ${all.system}\n`,
    );
    return EXIT.done;
  },
};
