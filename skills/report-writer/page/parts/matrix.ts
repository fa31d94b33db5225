// A matrix of findings, workers and rounds: who raised, agreed, disagreed or was silent.

import { STATE_ORDER } from '../../../../contracts/findings/state-order.ts';
import type { Report } from '../../../../contracts/run/report.ts';
import { mapSteps, type Steps, sortSteps } from '../../../../runtime/steps.ts';
import { voiceName } from '../../../phases/convergence/voices/voice-name.ts';
import { stateLabel, worstFirst } from '../../../wording/states.ts';
import { VERDICT_WORDS, verdictPhrase } from '../../../wording/verdicts.ts';
import type { Dossier } from '../../facts/dossier.ts';
import { listedIn, type Say } from '../../language/english.ts';
import { sayIn } from '../../language/say.ts';
import { html, type Markup, type Section } from '../html.ts';
import { titled } from '../words.ts';
import { SEVERITY_LETTER } from './header.ts';

/** With more rows than this, the table scrolls under its own header. */
const TALL = 40;

type Cell = { sign: string; tone: string; says: string };

export function* matrix(report: Report, found: readonly Dossier[]): Steps<Section | undefined> {
  const { run } = report;
  const say = sayIn(run.task.language);
  const all = yield* sortSteps(
    found,
    (a, b) => STATE_ORDER.indexOf(a.finding.state) - STATE_ORDER.indexOf(b.finding.state) || worstFirst(a.finding, b.finding),
  );
  const seats = columns(report, all);
  if (all.length === 0 || seats.length === 0) return undefined;
  const rounds = Math.max(run.convergence.rounds, ...run.words.map((it) => it.round), 0);
  const steps = Array.from({ length: rounds + 1 }, (_, round) => round);
  const voices = [
    ...Map.groupBy(
      run.seats.filter((it) => seats.includes(it.name)),
      voiceName,
    ).values(),
  ].filter((it) => it.length > 1);
  const together = voices.map((it) =>
    say('{seats} count as one voice.', {
      seats: listedIn(
        it.map(({ name }) => name),
        say,
      ),
    }),
  );
  yield;
  const rows = yield* mapSteps(all, (it) => row(it, seats, steps, say));
  const body = html`<div class="scroll${all.length > TALL && ' tall'}" tabindex="0" role="region" aria-label="${say('Matrix of findings, workers and rounds')}"><table class="matrix">
<thead><tr><th rowspan="2" scope="col">${say('Finding')}</th><th rowspan="2" scope="col">${say('State')}</th>${seats.map((it) => html`<th class="seat" scope="colgroup" colspan="${steps.length}">${it}</th>`)}</tr>
<tr>${seats.map(() => steps.map((round) => html`<th scope="col"${round === 0 && html` class="first"`} title="${round === 0 ? say('raised') : say('round {n}', { n: round })}">${round}</th>`))}</tr></thead>
<tbody>${rows}</tbody></table></div>
<ul class="legend">${legend(say)}</ul>
<p class="note">${say('Column 0 is the analysis, the others are the rounds.')}${together.map((it) => ` ${it}`)}</p>`;
  return { id: 'matrix', heading: say('Who agreed and who disagreed'), body };
}

/** Every analyser, even one that never said anything, and every other seat that raised or judged something. */
function columns({ run }: Report, all: readonly Dossier[]): string[] {
  const analysers = run.seats.filter((it) => it.role === 'analyser').map((it) => it.name);
  return [...new Set([...analysers, ...all.flatMap((it) => it.finding.seats), ...run.words.map((it) => it.seat)])];
}

function row(dossier: Dossier, seats: readonly string[], steps: readonly number[], say: Say): Markup {
  const { finding } = dossier;
  return html`<tr><th scope="row"><span class="tag s-${finding.severity}" title="${say(finding.severity)}">${SEVERITY_LETTER[finding.severity]}</span><a href="#${finding.id}">${finding.id}</a> <span class="t">${titled(finding.title)}</span></th>
<td class="state">${stateLabel(finding, say)}</td>${seats.map((seat) => steps.map((round) => cell(dossier, seat, round, say)))}</tr>`;
}

function cell(dossier: Dossier, seat: string, round: number, say: Say): Markup {
  const said = round === 0 ? raised(dossier, seat, say) : inRound(dossier, seat, round, say);
  const place = round === 0 ? 'v first' : 'v';
  if (said === undefined) return html`<td class="${place}"></td>`;
  return html`<td class="${place}"><span class="sign ${said.tone}" role="img" aria-label="${said.says}" title="${seat}, ${said.says}">${said.sign}</span></td>`;
}

function raised({ finding: { seats, repeatedBy = [] } }: Dossier, seat: string, say: Say): Cell | undefined {
  if (seats.includes(seat)) return { sign: '●', tone: 'raised', says: say('raised it') };
  return repeatedBy.includes(seat) ? { sign: '○', tone: 'raised', says: say('repeats it') } : undefined;
}

function inRound(dossier: Dossier, seat: string, round: number, say: Say): Cell | undefined {
  const own = dossier.said.filter((it) => it.word.seat === seat && it.word.round === round);
  const said = own.findLast((it) => it.about === 'this') ?? own.at(-1);
  if (said !== undefined) {
    const { sign, tone } = VERDICT_WORDS[said.word.verdict];
    return { sign, tone, says: `${say('round {n}', { n: round })}: ${verdictPhrase(said.word, said.about, say)}` };
  }
  const silence = dossier.silences.find((it) => it.seat === seat && it.round === round);
  return silence === undefined
    ? undefined
    : { sign: '!', tone: 'silent', says: `${say('round {n}', { n: round })}: ${say('did not answer')} (${silence.why})` };
}

function legend(say: Say): Markup[] {
  const words = Object.values(VERDICT_WORDS).map(({ sign, tone, says }) => ({ sign, tone, says }));
  return [{ sign: '●', tone: 'raised', says: 'raised it' }, ...words, { sign: '!', tone: 'silent', says: 'did not answer' }].map(
    (it) => html`<li><span class="sign ${it.tone}" aria-hidden="true">${it.sign}</span> ${say(it.says)}</li>`,
  );
}
