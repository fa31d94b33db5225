// The report as SARIF: valid by the published schema and the official validator, with all that it has to say.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { TrackedFinding } from '../../../../../contracts/findings/tracked.ts';
import type { Report } from '../../../../../contracts/run/report.ts';
import { at } from '../../../../fixtures/report/build.ts';
import { ATTACKS, hostileReport } from '../../../../fixtures/report/hostile.ts';
import { as, logOf, oneOfEach } from '../../../../fixtures/report/one-of-each.ts';
import { largeReport, quietReport, sampleReport } from '../../../../fixtures/report/sample.ts';
import { bySchema, byValidator } from './sarif-checks.ts';

const sarif = suite('SARIF');

sarif('is valid by the published schema, also with hostile words', () => {
  for (const report of [oneOfEach(), sampleReport(), quietReport(), largeReport(30), ...ATTACKS.map(hostileReport)]) {
    assert.equal(bySchema(as('sarif', report)), []);
  }
  assert.ok(bySchema('{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"x"}},"results":[{"message":{},"what":1}]}]}').length > 0);
});

sarif('is valid by the official validator, without an error or a warning', () => {
  for (const report of [oneOfEach(), sampleReport(), quietReport(), hostileReport(ATTACKS[0])]) {
    const said = byValidator(as('sarif', report)).filter((it) => !it.startsWith('note'));
    assert.equal(said, []);
  }
  assert.ok(
    byValidator('{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"x"}},"results":[{"message":{"text":"a"},"ruleIndex":7}]}]}').length >
      0,
  );
});

sarif('has rules by category, levels by severity, and a place where the program found it', () => {
  const { tool, results, originalUriBaseIds } = logOf(oneOfEach());
  assert.equal(
    tool.driver.rules.map(({ id }: { id: string }) => id),
    ['correctness', 'security', 'style'],
  );
  const [first] = results;
  assert.is(tool.driver.rules[first.ruleIndex].id, first.ruleId);
  assert.is(first.level, 'error');
  assert.equal(first.locations[0].physicalLocation, {
    artifactLocation: { uri: 'src/p%C3%A4y%20ment.ts', uriBaseId: 'SRCROOT' },
    region: { startLine: 41, snippet: { text: 'const total = a + b;' } },
  });
  assert.ok('SRCROOT' in originalUriBaseIds);
  assert.match(first.partialFingerprints['musterFinding/v1'], /^f-/);
  assert.is(results.find((it: { properties: { severity: string } }) => it.properties.severity === 'info').level, 'note');
});

sarif('lists objections and other wordings with a result', () => {
  const [{ relatedLocations }] = logOf(oneOfEach()).results;
  const objection = relatedLocations.find((it: { message: { text: string } }) => it.message.text.startsWith('Objection of gemini'));
  assert.is(objection.physicalLocation.artifactLocation.uri, 'src/round.ts');
  assert.match(relatedLocations.at(-1).message.text, 'As claude words it: Floats for money');
});

sarif('suppresses what a person dismissed, and says who and why', () => {
  const waved = logOf(oneOfEach()).results.find((it: { suppressions?: unknown }) => it.suppressions);
  assert.equal(waved.suppressions, [{ kind: 'external', status: 'accepted', justification: 'Dismissed by mira: generated code.' }]);
});

sarif('contains the exit code, what was degraded, and what was not looked at', () => {
  const [invocation] = logOf(oneOfEach(), 6).invocations;
  assert.is(invocation.exitCode, 6);
  const ids = invocation.toolExecutionNotifications.map(
    ({ descriptor, level }: { descriptor: { id: string }; level: string }) => `${level} ${descriptor.id}`,
  );
  assert.ok(ids.includes('warning degraded'));
});

sarif('marks what is new, unchanged and absent if an earlier run is known, and nothing otherwise', () => {
  const report = oneOfEach();
  const [one, two] = report.run.findings;
  assert.ok(one && two);
  assert.not.ok('baselineState' in logOf(report).results[0]);
  const tracked = (id: string, title: string, standing: TrackedFinding['standing']): TrackedFinding => ({
    ...{ id, aliases: [id], title, claim: 'so', category: 'bug', severity: 'major', state: 'worker-unique', seats: ['one'], standing },
    anchor: { path: 'src/a b.ts', line: 3, span: 1, text: 'aa', ink: 20, headers: [], ordinal: 0 },
    commit: 'c'.repeat(40),
    first: { run: 'r-aaaaaa', at: at(0) },
    last: { run: 'r-aaaaaa', at: at(0), finding: 'F-001' },
  });
  const compared: Report = {
    ...report,
    run: {
      ...report.run,
      overTime: {
        branch: 'refs/heads/main',
        since: { run: 'r-aaaaaa', at: at(0) },
        review: { run: report.run.id, at: at(1), commit: 'd'.repeat(40), scope: [], seats: ['one'] },
        traces: [
          { change: 'seen', finding: one.id, tracked: tracked('f-000000000001', one.title, 'open') },
          { change: 'still-there', tracked: { ...tracked('f-000000000002', 'It is still here.', 'open'), claimed: true } },
          { change: 'fixed', tracked: tracked('f-000000000003', 'It was here once.', 'fixed') },
        ],
      },
    },
  };
  const { results } = JSON.parse(as('sarif', compared)).runs[0];
  const ids = (state: string) =>
    results.flatMap((it: { baselineState: string; partialFingerprints: Record<string, string> }) =>
      it.baselineState === state ? [it.partialFingerprints['musterId/v1'] ?? 'none'] : [],
    );
  assert.equal(ids('unchanged'), ['f-000000000001', 'f-000000000002']);
  assert.equal(ids('absent'), ['f-000000000003']);
  assert.is(ids('new').length, results.length - 3);
  assert.is(
    results.find((it: { message: { text: string } }) => it.message.text.startsWith('It is still here.')).locations[0].physicalLocation
      .artifactLocation.uri,
    'src/a%20b.ts',
  );
  assert.is(
    results.find((it: { message: { text: string } }) => it.message.text.startsWith('It is still here.')).message.text,
    'It is still here.\n\nNot raised again in this run; its line is still there. In r-aaaaaa it was: one reviewer only (as far as claimed).',
  );
  assert.equal(bySchema(as('sarif', compared)), []);
});

sarif('marks what is older than a range as unchanged, a note and no failure; and passes the validator', () => {
  const report = oneOfEach();
  const [old, ...rest] = report.run.findings;
  const { base } = report.run;
  assert.ok(old && base?.kind === 'git');
  const run = { ...report.run, base: { ...base, from: 'a'.repeat(40) }, findings: [{ ...old, state: 'pre-existing' as const }, ...rest] };
  const ranged: Report = { ...report, run };
  const { results } = JSON.parse(as('sarif', ranged)).runs[0];
  const of = (id: string) => results.find((it: { properties: { finding: string } }) => it.properties.finding === id);
  assert.equal([of(old.id).baselineState, of(old.id).level], ['unchanged', 'note']);
  const others = results.filter((it: { properties: { finding: string } }) => it.properties.finding !== old.id);
  assert.ok(others.length > 0 && others.every((it: { baselineState: string }) => it.baselineState === 'new'));
  assert.ok(results.some((it: { suppressions?: unknown[] }) => it.suppressions?.length === 1));
  assert.equal(bySchema(as('sarif', ranged)), []);
  assert.equal(
    byValidator(as('sarif', ranged)).filter((it) => !it.startsWith('note')),
    [],
  );
  assert.match(as('junit', ranged), '<skipped message="It was there before the change under review."/>');
  assert.match(as('github', ranged), /^::notice file=/m);
  assert.ok(JSON.parse(as('gitlab', ranged)).some((it: { severity: string }) => it.severity === 'info'));
});

sarif.run();
