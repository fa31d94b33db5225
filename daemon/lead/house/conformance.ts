// What an ended run shows about the programs that worked in it, by version. A conformance run judges
// its one agent. Any other run counts only against a version that was never checked, and only if none
// of its output could be read and it delivered nothing: a valid result never counts against a program.

import type { HouseEventOf } from '../../../contracts/house-event.ts';
import type { AttemptReason } from '../../../contracts/work/dispatch.ts';
import type { RunEvent, RunEventOf } from '../../../skills/phases/events.ts';
import type { HouseState } from './house-state.ts';

export type Checked = HouseEventOf<'agent.checked'>['payload'];
export type Check = HouseState['checks'][string][number];

export const CONFORMANCE = 'conformance';

/** Reasons that have to do with the account, the machine or a person, not with the program. */
const NOT_ITS_FAULT: ReadonlySet<AttemptReason> = new Set(['auth', 'quota', 'cancelled', 'host-lost', 'budget', 'agent-missing']);

type Seat = RunEventOf<'run.bound'>['payload']['seats'][number];
type Ended = RunEventOf<'attempt.ended'>['payload'];

/** The versions that an adapter was tested with; undefined for a provider that lists none. */
export type TestedVersions = (provider: string) => readonly string[] | undefined;

export function checksFrom(run: string, events: readonly RunEvent[], house: Pick<HouseState, 'checks'>, tried: TestedVersions): Checked[] {
  const created = events.find((it) => it.type === 'run.created')?.payload;
  const seats = events.findLast((it) => it.type === 'run.bound')?.payload.seats ?? [];
  const judge = created?.template.name === CONFORMANCE ? asCheck : asDrift;
  const all = seats.flatMap((seat) => judge(run, seat, events, house, tried) ?? []);
  return all.filter((it, at) => all.findIndex(({ agent }) => agent === it.agent) === at);
}

/** Whether the run can show anything about its programs; the journal of any other run need not be read. */
export function isInformative(template: string, seats: readonly Seat[], house: Pick<HouseState, 'checks'>, tried: TestedVersions): boolean {
  return template === CONFORMANCE || seats.some((seat) => isDrifted(seat, tried) && !checkOf(house, seat.agent, seat.version));
}

export const checkOf = (house: Pick<HouseState, 'checks'>, agent: string, version: string | null): Check | undefined =>
  house.checks[agent]?.find((it) => it.version === version);

export const isDrifted = ({ provider, version }: Pick<Seat, 'provider' | 'version'>, tried: TestedVersions): boolean =>
  version !== null && tried(provider)?.includes(version) === false;

/** A version that failed is not used until it passes, or a person forces it. Programs without a version cannot be told apart. */
export const isSetAside = (check: Check | undefined): check is Check =>
  check !== undefined && check.version !== null && check.outcome === 'failed' && !check.forced;

type Judge = (
  run: string,
  seat: Seat,
  events: readonly RunEvent[],
  house: Pick<HouseState, 'checks'>,
  tried: TestedVersions,
) => Checked | undefined;

const asCheck: Judge = (run, seat, events, _, tried) => {
  const last = attemptsOf(seat, events).at(-1);
  if (!last) return undefined;
  const starts = last.end !== null && last.end.by !== 'failed' && last.reason !== 'spawn-failed';
  const writes = events.some((it) => it.type === 'result.accepted' && it.payload.seat === seat.name);
  const stops = last.end?.by === 'exit';
  // An estimate was not reported by the program.
  const tells = last.usage.source === 'reported' || last.usage.source === 'none';
  const readable = tells || tried(seat.provider) === undefined;
  const outcome = starts && writes && readable ? 'passed' : !writes && NOT_ITS_FAULT.has(last.reason) ? 'undecided' : 'failed';
  const why = writes ? (readable ? '' : 'its result is valid, but its usage could not be read') : `${last.reason}: ${last.detail}`;
  return { ...named(seat), outcome, starts, writes, stops, tells, says: why, run };
};

const asDrift: Judge = (run, seat, events, house, tried) => {
  if (!isDrifted(seat, tried) || checkOf(house, seat.agent, seat.version)) return undefined;
  if (events.some((it) => it.type === 'result.accepted' && it.payload.seat === seat.name)) return undefined;
  const lost = attemptsOf(seat, events).filter((it) => it.unread && !NOT_ITS_FAULT.has(it.reason));
  const last = lost.at(-1);
  if (!last) return undefined;
  const says = `the adapter recognised none of its output, and it left no result (${last.reason}: ${last.detail})`;
  return {
    ...named(seat),
    outcome: 'failed',
    starts: last.end !== null,
    writes: false,
    stops: last.end?.by === 'exit',
    tells: false,
    says,
    run,
  };
};

const attemptsOf = (seat: Seat, events: readonly RunEvent[]): Ended[] =>
  events.flatMap((it) => (it.type === 'attempt.ended' && it.payload.seat === seat.name ? [it.payload] : []));

const named = ({ agent, provider, version }: Seat) => ({ agent, provider, version });
