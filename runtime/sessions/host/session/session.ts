// The life of one session: starting → running → ending → ended. It ends once, for the first reason that occurs; every later request
// to end it gets that same end.

import type { SessionEnd, SessionKey, SessionSpec, SessionView } from '../../../../contracts/work/session.ts';
import { failpoint } from '../../../failpoints.ts';
import { startOf } from '../../../processes/processes.ts';
import type { ProcessTable } from '../../../processes/table.ts';
import { isShortage } from '../../../shortage.ts';
import { isCheckKey } from '../../protocol/protocol.ts';
import { type Ended, type Records, recordsOf } from '../records.ts';
import { endFamily } from './family/end-family.ts';
import { familyOf, type Root } from './family/family.ts';
import { leftBehind } from './family/left-behind.ts';
import type { HostContext } from './host-context.ts';
import { leaseOf } from './lease.ts';
import { type AwakeTime, awakeTime } from './measure/awake-time.ts';
import { gate, within } from './one-time-event.ts';
import type { TryOrLog } from './output.ts';
import { requireReserve } from './pty.ts';
import { endMessage, recordEnd, recordFailedStart } from './record-end.ts';
import { checkSpawn } from './spawn-check.ts';
import type { Tail } from './tail.ts';
import { drainOutput, type Opened, openTerminal } from './terminal.ts';

export type Session = {
  readonly key: SessionKey;
  view(options?: { cpu?: boolean }): SessionView;
  /** Records the CPU time that its processes have used so far. */
  measureCpu(table: ProcessTable): void;
  /** Whether that ever happened. */
  measured(): boolean;
  /** `lost` is used when the host itself is told to exit. */
  stop(by: 'stopped' | 'lost'): Promise<Ended>;
  hold(held: boolean): void;
  /** Renews its lease for this long; 0 ends it now. */
  keep(span: number): void;
  readonly over: Promise<Ended>;
  readonly terminal: Terminal;
};

export type Terminal = {
  tail: Tail;
  /** Called after each output. */
  onMore(listener: () => void): () => void;
  write(bytes: Buffer): boolean;
  resize(cols: number, rows: number): void;
};

type Cause = Exclude<SessionEnd['by'], 'failed'>;

/** A running session, with everything known about it. */
type Running = {
  key: SessionKey;
  spec: SessionSpec;
  context: HostContext;
  records: Records;
  time: AwakeTime;
  /** The session's age at its last output. */
  lastOutput: number | undefined;
  /** How many processes its program left behind when it exited, and the session's age at that time. */
  left: { processes: number; at: number } | undefined;
  opened: Opened;
  root: Root & { pid: number };
};

/** Node stores a timeout in 32 bits. */
const LONGEST_TIMER = 2_000_000_000;

/**
 * Rejects when there are too few descriptors or processes: then nothing was started, and the caller can retry. `onLeft` is called when
 * its program has exited and has left processes behind.
 */
export async function startSession(
  key: SessionKey,
  asked: SessionSpec,
  context: HostContext,
  onLeft: () => void,
): Promise<Session | Ended> {
  const records = recordsOf(context.home, key);
  const mark = isCheckKey(key) ? 'MUSTER_CHECK' : 'MUSTER_DISPATCH';
  const spec = { ...asked, env: { ...asked.env, [mark]: asked.env[mark] ?? key } };
  const marks = Object.entries(spec.env).flatMap(([name, value]) => (name.startsWith('MUSTER_') ? [`${name}=${value}`] : []));
  failpoint('host.asked');
  requireReserve();
  await records.writeIntent(intentOf(key, spec, marks, context));
  failpoint('host.intent-written');

  const check = checkSpawn(spec);
  if (check.kind === 'wrong') return recordFailedStart(key, records, check.message);
  try {
    return live(begin(key, check.program, spec, marks, { records, context }), onLeft);
  } catch (error) {
    if (!isShortage(error)) return recordFailedStart(key, records, String(error));
    records.forgetIntent();
    throw error;
  }
}

const intentOf = (key: SessionKey, { argv, cwd, grace, transcript }: SessionSpec, marks: string[], { host }: HostContext) => ({
  key,
  at: new Date().toISOString(),
  host,
  marks,
  program: argv[0] ?? '',
  cwd,
  grace,
  transcript,
});

function begin(
  key: SessionKey,
  program: string,
  spec: SessionSpec,
  marks: string[],
  { records, context }: { records: Records; context: HostContext },
): Running {
  const time = awakeTime();
  const tryOrLog = inSpiteOf(key, context);
  const around = {
    records,
    tryOrLog,
    log: context.log,
    onOutput: () => {
      running.lastOutput = time.age();
    },
  };
  const opened = openTerminal(key, program, spec, around);
  failpoint('host.forked');
  const { pid } = opened.pty;
  const pidStart = tryOrLog(() => startOf(pid)) ?? null;
  const root = { pid, pidStart, marks, notBefore: context.host, watched: true };
  const running: Running = { key, spec, context, records, time, lastOutput: undefined, left: undefined, opened, root };
  tryOrLog(() => records.writeStarted({ pid, pidStart })); // Without the file, the mark still identifies the worker.
  failpoint('host.started-written');
  return running;
}

/** For operations whose failure must not cost a worker: a full disk, or no descriptor left. */
const inSpiteOf =
  (key: SessionKey, { log }: HostContext): TryOrLog =>
  (deed) => {
    try {
      return deed();
    } catch (error) {
      log(`${key}: goes on in spite of ${String(error)}`);
      return undefined;
    }
  };

function live(running: Running, onLeft: () => void): Session {
  const { key, time } = running;
  const { pty, output, exited } = running.opened;
  const over = gate<Ended>();
  const cpu = cpuOf(running);
  let ended: Ended | undefined;
  let concluding: Promise<Ended> | undefined;

  function conclude(by: Cause): Promise<Ended> {
    concluding ??= finish(by).catch((error: unknown) => {
      // The next request to end it tries again.
      concluding = undefined;
      throw error;
    });
    return concluding;
  }

  async function finish(by: Cause): Promise<Ended> {
    deadline.clear();
    lease.clear();
    ended = await endOf(running, by, isOver);
    over.open(ended);
    output.tell();
    return ended;
  }

  const concludeByItself = (by: Cause): void =>
    void conclude(by).catch((error: unknown) => running.context.log(`${key}: could not be ended yet: ${String(error)}`));
  const deadline = deadlineOf(running, () => concludeByItself('deadline'));
  deadline.set();
  let isOver = false;
  const lease = leaseOf(() => {
    isOver = true;
    concludeByItself('lost');
  });
  if (running.spec.lease !== undefined) lease.set(running.spec.lease);
  void exited.opened.then(async ({ code }) => {
    if (running.spec.lingers && code === 0) {
      const at = time.age();
      const tell = (processes: number): void => {
        running.left = { processes, at };
        onLeft();
      };
      await leftBehind(running.root, () => !concluding, tell);
    }
    concludeByItself('exit');
  });
  return {
    key,
    view(options) {
      if (ended) return ended.view;
      const view = viewOf(running, concluding ? 'ending' : 'running');
      return options?.cpu ? { ...view, quietCpu: cpu.quietFor() } : view;
    },
    measureCpu: cpu.measure,
    measured: cpu.measured,
    // It has exited by itself; only what it left behind is stopped.
    stop: (by) => conclude(by === 'stopped' && running.left ? 'exit' : by),
    hold(held) {
      if (concluding) return;
      time.hold(held);
      deadline.set();
    },
    keep(span) {
      if (!concluding) lease.set(span);
    },
    over: over.opened,
    terminal: {
      tail: output.tail,
      onMore: output.onMore,
      write: (bytes) => !concluding && pty.write(bytes),
      resize(cols, rows) {
        pty.resize(cols, rows);
        output.resized(cols, rows);
      },
    },
  };
}

/** Ends all of its processes, reads their last output, and records the end. */
async function endOf(running: Running, by: Cause, leased: boolean): Promise<Ended> {
  const { records, context, root, spec, time, opened } = running;
  const farewell = await endFamily(root, spec.grace);
  await within(2_000, opened.exited.opened);
  await drainOutput(opened);
  const age = time.age();
  time.hold(true);
  await opened.output.close();
  const exit = opened.exited.value();
  const message = endMessage(by, farewell, leased);
  const said: SessionEnd = {
    by,
    code: exit?.code ?? null,
    signal: exit?.signal ?? null,
    ...(message ? { message } : {}),
    gone: farewell.gone,
  };
  const view: SessionView = { ...viewOf(running, 'ended'), held: false, age, end: said };
  return recordEnd(records, view, said, context);
}

function viewOf({ key, root, time, lastOutput, left, opened }: Running, state: SessionView['state']): SessionView {
  const age = time.age();
  return {
    key,
    state,
    pid: root.pid,
    pidStart: root.pidStart,
    held: time.held(),
    age,
    quietOutput: lastOutput === undefined ? null : age - lastOutput,
    quietCpu: null,
    outputBytes: opened.output.tail.total(),
    ...(left && state !== 'ended' ? { left: { processes: left.processes, since: age - left.at } } : {}),
    end: null,
  };
}

/** How long its processes have used no CPU time, as of the last measurement. */
function cpuOf({ root, time }: Running) {
  let last: { spent: number; advancedAt: number; measuredAt: number } | undefined;
  return {
    measure(table: ProcessTable): void {
      const spent = familyOf(root, table, new Set([process.pid])).ours.reduce((sum, row) => sum + row.cpu, 0);
      const measuredAt = time.age();
      // A smaller sum means that a process has ended, which is a sign of life as well.
      last = { spent, measuredAt, advancedAt: last && spent === last.spent ? last.advancedAt : measuredAt };
    },
    measured: () => last !== undefined,
    quietFor: () => (last ? last.measuredAt - last.advancedAt : null),
  };
}

/** The hard deadline, in awake time; it is suspended while the session is held. */
function deadlineOf({ time, spec }: Running, over: () => void) {
  let timer: NodeJS.Timeout | undefined;
  function set(): void {
    clearTimeout(timer);
    if (time.held()) return;
    const left = spec.hardDeadline - time.age();
    if (left <= 0) over();
    else timer = setTimeout(set, Math.min(left, LONGEST_TIMER));
  }
  return { set, clear: () => clearTimeout(timer) };
}
