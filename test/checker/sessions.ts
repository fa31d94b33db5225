// Checks the session host's records and the machine's processes: every session that started has ended and belongs to an attempt of the
// journal, the sessions of a dispatch did not overlap, and no process is left.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fieldsOf, type Json, textOf } from './canonical.ts';
import { isPruned } from './event-order.ts';
import { jsonIn, namesIn, type Say, textAt } from './findings.ts';
import type { Fact, Journal } from './journal.ts';

const KEY = /^(r-[a-z2-7]{6,26}\.d[1-9]\d*)\.([1-9]\d*)$/;

export type Session = { key: string; dispatch: string; attempt: number; begun: string; ended: string; pid: Json | undefined };

/** The sessions of workers, each with its start and end. */
export function sessionsIn(root: string, say: Say): Session[] {
  return namesIn(join(root, 'sessions')).flatMap((key) => {
    const [, dispatch = '', attempt] = KEY.exec(key) ?? [];
    if (attempt === undefined) return [];
    const record = (name: string) => fieldsOf(jsonIn(textAt(join(root, 'sessions', key, name)) ?? ''));
    const begun = textOf(record('intent.json').at);
    const { at, end } = record('ended.json');
    if (begun === '') say(`session ${key}: its intent is missing or torn`);
    if (textOf(at) === '') say(`session ${key}: has no end`);
    else if (fieldsOf(end).gone !== true) say(`session ${key}: ended, and its processes were not all gone`);
    return [{ key, dispatch, attempt: Number(attempt), begun, ended: textOf(at), pid: record('started.json').pid }];
  });
}

export function checkSessions(root: string, { facts: all, streams }: Journal, say: Say): void {
  const facts = all.filter(({ stream }) => !isPruned(streams.get(stream) ?? []));
  const attempts = new Set(
    facts.filter(({ type }) => type === 'attempt.starting').map(({ payload }) => `${textOf(payload.dispatch)}.${String(payload.attempt)}`),
  );
  const started = new Map(
    facts
      .filter((it) => it.type === 'attempt.started' && it.payload.pid !== null && isLedAt(root, it, streams))
      .map(({ payload }) => [`${textOf(payload.dispatch)}.${String(payload.attempt)}`, payload.pid]),
  );
  const sessions = sessionsIn(root, say);
  for (const { key, pid } of sessions) {
    if (!attempts.has(key)) say(`session ${key}: was started for no attempt of the journal`);
    if (started.has(key) && pid !== started.get(key))
      say(`session ${key}: ran as pid ${String(pid)}, the journal says ${String(started.get(key))}`);
    started.delete(key);
  }
  for (const key of started.keys()) say(`session ${key}: the journal says that it started, and the host knows nothing of it`);
  for (const it of sessions) {
    const before = sessions.find((one) => one.dispatch === it.dispatch && one.attempt === it.attempt - 1);
    if (before && !(before.ended !== '' && before.ended <= it.begun)) say(`session ${it.key}: began before ${before.key} was over`);
  }
}

/** In a fleet: whether this is the home of the node that led the run then. */
function isLedAt(root: string, { stream, seq }: Fact, streams: Journal['streams']): boolean {
  const taken = (streams.get(stream) ?? []).findLast((it) => it.type === 'lead.taken' && it.seq < seq);
  return taken === undefined || taken.payload.home === root;
}

/** Reports processes that are left, by the mark that a worker and everything it starts have in their environment. */
export function checkLiving(root: string, { streams }: Journal, say: Say): void {
  for (const { pid, environment } of processes()) {
    const mark = environment.find((it) => it.startsWith('MUSTER_DISPATCH='))?.slice('MUSTER_DISPATCH='.length);
    const [, dispatch = ''] = KEY.exec(mark ?? '') ?? [];
    const ofThisHome = environment.some((it) => it.startsWith(`MUSTER_RESULT=${root}/`)) || streams.has(`run/${dispatch.split('.')[0]}`);
    if (mark !== undefined && ofThisHome) say(`process ${pid}: lives on as a worker of ${mark}`);
  }
}

/** None where there is no /proc. */
function processes(): { pid: number; environment: string[] }[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
      .map((name) => ({ pid: Number(name), environment: environmentOf(name) }));
  } catch {
    return [];
  }
}

function environmentOf(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  } catch {
    return []; // gone meanwhile, or another user's
  }
}
