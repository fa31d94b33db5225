// muster completion <shell>: prints the completion script of a shell.

import { MusterError } from '../../../../contracts/errors.ts';
import { nearest } from '../../../../runtime/text/nearest.ts';
import { SHELLS, scriptFor } from '../../completion/scripts.ts';
import type { Command } from '../../words/command.ts';
import { EXIT } from '../../words/exit-code.ts';

export const command: Command = {
  usage: ['completion bash|zsh|fish'],
  about: [
    'Prints a script for your shell. With it, Tab completes commands, options, run ids, approvals, findings, workers and agents.',
    'bash: add `eval "$(muster completion bash)"` to ~/.bashrc. zsh: the same with zsh, after compinit, in ~/.zshrc.',
    'fish: add `muster completion fish | source` to ~/.config/fish/config.fish.',
  ].join('\n'),
  words: { least: 1, most: 1, names: 'bash|zsh|fish' },
  options: {},
  examples: [
    ['eval "$(muster completion bash)"', 'in this shell only'],
    ['muster completion zsh > ~/.zfunc/_muster', 'as a file, in a folder of your fpath'],
  ],
  async run(context, given) {
    const [wanted = ''] = given.words;
    const shell = SHELLS.find((it) => it === wanted);
    if (!shell) {
      const right = nearest(wanted, SHELLS);
      throw new MusterError(
        'usage',
        `no completion for the shell \`${wanted}\`${right ? `; did you mean \`${right}\`?` : ''}`,
        `There is one for ${SHELLS.join(', ')}.`,
      );
    }
    await context.print(scriptFor(shell));
    return EXIT.done;
  },
};
