// What is derived from recorded journals by the rules of today: the state of each run, its lines, its documents and its manifest, as
// digests. The journals were recorded once, so a difference is one of the rules.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HOUSE_EVENTS } from '../../../../contracts/house-event.ts';
import { EMPTY_HOUSE, evolveHouse } from '../../../../daemon/lead/house/house-state.ts';
import { evolveAll } from '../../../../daemon/lead/run/evolve-all.ts';
import { viewRun } from '../../../../daemon/lead/run/view-run.ts';
import { manifestText } from '../../../../daemon/projections/documents.ts';
import { errorLines } from '../../../../daemon/projections/lines.ts';
import { progressLines } from '../../../../daemon/projections/progress-lines.ts';
import { runDocuments } from '../../../../daemon/projections/run-documents.ts';
import { canonicalJson, digestOf } from '../../../../runtime/canonical.ts';
import { runSteps } from '../../../../runtime/steps.ts';
import type { HouseRecord, RunRecord } from '../../../../skills/events.ts';
import { RUN_EVENTS } from '../../../../skills/phases/events.ts';
import type { RunState } from '../../../../skills/run/state.ts';

export const JOURNALS = join(import.meta.dirname, '..', '..', '..', 'fixtures', 'journals');
export const RECORD = join(JOURNALS, 'derived.json');
/** The journal of a house; all others are of runs. */
export const HOUSE = 'house.jsonl';

/** Digests by journal and by what is derived from it, and all types of events. */
export type Derived = {
  runs: Record<string, Record<string, string>>;
  views: Record<string, string>;
  house: string;
  runEvents: string[];
  houseEvents: string[];
};

export function derivedNow(): Derived {
  const names = readdirSync(JOURNALS).filter((it) => it.endsWith('.jsonl') && it !== HOUSE);
  const runs = names.sort().map((name) => [name, eventsIn<RunRecord>(name)] as const);
  return {
    runs: Object.fromEntries(runs.map(([name, events]) => [name, ofRun(events)])),
    views: Object.fromEntries(runs.map(([name, events]) => [name, digestOf(canonicalJson(viewRun(foldOf(events))))])),
    house: digestOf(canonicalJson(eventsIn<HouseRecord>(HOUSE).reduce(evolveHouse, EMPTY_HOUSE))),
    runEvents: Object.keys(RUN_EVENTS).sort(),
    houseEvents: Object.keys(HOUSE_EVENTS).sort(),
  };
}

export function eventsIn<It>(name: string): It[] {
  return readFileSync(join(JOURNALS, name), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as It);
}

const VERSIONS = { musterd: '0', node: '0' };

function ofRun(events: readonly RunRecord[]): Record<string, string> {
  const state = foldOf(events);
  const end = events.find((it) => it.type === 'run.ended');
  if (!end) throw new Error('a recorded journal has no end');
  return {
    state: digestOf(canonicalJson(state)),
    lines: digestOf(events.flatMap(progressLines).join('')),
    errors: digestOf(events.map(errorLines).join('')),
    documents: digestOf(canonicalJson(runSteps(runDocuments(state)))),
    manifest: digestOf(manifestText({ state, events, end }, { versions: VERSIONS, children: [] }, (it) => it)),
  };
}

function foldOf(events: readonly RunRecord[]): RunState {
  const state = evolveAll(undefined, events);
  if (!state) throw new Error('a recorded journal is empty');
  return state;
}
