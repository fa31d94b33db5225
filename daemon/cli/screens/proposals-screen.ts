// Analysers of a project that could take part: in one line, or in full with the definitions to save.

import { join } from 'node:path';
import type { Proposal } from '../../../agents/sarif/proposals.ts';
import { forTerminal } from '../../../runtime/text/for-terminal.ts';
import type { ProjectProposals } from '../named/find-proposals.ts';

/** Empty if there is nothing to say. */
export function proposalsLine(proposals: readonly Proposal[]): string {
  const ready = proposals.filter((it) => it.definition !== null).map((it) => it.name);
  if (ready.length === 0) return '';
  return `this project has ${ready.join(', ')}, which can take part: muster agents propose`;
}

export function proposalsScreen({ project, proposals }: ProjectProposals, folder: string): string {
  if (proposals.length === 0)
    return `No analyser that writes SARIF was recognised in ${forTerminal(project)}. Any other can be seated, too: docs/agents.md.\n`;
  const parts = proposals.map(({ name, because, definition, missing }) =>
    definition === null
      ? `${name} (${forTerminal(because)}): not ready, ${missing}`
      : `${name} (${forTerminal(because)}): keep this as ${join(folder, `${name}.md`)}\n\n${definition.trimEnd().replace(/^(?=.)/gm, '    ')}`,
  );
  const advice =
    'Nothing was started. A program and its settings that come with a project can run anything: keep a definition only if you trust the\nproject. Then: muster review --agents builtin,<name>';
  return `${parts.join('\n\n').trimEnd()}\n\n${advice}\n`;
}
