// The page: what it holds, that only its own markup is in it, and that it can be read by everybody.

import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { html } from '../../../../../skills/report-writer/page/html.ts';
import { type ColourName, DARK, LIGHT, type Palette } from '../../../../../skills/report-writer/page/palette.ts';
import { renderHtml } from '../../../../../skills/report-writer/page/render-html.ts';
import { SCRIPT } from '../../../../../skills/report-writer/page/script.ts';
import { byAgents } from '../../../../fixtures/report/by-agents.ts';
import { ATTACKS, hostileReport } from '../../../../fixtures/report/hostile.ts';
import { largeReport, quietReport, sampleReport } from '../../../../fixtures/report/sample.ts';
import { elements, textOf } from './markup.ts';

const page = suite('report.html');
const safety = suite('what a page lets through');
const reading = suite('a page for everybody');

const sample = renderHtml(sampleReport());
const visible = textOf(sample);

page('the words of an agent stand in a quotation, and those of Muster first', () => {
  const text = renderHtml(byAgents(sampleReport()));
  const [, inShort = ''] = /<section id="in-short">([\s\S]*?)<\/section>/.exec(text) ?? [];
  assert.ok(inShort.indexOf('raised 14 findings') > 0 && inShort.indexOf('raised 14 findings') < inShort.indexOf('<blockquote>'), inShort);
  assert.not(/<h3>(?!What to do first)/.test(inShort), inShort);
  assert.match(inShort, /Words of report-writer, about .*; Muster checked that this exists, not that the words are true\./);
});

page('says how it ended, and why, before anything else', () => {
  const outcome = visible.indexOf('Completed, DEGRADED');
  assert.ok(outcome >= 0 && outcome < visible.indexOf('In short'));
  assert.ok(visible.includes('opencode delivered nothing (auth: not logged in)'));
});

page('what is confirmed only as far as claimed has a section of its own that says so, and a link to it', () => {
  const report = sampleReport();
  const run = { ...report.run, findings: report.run.findings.map((it) => (it.id === 'F-001' ? { ...it, claimed: true as const } : it)) };
  const text = renderHtml({ ...report, run });
  const [, section = ''] = /<section class="state" id="state-full-consensus-claimed">([\s\S]*?)<\/section>/.exec(text) ?? [];
  assert.match(section, /^<h3 class="state">Confirmed by all \(as far as claimed\) <span class="n">1<\/span>/);
  assert.match(section, /id="F-001"/);
  assert.match(text, /href="#state-full-consensus-claimed"[^>]*>confirmed by all \(as far as claimed\)</);
});

page('counts what is refuted only as far as claimed among what a person has to decide', () => {
  const report = sampleReport();
  const decided = (claimed: boolean) => {
    const findings = report.run.findings.map((it) => (it.state === 'refuted' && claimed ? { ...it, claimed: true as const } : it));
    return Number(/for a person to decide<\/dt><dd>(\d+)/.exec(renderHtml({ ...report, run: { ...report.run, findings } }))?.[1]);
  };
  assert.is(decided(true), decided(false) + report.run.findings.filter((it) => it.state === 'refuted').length);
  assert.ok(decided(true) > decided(false));
});

page('has one card for each finding, and a mark and a row that lead to it', () => {
  const all = elements(sample);
  const cards = all.filter((it) => it.name === 'article').map((it) => it.attributes.id);
  assert.is(cards.length, 14);
  for (const id of cards) {
    const links = all.filter((it) => it.name === 'a' && it.attributes.href === `#${id}`);
    assert.ok(links.length >= 2, `${id} has ${links.length} links`);
  }
});

page('the filter applies to the cards of findings, and no others', () => {
  assert.equal(
    elements(sample).filter((it) => it.name === 'article' && it.attributes['data-severity'] === undefined),
    [],
  );
  assert.match(SCRIPT, "querySelectorAll('article[data-severity]')");
});

page('every link leads to something on the page', () => {
  for (const report of [sampleReport(), quietReport(), largeReport(40)]) {
    const all = elements(renderHtml(report));
    const ids = new Set(all.flatMap((it) => it.attributes.id ?? []));
    for (const link of all.filter((it) => it.name === 'a')) assert.ok(ids.has((link.attributes.href ?? '').slice(1)), link.attributes.href);
  }
});

page('shows evidence with the check, votes with their basis, dissent in full', () => {
  for (const words of [
    '✓ quote found at src/checkout/handler.ts:18',
    '✗ quote not found at src/server/banner.ts:14',
    'search repeated, nothing found',
    'codex disagrees, round 1 · dissent',
    'The provider’s SDK deduplicates by amount and order reference within 24 hours',
    'gemini did not answer, round 2: deadline. This does not count as a vote.',
  ]) {
    assert.ok(visible.includes(words), words);
  }
});

page('the matrix has a column for each worker and round, even for one that never answered', () => {
  const rows = sample.slice(sample.indexOf('<table class="matrix">')).split('<tr>');
  for (const seat of ['claude@opus', 'codex', 'gemini', 'opencode', 'deps', 'slips'])
    assert.ok(rows[1]?.includes(`colspan="3">${seat}</th>`), seat);
  const contested = rows.find((it) => it.includes('href="#F-005"')) ?? '';
  assert.equal(
    [...contested.matchAll(/aria-label="([^"]+)"/g)].map((it) => it[1]),
    ['raised it', 'round 2: agrees', 'round 1: disagrees', 'round 1: abstains'],
  );
});

page('the time line has a bar for each attempt, with its reason', () => {
  const bars = [...sample.matchAll(/<title>([^<]+)<\/title><rect/g)].map((it) => it[1]);
  assert.is(bars.length, sampleReport().timeline.length);
  assert.ok(bars.some((it) => it?.startsWith('codex, analysis, attempt 1: silent after 5 min 4 s')));
});

page('unreported costs are unknown, and the sum says that it is a lower bound', () => {
  assert.ok(visible.includes('≥ $2.67'));
  assert.ok(/opencode[\s\S]{0,80}error, auth[\s\S]{0,40}unknown/.test(visible));
  assert.not(/\$0(?:\.00)?(?![\d.])/.test(visible));
});

page('blocks without valid references are not printed, only counted', () => {
  assert.not(visible.includes('mixed quality'));
  assert.ok(visible.includes('1 block of text was dropped because it is based on nothing in this run.'));
});

page('no finding and three hundred findings are pages of the same kind', () => {
  const quiet = textOf(renderHtml(quietReport()));
  assert.ok(quiet.includes('deps and slips looked and raised nothing.'));
  const large = elements(renderHtml(largeReport(300)));
  assert.is(large.filter((it) => it.name === 'article').length, 300);
  assert.is(large.filter((it) => it.name === 'details' && 'open' in it.attributes).length, 0);
});

page('the same report is the same page, byte for byte', () => {
  assert.is(renderHtml(sampleReport()), sample);
});

safety('the policy allows exactly the style and the script that are on the page', () => {
  const policy = /Content-Security-Policy" content="([^"]+)"/.exec(sample)?.[1] ?? '';
  const digest = (of: string) => `'sha256-${createHash('sha256').update(of).digest('base64')}'`;
  const style = /<style>([\s\S]*?)<\/style>/.exec(sample)?.[1] ?? '';
  const script = /<script>([\s\S]*?)<\/script>/.exec(sample)?.[1] ?? '';
  assert.ok(policy.startsWith("default-src 'none'; "));
  assert.ok(policy.includes(`style-src ${digest(style)};`));
  assert.ok(policy.includes(`script-src ${digest(script)};`));
  assert.not(policy.includes('unsafe'));
  assert.not(/innerHTML|insertAdjacent|document\.write|eval|new Function/.test(script));
});

safety('nothing is fetched: no address, no image, no attribute that runs', () => {
  for (const { name, attributes } of elements(sample)) {
    assert.not(['img', 'iframe', 'object', 'embed', 'link', 'base', 'form', 'audio', 'video'].includes(name), name);
    for (const [attribute, value] of Object.entries(attributes)) {
      assert.not(/^on|^src$|^style$/.test(attribute), attribute);
      if (attribute === 'href') assert.ok(value?.startsWith('#'), value);
    }
  }
});

for (const attack of ATTACKS) {
  safety(`in every field: ${JSON.stringify(attack).slice(0, 60)}`, () => {
    const shape = (report: string) =>
      elements(report)
        .map((it) => it.name)
        .filter((it) => !TEXT_ELEMENTS.has(it));
    const hostile = renderHtml(hostileReport(attack));
    assert.equal(shape(hostile), shape(renderHtml(hostileReport('harmless'))));
    for (const { attributes } of elements(hostile)) assert.not(Object.keys(attributes).some((it) => it.startsWith('on') || it === 'style'));
    assert.not(
      [...hostile].some((it) => it < ' ' && it !== '\n' && it !== '\t'),
      'a control character came through',
    );
  });
}

/** What a worker's own light Markdown may become. */
const TEXT_ELEMENTS = new Set(['p', 'ul', 'li', 'pre', 'code', 'strong', 'em']);

safety('a template escapes whatever it is given', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.constantFrom(...ATTACKS)), (text) => {
      const markup = html`<p title="${text}">${text}</p>`.parts.join('');
      const found = elements(markup);
      assert.equal(
        found.map((it) => it.name),
        ['p'],
      );
    }),
  );
});

safety('escaped is not lost: a reader sees every character', () => {
  const text = `a & b < c > d "e" 'f' ${'`'}g${'`'}`;
  assert.is(textOf(html`${text}`.parts.join('')), text);
  assert.is(html`<p title="${'"'}">${['<', 1, null, false]}</p>`.parts.join(''), '<p title="&quot;">&lt;1</p>');
});

const luminance = (colour: string): number => {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.040_45 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (r ?? 0) + 0.7152 * (g ?? 0) + 0.0722 * (b ?? 0);
};
const contrast = (a: string, b: string): number => {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
};

reading('every text has enough contrast, in light and dark mode', () => {
  const grounds: ColourName[] = ['paper', 'card', 'sunk'];
  const pairs: [ColourName, ColourName][] = [
    ...grounds.flatMap((ground): [ColourName, ColourName][] => [
      ['ink', ground],
      ['soft', ground],
      ['accent', ground],
    ]),
    ...(['critical', 'major', 'minor', 'info', 'good', 'warning', 'bad'] as const).flatMap((it): [ColourName, ColourName][] => [
      [it, `${it}-tint`],
      [it, 'card'],
      ['ink', `${it}-tint`],
      ['soft', `${it}-tint`],
    ]),
    ['bar-ink', 'bar'],
    ['card', 'accent'],
  ];
  for (const [name, palette] of Object.entries({ LIGHT, DARK }) as [string, Palette][]) {
    for (const [ink, ground] of pairs) {
      const found = contrast(palette[ink], palette[ground]);
      assert.ok(found >= 4.5, `${name}: ${ink} on ${ground} is ${found.toFixed(2)}`);
    }
  }
});

reading('headings go down one step at a time, and tables name their columns', () => {
  const all = elements(sample);
  let level = 0;
  for (const { name } of all) {
    const next = /^h([1-6])$/.exec(name)?.[1];
    if (next === undefined) continue;
    assert.ok(Number(next) <= level + 1, `${name} after h${level}`);
    level = Number(next);
  }
  for (const { name, attributes } of all) if (name === 'th') assert.ok(attributes.scope, 'a header cell without scope');
});

reading('severity and vote are never shown by colour alone', () => {
  assert.ok(sample.includes('aria-label="F-001, critical"'));
  for (const sign of ['>✓<', '>✗<', '>!<', '>●<']) assert.ok(sample.includes(sign), sign);
});

page.run();
safety.run();
reading.run();
