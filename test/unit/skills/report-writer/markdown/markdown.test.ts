// The Markdown report: what it says first, what it holds, and that worker text cannot leave its place.

import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { code, fenced, table, text, worded } from '../../../../../skills/report-writer/markdown/escape.ts';
import { renderMarkdown } from '../../../../../skills/report-writer/markdown/render-markdown.ts';
import { at, runBuilder } from '../../../../fixtures/report/build.ts';
import { byAgents } from '../../../../fixtures/report/by-agents.ts';
import { composeReport } from '../../../../fixtures/report/compose.ts';
import { ATTACKS, hostileReport } from '../../../../fixtures/report/hostile.ts';
import { largeReport, quietReport, sampleReport } from '../../../../fixtures/report/sample.ts';

const page = suite('report.md');
const escaping = suite('markdown escaping');

const sample = renderMarkdown(sampleReport());
const headings = (markdown: string): string[] => outsideFences(markdown).filter((it) => /^#{1,6} /.test(it));

/** Lines that Markdown reads as text: neither fences nor what stands in them, also inside quotations. */
function outsideFences(markdown: string): string[] {
  const outside: string[] = [];
  let fence: string | undefined;
  for (const line of markdown.split('\n')) {
    const inner = line.replace(/^(\s{0,3}>\s?)+/, '');
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(inner)?.[1];
    if (fence === undefined && mark !== undefined) fence = mark;
    else if (fence !== undefined && mark?.startsWith(fence) && inner.trim() === mark) fence = undefined;
    else if (fence === undefined) outside.push(line);
  }
  assert.is(fence, undefined, 'a fence is left open');
  return outside;
}

/** What is left of a line when code spans are taken out, as CommonMark pairs their backticks. */
const withoutCode = (line: string): string => line.replace(/(?<!\\)(?<!`)(`+)(?!`)(.*?)(?<!`)\1(?!`)/g, '');

page('the first line says how it ended, DEGRADED, and why', () => {
  const [first] = sample.split('\n');
  assert.is(first, '**Completed, DEGRADED: opencode delivered nothing (auth: not logged in); gemini fell out in round 2 (deadline)**');
});

page('a partial run says so in the first line, with the reason', () => {
  const view = runBuilder().view({ partial: true, reason: 'deadline' });
  const markdown = renderMarkdown(composeReport({ view, map: null, events: [], engine: '0.1.0', at: at(9) }));
  assert.is(markdown.split('\n')[0], '**Completed, partial: the deadline of the run passed**');
});

page('findings are sorted by state, confirmed before dropped, worst first', () => {
  const states = headings(sample).filter((it) => /\(\d+\)$/.test(it));
  assert.equal(states, [
    '## Confirmed by all (3)',
    '## Confirmed by some (2)',
    '## One reviewer only (2)',
    '## Disputed (1)',
    '## Not examined (1)',
    '## Refuted (1)',
    '## Withdrawn (1)',
    '## Unsupported (1)',
    '## Dismissed earlier (1)',
    '## Merged into another (1)',
  ]);
  const ids = headings(sample).flatMap((it) => /^#### (F-\d+)/.exec(it)?.[1] ?? []);
  assert.equal(ids.slice(0, 3), ['F-001', 'F-004', 'F-013']);
  assert.is(new Set(ids).size, 14);
});

page('what is confirmed only as far as claimed has a heading of its own that says so', () => {
  const report = sampleReport();
  const run = { ...report.run, findings: report.run.findings.map((it) => (it.id === 'F-001' ? { ...it, claimed: true as const } : it)) };
  const markdown = renderMarkdown({ ...report, run });
  const states = headings(markdown).filter((it) => /\(\d+\)$/.test(it));
  assert.equal(states.slice(0, 3), ['## Confirmed by all (2)', '## Confirmed by all (as far as claimed) (1)', '## Confirmed by some (2)']);
  const [, section = ''] = markdown.split('## Confirmed by all (as far as claimed) (1)');
  assert.match(section, /^\n\n.*Fewer than two show that they looked; the others only say so\.\n\n#### F-001 /);
});

page('a finding has its evidence in the words of the check, never “verified”', () => {
  assert.ok(sample.includes('*quote found at src/checkout/handler.ts:18*'));
  assert.ok(sample.includes('*quote found elsewhere, at src/payments/capture.ts:51-56* (seven lines further down)'));
  assert.ok(sample.includes('*search repeated, nothing found*'));
  assert.ok(sample.includes('*quote not found at src/server/banner.ts:14*'));
  assert.not(/(?<!un)verified/.test(sample));
});

page('dissent is shown in full, with the round, and a failure is no vote', () => {
  assert.ok(sample.includes('codex, round 1, disagrees — **dissent**'));
  assert.ok(sample.includes('which is not part of the repository.'));
  assert.ok(sample.includes('gemini, round 2, did not answer: deadline. This does not count as a vote.'));
});

page('what is unknown is called unknown', () => {
  const row = sample.split('\n').find((it) => it.startsWith('| opencode |'));
  assert.ok(row?.includes('| unknown | not reported |'), row);
  assert.not(/\$0(?:\.00)?(?![\d.])/.test(sample));
  assert.ok(sample.includes('Cost: at least $2.67'));
});

page('blocks without valid references are dropped and counted, partly valid ones are marked', () => {
  assert.not(sample.includes('mixed quality'));
  assert.ok(sample.includes('1 block of text was dropped because it is based on nothing in this run.'));
  assert.ok(sample.includes('Only partly traced: `F-099` does not exist in this run.'));
});

page('the words of an agent are a quotation with its name, below what Muster says itself', () => {
  const text = renderMarkdown(byAgents(sampleReport()));
  const [, told = ''] = /\n## Summary\n\n([\s\S]*?)\n\n## /.exec(text) ?? [];
  const [own = '', ...others] = told.split('\n\n');
  assert.match(own, /raised 14 findings: \d+ confirmed/);
  assert.match(others[0] ?? '', /^> /);
  const titles = sampleReport().run.narrative.flatMap(({ title, traced }) => (traced === 'none' || title === undefined ? [] : [title]));
  assert.ok(titles.length >= 3);
  for (const title of titles)
    assert.not(
      headings(text).some((it) => it.endsWith(title)),
      title,
    );
  assert.is(text.match(/Words of report-writer, about .*; Muster checked that this exists, not that the words are true\./g)?.length, 5);
  assert.not(sample.includes('Words of'), 'its own program words facts');
});

page('German text is not altered', () => {
  assert.ok(sample.includes('Fehlermeldung „Größe überschritten“ verspricht eine Prüfung, die es nicht gibt'));
  assert.ok(sample.includes('// TODO bis 2.0: Größe wirklich prüfen'));
});

page('provenance: base, tree, template and the journal', () => {
  for (const what of ['| Commit |', '| Tree |', '| Template |', 'run/r-k3f7qa, 212 events']) assert.ok(sample.includes(what), what);
});

page('nothing found is a report too', () => {
  const quiet = renderMarkdown(quietReport());
  assert.ok(quiet.startsWith('**Completed**\n'));
  assert.ok(quiet.includes('## Findings\n\nNone.'));
  assert.ok(quiet.includes('Only the changes of main...HEAD were reviewed'));
});

page('three hundred findings are all there', () => {
  const ids = headings(renderMarkdown(largeReport(300))).filter((it) => it.startsWith('#### F-'));
  assert.is(ids.length, 300);
});

for (const attack of ATTACKS) {
  escaping(`in every field: ${JSON.stringify(attack).slice(0, 60)}`, () => {
    const markdown = renderMarkdown(hostileReport(attack));
    const benign = renderMarkdown(hostileReport('harmless'));
    const visible = outsideFences(markdown).map(withoutCode);
    for (const line of visible) {
      assert.not(/<[a-z!/]/i.test(line), `HTML: ${line}`);
      assert.not(/(?<!\\)\]\(|(?<!\\)\]:/.test(line), `a link: ${line}`);
      assert.not(/https?:|\bwww\.[a-z]/i.test(line), `a bare address: ${line}`);
      assert.not(/&(?:lt|gt|#60|#62);script(?!&gt;|.)/.test(line), line);
    }
    assert.is(headings(markdown).length, headings(benign).length, 'a heading was smuggled in');
    for (const line of visible.filter((it) => it.startsWith('|'))) assert.ok(line.endsWith('|'), `a row was broken: ${line}`);
  });
}

escaping('nobody is called, and no address of mail becomes a link', () => {
  assert.is(
    text('Ask @octo-cat, or a.b+c@mail.example.com (claude@opus says).'),
    'Ask `@octo-cat`, or `a.b+c@mail.example.com` (claude@opus says).',
  );
  assert.is(text('*x* @a'), '\\*x\\* `@a`');
  assert.is(text('it costs 5 @ 3'), 'it costs 5 @ 3');
});

escaping('a fence is always longer than any run of backticks in it', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('`', '``', '~~~', '\n', 'x', '> ', '````')).map((it) => it.join('')),
      (content) => {
        const lines = fenced(content).split('\n');
        const fence = lines[0]?.replace('text', '') ?? '';
        assert.not(lines.slice(1, -1).some((it) => it.includes(fence)));
        assert.is(lines.at(-1), fence);
      },
    ),
  );
});

escaping('a code span can contain any text, and ends where it should', () => {
  for (const content of ['`', '``a`', 'a`', '', 'a | b', ' x ']) {
    const written = code(content);
    const ticks = /^`+/.exec(written)?.[0] ?? '';
    assert.ok(written.endsWith(ticks));
    assert.not(written.slice(ticks.length, -ticks.length).includes(ticks) && !written.includes(`${ticks} `));
  }
});

escaping('a row has as many cells as the head, whatever is in them', () => {
  const rows = table(['a', 'b'], [[text('x | y'), text('z\nw')], [text('only one')]]).split('\n');
  assert.equal(
    rows.map((it) => it.match(/(?<!\\)\|/g)?.length),
    [3, 3, 3, 3],
  );
});

escaping('a quotation stays one, line by line', () => {
  for (const attack of ATTACKS) {
    for (const line of worded(attack, '> ').split('\n')) assert.ok(line.startsWith('>'), line);
  }
});

page.run();
escaping.run();
