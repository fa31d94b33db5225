// The terminal's screens: what they say, that they fit, and that no worker's text can act on them.

import { stripVTControlCharacters } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { RunView } from '../../../../contracts/run/run-view.ts';
import { closingScreen } from '../../../../daemon/cli/screens/closing-screen.ts';
import { explainFinding } from '../../../../daemon/cli/screens/explain-finding.ts';
import { cells, clip, fitPath, wrap } from '../../../../daemon/cli/screens/lines/layout.ts';
import { nextSteps } from '../../../../daemon/cli/screens/lines/next-steps.ts';
import { paintFor } from '../../../../daemon/cli/screens/lines/paint.ts';
import { showRun } from '../../../../daemon/cli/screens/show-run.ts';
import { filterFindings, findingsTable } from '../../../../daemon/cli/screens/tables/findings-table.ts';
import { COMMANDS } from '../../../../daemon/cli/words/commands.ts';
import { at, attempt, digest, dispatch, emptyView, seat } from '../../../fixtures/report/build.ts';
import { ATTACKS, hostileReport } from '../../../fixtures/report/hostile.ts';
import { largeReport, quietReport, sampleReport } from '../../../fixtures/report/sample.ts';

const closing = suite('the closing screen');
const findings = suite('muster findings');
const explain = suite('muster explain');
const show = suite('muster show');
const terminal = suite('a terminal');

const plain = { color: false, width: 80 };
const report = {
  path: '/home/mira/.muster/runs/r-k3f7qa/report/report.md',
  json: digest('j'),
  markdown: digest('m'),
  html: digest('h'),
  stub: false,
};
const view: RunView = { ...sampleReport().run, report };

closing('says how it ended, DEGRADED and why, before anything else', () => {
  const screen = closingScreen(view, plain).trimStart();
  assert.ok(
    screen.startsWith('Completed, DEGRADED: opencode delivered nothing (auth: not logged in); gemini\nfell out in round 2 (deadline)\n'),
  );
});

closing('time, cost by worker with its source, unknown as unknown', () => {
  const screen = closingScreen(view, plain);
  for (const line of [
    /^Workers {4}18 min 23 s in total; cost at least \$2\.67 \(reported, partly not$/m,
    /^ {2}claude@opus +completed +10 min 26 s +\$2\.67 +reported$/m,
    /^ {2}codex +completed +13 min 44 s +unknown +reported, partly not reported$/m,
    /^ {4}analysis: silent, then done$/m,
    /^ {2}opencode +error +4 s +unknown +not reported$/m,
    /^ {4}analysis: auth \(not logged in\)$/m,
    /^ {2}deps +completed +3 s +free$/m,
  ]) {
    assert.match(screen, line);
  }
});

closing('findings by state, worst first, with path:line and who supported them', () => {
  const screen = closingScreen(view, plain);
  assert.ok(screen.includes('Findings   5 of 13 confirmed (2 critical, 2 major, 1 minor): 3 confirmed by all,'));
  const worst = [...screen.matchAll(/^ {2}(\w+) +(F-\d+) +(\S+) +/gm)].map((it) => it.slice(1, 4).join(' '));
  assert.equal(worst, [
    'critical F-001 src/checkout/handler.ts:18',
    'critical F-002 src/payments/capture.ts:51',
    'major F-004 src/stock/client.ts:3',
    'major F-003 src/stock/client.ts:27',
    'major F-005 src/checkout/handler.ts:41',
  ]);
  assert.ok(screen.includes('raised by gemini, confirmed by claude@opus; opposed by codex'));
  assert.ok(screen.includes('and 4 more: muster findings r-k3f7qa'));
});

closing('where the report is and what can be done next', () => {
  const screen = closingScreen(view, plain);
  assert.ok(screen.includes(report.path));
  const { fingerprint } = view.findings[0] ?? {};
  const lost = view.dispatches.find((it) => it.status === 'error' || it.status === 'timeout');
  for (const command of ['report r-k3f7qa --open', 'explain r-k3f7qa.F-001', `show ${lost?.id}`, `dismiss ${fingerprint} -m`])
    assert.ok(screen.includes(`muster ${command}`), command);
  const suggested = [...closingScreen({ ...view, gates: [] }, plain).matchAll(/^.{11}muster ([\w-]+)/gm)].map((it) => it[1] ?? '');
  assert.ok(suggested.length >= 4, screen);
  for (const command of suggested) assert.ok(command in COMMANDS, `there is no muster ${command}`);
});

closing('after a command for another machine, each step can be typed here', () => {
  const steps = (change: Partial<RunView>, far: boolean) =>
    nextSteps({ ...view, gates: [], ...change }, paintFor(false), 500, far).map((it) => it.replace(/ {3}.*/, ''));
  const named = { task: { ...view.task, task: 'nightly' } };
  for (const [change, notThere] of [
    [{}, /^muster dismiss /],
    [named, /^muster history /],
  ] as const) {
    const near = steps(change, false);
    assert.ok(near.some((it) => notThere.test(it)));
    const kept = near.filter((it) => !/^muster (dismiss|history) /.test(it));
    assert.ok(kept.length > 2 && kept.every((it) => it.includes(view.id)), 'a command that names the run finds its machine');
    assert.equal(steps(change, true), kept);
  }
  assert.not.match(closingScreen(view, { ...plain, far: true }), 'muster dismiss');
});

closing('a plan that somebody approved can be carried out, unless the run did so', () => {
  const plan = { digest: digest('plan'), approved: true, verification: null } as unknown as NonNullable<RunView['plan']>;
  const gate = { gate: { id: 'r-k3f7qa.g1', about: { kind: 'plan', plan: plan.digest } }, answer: 'approve', closed: false };
  const gates = [gate] as unknown as RunView['gates'];
  const steps = (change: Partial<RunView>) => nextSteps({ ...view, plan, gates, ...change }, paintFor(false), 80).join('\n');
  assert.match(steps({}), 'muster run --plan r-k3f7qa');
  assert.not.match(steps({ gates: [] }), '--plan', 'approved automatically');
  assert.not.match(steps({ phases: [{ ...view.phases[0], kind: 'execution' }] as unknown as RunView['phases'] }), '--plan');
});

closing('work that is proved as a whole can be applied, unless its own review stops it', () => {
  const carried = (state: 'proved' | 'red'): RunView['phases'] => {
    const integrated = { state, stages: ['one'], head: null, tree: null, breaks: null, why: [], criteria: [] };
    const facts = { plan: digest('p'), from: view.id, goal: '', gitDir: '', stages: [], integrated };
    return [{ ...view.phases[0], kind: 'execution', facts }] as unknown as RunView['phases'];
  };
  const steps = (change: Partial<RunView>) => nextSteps({ ...view, phases: carried('proved'), ...change }, paintFor(false), 80).join('\n');
  assert.match(steps({}), `muster apply ${view.id}`);
  assert.not.match(steps({ phases: carried('red') }), 'muster apply');
  assert.not.match(steps({ outcome: 'failed' }), 'muster apply');
  assert.not.match(steps({ verdict: { verdict: 'blocked', blockers: [], conditions: [], audit: { changed: [] } } }), 'muster apply');
});

closing('a run that found nothing, and one that failed before it began', () => {
  assert.ok(closingScreen(quietReport().run, plain).includes('none: deps and slips looked and raised nothing.'));
  const failed = closingScreen({ ...emptyView(), outcome: 'failed', reason: 'base-refused', message: 'no such revision: mian' }, plain);
  assert.ok(failed.includes('Failed: no such revision: mian\n'), failed);
});

closing('an open gate is the first thing to do', () => {
  const gate = {
    id: 'r-k3f7qa.g1',
    phase: 'report',
    about: { kind: 'phase' as const, name: 'go-on' },
    asks: 'Go on?',
    why: '',
    offers: [{ answer: 'approve' as const, does: 'goes on' }],
    shown: digest('g'),
    openedAt: at(1),
    expiresAt: at(2),
  };
  assert.match(
    closingScreen({ ...view, gates: [{ gate, answer: null, comment: null, by: null, answeredAt: null, closed: false }] }, plain),
    /^Next {7}muster approvals r-k3f7qa\.g1/m,
  );
});

findings('narrowed by severity, state, seat and path, the worst first', () => {
  const ids = (filters: Parameters<typeof filterFindings>[1]) => filterFindings(view, filters).map((it) => it.finding.id);
  assert.equal(ids({ severity: 'critical' }), ['F-001', 'F-002', 'F-010']);
  assert.equal(ids({ states: ['contested', 'merged'] }), ['F-005', 'F-012']);
  assert.equal(ids({ seat: 'slips' }), ['F-013', 'F-009', 'F-011']);
  assert.equal(ids({ path: './src/stock/' }), ['F-004', 'F-003']);
  assert.equal(ids({ path: 'src/sto' }), []);
  assert.not(ids({}).includes('F-012'));
});

findings('says how many of how many, even for none', () => {
  assert.ok(findingsTable(view, { severity: 'critical' }, plain).includes('3 of 13 findings of r-k3f7qa'));
  assert.is(findingsTable(view, { seat: 'nobody' }, plain), 'No finding matches; r-k3f7qa has 13 findings.\n');
  assert.is(findingsTable(emptyView(), {}, plain), 'r-k3f7qa has no findings.\n');
});

explain('who raised it in which words, the evidence and its check, who said what and why', () => {
  const screen = explainFinding(view, 'F-002', plain);
  for (const part of [
    'Raised by gemini  r-k3f7qa.d3/L3, confidence 0.85',
    'quote found elsewhere, at src/payments/capture.ts:51-56',
    '  │     return await provider.capture(order.total);',
    'codex disagrees, round 1, dissent',
    'I looked at `node_modules/@pay/sdk/lib/capture.js`, which is not part of the',
    'gemini did not answer, round 2: deadline. This does not count as a vote.',
    'Recommendation of gemini',
  ]) {
    assert.ok(screen.includes(part), `${part}\n${screen}`);
  }
});

explain('all wordings of a finding that several raised', () => {
  const screen = explainFinding(view, 'F-001', plain);
  assert.ok(/Also by codex {2}r-k3f7qa\.d2\/L2, major\n {2}Pool per request exhausts Postgres connections\n {2}A new/.test(screen));
  assert.ok(screen.includes('Also raised as F-012.'));
});

explain('accepts the long name, lower case and the start of a fingerprint', () => {
  const wanted = explainFinding(view, 'F-005', plain);
  const fingerprint = view.findings.find((it) => it.id === 'F-005')?.fingerprint ?? '';
  for (const name of ['r-k3f7qa.F-005', 'f-005', fingerprint, fingerprint.slice(0, 7)])
    assert.is(explainFinding(view, name, plain), wanted, name);
});

explain('an unknown finding is an error that says where to look', () => {
  const refused = (name: string) => {
    try {
      return explainFinding(view, name, plain);
    } catch (error) {
      const { code, hint } = error as { code: string; hint: string };
      return `${code}: ${hint}`;
    }
  };
  assert.is(refused('F-999'), 'finding-unknown: `muster findings r-k3f7qa` lists them.');
  assert.is(refused(''), 'finding-unknown: `muster findings r-k3f7qa` lists them.');
  const twins = view.findings.map((it) => ({ ...it, fingerprint: `f-abcd${it.id.slice(2)}` }));
  assert.throws(
    () => explainFinding({ ...view, findings: twins }, 'f-abcd', plain),
    (error: { code?: string }) => error.code === 'ambiguous-id',
  );
});

show('a finished run', () => {
  const screen = showRun(view, plain);
  assert.match(screen, /^Phases {5}analysis completed · convergence completed · report completed$/m);
  assert.match(screen, /^d22 +gemini +round 2 \(3\) +timeout \(deadline\) +5 min 18 s +unknown$/m);
  assert.match(screen, /^Rounds {5}2; no round was left$/m);
});

show('a running run: who has worked since when, and what it waits for', () => {
  const live = {
    ...emptyView(),
    status: 'executing' as const,
    outcome: null,
    reason: null,
    endedAt: null,
    waitsFor: 'a free place: 4 runs are active',
    seats: [seat('codex')],
    dispatches: [dispatch(1, 'codex', { status: null, attempts: [attempt(1, 5, null, { state: 'suspect' })] })],
    convergence: { rounds: 0, ended: null, skippedWorkers: [] },
  };
  const screen = showRun(live, plain);
  assert.ok(screen.includes('Not finished (executing)'));
  assert.match(screen, /^Waits for {2}a free place: 4 runs are active$/m);
  assert.match(screen, /^d1 +codex +analysis +suspect +since 10:15:35 +unknown$/m);
});

const screens = (of: RunView, screen: { color: boolean; width: number }) => [
  closingScreen(of, screen),
  findingsTable(of, {}, screen),
  showRun(of, screen),
  ...of.findings.slice(0, 3).map((it) => explainFinding(of, it.id, screen)),
];

terminal('no line is longer than the terminal, except what people copy: paths, commands, quotes', () => {
  for (const run of [view, largeReport(30).run, quietReport().run]) {
    for (const width of [60, 80, 120]) {
      for (const line of screens(run, { color: false, width }).join('').split('\n')) {
        if (line.includes('│') || line.includes('muster ')) continue;
        assert.ok(cells(line) <= width, `${cells(line)} of ${width}: ${line}`);
      }
    }
  }
});

terminal('colour adds nothing but colour', () => {
  const bare = screens(view, plain);
  const coloured = screens(view, { color: true, width: 80 });
  assert.equal(coloured.map(stripVTControlCharacters), bare);
  assert.ok(coloured.every((it) => it.includes('\u001b[')));
});

for (const attack of ATTACKS) {
  terminal(`cannot be moved by ${JSON.stringify(attack).slice(0, 60)}`, () => {
    const { run } = hostileReport(attack);
    for (const screen of screens(run, plain)) {
      const odd = [...screen].find(
        (it) => (it < ' ' && it !== '\n') || (it >= '\u007f' && it < '\u00a0') || it === '\u202e' || it === '\u2066',
      );
      assert.is(odd, undefined);
      assert.ok(screen.isWellFormed());
    }
  });
}

terminal('cells, not characters, are counted', () => {
  assert.equal(['Größe', '日本', '👍', 'é', '…'].map(cells), [5, 4, 2, 1, 1]);
  assert.is(clip('日本語日本語', 5), '日本…');
  assert.is(fitPath('src/a/very/long/path/file.ts:12', 14), '…th/file.ts:12');
  assert.equal(wrap('aa bb cccccccccccccc', 10), ['aa bb cccc', 'cccccccccc']);
  assert.equal(wrap('a\n  - bb cc ddddd\n\n日本 日本 日', 14, '> '), ['> a', '>   - bb cc', '>   ddddd', '>', '> 日本 日本 日']);
});

terminal('thousands of findings are just a long list', () => {
  const { run } = largeReport(2_000);
  assert.is(findingsTable(run, {}, plain).match(/^\w+ +F-\d+/gm)?.length, 2_000);
  assert.ok(closingScreen(run, plain).split('\n').length < 60);
});

closing.run();
findings.run();
explain.run();
show.run();
terminal.run();
