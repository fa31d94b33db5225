// The page that replaces a report that could not be made. It uses only what is always available, because whatever broke the report
// must not break this too.

import type { Report } from '../../contracts/run/report.ts';
import { outcomeLine } from '../wording/outcome.ts';
import { stateLabel } from '../wording/states.ts';
import { line } from './markdown/escape.ts';
import { html } from './page/html.ts';

const NOTICE = 'This is a stub: the report could not be made.';

/** What broke the report may break its first line, too. */
function firstLine({ run }: Report): string {
  try {
    return outcomeLine(run);
  } catch {
    return NOTICE;
  }
}

const rows = ({ run }: Report): string[] => run.findings.map((it) => `${it.id}, ${it.severity}, ${stateLabel(it)}: ${it.title}`);

export function stubMarkdown(report: Report): string {
  const { run } = report;
  return [
    `**${line(firstLine(report))}**`,
    `# ${line(run.task.title)}`,
    `${NOTICE} Run ${run.id}, template ${line(run.template.name)}.`,
    ...report.notLookedAt.map((it) => `- ${line(it)}`),
    '## Findings, as the journal has them',
    rows(report)
      .map((it) => `- ${line(it)}`)
      .join('\n') || 'None.',
  ]
    .join('\n\n')
    .concat('\n');
}

export function stubHtml(report: Report): string {
  const { run } = report;
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'">
<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark"><title>${run.task.title}: ${firstLine(report)}</title></head>
<body><p><strong>${firstLine(report)}</strong></p><h1>${run.task.title}</h1><p>${NOTICE} Run ${run.id}, template ${run.template.name}.</p>
<ul>${report.notLookedAt.map((it) => html`<li>${it}</li>`)}</ul>
<h2>Findings, as the journal has them</h2><ul>${rows(report).map((it) => html`<li>${it}</li>`)}</ul></body></html>
`.parts.join('');
}
