// The report in the words of other programs: each format is whole, says what counts and what went wrong, and is moved
// by nothing that a worker wrote.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { TrackedFinding } from '../../../../../contracts/findings/tracked.ts';
import type { WorkVerdict } from '../../../../../contracts/findings/work-verdict.ts';
import type { Report } from '../../../../../contracts/run/report.ts';
import { stubReport } from '../../../../../skills/report-writer/facts/compose.ts';
import { renderAs } from '../../../../../skills/report-writer/formats/formats.ts';
import { FORMATS, type Format } from '../../../../../skills/report-writer/formats/names.ts';
import { renderNothing } from '../../../../../skills/report-writer/formats/nothing.ts';
import { at, emptyView, runBuilder } from '../../../../fixtures/report/build.ts';
import { composeReport } from '../../../../fixtures/report/compose.ts';
import { ATTACKS, hostileReport } from '../../../../fixtures/report/hostile.ts';
import { largeReport, quietReport, sampleReport } from '../../../../fixtures/report/sample.ts';
import { bySchema, byValidator } from './sarif-checks.ts';

const composed = (view: Report['run']) => composeReport({ view, map: null, events: [], engine: '0.1.0', at: at(60) });
const as = (format: Format, report: Report, exitCode = 0) => renderAs(format, report, { exitCode });

const logOf = (report: Report, exitCode = 0) => JSON.parse(as('sarif', report, exitCode)).runs[0];

/** One finding of each fate, with an objection, a second wording and a place before the change. */
function oneOfEach(): Report {
  const run = runBuilder();
  const found = (path: string, line: number) => ({
    evidence: [{ path, line, quote: 'const total = a + b;' }],
    checks: [{ outcome: 'found' as const, path, line }],
  });
  const one = run.raise('codex', 1, {
    title: 'Totals lose cents',
    severity: 'major',
    category: 'correctness',
    ...found('src/päy ment.ts', 41),
    recommendation: 'Add in cents.',
  });
  const again = run.raise('claude', 2, { title: 'Floats for money', severity: 'minor', category: 'bug', ...found('src/päy ment.ts', 41) });
  const held = run.finding('partial-consensus', [one, again], { path: 'src/päy ment.ts', line: 41 });
  run.say(held, 'gemini', 1, 'DISAGREE', 'It is rounded in another place.', {
    evidence: [{ path: 'src/round.ts', line: 3, quote: 'round(total)' }],
    checks: [{ outcome: 'found', path: 'src/round.ts', line: 3 }],
  });
  const before = run.raise('codex', 1, {
    title: 'A check was removed',
    severity: 'critical',
    category: 'security',
    evidence: [{ path: 'src/gate.ts', line: 7, side: 'from', quote: 'checkPermission(user);' }],
    checks: [{ outcome: 'found', path: 'src/gate.ts', line: 7, side: 'from' }],
  });
  run.finding('worker-unique', [before], { path: 'src/gate.ts', line: 7 });
  for (const state of ['refuted', 'withdrawn', 'unsupported'] as const) {
    run.finding(state, [run.raise('codex', 1, { title: `This one is ${state}`, ...found('src/no.ts', 1) })], { path: 'src/no.ts' });
  }
  const waved = run.raise('codex', 1, { title: 'Known and accepted', severity: 'info', category: 'style', ...found('src/old.ts', 2) });
  run.finding('dismissed', [waved], { path: 'src/old.ts', line: 2, reason: 'Dismissed by mira: generated code.' });
  return composed(run.view({ degraded: true, degradedWhy: ['gemini did not answer'] }));
}

const every = suite('every format');

every('lists what counts and what went wrong, and nothing that the run dropped', () => {
  for (const format of FORMATS) {
    const text = as(format, oneOfEach(), 6);
    assert.match(text, 'Totals lose cents', format);
    assert.match(text, 'A check was removed', format);
    assert.match(text, 'gemini did not answer', format);
    if (format === 'md' || format === 'html' || format === 'json') continue;
    for (const gone of ['refuted', 'withdrawn', 'unsupported']) assert.not.match(text, `This one is ${gone}`, `${format}, ${gone}`);
    assert.is(text.includes('Known and accepted'), format === 'sarif' || format === 'junit', `dismissed in ${format}`);
  }
});

const PROGRAMS = ['sarif', 'github', 'gitlab', 'rdjson', 'junit'] as const;

every('says no more than the screen: what is only claimed, the first line, and a verdict', () => {
  const run = runBuilder();
  run.finding('full-consensus', [run.raise('codex', 1, { title: 'Totals lose cents', severity: 'major' })], { claimed: true });
  const report = (verdict: WorkVerdict['verdict']) =>
    composed(
      run.view({
        verdict: { verdict, blockers: [], conditions: [{ ref: 'scope', why: 'a file was not opened' }], audit: { changed: [] } },
      }),
    );
  for (const format of PROGRAMS) {
    const text = as(format, report('conditional-accept'));
    assert.match(text, 'confirmed by all (as far as claimed)', format);
    assert.not.match(text, /F-001, full-consensus/, format);
    assert.match(text, 'Verdict: Accepted on conditions, 1 condition.', format);
    assert.match(text, 'scope: a file was not opened', format);
    assert.match(text, /Completed/, format);
  }
  assert.is(logOf(report('accepted')).results[0].properties.claimed, true);
  assert.match(
    as('junit', report('blocked')),
    '<testcase classname="muster" name="the run"><failure type="blocked" message="Verdict: Blocked',
  );
});

every('counts a finding that only a file of an untrusted project dismisses', () => {
  const run = runBuilder();
  const waved = { reason: 'Dismissed by eve.', untrusted: true } as const;
  run.finding('dismissed', [run.raise('codex', 1, { title: 'A door is open', severity: 'critical' })], waved);
  const report = composed(run.view({}));
  for (const format of PROGRAMS) assert.match(as(format, report), 'A door is open', format);
  assert.is(logOf(report).results[0].suppressions, undefined);
  assert.match(as('junit', report), '<failure type="critical"');
});

every('of a failed run does not look clean', () => {
  const failed = composed({ ...emptyView(), outcome: 'failed', reason: 'no-result', status: 'failed' });
  const stub = stubReport({ ...emptyView(), outcome: 'failed' }, '0.1.0', at(1), 'the disk is full');
  for (const report of [failed, stub]) {
    assert.is(JSON.parse(as('sarif', report, 1)).runs[0].invocations[0].executionSuccessful, false);
    assert.match(as('github', report), /^::error title=Muster%3A failed::Failed/m);
    assert.is(JSON.parse(as('gitlab', report))[0].severity, 'blocker');
    assert.is(JSON.parse(as('rdjson', report)).diagnostics[0].severity, 'ERROR');
    assert.match(as('junit', report), /errors="1"[\s\S]*<error message="Failed/);
  }
});

every('is a complete document if there was nothing to review', () => {
  for (const format of FORMATS) {
    const text = renderNothing(format, 'Nothing changed', '0.1.0');
    if (['sarif', 'gitlab', 'rdjson', 'json'].includes(format)) JSON.parse(text);
    assert.ok(text.endsWith('\n'));
  }
  assert.equal(bySchema(renderNothing('sarif', 'Nothing changed', '0.1.0')), []);
});

every.run();

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

const others = suite('the others');

others('github: one command a line, whatever a worker wrote', () => {
  for (const attack of [...ATTACKS, 'a\n::error::b', '::set-output name=x::y', 'a,b=c:d%0Ae']) {
    for (const line of as('github', hostileReport(attack)).trimEnd().split('\n')) {
      assert.match(line, /^::(error|warning|notice) [^\n:]*::[^\n]*$/, JSON.stringify(line));
    }
  }
  assert.match(as('github', oneOfEach()), '::error file=src/päy ment.ts,line=41,title=correctness (F-001)::Totals lose cents');
});

others('gitlab: the keys that code quality needs, and no fingerprint twice', () => {
  for (const report of [oneOfEach(), largeReport(50), hostileReport(ATTACKS[3])]) {
    const entries = JSON.parse(as('gitlab', report));
    for (const it of entries) {
      assert.ok(['info', 'minor', 'major', 'critical', 'blocker'].includes(it.severity));
      assert.ok(typeof it.description === 'string' && it.check_name && it.location.path && it.location.lines.begin >= 1);
    }
    assert.is(new Set(entries.map((it: { fingerprint: string }) => it.fingerprint)).size, entries.length);
  }
});

others('rdjson: places of the tree as it is, none of the tree as it was', () => {
  const { source, diagnostics } = JSON.parse(as('rdjson', oneOfEach()));
  assert.is(source.name, 'muster');
  assert.equal(diagnostics[0].location, { path: 'src/päy ment.ts', range: { start: { line: 41 } } });
  assert.is(diagnostics[0].relatedLocations[0].location.path, 'src/round.ts');
  assert.equal(diagnostics.find((it: { message: string }) => it.message.startsWith('A check was removed')).location, { path: '' });
});

others('junit: a path that turns text around is as it is in the attribute, and marked where people read it', () => {
  const report = JSON.parse(JSON.stringify(oneOfEach()).replaceAll('päy ment', 'p\u202eay')) as Report;
  const xml = as('junit', report);
  assert.match(xml, 'file="src/p\u202eay.ts"');
  assert.match(xml, '\n\nsrc/p⟨U+202E⟩ay.ts:41');
  assert.not.match(xml.replaceAll(/file="[^"]*"/g, ''), '\u202e');
});

others('junit: well-formed, counted right, never empty', () => {
  for (const report of [oneOfEach(), quietReport(), ...ATTACKS.map(hostileReport)]) {
    const xml = as('junit', report);
    const cases = xml.match(/<testcase /g)?.length ?? 0;
    assert.ok(cases >= 1);
    assert.match(xml, `tests="${cases}" failures="${xml.match(/<failure /g)?.length ?? 0}"`);
    const open: string[] = [];
    for (const [, end, name = '', self] of xml.matchAll(/<(\/?)([a-z-]+)(?:\s[^<>]*?)?(\/?)>/g)) {
      if (end === '/') assert.is(open.pop(), name);
      else if (self !== '/') open.push(name);
    }
    assert.equal(open, []);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML cannot hold
    assert.not.match(xml, /[\u0000-\u0008\u000b\u000c\u000e-\u001f]|&(?!(?:amp|lt|gt|quot|#\d+);)/);
  }
});

others.run();
