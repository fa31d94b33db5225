// A report without secrets is the same whether or not its names were looked at before.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Report } from '../../../../contracts/run/report.ts';
import { hideDeep } from '../../../../runtime/secrets/deep.ts';
import { runSteps } from '../../../../runtime/steps.ts';
import { withoutSecretsSteps } from '../../../../skills/report-writer/facts/without-secrets.ts';
import { sampleReport } from '../../../fixtures/report/sample.ts';

const test = suite('a report without secrets');

const hide = (text: string): string => text.replaceAll('secret-x', '[redacted]');

function report(file: string, seat: string): Report {
  const sample = sampleReport();
  const rows = [
    { changed: true, opened: [seat], searched: [], files: ['a.ts', file] },
    { changed: false, opened: [], searched: ['one'], files: ['b.ts'] },
  ];
  return { ...sample, scope: { files: 3, changed: 2, rows }, notLookedAt: [...sample.notLookedAt, 'Nobody opened secret-x.'] };
}

test('is the same whether or not its names are known to have none', () => {
  for (const seat of ['one', 'secret-x']) {
    const of = report('c.ts', seat);
    const whole = hideDeep(of, hide);
    assert.is(JSON.stringify(runSteps(withoutSecretsSteps(of, hide, true))), JSON.stringify(whole), seat);
    assert.is(JSON.stringify(runSteps(withoutSecretsSteps(of, hide, false))), JSON.stringify(whole), seat);
    assert.match(JSON.stringify(whole), 'Nobody opened [redacted].');
  }
});

test('hides those in its file names if nothing is known about them', () => {
  const hidden = runSteps(withoutSecretsSteps(report('secret-x.ts', 'one'), hide, false));
  assert.equal(hidden.scope?.rows[0]?.files, ['a.ts', '[redacted].ts']);
});

test('without a map of the scope is searched as a whole', () => {
  const of = { ...report('c.ts', 'one'), scope: null };
  assert.equal(runSteps(withoutSecretsSteps(of, hide, true)), hideDeep(of, hide));
});

test.run();
