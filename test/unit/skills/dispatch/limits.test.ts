// The limits of an attempt: from the template, the settings, and the agent's own definition.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Config } from '../../../../contracts/config.ts';
import { TemplateFile } from '../../../../contracts/task/template.ts';
import { type LimitKey, limitsFor } from '../../../../skills/dispatch/limits.ts';

const test = suite('limits');

const MINUTE = 60_000;
const template = (limits: object) => ({
  ...TemplateFile.parse({
    name: 'review',
    description: 'd',
    roster: [{ role: 'analyser', seats: 'task' }],
    phases: [{ key: 'analysis', kind: 'fan-out', role: 'analyser', skill: 'analysis' }],
    quorum: 1,
    deadline: '45m',
    limits,
  }),
  digest: 'a'.repeat(64),
});
const of = (key: LimitKey, { limits = {}, config = {}, own = null as number | null } = {}) =>
  limitsFor(key, template(limits), Config.parse(config), own);

test('are by default those of the role', () => {
  const soft = (key: LimitKey) => [of(key).soft / MINUTE, of(key).hard / MINUTE];
  assert.equal(soft('analyser'), [20, 30]);
  assert.equal(soft('verdicts'), [10, 15]);
  assert.equal(soft('report-writer'), [15, 20]);
  assert.equal(soft('executor'), [60, 90]);
});

test('are the template’s if it has any', () => {
  const { soft, hard } = of('analyser', { limits: { analyser: { soft: '1m', hard: '2m' } } });
  assert.equal([soft, hard], [MINUTE, 2 * MINUTE]);
});

test('are shorter by an agent’s own deadline, never longer', () => {
  assert.equal([of('analyser', { own: 25 * MINUTE }).soft, of('analyser', { own: 25 * MINUTE }).hard], [20 * MINUTE, 25 * MINUTE]);
  assert.equal([of('analyser', { own: 5 * MINUTE }).soft, of('analyser', { own: 5 * MINUTE }).hard], [5 * MINUTE, 5 * MINUTE]);
  assert.is(of('analyser', { own: 90 * MINUTE }).hard, 30 * MINUTE);
});

test('of silence are by default those of the design', () => {
  const { quiet, quietButBusy, startup, flush, exit } = of('analyser');
  assert.equal([quiet, quietButBusy, startup, flush, exit], [10 * MINUTE, 30 * MINUTE, MINUTE, 2_000, 30_000]);
});

test('of silence leave room for three heartbeats, and CPU time never counts for less than none', () => {
  assert.is(of('analyser', { config: { silence: { quiet: '1m', beatEvery: '60s' } } }).quiet, 3 * MINUTE);
  const odd = of('analyser', { config: { silence: { quiet: '1m', beatEvery: '60s', quietButBusy: '2m' } } });
  assert.is(odd.quietButBusy, 3 * MINUTE);
});

test.run();
