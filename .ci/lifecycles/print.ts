// Prints docs/lifecycles.md from the lifecycle tables that the program itself follows.

import { PHASES } from '../../skills/phases/table.ts';
import { ATTEMPT } from '../../skills/run/lifecycles/attempt.ts';
import { DISPATCH } from '../../skills/run/lifecycles/dispatch.ts';
import { GATE } from '../../skills/run/lifecycles/gate.ts';
import { fromOf, type Lifecycle, type Row } from '../../skills/run/lifecycles/lifecycle.ts';
import { PAUSE } from '../../skills/run/lifecycles/pause.ts';
import { PHASE } from '../../skills/run/lifecycles/phase.ts';
import { RUN } from '../../skills/run/lifecycles/run.ts';

const ALL: readonly Lifecycle[] = [RUN, PAUSE, PHASE, DISPATCH, ATTEMPT, GATE, ...PHASES.flatMap((it) => it.lifecycles ?? [])];

const HEAD = `# Lifecycles

What can happen to a run and to the things in it. An event that has no row here is refused: the daemon never writes it, and a
run whose journal has one is set aside. The events themselves are described in [protocols.md](protocols.md).

This page is printed from the tables in \`skills/run/lifecycles/\` by \`npm run lifecycles\`; \`npm run check\` compares.
`;

export const lifecyclesText = (): string => [HEAD, ...ALL.map(section)].join('\n');

const section = ({ name, about, states, rows }: Lifecycle): string =>
  [
    `## ${name[0]?.toUpperCase()}${name.slice(1)}`,
    '',
    about,
    '',
    '| state | meaning |',
    '|---|---|',
    ...Object.entries(states).map(([state, says]) => `| \`${state}\` | ${says} |`),
    '',
    '| from | event | to | |',
    '|---|---|---|---|',
    ...rows.map(line),
    '',
  ].join('\n');

function line({ from, event, to, says }: Row<string, string>): string {
  const before = fromOf(from);
  const stays = to === 'same' || (before.length === 1 && before[0] === to);
  return `| ${before.map(code).join(', ')} | ${/^[\w.-]+$/.test(event) ? code(event) : event} | ${stays ? 'stays' : code(to)} | ${says} |`;
}

const code = (state: string): string => (state === 'nothing' ? '–' : `\`${state}\``);
