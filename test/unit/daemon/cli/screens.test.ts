// The smaller screens: that they say what they are for, fit, and let no text of others act on a terminal.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { DaemonStatus } from '../../../../contracts/control.ts';
import type { FindingState } from '../../../../contracts/findings/convergence.ts';
import { HOUSE_EVENTS } from '../../../../contracts/house-event.ts';
import type { AgentLine } from '../../../../daemon/cli/named/find-agents.ts';
import { doctorScreen } from '../../../../daemon/cli/screens/doctor-screen.ts';
import { journalLines } from '../../../../daemon/cli/screens/journal-lines.ts';
import { cells } from '../../../../daemon/cli/screens/lines/layout.ts';
import { type PreviewView, previewScreen } from '../../../../daemon/cli/screens/preview-screen.ts';
import { showDispatch } from '../../../../daemon/cli/screens/show-dispatch.ts';
import { statusScreen } from '../../../../daemon/cli/screens/status-screen.ts';
import { agentsTable } from '../../../../daemon/cli/screens/tables/agents-table.ts';
import { historyLineOf } from '../../../../daemon/cli/screens/tables/history-table.ts';
import { runsTable } from '../../../../daemon/cli/screens/tables/runs-table.ts';
import { runLineOf } from '../../../../daemon/records/kept/run-line.ts';
import { homeAt } from '../../../../runtime/home.ts';
import { RUN_EVENTS } from '../../../../skills/phases/events.ts';
import { describeEvent } from '../../../../skills/wording/journal/describe-event.ts';
import { at, emptyView } from '../../../fixtures/report/build.ts';
import { sampleReport } from '../../../fixtures/report/sample.ts';

const it = suite('screens');

const plain = { color: false, width: 80 };
const HOSTILE = 'a\u001b[2J\u001b]0;title\u0007b\rc\u0000\u202ed';

/** Nothing but text and line feeds, and no line wider than it may be. */
function isCalm(text: string, width: number): void {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
  assert.not.match(text, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  for (const line of text.split('\n')) assert.ok(cells(line) <= width, `${cells(line)} cells in ${width}: ${line}`);
}

const status: DaemonStatus = {
  version: '0.1.0',
  pid: 42,
  epoch: 3,
  home: '/home/mira/.muster',
  upSince: at(0),
  mode: 'up',
  parked: false,
  draining: false,
  runs: [
    { run: 'r-aaaaaa', status: 'executing', title: HOSTILE, waitsFor: null },
    { run: 'r-bbbbbb', status: 'queued', title: 'Second', waitsFor: 'a place: 4 runs are active' },
  ],
  setAside: [{ run: 'r-cccccc', why: `event 7 is damaged ${HOSTILE}` }],
  workers: 3,
  held: [{ provider: 'claude', until: at(600), by: 'quota' }],
  inbox: ['/home/mira/.muster/inbox'],
};

const kept = { runs: 201, bytes: 120_000_000, keep: { runs: 200, bytes: 5_000_000_000 } };

it('status says where a run that waits for a person is answered', () => {
  const said = (state: string) => {
    const runs = [{ run: 'r-aaaaaa', status: state, title: 'One', waitsFor: null }] as DaemonStatus['runs'];
    return statusScreen({ home: status.home, daemon: { ...status, runs }, halted: null, unended: [], kept, rejected: [] }, plain);
  };
  assert.match(said('awaiting-approval'), 'muster approvals');
  assert.not.match(said('executing'), 'muster approvals');
});

it('status shows a daemon and what is waiting', () => {
  const text = statusScreen(
    { home: status.home, daemon: status, halted: null, unended: ['r-aaaaaa', 'r-bbbbbb'], kept, rejected: [] },
    plain,
  );
  for (const line of [
    /^Daemon 0\.1\.0 is running, pid 42, since 2026-11-21 10:15 UTC, home \/home\/mira\/\.muster$/m,
    /^2 active runs, 3 workers$/m,
    /^ {2}r-bbbbbb {2}queued +waits for a place: 4 runs are active$/m,
    /^Set aside: r-cccccc: event 7 is damaged/m,
    /^claude is on hold until 2026-11-21 10:25 UTC \(quota\)$/m,
  ]) {
    assert.match(text, line);
  }
  assert.not.match(text, /ends when it is idle/);
  assert.match(
    statusScreen(
      { home: '/h', daemon: { ...status, mode: 'on-demand', draining: true }, halted: null, unended: [], kept, rejected: [] },
      plain,
    ),
    /is stopping.*\n.*keeps it running/,
  );
  isCalm(text, 400);
});

it('status without a daemon shows what is waiting for one', () => {
  assert.is(
    statusScreen({ home: '/h', daemon: null, halted: null, unended: ['r-aaaaaa'], kept, rejected: [] }, plain),
    'No daemon is running for /h; `muster up` starts one\n1 unfinished run: r-aaaaaa; `muster up` continues them\nStored: 201 runs (limit 200), 114.4 MiB (limit 4.7 GiB); `muster prune` deletes files of the oldest\n',
  );
});

it('runs fit, however narrow the window', () => {
  const line = runLineOf({ ...sampleReport().run, task: { ...sampleReport().run.task, title: `${HOSTILE} ${'long '.repeat(50)}` } });
  const now = Date.parse(line.createdAt) + 3 * 3_600_000;
  for (const width of [80, 100, 120]) isCalm(runsTable([line, { ...line, status: 'damaged' }], now, { color: false, width }), width);
  assert.match(
    runsTable([line], now, plain),
    /^run +when +status +findings +project +task\nr-k3f7qa {2}3 h ago {2}completed \(degraded\) +9 +/,
  );
  assert.match(
    runsTable([{ ...line, degraded: false, inconclusive: true }], now, plain),
    /\nr-k3f7qa {2}3 h ago {2}completed \(inconclusive\) /,
  );
});

it('runs and a history count what stands, also what nobody examined', () => {
  const { run } = sampleReport();
  const states: FindingState[] = ['rechecked', 'contested', 'not-examined', 'refuted', 'dismissed', 'merged', 'pre-existing'];
  const findings = run.findings.slice(0, states.length).map((one, n) => ({ ...one, state: states[n] ?? ('queued' as const) }));
  assert.is(findings.length, states.length);
  assert.is(runLineOf({ ...run, findings }).findings, 3);
  assert.is(historyLineOf({ ...run, findings }).cameTo, '3 findings');
});

it('a dispatch shows its attempts and where everything is', () => {
  const { run } = sampleReport();
  const dispatch = run.dispatches.find((one) => one.attempts.length > 1);
  assert.ok(dispatch);
  const folder = homeAt('/h').run(run.id);
  const there = () => true;
  const text = showDispatch(dispatch, folder, there, undefined, plain);
  assert.match(text, /^Attempt 1 +first, ended \(silent: no sign of life for 5 min\)/m);
  assert.match(text, /^Attempt 2 +redispatch, ended \(done\)/m);
  assert.match(text, /^Transcripts +\/h\/runs\/r-k3f7qa\/transcripts\/d\d+\.1\.cast$/m);
  assert.match(text, /^Heartbeats +\/h\/runs\/.*beat\.md$/m);
  const gone = showDispatch(dispatch, folder, () => false, undefined, plain);
  assert.not.match(gone, /Heartbeats|Transcripts/);
  assert.match(gone, /^Prompt[\s\S]*no\s+longer\s+there/m);
  isCalm(showDispatch({ ...dispatch, detail: HOSTILE, reason: HOSTILE, seat: HOSTILE }, folder, there, undefined, plain), 80);
});

const agent: AgentLine = {
  name: 'claude',
  provider: 'claude',
  model: 'inherit',
  roles: ['analyser', 'critic'],
  source: 'built-in',
  description: HOSTILE,
  sendsCode: true,
  available: false,
  version: null,
  why: `claude is not on the PATH. Install it. ${HOSTILE}`,
  installed: true,
  login: { kind: 'in', says: 'its own login (max)' },
  strange: false,
  check: null,
  models: null,
  narrows: null,
};

it('agents say who cannot work, and why', () => {
  const text = agentsTable([{ ...agent, name: 'links', available: true, why: null }, agent], plain);
  assert.match(text, /^agent +provider +model +from +roles\nlinks /);
  assert.match(text, /\n {4}cannot work: claude is not on the PATH\. Install it\./);
  isCalm(text, 80);
  const outside = agentsTable(
    [
      { ...agent, name: 'links', login: null, check: null, models: null, narrows: null },
      { ...agent, narrows: [] },
    ],
    plain,
  );
  assert.not.match(outside, /\n\n/, 'an agent with nothing to tell leaves no empty line');
  assert.match(outside, /a stage's tool profile is only told to it/);
});

const ahead: PreviewView = {
  task: { ...emptyView().task, title: HOSTILE, project: '/p' },
  template: 'review',
  ahead: {
    label: 'main...worktree',
    files: Array.from({ length: 12 }, (_, i) => `src/${i}.ts`),
    removed: ['gone.ts'],
    uncommitted: true,
    leftOut: [{ path: '.env', reason: 'its name suggests that it contains secrets' }],
    isRepository: true,
  },
  plan: {
    seats: [
      {
        seat: 'claude',
        role: 'analyser',
        agent,
        model: 'opus',
        consent: 'needed',

        prompt: 'x'.repeat(6_200),
      },
      {
        seat: 'links',
        role: 'analyser',
        agent: { ...agent, provider: 'builtin', sendsCode: false },
        model: 'none',
        consent: 'not-needed',
        prompt: 'x'.repeat(6_000),
      },
    ],
    deadline: '45m',
    phases: [
      { key: 'analysis', kind: 'fan-out', deadline: '20m' },
      { key: 'convergence', kind: 'convergence', deadline: null },
    ],
    convergence: { enabled: true, maxRounds: 3, mode: 'lightweight', adversarial: true, critic: false },
    budget: { usd: 5, tokens: 1_000 },
    earlier: [{ provider: 'claude', runs: 3, ms: 240_000, tokens: 52_400, usd: 0.42 }],
    says: undefined,
  },
};

it('a dry run shows what is read, what is left out, who works, who gets the code, and which limits apply', () => {
  const text = previewScreen(ahead, '/h/runs', plain);
  for (const line of [
    /^Dry run: nothing started$/m,
    /^Reads {6}main\.\.\.worktree: 12 files; 1 file removed, including uncommitted\n {11}changes$/m,
    /^ {11}src\/0\.ts, src\/1\.ts, .*\n {11}.*and 4 more$/m,
    /^Left out {3}\.env: its name suggests that it contains secrets$/m,
    /^Expect {5}claude: 4 min, 52,400 tokens, \$0\.42 \(median of 3 earlier runs\)$/m,
    /^Phases {5}analysis \(20m at most\) and convergence$/m,
    /^Examined {3}in at most 3 rounds, by trying to refute each finding$/m,
    /^Limits {5}45m for the whole run; at most \$5 and 1000 tokens$/m,
    /^Prompts {4}2 to start with, about 6\.1 KiB each, in \/h\/runs\/<run>\/prompts\/$/m,
    /^ {2}claude +analyser +claude, model opus +not allowed yet: muster allow/m,
    /^ {2}links +analyser +built in, free \(no model\) +sends no code$/m,
    /^The project’s code would be sent to: claude\.$/m,
  ]) {
    assert.match(text, line);
  }
  isCalm(text, 80);
});

it('an event of the journal keeps a gap after its type, and breaks between words', () => {
  const event = {
    stream: 'run/r-k3f7qa' as const,
    seq: 12,
    at: at(600),
    type: 'note.added',
    payload: {
      note: { kind: 'person', text: 'one two three four five six seven eight nine ten eleven twelve thirteen fourteen' },
    },
  };
  for (const type of [...Object.keys(RUN_EVENTS), ...Object.keys(HOUSE_EVENTS)]) {
    for (const width of [60, 80, 120]) {
      const lines = journalLines({ ...event, type }, describeEvent({ ...event, type }), { color: false, width });
      assert.match(lines[0] ?? '', new RegExp(`  ${type.replace('.', '\\.')}(  |$)`));
      isCalm(lines.join('\n'), width);
    }
  }
  const told = journalLines(event, describeEvent(event), { color: false, width: 60 }).join(' ').replace(/\s+/g, ' ');
  assert.match(told, /one two three four five six seven eight nine ten eleven twelve thirteen fourteen/);
});

it('the doctor has the next step below what is not well', () => {
  const text = doctorScreen(
    [
      { name: 'node', found: [{ level: 'ok', says: '24.21.0' }] },
      { name: 'claude', found: [{ level: 'ok', says: 'not installed (optional)', absent: true }] },
      { name: 'home', found: [{ level: 'bad', says: `/h is open ${HOSTILE}`, next: 'chmod 700 /h' }] },
    ],
    plain,
  );
  assert.match(text, /^ok {4}node +24\.21\.0\n– {5}claude +not installed \(optional\)\nbad {3}home +\/h is open .*\n {21}chmod 700 \/h\n$/);
  isCalm(text, 80);
});

it.run();
