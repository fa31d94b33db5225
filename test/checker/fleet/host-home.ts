// Checks the home of a host: every session in it belongs to an attempt that was ordered from it and has ended, everything was reported,
// and no process is left.

import { join } from 'node:path';
import { fieldsOf, textOf } from '../canonical.ts';
import { namesIn, type Say } from '../findings.ts';
import type { Journal } from '../journal.ts';
import { checkLiving, sessionsIn } from '../sessions.ts';
import { checkStore } from '../store.ts';

export function checkHostHome(root: string, journal: Journal, say: Say): void {
  const given = new Map(
    journal.facts
      .filter(({ type }) => type === 'attempt.started')
      .map(({ payload }) => [`${textOf(payload.dispatch)}.${String(payload.attempt)}`, textOf(fieldsOf(payload.host).home)]),
  );
  const decided = new Set(
    journal.facts
      .filter(({ type }) => type === 'attempt.starting')
      .map(({ payload }) => `${textOf(payload.dispatch)}.${String(payload.attempt)}`),
  );
  for (const { key } of sessionsIn(root, say)) {
    const by = given.get(key);
    if (!decided.has(key)) say(`session ${key}: was started for no attempt of the journal`);
    else if (by !== undefined && by !== root)
      say(`session ${key}: is here, and the journal says that it is in ${by === '' ? 'the home of its lead' : by}`);
  }
  for (const name of namesIn(join(root, 'hosted'))) if (name.endsWith('.json')) say(`hosted/${name}: was never said in full`);
  checkStore(root, say);
  checkLiving(root, journal, say);
}
