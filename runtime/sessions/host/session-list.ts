// All sessions that this host knows: running, ended while it lived, or recorded on disk. A key is started only once, ever; starting
// it again returns what became of it.

import { MusterError } from '../../../contracts/errors.ts';
import type { SessionEnd, SessionKey, SessionSpec, SessionView } from '../../../contracts/work/session.ts';
import { isAlive } from '../../processes/processes.ts';
import { TAIL_BYTES } from '../protocol/protocol.ts';
import { findLostSessions } from './lost-session.ts';
import { type Ended, recordsOf } from './records.ts';
import type { HostContext } from './session/host-context.ts';
import { cpuMeter } from './session/measure/cpu-meter.ts';
import { type Session, startSession } from './session/session.ts';
import { tailText } from './session/tail.ts';

export type SessionList = {
  start(key: SessionKey, spec: SessionSpec): Promise<SessionView>;
  stop(key: SessionKey): Promise<SessionView | null>;
  list(): SessionView[];
  observe(keys: readonly SessionKey[], cpu: boolean): SessionView[];
  collect(key: SessionKey, tailBytes: number): { end: SessionEnd | null; output: string };
  hold(key: SessionKey, held: boolean): void;
  /** While it is running. */
  session(key: SessionKey): Session | undefined;
  /** The end of an ended session, and the end of its output. */
  past(key: SessionKey): { ended: Ended; output: Buffer } | undefined;
  living(): number;
  /** Call it before the host itself exits. */
  loseAll(): Promise<void>;
};

/** How many ended sessions `list` includes; older ones are found by key, on disk. */
const REMEMBERED = 1_000;

/** `onStir` is called when a session has ended, or when its program has exited and left processes behind. */
export function openSessionList(context: HostContext, onStir: (key: SessionKey) => void): SessionList {
  const living = new Map<SessionKey, Session>();
  const starting = new Map<SessionKey, Promise<SessionView>>();
  const recent = new Map<SessionKey, Ended>();
  const meter = cpuMeter();

  function admit(session: Session): void {
    living.set(session.key, session);
    session.over.then(
      (ended) => remember(session.key, ended),
      (error) => context.log(`${session.key}: could not be ended: ${String(error)}`),
    );
  }

  function remember(key: SessionKey, ended: Ended): void {
    living.delete(key);
    recent.set(key, ended);
    const oldest = recent.keys().next().value;
    if (recent.size > REMEMBERED && oldest !== undefined) recent.delete(oldest);
    context.log(`${key} ended: ${JSON.stringify(ended.end)}`);
    onStir(key);
  }

  const endedOf = (key: SessionKey): Ended | undefined => recent.get(key) ?? recordsOf(context.home, key).ended();
  const viewOf = (key: SessionKey, cpu: boolean): SessionView | undefined =>
    living.get(key)?.view({ cpu }) ?? endedOf(key)?.view ?? (starting.has(key) ? notYet(key) : undefined);

  async function begin(key: SessionKey, spec: SessionSpec): Promise<SessionView> {
    refuseForeign(context, key);
    const started = await startSession(key, spec, context, () => onStir(key));
    if ('end' in started) {
      remember(key, started);
      return started.view;
    }
    admit(started);
    const view = started.view();
    context.log(`${key} started: pid ${view.pid}`);
    return view;
  }

  findLostSessions(context).forEach(admit);

  return {
    start(key, spec) {
      const known = living.get(key)?.view() ?? endedOf(key)?.view;
      if (known) return Promise.resolve(known);
      const under = starting.get(key) ?? begin(key, spec).finally(() => starting.delete(key));
      starting.set(key, under);
      return under;
    },
    async stop(key) {
      await starting.get(key)?.catch(() => undefined);
      const session = living.get(key);
      return session ? (await session.stop('stopped')).view : (endedOf(key)?.view ?? null);
    },
    list: () => [
      ...[...starting.keys()].map(notYet),
      ...[...living.values()].map((session) => session.view()),
      ...[...recent.values()].map((ended) => ended.view),
    ],
    observe(keys, cpu) {
      if (cpu)
        meter.now(
          keys.flatMap((key) => living.get(key) ?? []),
          living.values(),
        );
      else meter.later(() => living.values());
      return keys.flatMap((key) => viewOf(key, cpu) ?? []);
    },
    collect(key, tailBytes) {
      const session = living.get(key);
      const count = Math.min(tailBytes, TAIL_BYTES);
      if (session) {
        const { tail } = session.terminal;
        return { end: null, output: tailText(tail.last(count), tail.total() > count) };
      }
      const ended = endedOf(key);
      if (!ended) throw unknownSession(key);
      const output = recordsOf(context.home, key).tail() ?? Buffer.alloc(0);
      const last = output.subarray(Math.max(0, output.length - count));
      return { end: ended.end, output: tailText(last, ended.view.outputBytes > last.length) };
    },
    hold(key, held) {
      const session = living.get(key);
      if (session) session.hold(held);
      else if (!endedOf(key)) throw unknownSession(key);
    },
    session: (key) => living.get(key),
    past(key) {
      const ended = endedOf(key);
      return ended && { ended, output: recordsOf(context.home, key).tail() ?? Buffer.alloc(0) };
    },
    living: () => living.size + starting.size,
    async loseAll() {
      await Promise.allSettled(starting.values());
      await Promise.all([...living.values()].map((session) => session.stop('lost')));
    },
  };
}

/** A session whose intent is still being written. */
function notYet(key: SessionKey): SessionView {
  const blank = { pid: null, pidStart: null, held: false, age: 0, quietOutput: null, quietCpu: null, outputBytes: 0, end: null };
  return { key, state: 'starting', ...blank };
}

/** A session with an intent and without an end that is not in this list runs in another host, with another protocol version. */
function refuseForeign(context: HostContext, key: SessionKey): void {
  const intent = recordsOf(context.home, key).intent();
  // If the intent is this host's own, a start has failed before the fork, for example on a full disk.
  if (!intent || !isAlive(intent.host.pid, intent.host.start) || intent.host.pid === context.host.pid) return;
  throw new MusterError(
    'host-version',
    `session ${key} belongs to another session host, pid ${intent.host.pid}`,
    'Wait until that host has drained, or stop the session there.',
  );
}

export function unknownSession(key: SessionKey): MusterError {
  return new MusterError(
    'session-unknown',
    `unknown session ${key}`,
    'It was never started in this home; `muster status` shows the current workers.',
  );
}
