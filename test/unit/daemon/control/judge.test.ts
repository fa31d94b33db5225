// Which process may speak for a person: situations on a machine, each with what is told of it.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Caller } from '../../../../contracts/control.ts';
import { judgeCallers, type MachineSnapshot } from '../../../../daemon/control/caller/judge.ts';
import { startsForOthers } from '../../../../daemon/control/caller/starts-for-others.ts';
import type { ProcessRow } from '../../../../runtime/processes/table.ts';

const test = suite('whose process asks');

/** pid, parent, when it began; its session is its own unless said. Session 150 has a terminal. */
type Spec = [pid: number, parent: number, began: number, session?: number];
const row = ([pid, parent, began, session = pid]: Spec): ProcessRow => ({
  pid,
  parent,
  group: session,
  session,
  terminal: session === 150,
  start: `boot:${began}`,
  startOrder: began,
  cpu: 0,
});

/** A terminal (100) with a shell and `muster` in it; the daemon's host (400) with a worker (500). */
const MACHINE: Spec[] = [
  [1, 0, 0],
  [100, 1, 10],
  [150, 100, 900],
  [160, 150, 990, 150],
  [400, 1, 500],
  [500, 400, 600],
];

function look(rows: readonly Spec[], more: Partial<MachineSnapshot> & { environments?: Record<number, string[]> } = {}): MachineSnapshot {
  const { environments = {}, ...rest } = more;
  return {
    table: { rows: rows.map(row), environmentOf: (pid) => new Set(environments[pid] ?? []) },
    sessions: [{ key: 'r-aaaaaa.d1.1', host: { pid: 400, start: 'boot:500', startOrder: 500 }, ours: new Set([500]), doubtful: new Set() }],
    isBranded: () => false,
    servesAgent: ({ pid }) => pid === 860,
    startsForOthers: ({ pid }) => pid === 855 || pid === 856,
    allBranded: false,
    hosts: () => [{ pid: 400, start: 'boot:500', startOrder: 500 }],
    adopts: ({ pid }) => pid === 1,
    isHidden: () => false,
    ...rest,
  };
}

const kind = (told: Caller): string => (told.kind === 'worker' ? `worker ${told.name}` : told.kind);
const with_ = (...more: Spec[]): Spec[] => [...MACHINE, ...more];

const SITUATIONS: [what: string, pids: number[], look: MachineSnapshot, told: string][] = [
  ['a person in a terminal', [160], look(MACHINE), 'person'],
  ['a worker', [500], look(MACHINE), 'worker r-aaaaaa.d1.1'],
  ['whoever a worker started', [700], look(with_([700, 500, 950])), 'worker r-aaaaaa.d1.1'],
  ['a person beside a worker who holds the same file', [160, 500], look(MACHINE), 'worker r-aaaaaa.d1.1'],
  [
    'a mark on somebody above',
    [710],
    look(with_([700, 1, 950], [710, 700, 960]), { environments: { 700: ['A=1', 'MUSTER_DISPATCH=r-bbbbbb.d2.1'] } }),
    'worker r-bbbbbb.d2.1',
  ],
  ['the limit, and nothing else', [700], look(with_([700, 1, 950]), { isBranded: (pid) => pid === 700 }), 'worker of some run'],
  ['the session host itself', [400], look(MACHINE), 'worker of some run'],
  ['a process that is gone', [999], look(MACHINE), 'unknown'],
  ['a parent that went in the middle', [700], look(with_([700, 701, 950])), 'unknown'],
  ['a parent that is hidden from us', [700], look(with_([700, 701, 950]), { isHidden: () => true, allBranded: true }), 'person'],
  [
    'a number that may still be a worker’s',
    [700],
    look(with_([700, 1, 950]), {
      sessions: [{ key: 'k', host: { pid: 9, start: '', startOrder: 0 }, ours: new Set(), doubtful: new Set([700]) }],
    }),
    'unknown',
  ],
  ['an orphan, where every worker carries the limit', [700], look(with_([700, 1, 950]), { allBranded: true }), 'person'],
  ['an orphan that is younger than the first worker', [700], look(with_([700, 1, 950])), 'unknown'],
  ['whoever such an orphan started', [710], look(with_([700, 1, 950], [710, 700, 960])), 'unknown'],
  ['an orphan that is older', [700], look(with_([700, 1, 400])), 'person'],
  ['whoever an older orphan started (tmux, say)', [710], look(with_([700, 1, 400], [710, 700, 960])), 'person'],
  ['an orphan in an older session', [700], look(with_([300, 1, 300], [700, 1, 950, 300])), 'person'],
  ['an orphan adopted by somebody else', [700], look(with_([50, 1, 5], [700, 50, 950]), { adopts: ({ pid }) => pid <= 50 }), 'unknown'],
  ['an orphan on a machine without a worker yet', [700], look(with_([700, 1, 950]), { sessions: [], hosts: () => [] }), 'person'],
  // An agent (850) in the terminal's shell with `muster mcp` (860) as its child, and its own shells beside that.
  ['the shell of an agent that leads', [870], look(with_([850, 150, 900], [860, 850, 901], [870, 850, 910])), 'client'],
  ['whatever runs in that shell', [871], look(with_([850, 150, 900], [860, 850, 901], [870, 850, 910], [871, 870, 911])), 'client'],
  ['the agent’s `muster mcp`', [860], look(with_([850, 150, 900], [860, 850, 901])), 'client'],
  ['a shell of an agent that has no `muster mcp`', [870], look(with_([850, 150, 900], [870, 850, 910])), 'person'],
  ['a person whose terminal an agent runs in too', [160], look(with_([850, 150, 900], [860, 850, 901])), 'person'],
  ['what the agent starts in the person’s terminal', [870], look(with_([850, 150, 900], [860, 850, 901], [870, 850, 910, 150])), 'client'],
  ['a shell of the agent in a terminal that it made', [870], look(with_([850, 100, 900], [860, 850, 901], [870, 850, 910, 150])), 'client'],
  ['a person who stopped the agent for a moment', [170], look(with_([850, 150, 900], [860, 850, 901], [170, 150, 990, 150])), 'person'],
  [
    'an agent whose server was started by a shell and by npx',
    [870],
    look(with_([850, 150, 900], [856, 850, 901], [855, 856, 902], [860, 855, 903], [870, 850, 910])),
    'client',
  ],
  [
    'a person whose own shell started a server by hand',
    [170],
    look(with_([860, 150, 901, 150], [170, 100, 990]), { startsForOthers: ({ pid }) => pid === 150 }),
    'person',
  ],
  ['a person beside such an agent', [160], look(with_([850, 150, 900], [855, 850, 902], [860, 855, 903])), 'person'],
  [
    'whoever has the same parent as a server that lost its own',
    [700],
    look(with_([50, 1, 5], [860, 50, 901], [700, 50, 400]), { adopts: ({ pid }) => pid <= 50 }),
    'person',
  ],
  [
    'a worker that has a `muster mcp` of its own',
    [870],
    look(with_([850, 500, 900], [860, 850, 901], [870, 850, 910])),
    'worker r-aaaaaa.d1.1',
  ],
  ['one that came from outside of this container', [700], look(with_([700, 0, 950])), 'person'],
];

const COMMANDS: [words: string[], startsForOthers: boolean][] = [
  [['/bin/sh', '-c', 'muster mcp', ''], true],
  [['/usr/bin/env', 'x'], false],
  [['bash', '/home/mira/bin/tools.sh', ''], true],
  [['npm exec musterd mcp', ''], true],
  [['/usr/bin/node', '/usr/lib/node_modules/npm/bin/npx-cli.js', 'musterd', 'mcp', ''], true],
  [['-bash', ''], false],
  [['bash', '--login', '-i', ''], false],
  [['/usr/bin/node', '/opt/agent/cli.js', ''], false],
  [['codex', 'exec', ''], false],
  [[''], false],
];
test('what only starts another program is told by its command line', () => {
  for (const [words, is] of COMMANDS) assert.is(startsForOthers(words), is, words.join(' '));
});

for (const [what, pids, it, told] of SITUATIONS) test(what, () => assert.is(kind(judgeCallers(pids, it)), told));

test.run();
