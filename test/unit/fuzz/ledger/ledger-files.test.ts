// Ledger files that were cut, damaged or torn are refused, or read exactly as they were written.

import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type ErrorCode, MusterError } from '../../../../contracts/errors.ts';
import { evolveRun } from '../../../../daemon/lead/run/evolve-run.ts';
import { viewRun } from '../../../../daemon/lead/run/view-run.ts';
import { canonicalJson } from '../../../../runtime/canonical.ts';
import { openLedger } from '../../../../runtime/ledger/open.ts';
import { eventCatalogue, type RunRecord } from '../../../../skills/events.ts';
import type { RunState } from '../../../../skills/run/state.ts';
import { alwaysSoon, spoiledBytes } from '../corpus.ts';
import { appendAll, type Context, look, ours, RUNS, type Seen, storyOf, wholeFile } from './ledger-files-fixture.ts';

const PAGE = 4096;

function isClear(error: MusterError, path: string, codes: readonly ErrorCode[]): void {
  assert.ok(codes.includes(error.code), `${error.code}: ${error.message}`);
  const [run] = /run\/\S+|house/.exec(error.message) ?? [];
  assert.ok(
    error.message.includes(path) || (run !== undefined && error.hint.includes(path)) || error.code === 'event-illegal',
    `${error.message}: ${error.hint}`,
  );
  assert.ok(error.hint !== '' && error.message.length < path.length + 400, error.message);
}

const test = suite<Context>('a ledger file');

test.before(wholeFile);
test.after(({ folder }) => rmSync(folder, { recursive: true }));

const DAMAGE: readonly ErrorCode[] = ['ledger-corrupt', 'ledger-newer'];

/** Lays the bytes there, looks, and holds what was seen against what was written. Gives back whether anything was noticed. */
async function isHonest(bytes: Buffer, { path, truth }: Context, wal?: Buffer): Promise<Seen> {
  for (const rest of ['-wal', '-shm']) rmSync(path + rest, { force: true });
  writeFileSync(path, bytes);
  if (wal) writeFileSync(`${path}-wal`, wal);
  const seen = await look(path);
  assert.ok(readFileSync(path).equals(bytes), 'looking changed the file');
  if (wal) assert.ok(readFileSync(`${path}-wal`).equals(wal), 'looking changed the log');
  if (seen.kind === 'refused') {
    isClear(seen.error, path, DAMAGE);
    return seen;
  }
  for (const error of seen.rest) isClear(error, path, DAMAGE);
  for (const [run, view] of seen.runs) {
    if (view instanceof MusterError && !truth.has(run) && view.code === 'run-unknown') continue; // its name was hit
    if (view instanceof MusterError) isClear(view, path, DAMAGE);
    else assert.ok(truth.get(run)?.has(view), `${run} was read, and not as it was written`);
  }
  return seen;
}

test('cut off anywhere is refused', async (context) => {
  const { whole } = context;
  const pages = whole.length / PAGE;
  const cuts = Array.from({ length: pages }, (_, page) => [page * PAGE, page * PAGE + 1, page * PAGE + PAGE - 1]).flat();
  for (const cut of [...cuts, 15, 16, 99, 100, 101, 512]) {
    const seen = await isHonest(whole.subarray(0, cut), context);
    assert.is(seen.kind, 'refused', `cut at ${cut} of ${whole.length}`);
    // A daemon that wants to write refuses it too, and leaves it to whoever mends it.
    const open = await openLedger({ path: context.path, catalogue: eventCatalogue }).catch(ours);
    assert.ok(open instanceof MusterError && open.code === 'ledger-corrupt');
    assert.ok(readFileSync(context.path).equals(whole.subarray(0, cut)));
  }
});

test('with flipped bits, noise or zeros in it is read as it was written, or not at all', async (context) => {
  const counts = { sound: 0, partly: 0, refused: 0 };
  const tally = (seen: Seen) => {
    if (seen.kind === 'refused') counts.refused += 1;
    else if (seen.rest.length > 0 || [...seen.runs.values()].some((it) => it instanceof MusterError)) counts.partly += 1;
    else counts.sound += 1;
  };
  await alwaysSoon(spoiledBytes([context.whole]), async (bytes) => tally(await isHonest(bytes, context)), 250, true);
  const page = fc.nat(context.whole.length / PAGE - 1);
  await alwaysSoon(
    fc.tuple(page, page, fc.constantFrom('zeros', 'noise', 'another')),
    async ([at, from, what]) => {
      const bytes = Buffer.from(context.whole);
      const there = bytes.subarray(at * PAGE, (at + 1) * PAGE);
      if (what === 'zeros') there.fill(0);
      else if (what === 'noise') for (let index = 0; index < PAGE; index++) there[index] = (index * 7919 + at) & 0xff;
      else context.whole.copy(there, 0, from * PAGE, (from + 1) * PAGE);
      tally(await isHonest(bytes, context));
    },
    120,
    true,
  );
  for (const [what, count] of Object.entries(counts)) assert.ok(count >= 20, `only ${count} were ${what}`);
});

test('whose log is torn, truncated, damaged or missing loses no run that was in the file before', async (context) => {
  const { folder, path, whole, truth } = context;
  // One more run, whose events are in the log alone.
  const other = join(folder, 'other.db');
  writeFileSync(other, whole);
  const ledger = await openLedger({ path: other, catalogue: eventCatalogue });
  const late = await storyOf('r-eeeeee', 9);
  await appendAll(ledger, 'r-eeeeee', late);
  const [file, log] = [readFileSync(other), readFileSync(`${other}-wal`)];
  await ledger.close();
  // Of a commit that was cut off, everything before it stands.
  const with5 = new Map([...truth, ['r-eeeeee', new Set(prefixesOf(late))] as const]);
  const view = prefixesOf(late).at(-1);
  const looks = async (wal: Buffer) => {
    const seen = await isHonest(file, { ...context, truth: with5 }, wal);
    assert.is(seen.kind, 'open');
    if (seen.kind !== 'open') return undefined;
    for (const run of RUNS) assert.ok(typeof seen.runs.get(run) === 'string', `${run} was lost with the log`);
    return seen.runs.get('r-eeeeee');
  };
  assert.is(await looks(log), view);
  const seen = new Set<unknown>();
  await alwaysSoon(spoiledBytes([log]), async (wal) => void seen.add(await looks(wal)), 60, true);
  for (let cut = 0; cut < log.length; cut += 16_000) seen.add(await looks(log.subarray(0, cut)));
  assert.ok(seen.size > 10, `it was cut off at ${seen.size} places only`);
  for (const rest of ['-wal', '-shm']) rmSync(path + rest, { force: true });
});

function prefixesOf(events: readonly RunRecord[]): string[] {
  const views: string[] = [];
  let state: RunState | undefined;
  for (const event of events) {
    state = evolveRun(state, event);
    views.push(canonicalJson(viewRun(state)));
  }
  return views;
}

test.run();
