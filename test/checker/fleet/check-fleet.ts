// Independently checks all homes of a fleet after everything has ended: each by itself, and what must hold between them. Every node has
// the same journal, and one attempt of each piece of work counts, wherever it ran.

import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { type Checked, checkHome } from '../check-home.ts';
import type { Say } from '../findings.ts';
import { type Journal, readJournal } from '../journal.ts';
import { checkAttemptPlaces } from './attempt-places.ts';
import { checkHostHome } from './host-home.ts';
import { checkLate, checkLeads } from './leads.ts';

/** `leads` are the homes of the nodes that lead, `hosts` those that only offer seats. */
export function checkFleet(leads: readonly string[], hosts: readonly string[]): Checked {
  const [nodes, there] = [leads.map((it) => realpathSync(it)), hosts.map((it) => realpathSync(it))];
  const differences: string[] = [];
  const sayOf =
    (root: string): Say =>
    (line) =>
      void differences.push(`${root}: ${line}`);
  let checked: Checked = { runs: 0, events: 0, differences };
  for (const root of nodes) {
    const {
      runs,
      events,
      differences: own,
    } = checkHome(
      root,
      nodes.filter((it) => it !== root),
    );
    checked = { ...checked, runs: Math.max(checked.runs, runs), events: Math.max(checked.events, events) };
    for (const line of own) sayOf(root)(line);
  }
  const journals = nodes.map((root) => ({ root, journal: readJournal(join(root, 'ledger.db'), () => undefined) }));
  const [first, ...others] = journals;
  if (!first) return checked;
  const say: Say = (line) => void differences.push(line);
  for (const { root, journal } of others) compare(first, { root, journal }, say);
  checkLeads(first.journal, say);
  for (const root of there) checkHostHome(root, first.journal, sayOf(root));
  checkLate(nodes, there, first.journal, say);
  checkAttemptPlaces([...nodes, ...there], first.journal, say);
  return checked;
}

type Copy = { root: string; journal: Journal };

/** Every event of a run, by its digest, which covers the one before it. */
function compare(one: Copy, other: Copy, say: Say): void {
  const runs = new Set([...one.journal.streams.keys(), ...other.journal.streams.keys()].filter((it) => it.startsWith('run/')));
  for (const stream of runs) {
    const [a, b] = [one, other].map(({ journal }) => (journal.streams.get(stream) ?? []).map((it) => it.digest));
    const at = a?.findIndex((digest, n) => digest !== b?.[n]) ?? -1;
    if (at >= 0) say(`${stream} event ${at + 1}: is another one in ${other.root} than in ${one.root}`);
    else if (a?.length !== b?.length) say(`${stream}: has ${a?.length} events in ${one.root} and ${b?.length} in ${other.root}`);
  }
}
