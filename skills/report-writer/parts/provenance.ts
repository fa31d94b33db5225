// Where it all came from: base, digests, commands, gates, notes; then the last events of the journal.

import type { Report } from '../../../contracts/report.ts';
import { gateWords } from '../gate-words.ts';
import { html, type Markup, NOTHING, type Section } from '../html.ts';
import { bytes, clockTime, dateTime, UNKNOWN } from '../numbers.ts';
import { titled } from './words.ts';

export function provenance(report: Report): Section {
  const { run } = report;
  const facts: [string, Markup][] = [
    ['Run', html`<code>${run.id}</code>, accepted ${dateTime(run.createdAt)}`],
    ['Project', html`<code>${run.task.project}</code>`],
    [
      'Looked at',
      run.base === null
        ? html`nothing was captured`
        : html`${run.base.label}${run.base.uncommitted ? ', with what was not committed' : ''}`,
    ],
    ...(run.base === null
      ? []
      : ([
          ['Commit', html`<code>${run.base.commit}</code>`],
          ['Tree', html`<code>${run.base.tree}</code>`],
        ] as [string, Markup][])),
    ...(run.base?.kind === 'git' && run.base.from !== undefined
      ? ([['Compared with', html`<code>${run.base.from}</code>`]] as [string, Markup][])
      : []),
    ['Template', html`${run.template.name} <code>${run.template.digest}</code>`],
    ['Task text', html`<code>${run.text}</code>`],
    ['Engine', html`musterd ${report.engine}; journal run/${run.id}, ${run.seq} events`],
  ];
  const body = html`<dl class="facts">${facts.map(([what, which]) => html`<dt>${what}</dt><dd>${which}</dd>`)}</dl>
${notes(report)}${gates(report)}${digests(report)}${commands(report)}${events(report)}`;
  return { id: 'provenance', heading: 'Provenance', body };
}

function notes({ run }: Report): Markup {
  if (run.notes.length === 0 && run.failures.length === 0) return NOTHING;
  return html`<h3>Notes</h3><ul>${run.notes.map((it) => html`<li>${it.kind}: ${titled(it.text)}</li>`)}${run.failures.map((it) => html`<li>${clockTime(it.at)} ${it.code}: ${titled(it.message)}</li>`)}</ul>`;
}

function gates({ run }: Report): Markup {
  if (run.gates.length === 0) return NOTHING;
  return html`<h3>Gates</h3><ul>${run.gates.map(
    (it) =>
      html`<li><code>${it.gate.id}</code> ${titled(it.gate.asks)} <b>${gateWords(it)}</b>${it.comment !== null && html` “${it.comment}”`}</li>`,
  )}</ul>`;
}

function digests({ run }: Report): Markup {
  if (run.dispatches.length === 0) return NOTHING;
  const part = (it: { digest: string; bytes: number } | null) =>
    it === null ? html`none` : html`<code title="${it.digest}">${it.digest.slice(0, 16)}</code> ${bytes(it.bytes)}`;
  return html`<details class="fold"><summary>Prompts and results by digest (${run.dispatches.length})</summary><div class="scroll"><table class="data">
<thead><tr><th scope="col">Dispatch</th><th scope="col">Seat</th><th scope="col">Prompt</th><th scope="col">Result</th></tr></thead>
<tbody>${run.dispatches.map((it) => html`<tr><td class="mono">${it.id}</td><td>${it.seat}</td><td>${part(it.prompt)}</td><td>${part(it.result)}</td></tr>`)}</tbody></table></div></details>`;
}

function commands(report: Report): Markup {
  if (report.commands.length === 0) return NOTHING;
  return html`<details class="fold"><summary>Commands that ran (${report.commands.length})</summary><div class="scroll"><table class="data">
<thead><tr><th scope="col">Dispatch</th><th scope="col">Command</th><th scope="col">Exit</th></tr></thead>
<tbody>${report.commands.map((it) => html`<tr><td class="mono">${it.dispatch}.${it.attempt}</td><td class="mono path">${it.argv.join(' ')}</td><td>${it.signal ?? it.code ?? UNKNOWN}</td></tr>`)}</tbody></table></div></details>`;
}

function events(report: Report): Markup {
  if (report.events.length === 0) return NOTHING;
  return html`<details class="fold"><summary>The last events of the journal (${report.events.length})</summary><div class="scroll tall"><table class="data">
<thead><tr><th scope="col" class="num">No.</th><th scope="col">UTC</th><th scope="col">What happened</th><th scope="col">Type</th></tr></thead>
<tbody>${report.events.map((it) => html`<tr><td class="num">${it.seq}</td><td class="nowrap">${clockTime(it.at)}</td><td>${it.text}</td><td class="mono nowrap">${it.type}</td></tr>`)}</tbody></table></div></details>`;
}
