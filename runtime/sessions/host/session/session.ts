// One session's life: starting → running → ending → ended. It ends once, for the first reason that
// comes; whoever asks for the end meanwhile gets that same end.

import type { SessionEnd, SessionKey, SessionSpec, SessionView } from '../../../../contracts/work/session.ts';
import { failpoint } from '../../../failpoints.ts';
import { startOf } from '../../../processes/processes.ts';
import type { ProcessTable } from '../../../processes/table.ts';
import { secretValues } from '../../../secrets.ts';
import { TAIL_BYTES } from '../../protocol/protocol.ts';
import { type Ended, recordsOf } from '../records.ts';
import { awakeNow, awakeTime } from './awake-time.ts';
import { neverRan, record, tellOf } from './conclusion.ts';
import { endFamily } from './ending.ts';
import { familyOf, type Root } from './family.ts';
import { gate, within } from './gate.ts';
import type { HostContext } from './host-context.ts';
import { outputMask } from './mask.ts';
import { type Exit, openPty, type Pty } from './pty.ts';
import { checkSpawn } from './spawn-check.ts';
import { type Tail, tail } from './tail.ts';
import { openTranscript, type Transcript } from './transcript.ts';

export type Session = {
  readonly key: SessionKey;
  view(options?: { cpu?: boolean }): SessionView;
  /** Takes note of what its processes have cost by now. */
  measureCpu(table: ProcessTable): void;
  /** Whether that was ever done. */
  measured(): boolean;
  /** `lost` is for a host that is itself told to end. */
  stop(by: 'stopped' | 'lost'): Promise<Ended>;
  hold(held: boolean): void;
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

/** Node counts a timer in 32 bits. */
const LONGEST_TIMER = 2_000_000_000;
/** While the file on disk is not the end of the output, the end is saved beside it this often. */
const SAVE_TAIL_EVERY = 2_000;
/** An end of the output that could become a secret waits so long for the rest, and no longer: somebody may be typing. */
const HELD_BACK_FOR = 100;

export async function startSession(key: SessionKey, spec: SessionSpec, context: HostContext): Promise<Session | Ended> {
  const records = recordsOf(context.home, key);
  const env = { ...spec.env, MUSTER_DISPATCH: spec.env.MUSTER_DISPATCH ?? key };
  const marks = Object.entries(env).flatMap(([name, value]) => (name.startsWith('MUSTER_') ? [`${name}=${value}`] : []));
  const { cwd, grace, transcript: path, cols, rows } = spec;
  failpoint('host.asked');
  await records.writeIntent({
    key,
    at: new Date().toISOString(),
    host: context.host,
    marks,
    program: spec.argv[0] ?? '',
    cwd,
    grace,
    transcript: path,
  });
  failpoint('host.intent-written');

  const check = checkSpawn(spec);
  if (check.kind === 'wrong') return neverRan(key, records, check.message);
  const { program } = check;
  const time = awakeTime();
  const begun = awakeNow();
  const kept = tail(TAIL_BYTES);
  const mask = outputMask(secretValues(env));
  const listeners = new Set<() => void>();
  let lastOutput: number | undefined;
  let cpu: { spent: number; advancedAt: number; measuredAt: number } | undefined;
  let exit: Exit | undefined;
  let ended: Ended | undefined;
  let deadline: NodeJS.Timeout | undefined;
  let savedAt = 0;
  let unmasked: NodeJS.Timeout | undefined;
  let concluding: Promise<Ended> | undefined;
  const exited = gate();
  const drained = gate();
  const over = gate<Ended>();

  let opened: { pty: Pty; transcript: Transcript };
  try {
    opened = openTerminal();
  } catch (error) {
    return neverRan(key, records, String(error));
  }
  const { pty, transcript } = opened;
  failpoint('host.forked');
  const pidStart = attempt(() => startOf(pty.pid)) ?? null;
  const root: Root = { pid: pty.pid, pidStart, marks, notBefore: context.host, watched: true };
  attempt(() => records.writeStarted({ pid: pty.pid, pidStart })); // without it the mark still finds the worker
  failpoint('host.started-written');

  function openTerminal(): { pty: Pty; transcript: Transcript } {
    const written = openTranscript(path, { title: key, cols, rows, cap: spec.transcriptCap }, (error) =>
      context.log(`${key}: the transcript ends here: ${String(error)}`),
    );
    try {
      const events = { onOutput, onExit, onOver: () => drained.open() };
      return { pty: openPty({ program, args: spec.argv.slice(1), env, cwd, cols, rows }, events), transcript: written };
    } catch (error) {
      void written.close(0, () => Buffer.alloc(0));
      throw error;
    }
  }

  function onOutput(bytes: Buffer): void {
    lastOutput = time.age();
    clearTimeout(unmasked);
    keep(mask.push(bytes));
    if (mask.holds()) unmasked = setTimeout(() => keep(mask.rest()), HELD_BACK_FOR);
  }

  function keep(bytes: Buffer): void {
    if (bytes.length === 0) return;
    const now = awakeNow();
    kept.push(bytes);
    transcript.output(bytes, now - begun);
    if (transcript.cut() && now - savedAt >= SAVE_TAIL_EVERY) {
      savedAt = now;
      attempt(() => records.writeTail(kept.last(TAIL_BYTES)));
    }
    for (const listener of listeners) listener();
  }

  function onExit(seen: Exit): void {
    exit = seen;
    failpoint('host.exit-seen');
    exited.open();
    void conclude('exit');
  }

  function conclude(by: Cause): Promise<Ended> {
    concluding ??= end(by);
    return concluding;
  }

  async function end(by: Cause): Promise<Ended> {
    clearTimeout(deadline);
    const farewell = await endFamily(root, grace);
    await within(2_000, exited.opened);
    await readTheRest();
    const age = time.age();
    time.hold(true);
    clearTimeout(unmasked);
    keep(mask.rest());
    await transcript.close(awakeNow() - begun, kept.last);
    attempt(() => records.writeTail(kept.last(TAIL_BYTES)));
    const message = tellOf(by, farewell);
    const said: SessionEnd = {
      by,
      code: exit?.code ?? null,
      signal: exit?.signal ?? null,
      ...(message ? { message } : {}),
      gone: farewell.gone,
    };
    const view: SessionView = { ...viewNow(), state: 'ended', held: false, age, quietCpu: null, end: said };
    ended = await record(records, view, said, context);
    over.open(ended);
    for (const listener of listeners) listener();
    return ended;
  }

  /** Everybody is gone, but what they said last may still lie in the terminal. */
  async function readTheRest(): Promise<void> {
    pty.release();
    for (let quiet = 0, seen = -1; quiet < 3 && !drained.isOpen(); seen = kept.total()) {
      quiet = kept.total() === seen ? quiet + 1 : 0;
      await within(300, drained.opened);
    }
    pty.close();
    await drained.opened;
  }

  /** For what a worker must not be lost over: a full disk, no descriptor left. */
  function attempt<T>(deed: () => T): T | undefined {
    try {
      return deed();
    } catch (error) {
      context.log(`${key}: continues despite ${String(error)}`);
      return undefined;
    }
  }

  function viewNow(): SessionView {
    const age = time.age();
    return {
      key,
      state: concluding ? 'ending' : 'running',
      pid: pty.pid,
      pidStart,
      held: time.held(),
      age,
      quietOutput: lastOutput === undefined ? null : age - lastOutput,
      quietCpu: null,
      outputBytes: kept.total(),
      end: null,
    };
  }

  function setDeadline(): void {
    clearTimeout(deadline);
    if (concluding || time.held()) return;
    const left = spec.hardDeadline - time.age();
    if (left <= 0) void conclude('deadline');
    else deadline = setTimeout(setDeadline, Math.min(left, LONGEST_TIMER));
  }

  setDeadline();
  return {
    key,
    view(options) {
      if (ended) return ended.view;
      const view = viewNow();
      return options?.cpu && cpu ? { ...view, quietCpu: cpu.measuredAt - cpu.advancedAt } : view;
    },
    measureCpu(table) {
      const spent = familyOf(root, table, new Set([process.pid])).ours.reduce((sum, row) => sum + row.cpu, 0);
      const measuredAt = time.age();
      // Less than before means that a member ended, which is a sign of life as well.
      cpu = { spent, measuredAt, advancedAt: cpu && spent === cpu.spent ? cpu.advancedAt : measuredAt };
    },
    measured: () => cpu !== undefined,
    stop: conclude,
    hold(held) {
      if (concluding) return;
      time.hold(held);
      setDeadline();
    },
    over: over.opened,
    terminal: {
      tail: kept,
      onMore(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      write: (bytes) => !concluding && pty.write(bytes),
      resize(toCols, toRows) {
        pty.resize(toCols, toRows);
        transcript.resized(toCols, toRows, awakeNow() - begun);
      },
    },
  };
}
