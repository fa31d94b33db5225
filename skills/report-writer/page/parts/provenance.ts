// Provenance: base, digests, commands, gates, notes; then the last events of the journal.

import type { Report } from '../../../../contracts/run/report.ts';
import { gateWords } from '../../../wording/gate-words.ts';
import { bytes, clockTime, dateTime, UNKNOWN } from '../../../wording/numbers.ts';
import { errorSource, errorStep } from '../../../wording/run-errors.ts';
import type { Say } from '../../language/english.ts';
import { sayIn } from '../../language/say.ts';
import { html, type Markup, NOTHING, type Section } from '../html.ts';
import { titled } from '../words.ts';

export function provenance(report: Report): Section {
  const { run } = report;
  const say = sayIn(run.task.language);
  const facts: [string, Markup][] = [
    [say('Run'), html`<code>${run.id}</code>, ${say('accepted')} ${dateTime(run.createdAt)}`],
    [say('Project'), html`<code>${run.task.project}</code>`],
    [
      say('Reviewed'),
      run.base === null
        ? html`${say('nothing was captured')}`
        : html`${run.base.label}${run.base.uncommitted ? say(', including uncommitted changes') : ''}`,
    ],
    ...(run.base === null
      ? []
      : ([
          [say('Commit'), html`<code>${run.base.commit}</code>`],
          [say('Tree'), html`<code>${run.base.tree}</code>`],
        ] as [string, Markup][])),
    ...(run.base?.kind === 'git' && run.base.from !== undefined
      ? ([[say('Compared with'), html`<code>${run.base.from}</code>`]] as [string, Markup][])
      : []),
    [say('Template'), html`${run.template.name} <code>${run.template.digest}</code>`],
    [say('Task text'), html`<code>${run.text}</code>`],
    [say('Engine'), html`musterd ${report.engine}; ${say('run/{id}, {n} events', { id: run.id, n: run.seq })}`],
  ];
  const body = html`<dl class="facts">${facts.map(([what, which]) => html`<dt>${what}</dt><dd>${which}</dd>`)}</dl>
${errors(report, say)}${notes(report, say)}${gates(report, say)}${digests(report, say)}${commands(report, say)}${events(report, say)}`;
  return { id: 'provenance', heading: say('Provenance'), body };
}

function notes({ run }: Report, say: Say): Markup {
  if (run.notes.length === 0) return NOTHING;
  return html`<h3>${say('Notes')}</h3><ul>${run.notes.map((it) => html`<li>${it.kind}: ${titled(it.text)}</li>`)}</ul>`;
}

/** Problems that workers reported, and steps in which Muster failed. */
function errors({ errors: all }: Report, say: Say): Markup {
  if (all.length === 0) return NOTHING;
  return html`<h3>${say('Errors')}</h3><div class="scroll"><table class="data">
<thead><tr><th scope="col">${say('When')}</th><th scope="col">${say('Who')}</th><th scope="col">${say('What')}</th><th scope="col">${say('Message')}</th></tr></thead>
<tbody>${all.map((it) => html`<tr><td class="nowrap">${it.ts}</td><td>${errorSource(it)}</td><td class="mono">${errorStep(it)}</td><td>${titled(it.message)}</td></tr>`)}</tbody></table></div>`;
}

function gates({ run }: Report, say: Say): Markup {
  if (run.gates.length === 0) return NOTHING;
  return html`<h3>${say('Gates')}</h3><ul>${run.gates.map(
    (it) =>
      html`<li><code>${it.gate.id}</code> ${titled(say(it.gate.asks))} <b>${gateWords(it, say)}</b>${it.comment !== null && html` \u201c${it.comment}\u201d`}</li>`,
  )}</ul>`;
}

function digests({ run }: Report, say: Say): Markup {
  if (run.dispatches.length === 0) return NOTHING;
  const part = (it: { digest: string; bytes: number } | null) =>
    it === null ? html`${say('none')}` : html`<code title="${it.digest}">${it.digest.slice(0, 16)}</code> ${bytes(it.bytes)}`;
  return html`<details class="fold"><summary>${say('Prompts and results by digest')} (${run.dispatches.length})</summary><div class="scroll"><table class="data">
<thead><tr><th scope="col">${say('Dispatch')}</th><th scope="col">${say('Seat')}</th><th scope="col">${say('Prompt')}</th><th scope="col">${say('Result')}</th></tr></thead>
<tbody>${run.dispatches.map((it) => html`<tr><td class="mono">${it.id}</td><td>${it.seat}</td><td>${part(it.prompt)}</td><td>${part(it.result)}</td></tr>`)}</tbody></table></div></details>`;
}

function commands(report: Report, say: Say): Markup {
  if (report.commands.length === 0) return NOTHING;
  return html`<details class="fold"><summary>${say('Commands that ran')} (${report.commands.length})</summary><div class="scroll"><table class="data">
<thead><tr><th scope="col">${say('Dispatch')}</th><th scope="col">${say('Command')}</th><th scope="col">${say('Exit')}</th></tr></thead>
<tbody>${report.commands.map((it) => html`<tr><td class="mono">${it.dispatch}.${it.attempt}</td><td class="mono path">${it.argv.join(' ')}</td><td>${it.signal ?? it.code ?? UNKNOWN}</td></tr>`)}</tbody></table></div></details>`;
}

function events(report: Report, say: Say): Markup {
  if (report.events.length === 0) return NOTHING;
  return html`<details class="fold"><summary>${say('The last events of the journal')} (${report.events.length})</summary><div class="scroll tall"><table class="data">
<thead><tr><th scope="col" class="num">${say('No.')}</th><th scope="col">UTC</th><th scope="col">${say('What happened')}</th><th scope="col">${say('Type')}</th></tr></thead>
<tbody>${report.events.map((it) => html`<tr><td class="num">${it.seq}</td><td class="nowrap">${clockTime(it.at)}</td><td>${it.text}</td><td class="mono nowrap">${it.type}</td></tr>`)}</tbody></table></div></details>`;
}
