// Renders the report as one self-contained page: no network, no other files, and readable without scripts. The page's content
// security policy allows exactly the style and the script written here.

import { createHash } from 'node:crypto';
import type { Report } from '../../../contracts/run/report.ts';
import { mapSteps, runSteps, type Steps } from '../../../runtime/steps.ts';
import type { LongText } from '../../../runtime/text/long-text.ts';
import type { SectionPlace } from '../../phases/presentation.ts';
import { presentationsAt } from '../../phases/table.ts';
import { sortedNarrative } from '../../prompts/trace.ts';
import { dateTime } from '../../wording/numbers.ts';
import { outcomeLine } from '../../wording/outcome.ts';
import { oneLine } from '../../wording/plain-text.ts';
import { dossierSteps } from '../facts/dossier.ts';
import type { Say } from '../language/english.ts';
import { sayIn, spokenLanguage } from '../language/say.ts';
import { stubHtml } from '../stub.ts';
import { html, type Markup, type Section } from './html.ts';
import { overTimeSection } from './over-time.ts';
import { findings } from './parts/findings.ts';
import { header } from './parts/header.ts';
import { mapSection, notLookedAtSection } from './parts/map.ts';
import { matrix } from './parts/matrix.ts';
import { inShort } from './parts/narrative.ts';
import { provenance } from './parts/provenance.ts';
import { questionsSection } from './parts/questions.ts';
import { scopeSection } from './parts/scope-map.ts';
import { workersSection } from './parts/workers.ts';
import { SCRIPT } from './script.ts';
import { STYLE } from './style.ts';

const fingerprint = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

const POLICY = [
  "default-src 'none'",
  `style-src ${fingerprint(STYLE)}`,
  `script-src ${fingerprint(SCRIPT)}`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** Only for the style and the script, which come from this code and need no escaping. */
const trusted = (markup: string): Markup => ({ parts: [markup] });

export const renderHtml = (report: Report): string => runSteps(htmlSteps(report)).join('');

/** In steps, because a report may have thousands of findings. */
export function* htmlSteps(report: Report): Steps<LongText> {
  if (report.stub) return [stubHtml(report)];
  const say = sayIn(report.run.task.language);
  const broughtAt = (place: SectionPlace) => presentationsAt([place]).flatMap((it) => it.page(report, say));
  const narrative = sortedNarrative(report.run);
  yield;
  const all = yield* dossierSteps(report.run);
  yield;
  const findingsSection = yield* findings(report, all, narrative);
  const matrixSection = yield* matrix(report, all);
  yield;
  const top = header(report);
  yield;
  const workersPart = workersSection(report);
  yield;
  const made = yield* mapSteps<() => readonly (Section | undefined)[], readonly (Section | undefined)[]>(
    [
      () => [overTimeSection(report)],
      () => broughtAt('judged'),
      () => [inShort(report, narrative)],
      () => [...broughtAt('done'), ...broughtAt('planned'), findingsSection, matrixSection, ...broughtAt('found')],
      () => [questionsSection(report, narrative), notLookedAtSection(report)],
      () => [scopeSection(report)],
      () => [workersPart, mapSection(report, say)],
      () => [provenance(report)],
    ],
    (make) => make(),
  );
  const sections = made.flat().filter((it) => it !== undefined);
  const page = html`<!doctype html>
<html lang="${spokenLanguage(report.run.task.language)}"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(POLICY)}">
<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="referrer" content="no-referrer"><meta name="generator" content="musterd ${report.engine}">
<title>${oneLine(report.run.task.title)}: ${outcomeLine(report.run, say)}</title>
<style>${trusted(STYLE)}</style></head>
<body><a class="skip" href="#findings">${say('To the findings')}</a>
${top}
<main>${contents(sections, say)}${sections.map((it) => html`<section id="${it.id}"><h2>${it.heading}</h2>${it.body}</section>`)}</main>
<footer><p>${say('Composed {date} by musterd {engine} from the journal of {run}. The facts are in report.json beside this page; worker text is shown as it was written and never run.', { date: dateTime(report.composedAt), engine: report.engine, run: report.run.id })}</p></footer>
<script>${trusted(SCRIPT)}</script>
</body></html>
`;
  return page.parts;
}

function contents(sections: readonly Section[], say: Say): Markup {
  return html`<nav aria-label="${say('Sections')}"><ul>${sections.map((it) => html`<li><a href="#${it.id}">${it.heading}</a></li>`)}</ul></nav>`;
}
