// “No findings” is worth what was looked at: an answer that opened nothing has no voice, and every surface says so.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Report } from '../../../contracts/run/report.ts';
import { type CliStage, openCliStage } from '../cli/cli-stage.ts';

const receipts = suite<{ stage: CliStage }>('receipts');
receipts.before.each((context) => {
  context.stage = openCliStage();
});
receipts.after.each(({ stage }) => stage.clear());

const SHOP = {
  'cart.js': 'export const total = (items) => items.length;\n',
  'src/pay.js': 'export const pay = () => true;\n',
  'src/refund.js': 'export const refund = () => false;\n',
};

const unwrapped = (text: string): string => text.replace(/\s+/g, ' ');

async function reviewed(stage: CliStage, agents: readonly string[], brief = 'Is the sum right?', more = '') {
  const { code, out } = await stage.muster(['run', '-'], { input: stage.task(stage.project('shop', SHOP), agents, more, brief) });
  const run = (await stage.runs())[0] ?? '';
  const read = (form: string): string => readFileSync(join(stage.home.run(run).report, `report.${form}`), 'utf8');
  const report = JSON.parse(read('json')) as Report;
  return { code, out: unwrapped(out), run, report, view: report.run, md: read('md'), html: read('html') };
}

/** The looks that counted, by seat: `opened/searched/files`, who says so, and whether the answer counts. */
const looksOf = ({ looks }: Report['run']) =>
  Object.fromEntries(looks.map(({ seat, receipt, inconclusive }) => [seat, [receipt.opened, receipt.by, inconclusive]]));

receipts('a worker that answers nothing at once is inconclusive, and every surface says so', async ({ stage }) => {
  stage.agent('lazy', 'claims.mjs', '[]');
  const { code, out, run, view, md, html } = await reviewed(stage, ['lazy']);
  const SAYS = 'found nothing and opened nothing (lazy)';
  assert.is(code, 6, out);
  assert.match(out, `1 of 1 workers ${SAYS}`);
  const closing = out.slice(out.indexOf('Not judged'));
  assert.match(closing, /^Not judged, .*INCONCLUSIVE: 1 of 1 workers/);
  assert.not.match(closing, /\bCompleted\b|Accepted/);
  assert.is(view.judgement?.came, 'not-judged');
  assert.equal(looksOf(view), { lazy: ['', 'claimed', 'opened-nothing'] });
  assert.is(view.degraded, true);
  assert.match(md, /^\*\*Not judged, .*INCONCLUSIVE: 1 of 1 workers found nothing and opened nothing/);
  assert.match(md, 'The answer of lazy does not count: it found nothing and opened nothing.');
  assert.not.match(md, 'Nothing that Muster knows of');
  assert.match(html, /<div class="outcome warning"><p>Not judged, .*INCONCLUSIVE<\/p>/);
  assert.match(html, SAYS);
  assert.match(stage.progress(), `phase-5-collect worker=lazy inconclusive why=opened-nothing`);
  const show = await stage.muster(['show', run]);
  assert.match(unwrapped(show.out), SAYS);
  assert.match(show.out, /inconclusive/);
  assert.match(unwrapped((await stage.muster(['explain', `${run}.d1`])).out), 'Its answer is inconclusive and counts nowhere');
  const { out: told } = await stage.muster(['report', run, '--format', 'sarif']);
  const [{ invocations }] = JSON.parse(told).runs;
  assert.is(invocations[0].exitCode, 6);
  const notes = invocations[0].toolExecutionNotifications as { descriptor: { id: string }; message: { text: string } }[];
  assert.match(notes.find((it) => it.descriptor.id === 'inconclusive')?.message.text ?? '', `Inconclusive: 1 of 1 workers ${SAYS}.`);
});

receipts('without a question, a judge that opened nothing has judged nothing either, whatever the rules say', async ({ stage }) => {
  stage.agent('lazy', 'claims.mjs', '[]');
  const project = stage.project('shop', SHOP);
  const { code, out } = await stage.muster(['review', '--all', '--agents', 'lazy,links'], { cwd: project });
  assert.is(code, 6, out);
  assert.match(unwrapped(out), /Not judged, .*INCONCLUSIVE: 1 of 2 workers found nothing and opened nothing \(lazy\)/);
});

const CLAIMS = {
  'everything': { claims: [{ glob: '**', how: 'read' }], opened: '', by: 'claimed', inconclusive: 'opened-nothing' },
  'folder': { claims: [{ path: 'src' }], opened: '', by: 'claimed', inconclusive: 'opened-nothing' },
  'absent': {
    claims: [{ path: 'src/none.js' }, { path: '/etc/passwd' }, { path: '../../x' }],
    opened: '',
    by: 'claimed',
    inconclusive: 'opened-nothing',
  },
  'real': { claims: [{ path: 'cart.js' }, { path: './src/pay.js', lines: '1-2' }], opened: '0-1', by: 'claimed', inconclusive: null },
  'less-than-printed': {
    claims: [],
    lines: ['MUSTER-LOOKED src/pay.js', 'MUSTER-LOOKED {"path":"cart.js","how":"read"}'],
    opened: '0-1',
    by: 'witnessed',
    inconclusive: null,
  },
  'more-than-printed': {
    claims: [{ path: 'cart.js' }, { path: 'src/refund.js' }],
    lines: ['MUSTER-LOOKED src/pay.js'],
    opened: '1',
    by: 'witnessed',
    inconclusive: null,
  },
  'searched': { claims: [], lines: ['MUSTER-LOOKED {"path":"src","how":"searched"}'], opened: '', by: 'witnessed', inconclusive: null },
};

receipts('what is claimed is looked up in the base, and where a program shows its looks, only those count', async ({ stage }) => {
  const all: [string, { claims: object[]; lines?: string[]; opened: string; by: string; inconclusive: string | null }][] =
    Object.entries(CLAIMS);
  for (const [name, { claims, lines = [] }] of all) stage.agent(name, 'claims.mjs', JSON.stringify(claims), ...lines);
  const { code, view, out, report } = await reviewed(
    stage,
    all.map(([name]) => name),
  );
  assert.equal(looksOf(view), Object.fromEntries(all.map(([name, it]) => [name, [it.opened, it.by, it.inconclusive]])), out);
  assert.is(code, 6, out);
  assert.match(out, 'Completed, INCONCLUSIVE: 3 of 7 workers found nothing and opened nothing (everything, folder and absent)');
  const flagged = (flag: string) => view.dispatches.filter((it) => it.result?.flags.some((one) => one === flag)).map((it) => it.seat);
  assert.equal(flagged('absent-paths'), ['absent']);
  assert.equal(flagged('unwitnessed-looks'), ['more-than-printed']);
  assert.match(
    out,
    'Nothing was found in 2 of 3 files, by real, less-than-printed, more-than-printed and searched. What real opened is claimed, not witnessed. The question was: “Is the sum right?”',
  );
  assert.ok(report.notLookedAt.some((it) => it.startsWith('The answer of absent does not count')));
});

receipts('one that opened what it says and found nothing is a whole answer', async ({ stage }) => {
  stage.agent('honest', 'finds-nothing.mjs');
  const { code, out, md, html } = await reviewed(stage, ['honest']);
  assert.is(code, 0, out);
  assert.match(
    out,
    'Nothing was found in 3 of 3 files, by honest. What honest opened is claimed, not witnessed. The question was: “Is the sum right?”',
  );
  assert.match(md, /\*\*honest\*\*: opened 3, .* \(claimed, not witnessed\)/);
  assert.match(html, 'claimed, not witnessed');
  assert.match(md, /Nothing was raised in the 3 of 3 files that were opened/);
});

receipts('of several, those that did not look have no voice, and the others count', async ({ stage }) => {
  stage.agent('finder', 'raises-floats.mjs');
  stage.agent('lazy', 'claims.mjs', '[]');
  stage.agent('boaster', 'claims.mjs', '[{"glob":"**"}]');
  const shop = {
    'cart.js': 'export function total(items) {\n  let sum = 0;\n  for (const item of items) sum += item.price;\n  return sum;\n}\n',
  };
  const { code, out } = await stage.muster(['run', '-'], {
    input: stage.task(stage.project('shop', shop), ['finder', 'lazy', 'boaster'], '', 'Is the sum right?'),
  });
  const view = await stage.view((await stage.runs())[0] ?? '');
  assert.is(code, 6, out);
  assert.match(
    unwrapped(out),
    /Completed, .*INCONCLUSIVE: 2 of 3 workers found nothing and opened nothing \((lazy, boaster|boaster, lazy|lazy and boaster|boaster and lazy)\)/,
  );
  assert.is(view.judgement?.came, 'judged');
  assert.equal([...new Set(view.words.map((it) => it.seat))], []);
  assert.equal(
    view.dispatches.filter((it) => it.round > 0 && it.role === 'analyser'),
    [],
  );
});

receipts.run();
