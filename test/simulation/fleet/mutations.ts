// Bugs in the code of a fleet that the simulation must find.

import type { Mutation } from '../bugs/mutations.ts';

const BUGS: readonly Mutation[] = [
  {
    bug: 'a node that has lost its lease appends all the same',
    file: 'daemon/fleet/lead/guard-lead.ts',
    find: '      async append(commit) {\n        throwIfLost();\n',
    put: '      async append(commit) {\n',
  },
  {
    bug: 'a lease is believed to last longer than the servers keep it',
    file: 'runtime/fleet/leases.ts',
    find: 'const GIVEN_UP_AT = 0.8;',
    put: 'const GIVEN_UP_AT = 1.6;',
  },
  {
    bug: 'a lease that was over is renewed, and nobody works under it',
    file: 'runtime/fleet/leases.ts',
    find: 'if (next !== undefined && now() < mine.until) own.set',
    put: 'if (next !== undefined) own.set',
  },
  {
    bug: 'a run whose workers may write is taken over',
    file: 'daemon/fleet/may-take.ts',
    find: "  if (hasWritingWork(state)) return { kind: 'no', why: 'its workers may write' };\n",
    put: '',
  },
  {
    bug: 'a worker of a run that may write is given to a host',
    file: 'skills/run/fleet/may-be-hosted.ts',
    find: "  if (hasWritingWork(state)) return 'of a run with work that writes only executors are given to hosts';\n",
    put: '',
  },
  {
    bug: 'a lead gives a host up before that has ended its worker',
    file: 'daemon/fleet/lead/heard-worker.ts',
    find: 'const LOST_AT = 1.1;',
    put: 'const LOST_AT = 0.5;',
  },
  {
    bug: 'a host that is cut off lets its worker go on for longer than its lead waits',
    file: 'daemon/fleet/host/contact.ts',
    find: '=> lasts - (clock.awake() - madeAt);',
    put: '=> lasts * 2.4 - (clock.awake() - madeAt);',
  },
  {
    bug: 'what an earlier worker of this node left is taken for the result of a later attempt',
    file: 'daemon/fleet/leads.ts',
    find: '      await workers.clear(now);\n',
    put: '',
  },
  {
    bug: 'an order that a host may have taken is not asked for when a run is taken over',
    file: 'daemon/fleet/lead/take-up.ts',
    find: 'const undecided = undecidedIn(state);',
    put: 'const undecided: string[] = [];',
  },
  {
    bug: 'a result of an attempt that was given up counts as one of the newest',
    file: 'skills/run/fleet/judge-delivery.ts',
    find: 'dispatch.attempts.at(-1) === attempt && ',
    put: '',
  },
  {
    bug: 'a late result is thrown away',
    file: 'skills/run/fleet/judge-delivery.ts',
    find: "if (attempt.reason !== 'host-lost') return",
    put: 'if (attempt.reason !== null) return',
  },
  {
    bug: 'a later attempt at a stage is begun while the fence is where it was',
    file: 'daemon/effects/attempt/make-ready.ts',
    find: '  await elsewhere?.raise(run, writes);\n',
    put: '',
  },
  {
    bug: 'of two attempts of one dispatch neither is older',
    file: 'contracts/work/fence.ts',
    find: 'return one.attempt < other.attempt;',
    put: 'return false;',
  },
  {
    bug: 'a host hands work over although it has heard that a later attempt counts',
    file: 'daemon/fleet/host/hand-over.ts',
    find: 'if (newer) return { result: null,',
    put: 'if (newer && newer.epoch > stage.fence.epoch) return { result: null,',
  },
  {
    bug: 'a host hands work over without asking for the fence',
    file: 'daemon/fleet/host/hand-over.ts',
    find: 'const newer = await handOver.newer({ ...order, stage });',
    put: 'const newer = undefined as Fence | undefined;',
  },
  {
    bug: 'what was handed in of a stage is not brought before it is committed',
    file: 'skills/phases/execution/world.ts',
    find: '...work, ...handedIn(run, it) };',
    put: '...work };',
  },
  {
    bug: 'a lock that another node holds is taken over before its commit can be known',
    file: 'runtime/fleet/locks.ts',
    find: 'if (!settled) return { heldBy: found.owner };\n',
    put: '',
  },
  {
    bug: 'what was not answered counts as appended',
    file: 'runtime/fleet/ledger.ts',
    find: '    // The journal decides: it may already contain this very commit.\n',
    put: "    if (said.kind === 'unknown') return expected;\n",
  },
];

export const FLEET_MUTATIONS: readonly Mutation[] = BUGS.map((it) => ({ ...it, shownBy: 'fleet' }));
