// What a worker is given and what it leaves: the commands on its PATH, its sidecars, its checkout, and the
// secrets in its environment.

import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync, renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { EventEnvelope } from '../../../contracts/event.ts';
import { localOf } from '../../../contracts/ids.ts';
import { digestOf } from '../../../runtime/canonical.ts';
import { objectsIn } from '../../../runtime/ledger/objects.ts';
import { type DaemonFixture, openDaemonFixture, until, WORKERS } from '../daemon-fixture.ts';
import { dispatchOf, outcomeOf, seatWorkers, startRun } from '../scripted-workers.ts';

const test = suite<{ fixture: DaemonFixture }>('a worker');

test.before.each((context) => {
  context.fixture = openDaemonFixture();
});
test.after.each(async ({ fixture }) => fixture.clear());

test('sends heartbeats and tests its answer by the commands on its PATH, may not control runs, and its errors are merged once', async ({
  fixture,
}) => {
  const company = { careful: { worker: 'beats-and-checks.mjs' } };
  seatWorkers(fixture, company);
  await fixture.up();
  const view = await fixture.ended(await startRun(fixture, company));
  assert.equal(outcomeOf(view, 'careful'), { attempts: ['first done'], status: 'completed', reason: 'done', flags: [] });
  const [beat, bad, good, abort, said, refused] = JSON.parse(dispatchOf(view, 'careful').result?.notes ?? '[]');
  assert.equal([beat, bad, good], [0, 1, 0], said);
  assert.is.not(abort, 0);
  assert.match(refused, /for people/);
  const folder = fixture.home.run(view.id);
  assert.match(
    readFileSync(folder.results(localOf(dispatchOf(view, 'careful').id)).beat, 'utf8'),
    /^- PROGRESS: reading the answer 20.*Z\n$/,
  );
  await until('the errors', () => existsSync(folder.errors));
  const errors = readFileSync(folder.errors, 'utf8').trimEnd().split('\n');
  assert.is(errors.length, 1, 'what is no line of JSON is passed over');
  const { ts: _, ...error } = JSON.parse(errors[0] ?? '');
  assert.equal(error, {
    type: 'tool-failure',
    tool: 'grep',
    message: 'no such file',
    dispatch: `${view.id}.d1`,
    attempt: 1,
    seat: 'careful',
  });
});

test('that changes its checkout does no harm, and the changes are kept', async ({ fixture }) => {
  const node = process.execPath;
  const company = { scribbler: { worker: 'scribbles.sh', args: [node, join(WORKERS, 'agrees.mjs')] }, good: { worker: 'reviews.mjs' } };
  seatWorkers(fixture, company);
  // A second look, in the same checkout, finds what the first did to it.
  fixture.write(
    join(fixture.home.templates, 'review.yaml'),
    readFileSync(join(fixture.home.templates, 'review.yaml'), 'utf8').replace('enabled: false', 'enabled: true'),
  );
  await fixture.up();
  const project = join(fixture.folder, 'shop');
  const started = startRun(fixture, company);
  await until('the project', () => existsSync(join(project, '.git', 'refs', 'heads', 'main')));
  const then = photograph(project);
  const view = await fixture.ended(await started);
  assert.is(view.outcome, 'completed');
  assert.equal(photograph(project), then, 'the user’s repository is as it was, byte for byte');
  assert.is(execFileSync('git', ['-C', project, 'stash', 'list'], { encoding: 'utf8' }), '');

  const events = await fixture.events(view.id);
  const violations = events.flatMap(violationOf);
  assert.ok(violations.length >= 1, 'the second look found what the first one did');
  const [{ files, patch }] = violations as [{ files: string[]; patch: string }];
  for (const file of ['mine.js', 'answer.js', '.git/config']) assert.ok(files.includes(file), `${file} is among ${files}`);
  const kept = Buffer.from(await objectsIn(fixture.home.objects).get(patch)).toString();
  assert.match(kept, /^\+export const mine = true;$/m);
  assert.match(kept, /^\+\/\/ edited again$/m);
  assert.ok(view.notes.some((it) => it.kind === 'violation' && it.text.includes('scribbler')));
  assert.equal(readdirSync(fixture.home.run(view.id).workplaces), [], 'no checkout is left');
});

const SECRET = 'Zx81-quite-a-secret-Q4711';

test('that leaks a secret is not quoted', async ({ fixture }) => {
  const company = { leaky: { worker: 'leaks.mjs', env: ['SHOP_API_KEY'] }, plain: { worker: 'agrees.mjs' } };
  seatWorkers(fixture, company);
  fixture.write(
    join(fixture.home.templates, 'review.yaml'),
    readFileSync(join(fixture.home.templates, 'review.yaml'), 'utf8').replace('enabled: false', 'enabled: true'),
  );
  await fixture.up({ SHOP_API_KEY: SECRET });
  const view = await fixture.ended(await startRun(fixture, company));
  assert.is(outcomeOf(view, 'leaky').status, 'completed');
  const folder = fixture.home.run(view.id);
  const transcript = readFileSync(folder.transcript(localOf(dispatchOf(view, 'leaky').id), 1), 'utf8');
  assert.match(transcript, /the key is/);
  assert.match(transcript, /\[redacted\] and a token is \[redacted\]/);
  assert.match(transcript, /that was all/);
  const prompt = readFileSync(folder.prompt('d3', 1), 'utf8');
  assert.match(prompt, /The key \[redacted\] is used, and \[redacted\]\./, 'whoever examines the finding is not told either');
  const markdown = readFileSync(join(folder.report, 'report.md'), 'utf8');
  assert.match(markdown, /redacted/);
  await until(
    'the manifest and the journal beside it, which follow the end',
    () => existsSync(folder.manifest) && existsSync(folder.journal),
  );
  await until('the checkouts to be cleared behind the report', () => isEmptyOrGone(fixture.home.trash));
  await fixture.ask({ ask: 'down', how: 'now' });
  await until('nothing to write any more', () => fixture.processes().every(({ pid }) => pid === process.pid));
  const tainted = filesBelow(fixture.root).filter((path) => {
    const text = readFileSync(join(fixture.root, path), 'latin1');
    return [SECRET, 'a1B2a1B2', 'x9x9x9x9', 'hunter22', 'wJalrXUtn', 'MIIEvQIBADANBg'].some((it) => text.includes(it));
  });
  // What was accepted is kept as it was: the journal, also beside the report, and the very bytes of the result; and what
  // a worker writes into its own folder is its own.
  const whole = digestOf(readFileSync(folder.results(localOf(dispatchOf(view, 'leaky').id)).result));
  assert.equal(
    tainted.filter((it) => !it.startsWith('ledger.db')).sort(),
    [
      `objects/${whole.slice(0, 2)}/${whole.slice(2)}`,
      `runs/${view.id}/results/${localOf(dispatchOf(view, 'leaky').id)}/result.json`,
      `runs/${view.id}/results/${localOf(dispatchOf(view, 'leaky').id)}/errors.jsonl`,
      `runs/${view.id}/journal.jsonl`,
    ].sort(),
  );
});

test('answers in a home that is reached through a link', async ({ fixture }) => {
  renameSync(fixture.root, `${fixture.root}-itself`);
  symlinkSync(`${fixture.root}-itself`, fixture.root);
  const company = { good: { worker: 'reviews.mjs' } };
  seatWorkers(fixture, company);
  await fixture.up();
  const view = await fixture.ended(await startRun(fixture, company));
  assert.equal(outcomeOf(view, 'good').attempts, ['first done']);
});

test.run();

function violationOf({ type, payload }: EventEnvelope): { files: string[]; patch: string }[] {
  return type === 'workplace.changed' ? [payload as { files: string[]; patch: string }] : [];
}

/** Every file of a folder with what is in it. Git renews the time of an object when somebody makes the same once more. */
const photograph = (root: string): string[] =>
  filesBelow(root).map((path) => {
    const at = join(root, path);
    const { mode, mtimeMs } = lstatSync(at);
    const content = lstatSync(at).isSymbolicLink() ? readlinkSync(at) : digestOf(readFileSync(at));
    return `${path} ${mode} ${path.startsWith('.git/objects/') ? '' : mtimeMs} ${content}`;
  });

/** Files may vanish while it looks. */
function isEmptyOrGone(folder: string): boolean {
  try {
    return !existsSync(folder) || filesBelow(folder).length === 0;
  } catch {
    return false;
  }
}

const filesBelow = (root: string): string[] =>
  readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((it) => it.isFile() || it.isSymbolicLink())
    .map((it) => join(it.parentPath, it.name).slice(root.length + 1))
    .sort();
