// The real events in a real ledger: what is refused, and what the refusal says.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { NewEvent, StreamName } from '../../../../contracts/event.ts';
import { HOUSE_EVENTS } from '../../../../contracts/house-event.ts';
import { runSteps } from '../../../../runtime/steps.ts';
import { eventCatalogue } from '../../../../skills/events.ts';
import { RUN_EVENTS } from '../../../../skills/phases/events.ts';
import { appended, commit, failsWith, type LedgerFixture, openFixture } from './ledger-fixture.ts';

const test = suite<{ fixture: LedgerFixture }>('the catalogue of events');
test.before.each((context) => {
  context.fixture = openFixture();
});
test.after.each(({ fixture }) => fixture.clear());

const run: StreamName = 'run/r-k3faqa';
const noteAdded: NewEvent = { type: 'note.added', payload: { note: { kind: 'person', text: 'seen' } } };
const ended: NewEvent = { type: 'run.ended', payload: { outcome: 'aborted', reason: 'aborted', degraded: false, message: '' } };

test('accepts each event of the contracts only in its kind of stream', () => {
  const known = (stream: StreamName, type: string): boolean => {
    try {
      eventCatalogue.check(stream, { type, payload: undefined });
      return true;
    } catch (error) {
      return !String(error).includes('it is not a known event');
    }
  };
  for (const type of Object.keys(RUN_EVENTS)) {
    assert.ok(known(run, type), type);
    assert.is(known('house', type), type in HOUSE_EVENTS, type);
  }
  for (const type of Object.keys(HOUSE_EVENTS)) assert.ok(known('house', type), type);
  assert.not(known(run, 'constructor'));
});

test('says which event is wrong, and where in its payload', async () => {
  const attempt = { dispatch: 'r-k3faqa.d1', attempt: 1 };
  const wrong: [NewEvent, RegExp][] = [
    [
      { type: 'note.added', payload: { note: { kind: 'person', text: 5 } } },
      /note\.added cannot be written to run\/r-k3faqa: payload\.note\.text: .*string/,
    ],
    [{ type: 'run.admitted', payload: { by: 'me' } }, /run\.admitted.*payload: .*by/],
    [{ type: 'phase.started', payload: {} }, /phase\.started.*payload\.phase/],
    [{ type: 'attempt.starting', payload: { ...attempt, attempt: 0 } }, /attempt\.starting.*payload\.attempt: /],
    [{ type: 'convergence.opened', payload: { round: 1, queue: 1, asks: [{}] } }, /convergence\.opened.*payload\.asks\[0\]\.round/],
    [{ type: 'run.begun', payload: {} }, /run\.begun.*not a known event/],
    [{ type: 'admission.asked', payload: { run: 'r-k3faqa' } }, /admission\.asked.*not a known event/],
  ];
  for (const [event, says] of wrong) await failsWith('event-invalid', () => eventCatalogue.check(run, event), says);
  await failsWith('event-invalid', () => eventCatalogue.check('house', noteAdded), /note\.added cannot be written to house/);
});

test('checks the thousandth event of a kind like the first', async () => {
  const attempt = { dispatch: 'r-k3faqa.d1', attempt: 1, seat: 'claude', kind: 'first' };
  const wrong: [unknown, RegExp][] = [
    [{ ...attempt, attempt: 0 }, /payload\.attempt: /],
    [{ ...attempt, dispatch: 'd1' }, /payload\.dispatch: /],
    [{ ...attempt, more: 1 }, /payload: .*more/],
    [{ ...attempt, seat: undefined }, /payload\.seat: /],
    [undefined, /payload: /],
  ];
  for (let times = 0; times < 1_000; times++) {
    eventCatalogue.check(run, { type: 'attempt.starting', payload: attempt });
    for (const [payload, says] of wrong) {
      await failsWith('event-invalid', () => eventCatalogue.check(run, { type: 'attempt.starting', payload }), says);
    }
  }
});

test('says of long lists item by item what it says of the whole', () => {
  const finding = { id: 'F-001', fingerprint: 'f-7c2e1a', origins: ['r-k3faqa.d1/1'], seats: ['one'], title: 't', category: 'c' };
  const findings = (count: number, odd: object = {}, at = 0) =>
    Array.from({ length: count }, (_, n) => ({ ...finding, severity: 'minor', state: 'queued', ...(n === at ? odd : {}) }));
  const grouped = (list: unknown, more: object = {}): NewEvent => ({
    type: 'convergence.grouped',
    payload: { phase: 'convergence', findings: list, ...more },
  });
  const prepared = { phase: 'a', pass: 0, round: 0, seat: 'one', role: 'analyser', skill: 's', findings: [], dispatch: 'r-k3faqa.d1' };
  const judges = (count: number): NewEvent => ({
    type: 'dispatch.prepared',
    payload: { ...prepared, judges: Array.from({ length: count }, (_, n) => `F-${n}`) },
  });
  const events: [NewEvent, boolean][] = [
    [grouped(findings(1_000)), true],
    [grouped(findings(51)), true],
    [grouped(findings(3)), true],
    [grouped(findings(1_000, { id: 7 }, 999)), false],
    [grouped(findings(1_000, { more: 1 }, 10)), false],
    [grouped(findings(1_000), { more: 1 }), false],
    [grouped(findings(1_000), { phase: 5 }), false],
    [judges(2_000), true],
    [judges(2_001), false],
    [{ type: 'run.bound', payload: { seats: [], notes: Array(60).fill({ kind: 'person', text: 'x' }) } }, false],
  ];
  const isValidByItems = eventCatalogue.fits;
  assert.ok(isValidByItems);
  const passes = (event: NewEvent): boolean => {
    try {
      eventCatalogue.check(run, event);
      return true;
    } catch {
      return false;
    }
  };
  for (const [n, [event, fits]] of events.entries()) {
    assert.is(passes(event), fits, `${n}: the whole`);
    assert.is(runSteps(isValidByItems(run, event)), fits, `${n}: by items`);
  }
  assert.ok([...isValidByItems(run, grouped(findings(1_000)))].length > 50);
  assert.throws(() => runSteps(isValidByItems(run, { type: 'run.begun', payload: {} })), /not a known event/);
});

test('begins a run with its creation, and the house with anything', async ({ fixture }) => {
  const ledger = await fixture.open({ catalogue: eventCatalogue });
  await failsWith('event-illegal', ledger.append(commit(0, [noteAdded], { stream: run })), /cannot begin with note\.added/);
  appended(await ledger.append(commit(0, [{ type: 'admission.asked', payload: { run: 'r-k3faqa' } }], { stream: 'house' })));
  assert.ok(eventCatalogue.mayBegin(run, 'run.created'));
});

test('ends a run with its end, after which there are only notes', () => {
  assert.ok(eventCatalogue.ends(run, ended.type));
  assert.not(eventCatalogue.ends(run, 'run.concluding'));
  assert.not(eventCatalogue.ends('house', ended.type));
  const after = Object.keys(RUN_EVENTS).filter((type) => eventCatalogue.allowedAfterEnd(run, type));
  assert.ok(after.includes('note.added'));
  assert.not(after.includes('run.ended'));
  assert.not(after.includes('phase.started'));
});

test.run();
