// Who can answer a question: rules find only what they were written for, so a question in words counts as judged only if a seat that can
// judge anything has answered.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Report } from '../../../contracts/run/report.ts';
import { type CliFixture, openCliFixture } from '../cli/cli-fixture.ts';

const judged = suite<{ fixture: CliFixture }>('what was asked');
judged.before.each((context) => {
  context.fixture = openCliFixture();
});
judged.after.each(({ fixture }) => fixture.clear());

const LOGIN = { 'login.js': 'export const login = () => true;\n', 'package.json': '{ "name": "door", "type": "module" }\n' };
const QUESTION = 'Does login check the password?';

const asked = (fixture: CliFixture, type: string, agents: readonly string[], brief = QUESTION, more = '', args: readonly string[] = []) =>
  fixture.muster(['run', '-', ...args], {
    input: fixture.task(fixture.project(`door-${agents.length}`, LOGIN), agents, `type: ${type}\n${more}`, brief),
  });

const unwrapped = (text: string): string => text.replace(/\s+/g, ' ');

const reportOf = async (fixture: CliFixture, form: 'json' | 'md' | 'html'): Promise<string> =>
  readFileSync(join(fixture.home.run((await fixture.runs())[0] ?? '').report, `report.${form}`), 'utf8');

for (const type of ['review', 'final-verification']) {
  judged(`a question that only rules have looked at is not judged: ${type}`, async ({ fixture }) => {
    const { code, out } = await asked(fixture, type, ['builtin']);
    assert.is(code, 6);
    assert.match(unwrapped(out), 'Not judged: only rules looked, and rules cannot answer this question');
    const closing = out.slice(out.indexOf('Not judged'));
    assert.not.match(closing, /\b(Accepted|Completed)\b/);
    const report = JSON.parse(await reportOf(fixture, 'json')) as Report;
    assert.equal(report.run.judgement, { asks: 'judgement', question: QUESTION, came: 'not-judged', without: [] });
    assert.match(await reportOf(fixture, 'md'), /^\*\*Not judged: only rules looked, and rules cannot answer this question/);
    const page = await reportOf(fixture, 'html');
    assert.match(page, '<div class="outcome warning"><p>Not judged</p>');
    assert.not.match(page, /\b(Accepted|Completed)\b/);
    assert.match((await fixture.muster(['runs'])).out, / not judged /);
    const sarif = JSON.parse((await fixture.muster(['report', report.run.id, '--format', 'sarif'])).out);
    assert.is(sarif.runs[0].invocations[0].exitCode, 6);
  });
}

judged('one judge that finds something blocks the work, though nobody else could judge it', async ({ fixture }) => {
  fixture.agent('judge', 'finds-login.mjs');
  for (const agents of [['judge'], ['judge', 'builtin']]) {
    const { code, out } = await asked(fixture, 'final-verification', agents, QUESTION);
    assert.is(code, 7, out);
    assert.match(out, /Verdict +Blocked, 1 blocker/);
    assert.match(unwrapped(out), /blocker F-001: critical, one reviewer only, unopposed: login\(\) never checks the password/);
  }
});

judged('a review that asks nothing in words claims no more than rules can', async ({ fixture }) => {
  const project = fixture.project('door', LOGIN);
  const { code, out } = await fixture.muster(['review', '--all', '--agents', 'builtin'], { cwd: project });
  assert.is(code, 0);
  assert.match(unwrapped(out), /Checked by rules only: .*design and logic were not judged/);
});

judged('two defects three lines apart, by two rules, are two findings', async ({ fixture }) => {
  const shop = {
    'shop.js':
      'export const table = { a: 1, b: 2, a: 3 };\nexport function pick(c) {\n  if (c > 2) return 2;\n  else if (c > 2) return 3;\n  return 0;\n}\n',
  };
  const project = fixture.project('near', shop);
  const { code, out } = await fixture.muster(['review', '--all', '--agents', 'builtin', '--fail-on', 'major'], { cwd: project });
  assert.is(code, 7, out);
  const view = await fixture.view((await fixture.runs())[0] ?? '');
  assert.equal(
    view.findings.map((it) => [it.category, it.path, it.line]),
    [
      ['slips/duplicate-key', 'shop.js', 1],
      ['slips/repeated-condition', 'shop.js', 4],
    ],
    out,
  );
});

judged('a planning request without a plan says so first, with why and what to do, in the language of the report', async ({ fixture }) => {
  const { code, out } = await asked(
    fixture,
    'implementation-planning',
    ['builtin'],
    'Add a login that checks passwords.',
    'language: de\n',
  );
  assert.is(code, 6);
  assert.match(
    unwrapped(out),
    /No plan was made, DEGRADED: no finding was confirmed or rechecked, and rules can plan for nothing else; to have the request itself planned/,
  );
  assert.match(await reportOf(fixture, 'md'), /^\*\*Kein Plan erstellt, DEGRADED: /);
  assert.match(await reportOf(fixture, 'md'), 'nur Regeln haben geprüft, und Regeln können diese Frage nicht beantworten');
});

judged.run();
