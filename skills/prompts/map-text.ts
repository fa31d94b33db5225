// The repository map as a worker reads it: a hint on where to look first, not a finding.

import type { RepositoryMap } from '../../contracts/run/report.ts';

const MOST = 10;

export function mapText(map: RepositoryMap): string {
  const languages = map.languages.slice(0, 5).map((it) => `${it.name} (${it.lines} lines)`);
  const hot = map.hot.slice(0, MOST).map((it) => `- ${it.path}: ${it.changes} changes by ${it.authors} authors, ${it.lines} lines`);
  return [
    `${map.files} files, ${map.lines} lines: ${languages.join(', ')}. ${map.todos} TODO, ${map.skippedTests} skipped tests.`,
    hot.length > 0 ? `Changed most:\n${hot.join('\n')}` : '',
    map.untested.length > 0 ? `Changed often and named by no test: ${map.untested.slice(0, MOST).join(', ')}` : '',
    'Where to look, not what to report.',
  ]
    .filter((it) => it !== '')
    .join('\n\n');
}
