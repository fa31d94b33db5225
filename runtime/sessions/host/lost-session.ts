// A session whose host died. Nobody reads its terminal any more, so it cannot continue: those of its processes that provably belong
// to it are ended, and the session is recorded as lost.

import type { SessionEnd, SessionKey, SessionView } from '../../../contracts/work/session.ts';
import { failpoint } from '../../failpoints.ts';
import { isAlive } from '../../processes/processes.ts';
import { TAIL_BYTES } from '../protocol/protocol.ts';
import { type Ended, recordsOf, unendedSessions } from './records.ts';
import { endFamily } from './session/family/end-family.ts';
import type { Root } from './session/family/family.ts';
import type { HostContext } from './session/host-context.ts';
import { endMessage, recordEnd } from './session/record-end.ts';
import type { Session } from './session/session.ts';
import { tail } from './session/tail.ts';
import { outputOf, repairTranscript } from './session/transcript.ts';

/** Sessions that an earlier host left without an end, except those of another host that is still alive (with an older protocol). */
export function findLostSessions(context: HostContext): Session[] {
  return unendedSessions(context.home).flatMap((key) => {
    const session = lostSession(key, context);
    return session ? [session] : [];
  });
}

function lostSession(key: SessionKey, context: HostContext): Session | undefined {
  const records = recordsOf(context.home, key);
  const intent = records.intent();
  if (!intent || isAlive(intent.host.pid, intent.host.start)) return undefined;
  const { marks, grace, transcript } = intent;
  const started = records.started();
  const pid = started?.pid ?? null;
  const pidStart = started?.pidStart ?? null;
  const root: Root = { pid, pidStart, marks, notBefore: intent.host, watched: false };
  const kept = tail(TAIL_BYTES);
  kept.push(records.tail() ?? outputOf(transcript, TAIL_BYTES) ?? Buffer.alloc(0));
  const bytes = kept.total();
  const blank = { held: false, age: 0, quietOutput: null, quietCpu: null, outputBytes: bytes };
  const view: SessionView = { key, state: 'ending', pid, pidStart, ...blank, end: null };
  let ended: Ended | undefined;

  async function end(): Promise<Ended> {
    context.log(`${key}: its host died; looking for processes left of pid ${pid ?? 'unknown'}`);
    failpoint('host.lost-found');
    const farewell = await endFamily(root, grace);
    repairTranscript(transcript, 'muster lost the session here: its host died');
    const died = started ? 'the session host died' : 'the session host died before it recorded whether the worker had started';
    const told = farewell.signalled > 0 ? `; its remaining processes were ended: ${farewell.signalled}` : '';
    const message = [died + told, farewell.gone ? undefined : endMessage('lost', farewell)].filter(Boolean).join('; ');
    const said: SessionEnd = { by: 'lost', code: null, signal: null, message, gone: farewell.gone };
    records.writeTail(kept.last(TAIL_BYTES));
    ended = await recordEnd(records, { ...view, state: 'ended', end: said }, said, context);
    return ended;
  }

  const over = end();
  return {
    key,
    view: () => ended?.view ?? view,
    measureCpu: () => undefined,
    measured: () => true,
    stop: () => over,
    hold: () => undefined,
    keep: () => undefined,
    over,
    terminal: { tail: kept, onMore: () => () => undefined, write: () => false, resize: () => undefined },
  };
}
