// `muster agents`: which agents can work, in which roles, and why some cannot.

import { narrowedText } from '../../../../agents/tool-profile.ts';
import { oneLine } from '../../../../skills/wording/plain-text.ts';
import type { AgentLine } from '../../named/find-agents.ts';
import { clip, columns, joinedLines, wrap } from '../lines/layout.ts';
import { paintFor, type Screen } from '../lines/paint.ts';

export function agentsTable(agents: readonly AgentLine[], { color, width, ends }: Screen): string {
  const paint = paintFor(color);
  const rows = columns(width, [
    ['agent', 'provider', 'model', 'from', 'roles'],
    ...agents.map((it) => [it.name, versioned(it), it.model, it.source, it.roles.join(', ')]),
  ]).map((row) => clip(row.join(''), width).trimEnd());
  return joinedLines(ends, [
    paint.dim(rows[0] ?? ''),
    ...agents.flatMap((it, at) => [
      it.available ? (rows[at + 1] ?? '') : paint.red(rows[at + 1] ?? ''),
      ...wrap(oneLine(it.description), width, '    ').map(paint.dim),
      ...told(it)
        .flatMap((line) => wrap(line, width, '    '))
        .map(paint.dim),
      ...(it.why === null ? [] : wrap(`cannot work: ${oneLine(it.why)}`, width, '    ').map(paint.red)),
    ]),
  ]);
}

const versioned = (it: AgentLine): string => (it.version === null ? it.provider : `${it.provider} ${it.version}`);

/** Its account, the tools that it can be denied, its last check, and its models: one line, or none. */
function told({ login, check, strange, version, provider, models, narrows }: AgentLine): string[] {
  const said = [
    login === null ? '' : login.kind === 'in' ? `account: ${oneLine(login.says)}` : `not logged in: ${login.says}`,
    check === null ? '' : `checked ${check.at.slice(0, 10)}: ${check.outcome}${check.forced ? ', forced' : ''}`,
    strange && check?.outcome !== 'passed' ? `Muster has not been tested with ${provider} ${version}` : '',
    narrows === null ? '' : narrowedText(narrows),
    models === null ? '' : `models: ${models.map(oneLine).join(', ')}`,
  ].filter((it) => it !== '');
  return said.length === 0 ? [] : [said.join('; ')];
}
