// A shop whose findings are examined by scripted workers that are seated by the names of their files.

import { join } from 'node:path';
import * as assert from 'uvu/assert';
import type { ConvergenceSettings } from '../../../contracts/findings/convergence.ts';
import type { RunView } from '../../../contracts/run/run-view.ts';
import { type DaemonFixture, until } from '../daemon-fixture.ts';

export const SHOP = {
  'cart.js': [
    'export function total(items) {',
    '  let sum = 0; // a float from here on',
    '  for (const item of items) sum += item.price;',
    '  return sum;',
    '}',
    '',
    'export function titles(items) {',
    '  return items.map((item) => item.title);',
    '}',
    '',
    'export function receipt(sum) {',
    '  return `${sum.toFixed(2)} in all, thank you`;',
    '}',
    '',
  ].join('\n'),
  'pay.js': [
    "import { total } from '../cart.js';",
    'export async function pay(items, bank) {',
    '  const sum = total(items);',
    "  if (sum <= 0) throw new RangeError('nothing to pay');",
    '  return bank.charge(sum);',
    '}',
    '',
  ].join('\n'),
};

/** Seats workers by the names of their files, and lets them examine the shop. */
export async function examined(
  fixture: DaemonFixture,
  workers: readonly string[],
  settings: Partial<ConvergenceSettings> = {},
  files: Record<string, string> = SHOP,
): Promise<RunView> {
  const convergence = { enabled: true, maxRounds: 2, mode: 'lightweight', adversarial: false, critic: false, ...settings };
  fixture.config('grace: { flush: 300ms, exit: 1s, invalid: 1s, kill: 1s }\n');
  fixture.write(
    join(fixture.home.templates, 'review.yaml'),
    [
      'name: review',
      'replaces: review',
      'description: scripted workers',
      'roster: [{ role: analyser, seats: task }]',
      'phases: [{ key: analysis, kind: fan-out, role: analyser, skill: analysis }, { key: convergence, kind: convergence }]',
      'quorum: 1',
      'deadline: 10m',
      'limits: {}',
      `convergence: ${JSON.stringify(convergence)}`,
    ].join('\n'),
  );
  const project = fixture.project('shop', files);
  for (const it of workers) if (it !== 'builtin') fixture.agent(it, `${it}.mjs`);
  await fixture.up();
  fixture.drop('look.md', fixture.task(project, workers));
  let runs: string[] = [];
  await until('the run', async () => {
    runs = await fixture.runs();
    return runs.length > 0;
  });
  const view = await fixture.ended(runs[0] ?? '');
  assert.is(view.outcome, 'completed', view.message);
  return view;
}
