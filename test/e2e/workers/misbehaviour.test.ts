// Workers that answer wrongly, oddly, or not at all: the reason in the journal, what follows, and the outcome of the dispatch. All
// are in one run, with one healthy worker.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { EventEnvelope } from '../../../contracts/event.ts';
import { localOf } from '../../../contracts/ids.ts';
import { Report } from '../../../contracts/run/report.ts';
import type { RunView } from '../../../contracts/run/run-view.ts';
import { type DaemonFixture, openDaemonFixture, until } from '../daemon-fixture.ts';
import { attemptEventsOf, dispatchOf, lastAttempt, outcomeOf, seatWorkers, startRun } from '../scripted-workers.ts';

const COMPANY = {
  'good': { worker: 'reviews.mjs' },
  'crash-early': { worker: 'crashes-before.mjs' },
  'crash-mute': { worker: 'dies-by-signal.sh' },
  'crash-late': { worker: 'crashes-after.mjs' },
  'half': { worker: 'half-for-a-while.mjs' },
  'mends': { worker: 'repairs.mjs' },
  'stubborn': { worker: 'never-valid.mjs' },
  'stranger': { worker: 'wrong-dispatch.mjs' },
  'forger': { worker: 'forged-nonce.mjs' },
  'linker': { worker: 'links-result.mjs' },
  'piper': { worker: 'pipes-result.sh' },
  'giant': { worker: 'huge-result.mjs' },
  'swapper': { worker: 'swaps-folder.mjs' },
  'stays': { worker: 'stays.mjs' },
  'parent': { worker: 'forks-away-answered.mjs' },
  'blocked': { worker: 'blocked.mjs' },
};

const test = suite('a worker that');
let fixture: DaemonFixture;
let view: RunView;
let events: EventEnvelope[];

test.before(async () => {
  fixture = openDaemonFixture();
  try {
    seatWorkers(fixture, COMPANY);
    await fixture.up();
    const run = await startRun(fixture, COMPANY);
    // One of them asks a person, who has no answer either.
    await until('the question to be asked', async () => (await fixture.view(run)).gates.length > 0);
    const [{ gate } = {}] = (await fixture.view(run)).gates;
    if (!gate) throw new Error('nothing is asked');
    const reject = { kind: 'answer', run, gate: gate.id, answer: 'reject', shown: gate.shown } as const;
    await fixture.ask({ ask: 'order', command: { token: 'nobody-knows', actor: { kind: 'person' }, order: reject } });
    view = await fixture.ended(run, 120_000);
    events = await fixture.events(run);
  } catch (error) {
    // The runner of tests does not tell why a `before` failed.
    console.error(error);
    await fixture.clear();
    throw error;
  }
});
test.after(async () => fixture.clear());

const fate = (seat: string) => outcomeOf(view, seat);
const folderOf = (seat: string) => fixture.home.run(view.id).results(localOf(dispatchOf(view, seat).id));

test('works well is not affected by the others', () => {
  assert.is(view.outcome, 'completed');
  assert.equal(fate('good'), { attempts: ['first done'], status: 'completed', reason: 'done', flags: [] });
  assert.equal(attemptEventsOf(events, 'good'), ['attempt.starting', 'attempt.started', 'attempt.ending done', 'attempt.ended done']);
});

test('crashes before it was dones answer is started once more, and what it left is set aside', () => {
  const once = 'exit-without-result';
  assert.equal(fate('crash-early'), { attempts: [`first ${once}`, `redispatch ${once}`], status: 'error', reason: once, flags: [] });
  assert.match(lastAttempt(view, 'crash-early')?.detail ?? '', /ended by SIGSEGV with an unfinished result/);
  assert.ok(existsSync(`${folderOf('crash-early').result}.attempt-1.orphan`));
});

test('crashes without a word is started once more', () => {
  const once = 'exit-without-result';
  assert.equal(fate('crash-mute'), { attempts: [`first ${once}`, `redispatch ${once}`], status: 'error', reason: once, flags: [] });
  assert.match(lastAttempt(view, 'crash-mute')?.detail ?? '', /ended by SIGSEGV without a result/);
});

test('crashes after its answer has answered', () => {
  const { attempts, status, flags } = fate('crash-late');
  assert.equal([attempts, status], [['first done'], 'completed']);
  // Whether the lead saw the file or the exit first is chance; that it crashed is journaled either way.
  assert.ok(flags.length === 0 || (flags.length === 1 && flags[0] === 'exit-nonzero'));
  assert.is(lastAttempt(view, 'crash-late')?.end?.signal, 'SIGSEGV');
});

test('writes its answer in pieces gets the time to do so', () => {
  assert.equal(fate('half'), { attempts: ['first done'], status: 'completed', reason: 'done', flags: [] });
});

test('gives an invalid answer repairs it when told what was wrong', () => {
  assert.equal(fate('mends'), { attempts: ['first result-invalid', 'repair done'], status: 'completed', reason: 'done', flags: [] });
  const prompts = events.filter(
    (it) => it.type === 'prompt.written' && (it.payload as { dispatch: string }).dispatch === dispatchOf(view, 'mends').id,
  );
  const [first, repair] = prompts.map((it) => it.payload as { kind: string; nonce: string });
  assert.equal([first?.kind, repair?.kind], ['first', 'repair']);
  assert.is.not(first?.nonce, repair?.nonce);
});

test('gives two invalid answers has failed, with the place of the error', () => {
  const wrong = 'result-invalid';
  assert.equal(fate('stubborn'), { attempts: [`first ${wrong}`, `repair ${wrong}`], status: 'error', reason: wrong, flags: [] });
  assert.match(dispatchOf(view, 'stubborn').detail, /findings/);
});

test('answers another dispatch is told so once, and has then failed', () => {
  const wrong = 'wrong-dispatch';
  assert.equal(fate('stranger'), { attempts: [`first ${wrong}`, `repair ${wrong}`], status: 'error', reason: wrong, flags: [] });
});

test('does not know the nonce of its prompt has not answered', () => {
  const wrong = 'wrong-dispatch';
  assert.equal(fate('forger'), { attempts: [`first ${wrong}`, `repair ${wrong}`], status: 'error', reason: wrong, flags: [] });
});

for (const [seat, why] of [
  ['linker', /symbolic link/],
  ['piper', /not a regular file/],
  ['giant', /1073741824 bytes/],
  ['swapper', /folder .* replaced/],
] as const) {
  test(`puts something else where its answer should be (${seat}) is refused at once, and not asked again`, () => {
    assert.equal(fate(seat), { attempts: ['first result-refused'], status: 'error', reason: 'result-refused', flags: [] });
    assert.match(dispatchOf(view, seat).detail, why);
  });
}

test('answers and does not exit is ended after its grace period, and has answered', () => {
  assert.equal(fate('stays'), { attempts: ['first done'], status: 'completed', reason: 'done', flags: [] });
  assert.is(lastAttempt(view, 'stays')?.end?.by, 'stopped');
});

test('leaves a process behind: it is ended', () => {
  assert.equal(fate('parent').attempts, ['first done']);
  assert.is(lastAttempt(view, 'parent')?.end?.gone, true);
  assert.match(lastAttempt(view, 'parent')?.end?.message ?? '', /left behind/);
});

test('is blocked by a question has failed for now, and the question is open', () => {
  assert.equal(fate('blocked'), { attempts: ['first blocked'], status: 'error', reason: 'blocked', flags: [] });
  assert.is(dispatchOf(view, 'blocked').detail, 'Which of the two tariffs is meant?');
  const report = Report.parse(JSON.parse(readFileSync(join(fixture.home.run(view.id).report, 'report.json'), 'utf8')));
  assert.ok(JSON.stringify(report).includes('Which of the two tariffs is meant?'));
  const markdown = readFileSync(join(fixture.home.run(view.id).report, 'report.md'), 'utf8');
  assert.match(markdown.slice(markdown.indexOf('Open questions')), /Which of the two tariffs is meant\?/);
});

test('misbehaves leaves nothing running and nothing in its checkout', async () => {
  await until('the workers to be gone', () => fixture.processes().every((it) => /host-main|daemon\/main/.test(commandLine(it.pid))));
  assert.equal(readdirSync(fixture.home.run(view.id).workplaces), []);
});

test.run();

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return 'daemon/main';
  }
}
