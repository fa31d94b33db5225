// The report in the words of other programs: each format is whole, says what counts and what went wrong, and is moved
// by nothing that a worker wrote.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { WorkVerdict } from '../../../../../contracts/findings/work-verdict.ts';
import type { Report } from '../../../../../contracts/run/report.ts';
import { stubReport } from '../../../../../skills/report-writer/facts/compose.ts';
import { FORMATS } from '../../../../../skills/report-writer/formats/names.ts';
import { renderNothing } from '../../../../../skills/report-writer/formats/nothing.ts';
import { at, emptyView, runBuilder } from '../../../../fixtures/report/build.ts';
import { ATTACKS, hostileReport } from '../../../../fixtures/report/hostile.ts';
import { as, composed, logOf, oneOfEach } from '../../../../fixtures/report/one-of-each.ts';
import { largeReport, quietReport } from '../../../../fixtures/report/sample.ts';
import { bySchema } from './sarif-checks.ts';

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

every('lists what is refuted only as far as claimed, and says so', () => {
  const run = runBuilder();
  run.finding('refuted', [run.raise('codex', 1, { title: 'Totals lose cents', severity: 'major' })], { claimed: true });
  for (const format of PROGRAMS) {
    const text = as(format, composed(run.view({})));
    assert.match(text, 'Totals lose cents', format);
    assert.match(text, 'refuted (as far as claimed)', format);
  }
});

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
