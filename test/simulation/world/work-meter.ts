// Measures a run's working time independently of its own clock, by the time that the world was awake: the deadline must be neither
// early nor late, even if the time of day jumps.

import { millis } from '../../../contracts/time.ts';
import { deadlineOf } from '../../../daemon/lead/advance/advance-run.ts';
import { type RunState, runningPhase } from '../../../skills/run/state.ts';
import { BrokenInvariant } from '../invariants/invariant.ts';

export type WorkMeter = {
  goOn(state: RunState, span: number, led: boolean): void;
  jumped(by: number): void;
  /** Events of the run are on the disk: it was led until then. */
  wrote(): void;
  /** The daemon is gone; the next one cannot know that it was running after its last write. */
  died(): void;
  check(state: RunState): void;
};

/** Tolerance for the time between two looks, and for jumps that are too small to differ from a clock correction. */
const SLACK = 90_000;

export function workMeter(): WorkMeter {
  let awake = 0;
  let led = 0;
  let unwritten = 0;
  /** Recorded times never go backwards, so a clock that was set back may cost this much. */
  let setBack = 0;
  let judged = false;
  const phase = phaseMeter();
  return {
    goOn(state, span, byDaemon) {
      if (state.clock.since === null) return;
      awake += span;
      if (byDaemon) {
        led += span;
        unwritten += span;
      }
      phase.goOn(state, span, byDaemon);
    },
    jumped(by) {
      setBack += Math.max(0, -by);
    },
    wrote() {
      unwritten = 0;
      phase.wrote();
    },
    died() {
      led -= unwritten;
      unwritten = 0;
      phase.died();
    },
    check(state) {
      phase.check(state, setBack + SLACK);
      if (judged || state.life.kind === 'ended') return;
      const deadline = deadlineOf(state);
      if (state.life.kind === 'concluding') {
        judged = true;
        if (state.life.reason === 'deadline' && awake + setBack + SLACK < deadline)
          throw new BrokenInvariant('deadline', `the deadline of ${deadline} ms came after ${awake} ms of work`);
      } else if (led > deadline + setBack + SLACK) {
        throw new BrokenInvariant('deadline', `${led} ms of work, and the deadline of ${deadline} ms has not come`);
      }
    },
  };
}

/** The same for the running phase, if it has a time limit. */
function phaseMeter() {
  let awake = 0;
  let led = 0;
  let unwritten = 0;
  let of = '';
  const follow = (state: RunState) => {
    const running = runningPhase(state);
    const now = running === undefined ? '' : `${running.template.key} ${running.pass} ${running.begunAfter}`;
    if (now !== of) [of, awake, led, unwritten] = [now, 0, 0, 0];
    return running;
  };
  return {
    goOn(state: RunState, span: number, byDaemon: boolean) {
      follow(state);
      awake += span;
      if (!byDaemon) return;
      led += span;
      unwritten += span;
    },
    wrote() {
      unwritten = 0;
    },
    died() {
      led -= unwritten;
      unwritten = 0;
    },
    check(state: RunState, slack: number) {
      const running = follow(state);
      if (running?.template.deadline === undefined || state.life.kind !== 'executing') return;
      const limit = millis(running.template.deadline);
      if (running.overdue && awake + slack < limit)
        throw new BrokenInvariant('phase-limit', `${running.template.key} was ended after ${awake} ms of ${limit}`);
      if (!running.overdue && led > limit + slack)
        throw new BrokenInvariant('phase-limit', `${running.template.key} has had ${led} ms, and its limit of ${limit} ms has not come`);
    },
  };
}
