// The choices in `muster setup`, and what each of them writes. Pure.

import { join } from 'node:path';
import { folderIn } from '../../../runtime/user-folder.ts';
import type { NOTIFY_FORMS } from '../../../skills/wording/notice.ts';
import { type Shell, scriptFor } from '../completion/scripts.ts';
import type { PieceToWrite } from './written-outside-home.ts';

export type Choices = {
  /** Agents that take part by default, besides the built-in analysers. */
  agents: readonly string[];
  completion: Shell | undefined;
  service: boolean;
  notify: (typeof NOTIFY_FORMS)[number] | undefined;
};

export type Places = { user: string; config: string; data: string; zsh: string };

export function placesOf(env: NodeJS.ProcessEnv, user: string): Places {
  return {
    user,
    config: folderIn(env.XDG_CONFIG_HOME, () => join(user, '.config')),
    data: folderIn(env.XDG_DATA_HOME, () => join(user, '.local', 'share')),
    zsh: folderIn(env.ZDOTDIR, () => user),
  };
}

export function piecesFor(choices: Choices, places: Places): PieceToWrite[] {
  const { agents, completion, notify } = choices;
  return [
    ...(agents.length > 0 ? [{ kind: 'setting' as const, key: 'agents', value: ['builtin', ...agents] }] : []),
    ...(notify === undefined ? [] : [{ kind: 'setting' as const, key: 'notify.command', value: [notify] }]),
    ...(completion === undefined ? [] : [completionFor(completion, places)]),
  ];
}

/** A file where the shell looks by itself; zsh has no such place for users. */
function completionFor(shell: Shell, { config, data, zsh }: Places): PieceToWrite {
  switch (shell) {
    case 'bash':
      return { kind: 'file', path: join(data, 'bash-completion', 'completions', 'muster'), text: scriptFor('bash') };
    case 'fish':
      return { kind: 'file', path: join(config, 'fish', 'completions', 'muster.fish'), text: scriptFor('fish') };
    case 'zsh':
      return {
        kind: 'lines',
        path: join(zsh, '.zshrc'),
        text: '# >>> muster setup >>>\n(( $+functions[compdef] )) && eval "$(muster completion zsh)"\n# <<< muster setup <<<\n',
      };
  }
}

export function pieceWords(it: PieceToWrite): string {
  switch (it.kind) {
    case 'file':
      return `the file ${it.path}`;
    case 'lines':
      return `${it.text.trimEnd().split('\n').length} lines in ${it.path}`;
    case 'setting':
      return `the setting ${it.key}: ${Array.isArray(it.value) ? `[${it.value.join(', ')}]` : String(it.value)}`;
  }
}
