// Commands that read a run print the same with and without a daemon, and are readable in a pipe.

import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { EventEnvelope } from '../../../../contracts/event.ts';
import { Report } from '../../../../contracts/run/report.ts';
import { RunView } from '../../../../contracts/run/run-view.ts';
import { until } from '../../daemon-fixture.ts';
import { LAUNCHER } from '../../program.ts';
import { type CliFixture, openCliFixture } from '../cli-fixture.ts';

const reading = suite<{ fixture: CliFixture; run: string; project: string }>('reading');
const nothing = suite<{ fixture: CliFixture }>('a home that does not exist');

let fixture: CliFixture;
let run: string;
let project: string;

/** One run, and no daemon any more. */
reading.before(async () => {
  fixture = openCliFixture();
  project = fixture.project('shop');
  fixture.agent('one', 'reviews.mjs');
  fixture.agent('two', 'agrees.mjs');
  const { code, err } = await fixture.muster(['run', '-'], { input: fixture.task(project, ['one', 'two']) });
  assert.is(code, 0, err);
  await fixture.muster(['down']);
  [run = ''] = await fixture.runs();
});
reading.after(() => fixture.clear());

const muster = (...args: string[]) => fixture.muster(args, { cwd: project });
const json = async (...args: string[]): Promise<unknown> => JSON.parse((await muster(...args, '--json')).out);

reading('there is no daemon, and none is started', async () => {
  const { out, code } = await muster('status');
  assert.is(code, 0);
  assert.match(out, /^No daemon is running for .*; `muster up` starts one\nStored: 1 run \(limit 200\)\n$/);
  assert.match((await muster('status', '--size')).out, /\nStored: 1 run \(limit 200\), .* \(limit 4\.7 GiB\)\n$/);
  const { kept, ...status } = (await json('status', '--size')) as { kept: { runs: number; bytes: number; keep: { runs: number } } };
  assert.equal(status, { home: fixture.root, daemon: null, halted: null, unended: [], rejected: [] });
  assert.equal([kept.runs, kept.bytes > 0, kept.keep.runs], [1, true, 200]);
});

reading('runs lists it', async () => {
  assert.match(
    (await muster('runs')).out,
    new RegExp(`^run +when +status +findings +project +task\n${run} +just now +completed +1 +shop +Look at it\\.\n$`),
  );
  const [line] = (await json('runs')) as Record<string, unknown>[];
  assert.equal([line?.run, line?.status, line?.findings, line?.degraded], [run, 'completed', 1, false]);
  assert.is((await muster('runs', '--active')).out, 'No active runs.\n');
});

reading('show gives its status, by any unique prefix of its id', async () => {
  const { out } = await muster('show', run.slice(0, 4));
  assert.match(out, new RegExp(`^${run}  Look at it\\.\\nCompleted: \\d of \\d files opened`));
  assert.is(RunView.parse(await json('show', run.slice(2, 6))).id, run);
});

reading('show d1 is a dispatch of the newest run that has one, and says which', async () => {
  const { out, err } = await muster('show', 'd1');
  assert.is(err, `muster: d1 of ${run}, the newest run of this project that has it\n`);
  assert.match(out, new RegExp(`^${run}\\.d1  one, analysis\n\nState +completed \\(done\\)\nAttempt 1 +first, ended \\(done\\)`));
  const prompt = /Prompt +(\S+) \(/.exec(out)?.[1] ?? '';
  assert.ok(existsSync(prompt), prompt);
  assert.is((await muster('show', `${run}.d1`)).err, '');
  assert.is((await muster('show', `${run}.d99`)).code, 2);
});

reading('findings and explain show what was found, and who supports it', async () => {
  assert.match(
    (await muster('findings', run)).out,
    /^major +F-001 +answer\.js:2 +confirmed by all \(as far as claimed\)\n +The answer is wrong\n +raised by one, confirmed by two \(says that it looked\)\n/,
  );
  const [finding] = (await json('findings', run)) as { fingerprint: string; run: string }[];
  assert.is(finding?.run, run);
  assert.equal(await json('findings', run, '--severity', 'critical'), []);
  assert.equal(await json('findings', run, '--state', 'contested,refuted'), []);
  assert.is(((await json('findings', run, '--state', 'full-consensus')) as unknown[]).length, 1);

  const explained = await muster('explain', 'F-001');
  assert.is(explained.err, `muster: F-001 of ${run}, the newest run of this project that has it\n`);
  assert.match(explained.out, /quote found at answer\.js:2/);
  for (const name of [`${run}.F-001`, finding?.fingerprint ?? '', 'f-001'])
    assert.is((await muster('explain', name)).out, explained.out, name);
  const asData = (await json('explain', 'F-001')) as { run: string; raised: unknown[]; words: unknown[] };
  assert.equal([asData.run, asData.raised.length, asData.words.length], [run, 1, 1]);
});

reading('latest, last, and no id at all are the newest run of this project', async () => {
  const which = `muster: ${run}, the newest run of this project\n`;
  for (const command of ['show', 'report', 'journal', 'verify']) {
    const named = await muster(command, run);
    assert.equal(await muster(command), { ...named, err: named.err + which }, command);
    for (const word of ['latest', 'last', 'LATEST']) assert.equal(await muster(command, word), named, `${command} ${word}`);
  }
  assert.is((await muster('findings', 'latest')).out, (await muster('findings', run)).out);
  assert.is((await muster('findings', '--severity', 'minor')).err, which);
  assert.is((await muster('explain')).out, (await muster('explain', 'F-001')).out);
  assert.is((await muster('explain', 'latest.f-001')).out, (await muster('explain', 'F-001')).out);
  assert.is((await muster('show', 'latest.d1')).out, (await muster('show', 'd1')).out);
  assert.is((await muster('logs', 'last.d1')).out, (await muster('logs', 'd1')).out);
  assert.is((await muster('wait', 'latest')).out, `${run} completed\n`);
  // Of another project it is not the newest.
  assert.match((await fixture.muster(['report', 'latest'])).err, /^muster: no run of \S+ yet\./);
});

reading('explain shows the code around the place, as the run saw it', async () => {
  writeFileSync(join(project, 'answer.js'), 'changed since\n');
  const { out } = await muster('explain', 'F-001');
  assert.match(
    out,
    /\nCode {2}as the run saw it\n {2}1 │ export function fortyTwo\(\) \{\n> 2 │ {3}return 41; \/\/ the answer to everything\n {2}3 │ \}\n/,
  );
  const { code } = (await json('explain', 'F-001')) as { code: { line: number; lines: string[] } };
  assert.equal([code.line, code.lines[1]], [2, '  return 41; // the answer to everything']);
});

reading('report prints what is on disk', async () => {
  const path = (await muster('report', run, '--format', 'path')).out.trim();
  assert.is((await muster('report', run)).out, readFileSync(path, 'utf8'));
  assert.match((await muster('report', run, '--format', 'html')).out, /^<!doctype html>/i);
  assert.is(Report.parse(await json('report', run)).run.id, run);
});

reading('journal prints every event, as sentences or raw', async () => {
  const { out } = await muster('journal', run, '--json');
  const events = out
    .trimEnd()
    .split('\n')
    .map((line) => EventEnvelope.parse(JSON.parse(line)));
  assert.equal([events[0]?.type, events.at(-1)?.type], ['run.created', 'run.ended']);
  assert.is((await muster('journal', run, '-f', '--json')).out, out);
  assert.match((await muster('journal', run)).out, /^ {4}1 {2}\d\d:\d\d:\d\d {2}run\.created +The task “Look at it\.” was accepted\.\n/);
  assert.match((await muster('journal', 'house', '--json')).out, /"type":"daemon\.stopped"/);
});

reading('tail of an ended run prints it and ends', async () => {
  const lines = readFileSync(fixture.home.run(run).progress, 'utf8');
  assert.is((await muster('tail', run)).out, lines);
  assert.is((await muster('tail', run, '-n', '1')).out, `${lines.trimEnd().split('\n').at(-1)}\n`);
  const last = JSON.parse((await muster('tail', run, '-n', '1', '--json')).out) as { step: string; fields: { status: string } };
  assert.equal([last.step, last.fields.status], ['phase-7-persist', 'completed']);
});

reading('tail of everything continues until its reader leaves, even a slow one', async () => {
  const tail = fixture.begin(['tail']);
  await tail.said('phase-7-persist');
  const { progress } = fixture.home;
  appendFileSync(progress, '2026-11-21T10:15:30.120Z r-abcdef PROGRESS: phase-1-intake reading task bundle\n');
  await tail.said('r-abcdef');
  tail.child.stdout?.destroy();
  appendFileSync(progress, '2026-11-21T10:15:31.120Z r-abcdef PROGRESS: phase-5-poll pending=1 done=0\n');
  const { code, err } = await tail.ended;
  assert.equal([code, err], [0, '']);
});

reading('a pipe that closes early ends a command quietly, and a slow one loses nothing', async () => {
  const through = (script: string) =>
    new Promise<{ out: string; err: string }>((resolve) => {
      const child = spawn('/bin/sh', ['-c', script], {
        env: { ...fixture.env, NODE: process.execPath },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let out = '';
      let err = '';
      child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
        out += chunk;
      });
      child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
        err += chunk;
      });
      child.on('close', () => resolve({ out, err }));
    });
  // More than a pipe holds.
  const page = join(fixture.home.run(run).report, 'report.html');
  appendFileSync(page, `<!-- ${'x'.repeat(300_000)} -->\n`);
  const whole = readFileSync(page, 'utf8');
  assert.equal(await through(`"$NODE" ${LAUNCHER} report ${run} --format html | { sleep 1; cat; }`), { out: whole, err: '' });
  assert.equal(await through(`"$NODE" ${LAUNCHER} report ${run} --format html | head -c 5`), { out: whole.slice(0, 5), err: '' });
});

reading('reading commands do not disturb a daemon, and say the same with and without one', async () => {
  const names = ['runs', 'show', 'findings', 'report', 'journal', 'tail'];
  // How long ago it was is not the same a minute later.
  const ageless = (out: string) => out.replace(/when +/, '').replace(/(just now|\d+ min ago) +/, '');
  const all = () => Promise.all(names.map(async (name) => ageless((await fixture.muster(name === 'runs' ? [name] : [name, run])).out)));
  const before = await all();
  await muster('up');
  const pid = await fixture.daemonPid();
  assert.equal(await all(), before);
  const status = (await json('status')) as { daemon: { pid: number; mode: string } };
  assert.equal([status.daemon.pid, status.daemon.mode], [pid, 'up']);
  await muster('down');
});

const WRONG: readonly (readonly [args: string[], code: number, says: RegExp])[] = [
  [['shows', 'x'], 2, /^muster: unknown command `shows`; did you mean `show`\?/],
  [['watch'], 2, /^muster: unknown command `watch`; did you mean `tail` \(follow PROGRESS lines\) or `attach` \(.*\)\? /],
  [['show'], 2, /^muster: no run of \S+ yet\. `muster review` starts one/],
  [['show', 'r-zzzzzz'], 2, /^muster: unknown run `r-zzzzzz`/],
  [['explain', 'F-999'], 2, /^muster: no run of \S+ has a finding F-999/],
  [['explain', 'nonsense'], 2, /^muster: no run has a worker `nonsense`/],
  [['findings', 'r-', '--state', 'contestd'], 2, /did you mean `contested`\?/],
  [['runs', '--jsn'], 2, /^muster: unknown option --jsn; did you mean --json\?/],
  [['runs', '--last', 'many'], 2, /^muster: --last must be a positive number/],
  [['schema', 'finding.raisd'], 2, /did you mean `finding\.raised`\?/],
];
for (const [args, code, says] of WRONG) {
  reading(`refuses ${args.join(' ')} with one line`, async () => {
    const ran = await fixture.muster(args);
    assert.match(ran.err, says);
    assert.equal([ran.code, ran.out, ran.err.split('\n').length], [code, '', 2]);
  });
}

reading('--debug shows where an error comes from, and nothing else does', async () => {
  assert.match((await muster('show', 'r-zzzzzz', '--debug')).err, /\n {4}at nameTheRun /);
});

nothing.before.each((context) => {
  context.fixture = openCliFixture();
});
nothing.after.each((context) => context.fixture.clear());

nothing('is reported as such, and is not created', async (context) => {
  const { fixture: empty } = context;
  assert.match((await empty.muster(['runs'])).out, /^No runs yet\./);
  assert.is((await empty.muster(['runs', '--json'])).out, '[]\n');
  assert.match((await empty.muster(['status'])).out, /^No daemon is running/);
  const shown = await empty.muster(['show', 'r-k3f']);
  assert.is(shown.code, 2);
  assert.match(shown.err, /nothing has run yet in .*\. `muster demo` shows a first run\.\n$/);
  assert.match((await empty.muster(['verify'])).err, /^muster: nothing has run yet in /);
  assert.is((await empty.muster(['down'])).out, `No daemon is running for ${empty.root}\n`);
  assert.not(existsSync(empty.home.ledger));
});

nothing('tail waits there for the first run', async (context) => {
  const { fixture: empty } = context;
  const tail = empty.begin(['tail']);
  appendFileSync(empty.home.progress, '2026-11-21T10:15:30.120Z r-abcdef PROGRESS: phase-1-intake reading task bundle\n');
  await tail.said('r-abcdef');
  tail.child.kill('SIGINT');
  assert.is((await tail.ended).signal, 'SIGINT');
  await until('nothing to be left', () => empty.processes().length === 0);
});

reading.run();
nothing.run();
