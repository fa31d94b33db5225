// The line of a run in a list: that of an ended run is kept, and counts only as long as it is of the newest event.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { viewRun } from '../../../daemon/lead/run/view-run.ts';
import { foldRun } from '../../../daemon/process/fold.ts';
import { compareKept } from '../../../daemon/records/kept/compare-kept.ts';
import { type KeptText, textOf, valueIn } from '../../../daemon/records/kept/kept-text.ts';
import { keptView } from '../../../daemon/records/kept/kept-view.ts';
import type { Listing } from '../../../daemon/records/kept/listed-run.ts';
import { figuresOfRuns, keepEarlierRuns, keepRun, linesOfRuns } from '../../../daemon/records/kept/run-lines.ts';
import { openLedger, type SqliteLedger } from '../../../runtime/ledger/open.ts';
import { eventCatalogue, type MusterEvents } from '../../../skills/events.ts';
import type { RunEvent } from '../../../skills/phases/events.ts';
import { createRun, RUN } from './lead/test-run.ts';

const lines = suite<{ folder: string; ledger: SqliteLedger<MusterEvents> }>('the line of a run');
lines.before.each(async (context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'muster-'));
  context.ledger = await openLedger({ path: join(context.folder, 'ledger.db'), catalogue: eventCatalogue, epoch: 1 });
});
lines.after.each(async ({ folder, ledger }) => {
  await ledger.close();
  rmSync(folder, { recursive: true, force: true });
});

const STREAM = `run/${RUN}` as const;
const END = { outcome: 'failed' as const, reason: 'done' as const, message: '' };
const ENDING: RunEvent[] = [
  { type: 'run.concluding', payload: { ...END, partial: false } },
  { type: 'run.ended', payload: { ...END, degraded: false, report: '' } },
];

async function append(ledger: SqliteLedger<MusterEvents>, events: readonly RunEvent[]): Promise<void> {
  const seq = (await ledger.read(STREAM)).length;
  const commit = { stream: STREAM, expectedSeq: seq, commandId: `made-${seq}`, actor: { kind: 'lead' as const }, at: 1, events };
  assert.is((await ledger.append(commit)).kind, 'appended');
}

const created = (): RunEvent => ({ type: 'run.created', payload: { ...createRun().state().created, run: RUN } });
const row = async (ledger: SqliteLedger<MusterEvents>) => {
  const [it] = await ledger.streams();
  if (!it) throw new Error('no run');
  return it;
};
const same = (text: string) => text;
const lineOfRun = async (it: Awaited<ReturnType<typeof row>>, ledger: SqliteLedger<MusterEvents>, hide: (text: string) => string) => {
  const [line] = await linesOfRuns([it], ledger, hide);
  if (!line) throw new Error('no line');
  return line;
};
const NAME = `run-line/${RUN}`;
const VIEW = `run-view/${RUN}`;

/** Only what is kept can say that. */
async function pretend(ledger: SqliteLedger<MusterEvents>): Promise<void> {
  const kept = await ledger.cursor(NAME);
  const extra = kept?.extra as KeptText;
  const listing = valueIn<Listing>(extra);
  await ledger.saveCursor(NAME, kept?.position ?? 0, { ...extra, ...textOf({ ...listing, line: { ...listing?.line, title: 'kept' } }) });
}

lines('is stored when the run has ended, not before, and matches the journal', async ({ ledger }) => {
  await append(ledger, [created()]);
  await keepRun(await foldRun(ledger, RUN), ledger);
  assert.is(await ledger.cursor(NAME), undefined);
  await append(ledger, ENDING);
  const made = await lineOfRun(await row(ledger), ledger, same);
  await keepRun(await foldRun(ledger, RUN), ledger);
  const kept = await ledger.cursor(NAME);
  assert.equal(valueIn<Listing>(kept?.extra as KeptText)?.line, made);
  assert.equal([made.status, made.seq, made.run], ['failed', 3, RUN]);
});

lines('is read without folding, hides secrets, and is ignored if the run continued or it was damaged', async ({ ledger }) => {
  await append(ledger, [created(), ...ENDING]);
  await keepRun(await foldRun(ledger, RUN), ledger);
  await pretend(ledger);
  const title = async () => (await lineOfRun(await row(ledger), ledger, (it) => it.replace('ke', '__'))).title;
  assert.is(await title(), '__pt');
  await ledger.saveCursor(NAME, 3, { title: 'of another form' });
  assert.is.not(await title(), 'of another form');
  await keepRun(await foldRun(ledger, RUN), ledger);
  await pretend(ledger);
  await append(ledger, [{ type: 'note.added', payload: { note: { kind: 'person', text: 'later' } } }]);
  assert.is.not(await title(), '__pt');
});

lines('are in the order of their runs, secrets hidden in each, and a damaged one hides no other', async ({ ledger }) => {
  await append(ledger, [created(), ...ENDING]);
  const it = await row(ledger);
  const missing = { ...it, stream: 'run/r-nobody' as const };
  const found = await linesOfRuns([missing, it, missing, it], ledger, (text) => text.replaceAll(RUN, 'hidden'));
  assert.equal(
    found.map(({ run, status }) => [run, status]),
    [
      ['r-nobody', 'damaged'],
      ['hidden', 'failed'],
      ['r-nobody', 'damaged'],
      ['hidden', 'failed'],
    ],
  );
});

lines('is made once for runs that ended before lines were stored', async ({ ledger }) => {
  await append(ledger, [created(), ...ENDING]);
  const ended = new AbortController();
  ended.abort();
  await keepEarlierRuns(ledger, ended.signal);
  assert.is(await ledger.cursor(NAME), undefined);
  const { signal } = new AbortController();
  await keepEarlierRuns(ledger, signal);
  assert.is((await ledger.cursor(NAME))?.position, 3);
  await ledger.saveCursor(NAME, 0, null);
  await keepEarlierRuns(ledger, signal);
  assert.is((await ledger.cursor(NAME))?.position, 0);
});

lines('of a run that cannot be read says so and is in the list', async ({ ledger }) => {
  await append(ledger, [created(), ...ENDING]);
  const it = await row(ledger);
  const line = await lineOfRun({ ...it, stream: 'run/r-bbbbbb' }, ledger, same);
  assert.equal([line.status, line.run, line.endedAt], ['damaged', 'r-bbbbbb', null]);
});

/** Only what is kept can say that. */
async function pretendView(ledger: SqliteLedger<MusterEvents>, change: { by?: string; of?: string } = {}): Promise<void> {
  const kept = await ledger.cursor(VIEW);
  const extra = kept?.extra as KeptText;
  const text = textOf({ ...valueIn<object>(extra), message: 'kept' });
  await ledger.saveCursor(VIEW, kept?.position ?? 0, { ...extra, ...text, ...change });
}

lines('has the figures of the journal, read without folding', async ({ ledger }) => {
  await append(ledger, [created(), ...ENDING]);
  const folded = await figuresOfRuns([await row(ledger)], ledger, same);
  await keepRun(await foldRun(ledger, RUN), ledger);
  assert.equal(await figuresOfRuns([await row(ledger)], ledger, same), folded);
  const kept = await ledger.cursor(NAME);
  const extra = kept?.extra as KeptText;
  const listing = valueIn<Listing>(extra);
  await ledger.saveCursor(NAME, 3, { ...extra, ...textOf({ ...listing, figures: { ...listing?.figures, status: 'kept' } }) });
  const it = await row(ledger);
  const read = await figuresOfRuns([it], ledger, same);
  assert.equal(
    read.map(({ status }) => status),
    ['kept'],
  );
});

lines('is stored beside the view, which matches the journal key by key', async ({ ledger }) => {
  await append(ledger, [created(), ...ENDING]);
  assert.is(await keptView(ledger, RUN), undefined);
  await keepRun(await foldRun(ledger, RUN), ledger);
  assert.is(JSON.stringify(await keptView(ledger, RUN)), JSON.stringify(viewRun(await foldRun(ledger, RUN))));
});

lines('has a view for a reader who has verified the journal so far, but not if something came after it', async ({ ledger }) => {
  await append(ledger, [created(), ...ENDING]);
  await keepRun(await foldRun(ledger, RUN), ledger);
  await pretendView(ledger);
  for (const verified of [1, 2, 3]) assert.is((await keptView(ledger, RUN, verified))?.message, 'kept');
  await pretendView(ledger, { of: 'f'.repeat(64) });
  assert.is(await keptView(ledger, RUN, 3), undefined);
  await keepRun(await foldRun(ledger, RUN), ledger);
  await append(ledger, [{ type: 'note.added', payload: { note: { kind: 'person', text: 'later' } } }]);
  for (const verified of [1, 2, 3, 4]) assert.is(await keptView(ledger, RUN, verified), undefined);
});

lines('has a view that counts only for the last event, as it is, and for the rules that made it', async ({ ledger }) => {
  await append(ledger, [created(), ...ENDING]);
  await keepRun(await foldRun(ledger, RUN), ledger);
  await pretendView(ledger);
  assert.is((await keptView(ledger, RUN))?.message, 'kept');
  await pretendView(ledger, { by: 'other rules' });
  assert.is(await keptView(ledger, RUN), undefined);
  await keepRun(await foldRun(ledger, RUN), ledger);
  await pretendView(ledger, { of: 'f'.repeat(64) });
  assert.is(await keptView(ledger, RUN), undefined);
  await keepRun(await foldRun(ledger, RUN), ledger);
  await append(ledger, [{ type: 'note.added', payload: { note: { kind: 'person', text: 'later' } } }]);
  assert.is(await keptView(ledger, RUN), undefined);
});

lines('and its view are made again if a character of them was changed', async ({ ledger }) => {
  await append(ledger, [created(), ...ENDING]);
  await keepRun(await foldRun(ledger, RUN), ledger);
  for (const name of [NAME, VIEW]) {
    const kept = await ledger.cursor(name);
    const extra = kept?.extra as KeptText;
    await ledger.saveCursor(name, 3, { ...extra, text: extra.text.replaceAll('failed', 'fooled') });
  }
  assert.is((await lineOfRun(await row(ledger), ledger, same)).status, 'failed');
  assert.is(await keptView(ledger, RUN), undefined);
});

lines('has no view if the journal is damaged', async ({ ledger, folder }) => {
  await append(ledger, [created(), ...ENDING]);
  await keepRun(await foldRun(ledger, RUN), ledger);
  const file = new Database(join(folder, 'ledger.db'));
  file.exec("DROP TRIGGER events_never_change; UPDATE events SET body = replace(body, 'failed', 'fooled') WHERE seq = 2");
  file.close();
  await keptView(ledger, RUN).then(
    () => assert.unreachable(),
    (error: { code?: string }) => assert.is(error.code, 'ledger-corrupt'),
  );
});

lines('and its view are compared with the journal, so that no change of them goes unnoticed', async ({ ledger }) => {
  await append(ledger, [created(), ...ENDING]);
  const faults = async () => (await compareKept(await foldRun(ledger, RUN), ledger)).map(({ what }) => what);
  assert.equal(await faults(), []);
  await keepRun(await foldRun(ledger, RUN), ledger);
  assert.equal(await faults(), []);
  await pretend(ledger);
  assert.equal(await faults(), ['kept line']);
  await pretendView(ledger);
  assert.equal(await faults(), ['kept view', 'kept line']);
  // What other rules made is never shown.
  await pretendView(ledger, { by: 'other rules' });
  assert.equal(await faults(), ['kept line']);
});

lines.run();
