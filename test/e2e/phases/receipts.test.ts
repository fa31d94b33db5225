// “No findings” is worth as much as what was looked at: an answer of a worker that opened nothing has no vote, and every screen and
// document says so.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Report } from '../../../contracts/run/report.ts';
import { type CliFixture, openCliFixture } from '../cli/cli-fixture.ts';

const receipts = suite<{ fixture: CliFixture }>('receipts');
receipts.before.each((context) => {
  context.fixture = openCliFixture();
});
receipts.after.each(({ fixture }) => fixture.clear());

const SHOP = {
  'cart.js': 'export const total = (items) => items.length;\n',
  'src/pay.js': 'export const pay = () => true;\n',
  'src/refund.js': 'export const refund = () => false;\n',
};

const unwrapped = (text: string): string => text.replace(/\s+/g, ' ');

async function reviewed(fixture: CliFixture, agents: readonly string[], brief = 'Is the sum right?', more = '') {
  const { code, out } = await fixture.muster(['run', '-'], { input: fixture.task(fixture.project('shop', SHOP), agents, more, brief) });
  const run = (await fixture.runs())[0] ?? '';
  const read = (form: string): string => readFileSync(join(fixture.home.run(run).report, `report.${form}`), 'utf8');
  const report = JSON.parse(read('json')) as Report;
  return { code, out: unwrapped(out), run, report, view: report.run, md: read('md'), html: read('html') };
}

/** The looks that counted, by seat: `opened/searched/files`, who says so, and whether the answer counts. */
const looksOf = ({ looks }: Report['run']) =>
  Object.fromEntries(looks.map(({ seat, receipt, inconclusive }) => [seat, [receipt.opened, receipt.by, inconclusive]]));

receipts('a worker that immediately answers “nothing found” is inconclusive, and every output says so', async ({ fixture }) => {
  fixture.agent('lazy', 'claims.mjs', '[]');
  const { code, out, run, view, md, html } = await reviewed(fixture, ['lazy']);
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
  assert.match(fixture.progress(), `phase-5-collect worker=lazy inconclusive why=opened-nothing`);
  const show = await fixture.muster(['show', run]);
  assert.match(unwrapped(show.out), SAYS);
  assert.match(show.out, /inconclusive/);
  assert.match(unwrapped((await fixture.muster(['explain', `${run}.d1`])).out), 'Its answer is inconclusive and counts nowhere');
  const { out: told } = await fixture.muster(['report', run, '--format', 'sarif']);
  const [{ invocations }] = JSON.parse(told).runs;
  assert.is(invocations[0].exitCode, 6);
  const notes = invocations[0].toolExecutionNotifications as { descriptor: { id: string }; message: { text: string } }[];
  assert.match(notes.find((it) => it.descriptor.id === 'inconclusive')?.message.text ?? '', `Inconclusive: 1 of 1 workers ${SAYS}.`);
});

receipts('without a question, a judge that opened nothing has judged nothing either, whatever the rules say', async ({ fixture }) => {
  fixture.agent('lazy', 'claims.mjs', '[]');
  const project = fixture.project('shop', SHOP);
  const { code, out } = await fixture.muster(['review', '--all', '--agents', 'lazy,links'], { cwd: project });
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
    by: 'claimed',
    inconclusive: null,
  },
  'more-than-printed': {
    claims: [{ path: 'cart.js' }, { path: 'src/refund.js' }],
    lines: ['MUSTER-LOOKED src/pay.js'],
    opened: '1',
    by: 'claimed',
    inconclusive: null,
  },
  'searched': {
    claims: [],
    lines: ['MUSTER-LOOKED {"path":"src","how":"searched"}'],
    opened: '',
    by: 'claimed',
    inconclusive: 'opened-nothing',
  },
};

receipts('claims are looked up in the base, and if a worker prints its looks, only those count, as its own words', async ({ fixture }) => {
  const all: [string, { claims: object[]; lines?: string[]; opened: string; by: string; inconclusive: string | null }][] =
    Object.entries(CLAIMS);
  for (const [name, { claims, lines = [] }] of all) fixture.agent(name, 'claims.mjs', JSON.stringify(claims), ...lines);
  const { code, view, out, report } = await reviewed(
    fixture,
    all.map(([name]) => name),
  );
  assert.equal(looksOf(view), Object.fromEntries(all.map(([name, it]) => [name, [it.opened, it.by, it.inconclusive]])), out);
  assert.is(code, 6, out);
  assert.match(out, 'Completed, INCONCLUSIVE: 4 of 7 workers found nothing and opened nothing (everything, folder, absent and searched)');
  const flagged = (flag: string) => view.dispatches.filter((it) => it.result?.flags.some((one) => one === flag)).map((it) => it.seat);
  assert.equal(flagged('absent-paths'), ['absent']);
  assert.equal(flagged('unwitnessed-looks'), ['more-than-printed']);
  assert.match(
    out,
    'Nothing was found in 2 of 3 files, by real, less-than-printed and more-than-printed. What real, less-than-printed and more-than-printed opened is claimed, not witnessed. The question was: “Is the sum right?”',
  );
  assert.ok(report.notLookedAt.some((it) => it.startsWith('The answer of absent does not count')));
});

receipts('a worker that opened what it says and found nothing has fully answered', async ({ fixture }) => {
  fixture.agent('honest', 'finds-nothing.mjs');
  const { code, out, md, html } = await reviewed(fixture, ['honest']);
  assert.is(code, 0, out);
  assert.match(
    out,
    'Nothing was found in 3 of 3 files, by honest. What honest opened is claimed, not witnessed. The question was: “Is the sum right?”',
  );
  assert.match(md, /\*\*honest\*\*: opened 3, .* \(claimed, not witnessed\)/);
  assert.match(html, 'claimed, not witnessed');
  assert.match(md, /Nothing was raised in the 3 of 3 files that were opened/);
});

receipts('of several workers, those that did not look have no voice, and the others count', async ({ fixture }) => {
  fixture.agent('finder', 'raises-floats.mjs');
  fixture.agent('lazy', 'claims.mjs', '[]');
  fixture.agent('boaster', 'claims.mjs', '[{"glob":"**"}]');
  const shop = {
    'cart.js': 'export function total(items) {\n  let sum = 0;\n  for (const item of items) sum += item.price;\n  return sum;\n}\n',
  };
  const { code, out } = await fixture.muster(['run', '-'], {
    input: fixture.task(fixture.project('shop', shop), ['finder', 'lazy', 'boaster'], '', 'Is the sum right?'),
  });
  const view = await fixture.view((await fixture.runs())[0] ?? '');
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

receipts('whoever has opened nothing that a change touches has not looked at it, and a verdict says what is left', async ({ fixture }) => {
  const project = fixture.project('door', { 'README.md': 'A door.\n', 'cart.js': 'export const total = 1;\n' });
  const git = (...args: string[]) => execFileSync('git', ['-C', project, '-c', 'user.name=t', '-c', 'user.email=t@t', ...args]);
  fixture.write(join(project, 'login.js'), 'export const login = () => true;\n');
  fixture.write(join(project, 'logout.js'), 'export const logout = () => true;\n');
  git('add', '-A');
  git('commit', '-q', '-m', 'let everybody in');
  fixture.agent('beside', 'claims.mjs', '[{"path":"README.md"}]');
  fixture.agent('half', 'claims.mjs', '[{"path":"login.js","how":"diffed"}]');
  const asked = async (type: string, ...agents: string[]) => {
    const input = fixture.task(project, agents, `type: ${type}\nrange: HEAD~1..HEAD\n`, 'Does login check the password?');
    const { code, out } = await fixture.muster(['run', '-'], { input });
    return { code, out: unwrapped(out) };
  };
  for (const type of ['review', 'final-verification']) {
    const { code, out } = await asked(type, 'beside');
    assert.is(code, 6, out);
    assert.match(out, 'INCONCLUSIVE: 1 of 1 workers found nothing, and opened nothing that the change touches (beside)');
    assert.not.match(out, /\b(Completed|Accepted)\b/);
    assert.not.match(out, /[Oo]nly rules looked/);
  }
  const { code, out } = await asked('final-verification', 'half');
  assert.is(code, 6, out);
  assert.match(out, 'Accepted on conditions, 2 conditions.');
  assert.match(out, 'Judged by half, with 1 of 4 files opened. What half opened is claimed, not witnessed.');
  assert.match(out, 'condition scope: no worker that can judge them has opened 1 of the 2 files that the change touches');
});

receipts('a finding without a look is listed and examined like any, and does not answer the question', async ({ fixture }) => {
  fixture.agent('points', 'points.mjs', '[{"path":"cart.js"}]');
  const { code, out, view, md, html } = await reviewed(fixture, ['points'], 'Is the sum right?', 'language: de\n');
  assert.is(code, 6, out);
  const WHY = 'nothing shows that points opened any of the files in question';
  assert.match(out, `Not judged: ${WHY} Is the sum right?`);
  assert.match(out, 'F-001 cart.js');
  assert.equal(view.judgement, {
    asks: 'judgement',
    question: 'Is the sum right?',
    came: 'not-judged',
    without: ['points'],
    blind: ['points'],
  });
  assert.equal(looksOf(view), { points: ['', 'claimed', null] });
  assert.match(md, '**Nicht beurteilt: nichts zeigt, dass points eine der fraglichen Dateien geöffnet hat**');
  assert.match(md, 'Nothing shows that points opened any of the files in question.');
  for (const text of [md, html]) assert.not.match(text, /Abgeschlossen|Completed|points[^.]* looked at/);
  const project = fixture.project('other', SHOP);
  for (const evidence of ['[]', '[{"command":"npm test","output":"3 failures"}]', '[{"path":"src/pay.js","line":1}]']) {
    fixture.agent('points', 'points.mjs', evidence);
    const all = await fixture.muster(['review', '--all', '--agents', 'points,links', '--force'], { cwd: project });
    assert.is(all.code, 6, all.out);
    assert.match(unwrapped(all.out), `Not judged: ${WHY}`, evidence);
  }
  fixture.agent('points', 'points.mjs', '[{"path":"src/pay.js","line":1,"quote":"export const pay = () => true;"}]');
  const all = await fixture.muster(['review', '--all', '--agents', 'points,links', '--force'], { cwd: project });
  assert.is(all.code, 0, all.out);
  assert.match(all.out, 'Completed: 1 of 3 files opened\n');
});

receipts('what a change does not touch is no look at the change, even if it is quoted', async ({ fixture }) => {
  const project = fixture.project('door', SHOP);
  fixture.write(join(project, 'src/pay.js'), 'export const pay = () => null;\n');
  execFileSync('git', ['-C', project, '-c', 'user.name=t', '-c', 'user.email=t@t', 'commit', '-qam', 'pay nothing']);
  const asked = async () => {
    const input = fixture.task(project, ['points'], 'range: HEAD~1..HEAD\n', 'Is paying right?');
    const { code, out } = await fixture.muster(['run', '-'], { input });
    return { code, out: unwrapped(out) };
  };
  fixture.agent('points', 'points.mjs', '[{"path":"cart.js","line":1,"quote":"export const total = (items) => items.length;"}]');
  const beside = await asked();
  assert.is(beside.code, 6, beside.out);
  assert.match(beside.out, 'Not judged: nothing shows that points opened any of the files in question');
  fixture.agent('points', 'points.mjs', '[{"path":"src/pay.js","line":1,"quote":"export const pay = () => null;"}]');
  const there = await asked();
  assert.is(there.code, 0, there.out);
  assert.match(there.out, 'Completed: 1 of 1 changed files opened');
});

receipts('to quote what the question says shows no look', async ({ fixture }) => {
  const quote = 'export const total = (items) => items.length;';
  fixture.agent('parrot', 'points.mjs', JSON.stringify([{ path: 'cart.js', line: 1, quote }]));
  const copied = await reviewed(fixture, ['parrot'], `Is \`${quote}\` in cart.js right?`);
  assert.is(copied.code, 6, copied.out);
  assert.match(copied.out, 'Not judged: nothing shows that parrot opened any of the files in question');
  assert.equal(looksOf(copied.view), { parrot: ['', 'claimed', null] });
});

receipts('agreement without a look confirms nothing, and every output says so', async ({ fixture }) => {
  fixture.agent(
    'finder',
    'points.mjs',
    JSON.stringify([{ path: 'cart.js', line: 1, quote: 'export const total = (items) => items.length;' }]),
  );
  fixture.agent('nods', 'agrees-blindly.mjs');
  fixture.agent('looks', 'agrees.mjs');
  const SAYS = 'nods agrees, but shows no look at it, which does not count';
  const alone = await reviewed(fixture, ['finder', 'nods']);
  assert.is(alone.view.findings[0]?.state, 'worker-unique');
  assert.is(alone.view.findings[0]?.reason, 'One reviewer only: finder raised it; nods agreed without looking.');
  assert.match(alone.out, `raised by finder; ${SAYS}`);
  assert.match(unwrapped((await fixture.muster(['explain', `${alone.run}.F-001`])).out), SAYS.slice('nods '.length));
  assert.match(unwrapped(alone.md), SAYS);
  assert.match(unwrapped(alone.html), SAYS.slice('nods '.length));
  const input = fixture.task(alone.view.task.project, ['finder', 'nods', 'looks'], 'force: true\n', 'Is the sum right?');
  const both = await fixture.muster(['run', '-'], { input });
  const second = (await fixture.runs()).find((it) => it !== alone.run) ?? '';
  assert.is((await fixture.view(second)).findings[0]?.state, 'partial-consensus', both.out);
  assert.match(unwrapped(both.out), `raised by finder, confirmed by looks (says that it looked); ${SAYS}`);
});

receipts.run();
