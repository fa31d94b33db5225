// How the findings compare with earlier reviews of the branch, in Markdown.

import type { RunView } from '../../../contracts/run/run-view.ts';
import { overTimeOf } from '../facts/over-time.ts';
import type { Say } from '../language/english.ts';
import { code, title } from './escape.ts';

export function overTimePart(run: RunView, say: Say): string {
  const told = overTimeOf(run, say);
  if (!told) return '';
  const parts = told.parts.map(({ heading, rows }) => {
    const list = rows.map((it) => {
      const place = it.place === '' ? '' : ` (${code(it.place)})`;
      const says = it.says === '' ? '' : `; ${title(it.says)}`;
      return `- ${code(it.id)} ${say(it.severity)}: ${title(it.title)}${place}${says}`;
    });
    return `### ${heading} (${rows.length})\n\n${list.join('\n')}`;
  });
  return [title(told.sentence), ...parts].join('\n\n');
}
