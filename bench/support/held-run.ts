// A run whose workers wait until they are released, to measure when the first one and when all of them run, how much disk space
// they take, and how long the report takes after the last result.

import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fixture } from './fixture.ts';
import { bytesIn } from './large-project.ts';

export type HeldRunFigures = {
  /** Milliseconds after the task was renamed into the inbox. */
  first: number;
  all: number;
  /** Milliseconds from the last result to the report. */
  report: number;
  /** For all checkouts, while all workers run. */
  bytes: number;
};

const HOLDER = join(import.meta.dirname, '..', 'workers', 'waits.sh');
const goOf = (fixture: Fixture): string => join(fixture.folder, 'go');

export function prepareHeld(fixture: Fixture): void {
  fixture.settings({ workers: 16 });
  fixture.hire('holder', ['/bin/sh', HOLDER, '{prompt}', '{result}', goOf(fixture)]);
}

/** `used` measures the disk space of the checkouts if they share blocks; otherwise their files are counted. */
export async function heldRun(fixture: Fixture, project: string, seats: number, used?: () => number): Promise<HeldRunFigures> {
  rmSync(goOf(fixture), { force: true });
  const before = used?.() ?? 0;
  const draft = join(fixture.root, 'draft.md');
  const id = `${process.pid}-${performance.now()}`;
  writeFileSync(draft, fixture.task(project, Array(seats).fill('holder'), 'type: looks\n', `Look at it, ${id}.`));
  // As if a person moved an existing file there: one that was only just written is checked twice.
  await sleep(300);
  const begun = Date.now();
  renameSync(draft, join(fixture.home.inbox, `task-${id}.md`));
  const journal = fixture.journal();
  const started: number[] = [];
  let run = '';
  await journal.until('all workers to run', (it) => {
    if (it.type !== 'attempt.started') return undefined;
    run = it.stream.slice('run/'.length);
    return started.push(Date.parse(it.at)) === seats;
  });
  const bytes = used ? used() - before : bytesIn(fixture.home.run(run).workplaces);
  writeFileSync(goOf(fixture), '');
  let last = 0;
  let composed = 0;
  await journal.until('the end', (it) => {
    if (it.type === 'result.accepted') last = Date.parse(it.at);
    if (it.type === 'report.composed') composed = Date.parse(it.at);
    return it.type === 'run.ended';
  });
  return { first: (started[0] ?? 0) - begun, all: (started.at(-1) ?? 0) - begun, report: composed - last, bytes };
}
