// Ledger files as no ledger would write them. Opening one, or reading a run from it, gives what was written or one
// clear error; a run that is broken costs the others nothing; and looking never changes a byte.

import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type ErrorCode, MusterError } from '../../../contracts/errors.ts';
import type { StreamName } from '../../../contracts/event.ts';
import { instant } from '../../../contracts/time.ts';
import { evolveRun } from '../../../daemon/lead/run/evolve-run.ts';
import { viewRun } from '../../../daemon/lead/run/view-run.ts';
import { foldHouse, foldRun } from '../../../daemon/process/fold.ts';
import { canonicalJson } from '../../../runtime/canonical.ts';
import type { EventCatalogue } from '../../../runtime/ledger/ledger.ts';
import { openLedger } from '../../../runtime/ledger/open.ts';
import { eventCatalogue, type MusterEvents, type MusterLedger, type RunRecord } from '../../../skills/events.ts';
import { RUN_REDUCER, type RunState } from '../../../skills/run/state.ts';
import { CALM } from '../../simulation/fate.ts';
import { simulate } from '../../simulation/simulate.ts';
import { alwaysSoon, spoiledBytes } from './corpus.ts';

const PAGE = 4096;
const RUNS = ['r-aaaaaa', 'r-bbbbbb', 'r-cccccc', 'r-dddddd'] as const;
const streamOf = (run: string): StreamName => `run/${run}`;

/** What the heart itself wrote in a calm world, told of another run. */
async function storyOf(run: string, seed: number): Promise<RunRecord[]> {
  const { journal } = await simulate(seed, { rates: CALM, behaviours: ['good'] });
  return JSON.parse(JSON.stringify(journal).replaceAll('r-aaaaaa', run)) as RunRecord[];
}
const STORIES = await Promise.all(RUNS.map(async (run, at) => ({ run, events: await storyOf(run, at + 1) })));

async function tell(path: string): Promise<void> {
  const ledger = await openLedger({ path, catalogue: eventCatalogue, epoch: 1 });
  for (const { run, events } of STORIES) {
    await appendAll(ledger, run, events);
  }
  await ledger.append({
    stream: 'house',
    expectedSeq: 0,
    commandId: 'up',
    actor: { kind: 'lead' },
    at: Date.UTC(2026, 0, 1),
    events: [{ type: 'daemon.started', payload: { epoch: 1, pid: 7, version: '0.1.0', maxConcurrentRuns: 4 } }],
  });
  const [first] = RUNS;
  await ledger.saveSnapshot(streamOf(first), {
    seq: 5,
    reducerVersion: RUN_REDUCER,
    state: STORIES[0]?.events.slice(0, 5).reduce<RunState | undefined>(evolveRun, undefined),
  });
  await ledger.saveCursor('lines', 3, { '/progress.log': 17 });
  await ledger.close();
}

async function appendAll(ledger: MusterLedger, run: string, events: readonly RunRecord[]): Promise<void> {
  for (const [seq, event] of events.entries()) {
    const commandId = `c${seq}`;
    await ledger.append({
      stream: streamOf(run),
      expectedSeq: seq,
      commandId,
      actor: { kind: 'lead' },
      at: instant(event.at),
      events: [event],
    });
  }
}

type Seen = { kind: 'refused'; error: MusterError } | { kind: 'open'; runs: Map<string, string | MusterError>; rest: MusterError[] };

/** Everything that a command or a starting daemon reads. Whatever is no MusterError is thrown on: it is a crash. */
async function look(path: string, readOnly = true): Promise<Seen> {
  const ledger = await openLedger({ path, catalogue: eventCatalogue, readOnly }).catch(ours);
  if (ledger instanceof MusterError) return { kind: 'refused', error: ledger };
  const rest: MusterError[] = [];
  const runs = new Map<string, string | MusterError>();
  const note = async (reading: Promise<unknown>) => {
    const seen = await reading.catch(ours);
    if (seen instanceof MusterError) rest.push(seen);
    return seen;
  };
  try {
    const rows = await note(ledger.streams());
    if (Array.isArray(rows)) {
      for (const { stream } of rows as { stream: string }[]) {
        if (stream === 'house') await note(foldHouse(ledger));
        else {
          const run = stream.slice('run/'.length);
          runs.set(run, await foldRun(ledger, run).then((state) => canonicalJson(viewRun(state)), ours));
        }
      }
    }
    await note(ledger.since(0, 10_000));
    await note(ledger.cursor('lines'));
    await note(ledger.claim('x'));
    await ledger.quickCheck();
    return { kind: 'open', runs, rest };
  } finally {
    await ledger.close();
  }
}

function ours(error: unknown): MusterError {
  if (error instanceof MusterError) return error;
  throw error;
}

function isClear(error: MusterError, path: string, codes: readonly ErrorCode[]): void {
  assert.ok(codes.includes(error.code), `${error.code}: ${error.message}`);
  const [run] = /run\/\S+|house/.exec(error.message) ?? [];
  assert.ok(
    error.message.includes(path) || (run !== undefined && error.hint.includes(path)) || error.code === 'event-illegal',
    `${error.message}: ${error.hint}`,
  );
  assert.ok(error.hint !== '' && error.message.length < path.length + 400, error.message);
}

type Context = { folder: string; path: string; whole: Buffer; truth: Truth };
/** What a run may be seen as. */
type Truth = Map<string, ReadonlySet<string>>;
const test = suite<Context>('a ledger file');

test.before(async (context) => {
  context.folder = realpathSync(mkdtempSync(join(tmpdir(), 'fuzz-')));
  context.path = join(context.folder, 'ledger.db');
  await tell(context.path);
  context.whole = readFileSync(context.path);
  const seen = await look(context.path);
  assert.is(seen.kind, 'open');
  if (seen.kind === 'open') {
    context.truth = new Map([...seen.runs].map(([run, view]) => [run, new Set([String(view)])]));
    assert.equal([...seen.runs.keys()], [...RUNS]);
    assert.ok([...seen.runs.values()].every((it) => typeof it === 'string') && seen.rest.length === 0);
  }
});
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

test('whose log is torn, cut, spoiled or missing loses no run that was in the file before', async (context) => {
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

const ANYTHING: EventCatalogue<MusterEvents> = {
  check: () => undefined,
  ends: () => false,
  allowedAfterEnd: () => true,
  mayBegin: () => true,
};

test('whose events stand in an order that cannot be is set aside with the name of the first that does not fit', async ({ folder }) => {
  const place = fc.nat(1_000);
  const at = (events: readonly unknown[], where: number) => where % events.length;
  type Change = (events: RunRecord[]) => RunRecord[];
  const change: fc.Arbitrary<Change> = fc.oneof(
    place.map(
      (where): Change =>
        (it) =>
          it.toSpliced(at(it, where), 1),
    ),
    place.map(
      (where): Change =>
        (it) =>
          it.toSpliced(at(it, where), 0, ...it.slice(at(it, where), at(it, where) + 1)),
    ),
    fc.tuple(place, place).map(
      ([from, to]): Change =>
        (it) =>
          it.toSpliced(at(it, from), 1).toSpliced(at(it, to), 0, ...it.slice(at(it, from), at(it, from) + 1)),
    ),
    fc.tuple(place, place).map(
      ([from, to]): Change =>
        (it) =>
          it.toSpliced(Math.min(at(it, from), at(it, to)), Math.abs(at(it, from) - at(it, to))),
    ),
  );
  const path = join(folder, 'order.db');
  let illegal = 0;
  await alwaysSoon(
    fc.tuple(fc.constantFrom(...STORIES), fc.array(change, { minLength: 1, maxLength: 2 })),
    async ([story, changes]) => {
      const events = changes.reduce((it, one) => (it.length === 0 ? it : one(it)), story.events);
      rmSync(path, { force: true });
      const ledger = await openLedger({ path, catalogue: ANYTHING });
      try {
        // As a hand would that knows how events are sealed: the chain is whole, and what it tells is not.
        await ledger
          .append({
            stream: streamOf(story.run),
            expectedSeq: 0,
            commandId: 'all',
            actor: { kind: 'lead' },
            at: Date.UTC(2026, 0, 1),
            events,
          })
          .catch(() => undefined);
        const seen = await foldRun(ledger, story.run).then((state) => canonicalJson(viewRun(state)), ours);
        if (typeof seen === 'string') return;
        assert.ok(['event-illegal', 'run-unknown'].includes(seen.code), `${seen.code}: ${seen.message}`);
        assert.match(seen.message, story.run);
        if (seen.code === 'event-illegal') illegal += 1;
      } finally {
        await ledger.close();
      }
    },
    80,
    true,
  );
  assert.ok(illegal > 15, `only ${illegal} were illegal`);
});

test('with spoiled folds and places has none, and gives the same runs', async (context) => {
  const { folder, whole, truth } = context;
  const path = join(folder, 'kept.db');
  const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 100 }), fc.json()).map((it) => it.replaceAll('\0', ''));
  const number = fc.oneof(fc.integer({ min: 1, max: 60 }), fc.constantFrom(2 ** 31, 2 ** 53));
  await alwaysSoon(
    fc.tuple(number, text, fc.stringMatching(/^[0-9a-f]{64}$/), number, text),
    async ([seq, state, digest, position, extra]) => {
      writeFileSync(path, whole);
      const database = new Database(path);
      database.prepare('UPDATE snapshots SET seq = ?, state = ?, digest = ?').run(seq, state, digest);
      database.prepare('UPDATE cursors SET position = ?, extra = ?').run(position, extra);
      database.close();
      const ledger = await openLedger({ path, catalogue: eventCatalogue, readOnly: true });
      try {
        assert.is(await ledger.snapshot(streamOf(RUNS[0]), RUN_REDUCER), undefined);
        assert.is(await ledger.cursor('lines'), undefined);
        for (const run of RUNS) assert.ok(truth.get(run)?.has(canonicalJson(viewRun(await foldRun(ledger, run)))));
      } finally {
        await ledger.close();
      }
    },
    40,
    true,
  );
});

test.run();
