// A report in the language of its task: every sentence that the program says has its translation, none is idle,
// each keeps its values, and what others wrote stays as it is.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SEVERITIES } from '../../../../contracts/findings/names.ts';
import type { Report } from '../../../../contracts/run/report.ts';
import { GATE_WORDS, ITEM_WORDS } from '../../../../skills/phases/plan/report/gate-words.ts';
import { WORK_VERDICTS } from '../../../../skills/phases/verdict/report/sentences.ts';
import { FRENCH } from '../../../../skills/report-writer/language/french.ts';
import { GERMAN } from '../../../../skills/report-writer/language/german.ts';
import { PLAN_NAMES } from '../../../../skills/report-writer/language/plan-names.ts';
import { sayIn } from '../../../../skills/report-writer/language/say.ts';
import { SPANISH } from '../../../../skills/report-writer/language/spanish.ts';
import { renderMarkdown } from '../../../../skills/report-writer/markdown/render-markdown.ts';
import { renderHtml } from '../../../../skills/report-writer/page/render-html.ts';
import { FLAG_WORDS } from '../../../../skills/wording/flags.ts';
import { WHY_INCONCLUSIVE } from '../../../../skills/wording/looks.ts';
import { countsInWords, END_WORDS, STATE_WORDS } from '../../../../skills/wording/states.ts';
import { VERDICT_WORDS } from '../../../../skills/wording/verdicts.ts';
import { TASKS } from '../../../../skills/wording/workers.ts';
import { digest } from '../../../fixtures/report/build.ts';
import { composeReport } from '../../../fixtures/report/compose.ts';
import { quietReport, sampleReport } from '../../../fixtures/report/sample.ts';
import { textOf } from './page/markup.ts';

const language = suite('the language of a report');

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const FOLDER = join(ROOT, 'skills');

const sourcesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((it) => it.endsWith('.ts') && !it.startsWith('report-writer/language') && !/\/(?:german|french|spanish)\.ts$/.test(it))
    .map((it) => readFileSync(join(folder, it), 'utf8'));

const SOURCES = sourcesIn(FOLDER);
const LEAD = sourcesIn(join(ROOT, 'daemon', 'lead'));
const EVIDENCE = sourcesIn(join(ROOT, 'validators', 'evidence'));

/** Sentences that the journal keeps as they are: what a gate asks, what its answers do, and notes on evidence. */
function kept(): string[] {
  const inJournal = [
    ...literalsAfter('does', [...SOURCES, ...LEAD]),
    ...literalsAfter('asks', [...SOURCES, ...LEAD]).filter((it) => it.endsWith('?')),
    ...literalsAfter('note', EVIDENCE),
  ];
  return [...new Set(inJournal)];
}

const literalsAfter = (name: string, sources: readonly string[]): string[] =>
  sources.flatMap((source) =>
    [...source.matchAll(new RegExp(`\\b${name}:\\s+(?:[^'\`,{}]*\\? )?'([^']+)'(?:\\s+: '([^']+)')?`, 'g'))].flatMap((call) =>
      call.slice(1).filter((it) => it !== undefined),
    ),
  );

/** The literals within `say(…)` and `countIn(…)`, up to what is not a sentence any more. */
function said(): string[] {
  const found: string[] = [];
  for (const source of SOURCES) {
    for (const call of source.matchAll(/\bsay\((?:[^'(){}]*\? )?'([^']+)'(?: : '([^']+)')?/g))
      found.push(...call.slice(1).filter((it) => it !== undefined));
    for (const call of source.matchAll(/\bcountIn\(\s*[^']*?'([^']+)',\s*'([^']+)'/g)) found.push(...call.slice(1));
  }
  return [...new Set(found)];
}

const CATALOGUES = { de: GERMAN, es: SPANISH, fr: FRENCH };

const german = (report: Report): Report => inLanguage(report, 'de');

const inLanguage = (report: Report, language: string): Report => {
  const { run } = report;
  return {
    ...composeReport({
      view: { ...run, task: { ...run.task, language } },
      map: report.map,
      events: [],
      engine: '0.1.0',
      at: report.composedAt,
    }),
    timeline: report.timeline,
  };
};

for (const [name, catalogue] of Object.entries(CATALOGUES))
  language(`every sentence in use exists in ${name}`, () => {
    const all = [
      ...said(),
      ...Object.values(STATE_WORDS).flatMap(({ label, heading, means }) => [label, heading, means]),
      ...SEVERITIES,
      ...Object.values(END_WORDS),
      ...Object.values(VERDICT_WORDS).map(({ says }) => says),
      ...Object.values(FLAG_WORDS),
      ...Object.values(GATE_WORDS).flatMap(({ label, means }) => [label, means]),
      ...Object.values(ITEM_WORDS),
      ...Object.values(WHY_INCONCLUSIVE),
      ...Object.values(WORK_VERDICTS).flatMap(({ label, means }) => [label, means]),
      ...Object.values(TASKS),
      ...kept(),
    ];
    assert.ok(kept().length > 35, `${kept().length} are kept by the journal`);
    assert.ok(all.length > 200, `${all.length} were found`);
    assert.equal(
      all.filter((it) => !Object.hasOwn(catalogue, it)),
      [],
    );
  });

language('no translation belongs to an unused sentence', () => {
  const text = [
    ...SOURCES,
    ...LEAD,
    ...EVIDENCE,
    ...['say.ts', 'english.ts'].map((it) => readFileSync(join(FOLDER, 'report-writer', 'language', it), 'utf8')),
    ...SEVERITIES.map((it) => `'${it}'`),
  ].join('\n');
  assert.equal(
    Object.values(CATALOGUES)
      .flatMap((it) => Object.keys(it))
      .filter((it) => !text.includes(`'${it}'`)),
    [],
  );
});

language('a translation has the same placeholders as its sentence', () => {
  const values = (text: string) => (text.match(/\{\w+\}/g) ?? []).toSorted();
  for (const catalogue of Object.values(CATALOGUES))
    for (const [english, translated] of Object.entries(catalogue)) assert.equal(values(translated), values(english), english);
});

language('fills in values, even ones that look like placeholders', () => {
  assert.is(sayIn('de')('raised by {seats}', { seats: '{seats} $& $1' }), 'gemeldet von {seats} $& $1');
  assert.is(sayIn('xx')('raised by {seats}', { seats: 'a' }), 'raised by a');
  assert.is(sayIn('de')('constructor'), 'constructor');
});

language('a German report is German where the program speaks, and English where words are keywords', () => {
  const markdown = renderMarkdown(german(sampleReport()));
  for (const part of [
    '**Abgeschlossen, DEGRADED:',
    '## Zusammenfassung',
    '## Von allen bestätigt (',
    '## Strittig (',
    'Mindestens zwei Stimmen bestätigen ihn.',
    '## Offene Fragen',
    '## Nicht geprüft',
    '· kritisch ·',
    '**von allen bestätigt**',
    'lieferte nichts zur Untersuchung',
  ]) {
    assert.ok(markdown.includes(part), part);
  }
  for (const part of [
    '## Summary',
    'Confirmed by all',
    'confirmed by all',
    '· critical ·',
    'Not reviewed',
    'raised 14 findings',
    'Workers:',
  ])
    assert.not(markdown.includes(part), part);
  const page = renderHtml(german(sampleReport()));
  assert.match(page, '<html lang="de">');
  const seen = textOf(page);
  for (const part of ['In Kürze', 'Wer zustimmt und wer nicht', 'Beteiligte', 'hat nicht geantwortet', 'Zu den Befunden'])
    assert.ok(seen.includes(part), part);
});

language('each catalogue has the same sentences, the headings of a plan too, and none is left as it was in English', () => {
  const keys = Object.keys(GERMAN).toSorted();
  for (const [name, catalogue] of Object.entries(CATALOGUES)) {
    assert.equal(Object.keys(catalogue).toSorted(), keys, name);
    const same = keys.filter((it) => catalogue[it] === it && it.replace(/\{\w+\} ?/g, '').includes(' '));
    assert.equal(same, [], name);
  }
  assert.equal(Object.keys(PLAN_NAMES).toSorted(), Object.keys(CATALOGUES));
});

for (const [name, parts] of [
  ['fr', ['## Résumé', '## Confirmé par tous (', '· critique ·', '**confirmé par tous**', '## Questions ouvertes', '## Non examiné']],
  ['es', ['## Resumen', '## Confirmado por todos (', '· crítico ·', '**confirmado por todos**', '## Preguntas abiertas', '## Sin revisar']],
] as const)
  language(`a report in ${name} uses it in both formats`, () => {
    const markdown = renderMarkdown(inLanguage(sampleReport(), name));
    for (const part of parts) assert.ok(markdown.includes(part), part);
    for (const part of ['## Summary', 'onfirmed by all', '· critical ·', 'Not reviewed', 'Workers:'])
      assert.not(markdown.includes(part), part);
    const page = renderHtml(inLanguage(sampleReport(), name));
    assert.match(page, `<html lang="${name}">`);
    assert.not.match(textOf(page), /Who agreed|Confirmed by all|Findings by state/);
  });

for (const [name, catalogue] of Object.entries(CATALOGUES))
  language(`severities are in ${name} wherever the program names them`, () => {
    const own = SEVERITIES.map((it) => catalogue[it]);
    const report = inLanguage(sampleReport(), name);
    assert.ok(renderMarkdown(report).includes(`| ${own.join(' | ')} |`), 'the table of the figures');
    const labels = [...renderHtml(report).matchAll(/<input type="checkbox" value="(\w+)" checked> ([^<]+)</g)].map(([, , label]) => label);
    assert.equal(labels, own);
  });

for (const [name, [quoteFound, analysis, ends]] of Object.entries({
  de: ['Zitat gefunden bei', 'Untersuchung', 'beendet den Lauf als abgelehnt'],
  fr: ['citation retrouvée à', 'analyse', 'termine l’exécution comme refusée'],
  es: ['cita encontrada en', 'análisis', 'termina la ejecución como rechazada'],
} as const))
  language(`checked evidence, what workers did and what a gate offers are in ${name}, in both formats`, () => {
    const sample = sampleReport();
    const offers = [{ answer: 'reject' as const, does: 'ends the run as rejected' }];
    const about = { kind: 'phase' as const, name: 'release' };
    const times = { openedAt: sample.composedAt, expiresAt: sample.composedAt };
    const gate = { id: `${sample.run.id}.g1`, phase: 'analyse', about, asks: 'Release it?', why: '', offers, shown: digest('g'), ...times };
    const open = { gate, answer: null, by: null, comment: null, answeredAt: null, closed: false };
    const report = inLanguage({ ...sample, run: { ...sample.run, gates: [open] } }, name);
    for (const text of [renderMarkdown(report), textOf(renderHtml(report))]) {
      for (const part of [quoteFound, analysis, ends]) assert.ok(text.includes(part), part);
      for (const part of ['quote found at', 'quote not found', 'could not be checked', 'ends the run', ', before the change'])
        assert.not(text.includes(part), part);
    }
  });

language('what others wrote is the same in every language', () => {
  const english = renderMarkdown(sampleReport());
  const markdown = renderMarkdown(german(sampleReport()));
  const quotes = (text: string) => text.split('\n').filter((it) => it.startsWith('> '));
  assert.ok(quotes(english).length > 10);
  assert.equal(quotes(markdown), quotes(english));
});

language('a language that the program does not speak gives the English report', () => {
  const { run } = quietReport();
  const other = { ...quietReport(), run: { ...run, task: { ...run.task, language: 'fi' } } };
  assert.is(renderMarkdown(other), renderMarkdown(quietReport()));
  assert.match(renderHtml(other), '<html lang="en">');
});

language('counts findings of one reviewer in the words of the language, a worker and a rule together', () => {
  const [finding] = sampleReport().run.findings;
  assert.ok(finding);
  const states = ['rechecked', 'worker-unique', 'rule-only'] as const;
  const findings = states.map((state) => ({ ...finding, state }));
  assert.equal(countsInWords(findings), ['1 rechecked', '2 from one reviewer only']);
  assert.equal(countsInWords(findings, sayIn('de')), ['1 nachgeprüft', '2 von nur einem Prüfer']);
});

language.run();
