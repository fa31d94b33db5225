// Schedules what happens at certain times, whatever the daemon is doing then: power cuts, a host that dies, clocks that are set, a
// machine that sleeps, a full disk, and commands of people.

import type { RunCommand } from '../../../contracts/run/command.ts';
import type { FaultKind } from '../fault-plan.ts';
import type { Random } from '../random.ts';
import { RUN } from './first-event.ts';
import type { World } from './world.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const TIMED = [
  'host-loss',
  'power-cut',
  'clock-jump',
  'sleep',
  'full-disk',
  'quota-elsewhere',
  'command',
] as const satisfies readonly FaultKind[];
/** How often each may happen. */
const MOST = 2;

export function scheduleEvents(world: World): void {
  for (const kind of TIMED) {
    for (let n = 1; n <= MOST; n++) {
      const random = world.faults.strikes(kind, `${n}`);
      if (random) world.time.later(moment(random), () => happen(world, kind, `${n}`, random));
    }
  }
}

/** A time that is as likely in the first seconds as in the first hours. */
export const moment = (random: Random): number => Math.round(SECOND * (3 * 3_600) ** random.next());

function happen(world: World, kind: (typeof TIMED)[number], place: string, random: Random): void {
  const record = (what: string): void => world.faults.record(kind, place, what);
  switch (kind) {
    case 'host-loss': {
      const lost = world.host.loseAll();
      if (lost > 0) record(`the session host dies, and ${lost} sessions with it`);
      return;
    }
    case 'power-cut':
      if (world.kill()) record('the daemon is killed');
      return;
    case 'clock-jump': {
      const by = random.chance(0.7) ? random.between(-10 * MINUTE, 10 * MINUTE) : random.between(-6 * HOUR, 6 * HOUR);
      record(`somebody sets the clock by ${Math.round(by / SECOND)} s`);
      world.jump(by);
      return;
    }
    case 'sleep': {
      const span = random.between(MINUTE, 8 * HOUR);
      record(`the machine sleeps for ${Math.round(span / MINUTE)} min`);
      world.jump(span);
      return;
    }
    case 'full-disk': {
      const span = random.between(SECOND, 10 * MINUTE);
      const asleep = random.chance(0.4) ? random.between(MINUTE, 8 * HOUR) : 0;
      const meanwhile = asleep > 0 ? ', and over that the clock is set and the machine sleeps' : '';
      record(`the disk is full for ${Math.round(span / SECOND)} s${meanwhile}`);
      world.fillDisk(span);
      if (asleep === 0) return;
      world.time.later(Math.floor(span * 0.2), () => world.jump(-90 * SECOND));
      world.time.later(Math.floor(span * 0.6), () => world.jump(asleep));
      return;
    }
    case 'quota-elsewhere': {
      const provider = random.pick(['command', 'claude']);
      const span = random.between(SECOND, HOUR);
      if (world.holdElsewhere(provider, span))
        record(`a worker of another run met the limit of ${provider}, for ${Math.round(span / SECOND)} s`);
      return;
    }
    case 'command':
      say(world, place, random, record);
  }
}

const SAYINGS = ['pause-resume', 'pause', 'abort', 'abort-twice', 'pause-twice', 'resume', 'note', 'note-late', 'abort-late'] as const;

/** Commands that come early, late and twice; each has a token, so that it is carried out once. */
function say(world: World, place: string, random: Random, record: (what: string) => void): void {
  const saying = random.pick(SAYINGS);
  const pause: RunCommand = { kind: 'pause', run: RUN, reason: 'simulated' };
  const abort: RunCommand = { kind: 'abort', run: RUN, reason: 'simulated' };
  const resume: RunCommand = { kind: 'resume', run: RUN };
  const note: RunCommand = { kind: 'note', run: RUN, text: 'simulated' };
  const token = (word: string): string => `${word}-token-${place}`;
  switch (saying) {
    case 'pause-resume': {
      const after = moment(random);
      record(`a person pauses, and resumes ${Math.round(after / SECOND)} s later`);
      world.order(pause, token('pause'));
      world.time.later(after, () => world.order(resume, token('resume')));
      return;
    }
    case 'pause':
      record('a person pauses, and forgets it');
      world.order(pause, token('pause'));
      return;
    case 'pause-twice':
      record('a person pauses, twice');
      world.order(pause, token('pause'));
      world.order(pause, token('again'));
      world.time.later(moment(random), () => world.order(resume, token('resume')));
      return;
    case 'abort':
      record('a person aborts');
      world.order(abort, token('abort'));
      return;
    case 'abort-twice':
      record('a person aborts, and the line sends it twice');
      world.order(abort, token('abort'));
      world.order(abort, token('abort'));
      return;
    case 'resume':
      record('a person resumes');
      world.order(resume, token('resume'));
      return;
    case 'note':
      record('a person writes a note, and the line sends it twice');
      world.order(note, token('note'));
      world.order(note, token('note'));
      return;
    case 'note-late':
    case 'abort-late':
      world.afterwards(() => {
        record(`a person is late with ${saying === 'note-late' ? 'a note' : 'an abort'}: the run has ended`);
        world.order(saying === 'note-late' ? note : abort, token('late'));
      });
  }
}
