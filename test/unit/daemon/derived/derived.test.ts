// A home keeps what was derived from its journals, and `muster verify` compares it with what the rules give. So a change of the rules has
// to raise the number that says which rules they were: without it, whole runs of earlier versions would be called damaged.

import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FORMAT } from '../../../../contracts/format.ts';
import { VIEW_RULES } from '../../../../daemon/records/kept/kept-view.ts';
import type { RunRecord } from '../../../../skills/events.ts';
import { type Derived, derivedNow, eventsIn, RECORD } from './derived.ts';

type Record = { format: { runs: number; house: number; views: number }; derived: Derived };
const { format, derived } = JSON.parse(readFileSync(RECORD, 'utf8')) as Record;

const AGAIN = 'npm run derived';
const raised = (name: string): string => `${name} was raised; record again: ${AGAIN}`;
const others = (name: string): string => `there are other events, and ${name} is as before: raise it, then ${AGAIN}`;
const differs = (name: string): string => `the same events give something else, and ${name} is as before: raise it, then ${AGAIN}`;

const test = suite('what is derived from recorded journals');

test('is the same as long as FORMAT.runs is', () => {
  const { runs, runEvents } = derivedNow();
  assert.is(FORMAT.runs, format.runs, raised('FORMAT.runs'));
  assert.equal(runs, derived.runs, differs('FORMAT.runs'));
  assert.equal(runEvents, derived.runEvents, others('FORMAT.runs'));
});

test('is the same for a house as long as FORMAT.house is', () => {
  const { house, houseEvents } = derivedNow();
  assert.is(FORMAT.house, format.house, raised('FORMAT.house'));
  assert.is(house, derived.house, differs('FORMAT.house'));
  assert.equal(houseEvents, derived.houseEvents, others('FORMAT.house'));
});

test('is the same view as long as VIEW_RULES is', () => {
  assert.is(VIEW_RULES, format.views, raised('VIEW_RULES'));
  assert.equal(derivedNow().views, derived.views, differs('VIEW_RULES'));
});

test('is of journals with findings, rounds, plans, votes, stages, proofs, repairs and reuse', () => {
  const seen = new Set(Object.keys(derivedNow().runs).flatMap((name) => eventsIn<RunRecord>(name).map(({ type }) => type)));
  const wanted: RunRecord['type'][] = [
    ...(['finding.raised', 'evidence.checked', 'verdict.given', 'convergence.grouped', 'plan.verified', 'plan.approved'] as const),
    ...(['stage.sealed', 'stage.proved', 'union.proved', 'gate.answered', 'attempt.ending', 'dispatch.reused', 'report.composed'] as const),
  ];
  assert.equal(
    wanted.filter((it) => !seen.has(it)),
    [],
  );
});

test.run();
