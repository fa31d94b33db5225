// Checks who led a run after whom, and which attempts counted: epochs rise by one, only the newest attempt's result counts, and a late
// result is stored and reported.

import { join } from 'node:path';
import { fieldsOf, textOf } from '../canonical.ts';
import { bytesAt, namesIn, type Say } from '../findings.ts';
import type { Fact, Journal } from '../journal.ts';
import { sessionsIn } from '../sessions.ts';

export function checkLeads({ streams }: Journal, say: Say): void {
  for (const [stream, facts] of streams) {
    if (!stream.startsWith('run/')) continue;
    let epoch = 0;
    const begun = new Map<string, number>();
    for (const { type, payload, seq } of facts) {
      const place = `${stream} event ${seq}`;
      const dispatch = textOf(payload.dispatch);
      if (type === 'lead.taken') {
        if (payload.epoch !== epoch + 1) say(`${place}: epoch ${String(payload.epoch)} follows ${epoch}`);
        epoch = Number(payload.epoch);
      }
      if (type === 'attempt.started') begun.set(dispatch, Number(payload.attempt));
      const newest = begun.get(dispatch) ?? 0;
      if (type === 'result.accepted' && Number(payload.attempt) < newest)
        say(`${place}: the result of attempt ${String(payload.attempt)} counts, and attempt ${newest} had begun`);
    }
    if (epoch === 0) say(`${stream}: no node of the fleet ever led it`);
  }
}

const LATE = /^result\.json\.attempt-(\d+)\.late$/;
const TOLD = 'after it was given up';

/** What a host still has of an attempt that was given up lies beside the results of its lead, and the journal tells of it. */
export function checkLate(nodes: readonly string[], hosts: readonly string[], { streams }: Journal, say: Say): void {
  for (const [stream, facts] of streams) {
    if (!stream.startsWith('run/')) continue;
    const run = stream.slice('run/'.length);
    const told = facts.filter((it) => it.type === 'note.added' && textOf(fieldsOf(it.payload.note).text).includes(TOLD)).length;
    const kept = new Set(nodes.flatMap((root) => lateIn(join(root, 'runs', run, 'results'))));
    if (told !== kept.size) say(`${run}: ${kept.size} late results are kept, and ${told} are told`);
    for (const key of handedIn(hosts, facts)) if (!kept.has(key)) say(`${run}: the result of ${key} was late, and is lost`);
  }
}

const lateIn = (results: string): string[] =>
  namesIn(results).flatMap((dispatch) =>
    namesIn(join(results, dispatch)).flatMap((name) => {
      const attempt = LATE.exec(name)?.[1];
      return attempt === undefined ? [] : [`${dispatch}.${attempt}`];
    }),
  );

/** A host that was cut off until after the end of a run delivers results that nobody waits for any more. */
const HANDED_IN_WITHIN = 60_000;

/** Attempts that their lead replaced by another, and whose result is in the home of their host. */
function handedIn(hosts: readonly string[], facts: readonly Fact[]): string[] {
  const over = Date.parse(facts.find(({ type }) => type === 'run.ended')?.at ?? '');
  const lost = facts
    .filter(({ type, payload }) => type === 'attempt.ended' && payload.reason === 'host-lost')
    .map(({ payload }) => payload);
  return lost.flatMap(({ dispatch, attempt }) => {
    const again = facts.some(
      (it) => it.type === 'attempt.starting' && it.payload.dispatch === dispatch && Number(it.payload.attempt) > Number(attempt),
    );
    const [run = '', local = ''] = textOf(dispatch).split('.');
    const there = hosts.filter((root) => {
      // Where two attempts were made in one home, the folder is the later one's.
      const own = sessionsIn(root, () => undefined).filter((it) => it.dispatch === dispatch);
      const inTime = Date.parse(own[0]?.ended ?? '') + HANDED_IN_WITHIN < over;
      return own.length === 1 && own[0]?.attempt === attempt && inTime && bytesAt(join(root, 'runs', run, 'results', local, 'result.json'));
    });
    return again && there.length > 0 ? [`${local}.${String(attempt)}`] : [];
  });
}
