// Submits what was drawn to a daemon that may be dying: a file is dropped, and a command is repeated until there is an answer. Also
// reads from the journal of a home which gates, plans and work are open.

import { existsSync } from 'node:fs';
import { MusterError } from '../../contracts/errors.ts';
import { newRunId } from '../../daemon/intake/run-id.ts';
import { fieldsOf, listOf, textOf } from '../checker/canonical.ts';
import { namesIn } from '../checker/findings.ts';
import { readJournal } from '../checker/journal.ts';
import { type DaemonFixture, until } from '../e2e/daemon-fixture.ts';
import type { Random } from '../simulation/random.ts';
import type { Given } from './count.ts';
import type { Submission } from './submissions.ts';

const ACTOR = { kind: 'person' as const };

/** What is asked of a daemon is asked again and again, of whichever is there, until there is an answer. */
export function submit(
  gift: Submission,
  given: Given & { count: number },
  chance: Random,
  fixture: DaemonFixture,
  runs: readonly string[],
): Promise<void>[] {
  switch (gift.kind) {
    case 'drop':
      for (const name of gift.names) {
        given.drops.push({ name, text: gift.text, valid: gift.valid });
        fixture.drop(name, gift.text);
      }
      return [];
    case 'submit':
      return Array.from({ length: gift.times }, async () => {
        const run = newRunId();
        const one: Given['submitted'][number] = { run, text: gift.text, valid: gift.valid, answer: undefined };
        given.submitted.push(one);
        const origin = { kind: 'command' as const, command: 'submit', cwd: fixture.folder };
        const answer = await insist(fixture, { ask: 'submit', run, text: gift.text, name: 'soak.md', origin, actor: ACTOR });
        one.answer = answer === 'refused' ? answer : (answer as { run: string }).run;
      });
    case 'note':
    case 'abort': {
      if (runs.length === 0) return [];
      const run = chance.pick(runs.slice(-6));
      const token = `soak-${gift.kind}-${given.count}`;
      if (gift.kind === 'abort')
        return [
          insist(fixture, { ask: 'order', command: { token, actor: ACTOR, order: { kind: 'abort', run, reason: 'the soak' } } }).then(
            () => {},
          ),
        ];
      const note = { run, text: `note ${given.count}`, taken: false };
      given.notes.push(note);
      return [
        insist(fixture, { ask: 'order', command: { token, actor: ACTOR, order: { kind: 'note', run, text: note.text } } }).then(
          (answer) => {
            note.taken = answer !== 'refused';
          },
        ),
      ];
    }
  }
}

export function openGates(fixture: DaemonFixture): { gate: string; shown: string; offers: string[] }[] {
  if (!existsSync(fixture.home.ledger)) return [];
  const { facts } = readJournal(fixture.home.ledger, () => {});
  const shut = new Set(facts.filter(({ type }) => type === 'gate.answered' || type === 'gate.expired').map(({ payload }) => payload.gate));
  return facts.flatMap(({ type, payload }) => {
    const gate = fieldsOf(payload.gate);
    if (type !== 'gate.opened' || shut.has(textOf(gate.id))) return [];
    const offers = listOf(gate.offers).map((it) => textOf(fieldsOf(it).answer));
    return [{ gate: textOf(gate.id), shown: textOf(gate.shown), offers }];
  });
}

/** Runs that have ended, and whose plan was approved. */
export function approvedPlans(fixture: DaemonFixture): string[] {
  if (!existsSync(fixture.home.ledger)) return [];
  const { streams } = readJournal(fixture.home.ledger, () => {});
  return [...streams].flatMap(([stream, facts]) => {
    const about = facts.flatMap(({ type, payload }) => (type === 'gate.opened' ? [fieldsOf(payload.gate)] : []));
    const plans = new Set(about.filter((it) => fieldsOf(it.about).kind === 'plan').map((it) => textOf(it.id)));
    const approved = facts.some(
      (it) => it.type === 'gate.answered' && it.payload.answer === 'approve' && plans.has(textOf(it.payload.gate)),
    );
    return approved && facts.some(({ type }) => type === 'run.ended') ? [stream.slice('run/'.length)] : [];
  });
}

async function insist(fixture: DaemonFixture, question: Parameters<DaemonFixture['ask']>[0]): Promise<unknown> {
  let answer: unknown;
  await until(
    'an answer',
    async () => {
      try {
        answer = await fixture.ask(question);
        return true;
      } catch (error) {
        if (!(error instanceof MusterError) || error.class !== 'user') return false;
        answer = 'refused';
        return true;
      }
    },
    10 * 60_000,
  );
  return answer;
}

export async function atWork(fixture: DaemonFixture): Promise<number> {
  const open = await fixture.withLedger((ledger) => ledger.streams({ ended: false })).catch(() => []);
  return open.length + waiting(fixture);
}

export const waiting = (fixture: DaemonFixture): number =>
  namesIn(fixture.home.inbox).filter((name) => /\.(md|approve|abort)$/.test(name)).length +
  namesIn(`${fixture.home.inbox}/.claimed`).length;
