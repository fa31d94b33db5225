// Related findings: those of one kind, those in one folder, and workers whose evidence was often missing. A cluster is mentioned
// only if it says more than the list of its members.

import type { NarrativeBlock } from '../../../contracts/work/narrative.ts';
import { isAlone, type Standing, worstFirst } from './standing.ts';
import { block, counted, listed, severities, theirs } from './wording.ts';

const THEMES = 4;
const TITLES = 3;

export function themes(all: readonly Standing[]): NarrativeBlock[] {
  const alive = all.filter((it) => it.held || it.open);
  const clusters = [...byKind(alive), ...byFolder(alive)].sort((a, b) => b.members.length - a.members.length);
  return [
    ...withoutRepeats(clusters)
      .slice(0, THEMES)
      .map((it) => theme(it, alive.length)),
    ...unreliable(all),
  ];
}

type Cluster = { about: 'kind' | 'folder'; name: string; members: Standing[] };

function byKind(alive: readonly Standing[]): Cluster[] {
  return [...Map.groupBy(alive, (it) => it.finding.category)]
    .filter(([, members]) => members.length >= 2 && members.length < alive.length)
    .map(([name, members]) => ({ about: 'kind', name, members }));
}

function byFolder(alive: readonly Standing[]): Cluster[] {
  const placed = alive.filter((it) => it.finding.path?.includes('/'));
  return [...Map.groupBy(placed, (it) => (it.finding.path ?? '').split('/').slice(0, -1).join('/'))]
    .filter(([, members]) => members.length >= 3 && members.length < alive.length * 0.8 && files(members).length > 1)
    .map(([name, members]) => ({ about: 'folder', name, members }));
}

const files = (members: readonly Standing[]): string[] => [...new Set(members.flatMap((it) => it.finding.path ?? []))];

/** Two names for nearly the same findings are one theme. */
function withoutRepeats(clusters: readonly Cluster[]): Cluster[] {
  const kept: Cluster[] = [];
  for (const cluster of clusters) {
    const ids = new Set(cluster.members.map((it) => it.finding.id));
    const repeats = kept.some((it) => it.members.filter((member) => ids.has(member.finding.id)).length > ids.size / 2);
    if (!repeats) kept.push(cluster);
  }
  return kept;
}

function theme({ about, name, members }: Cluster, total: number): NarrativeBlock {
  const sorted = [...members].sort(worstFirst);
  const grades = severities(sorted.map((it) => it.finding.severity));
  const where = files(sorted);
  const title = about === 'kind' ? `${name}: ${counted(members.length, 'finding')}` : `${name}/: ${counted(members.length, 'finding')}`;
  const spread =
    about === 'kind' && where.length > 0
      ? where.length === 1
        ? `all in ${where[0]}`
        : `in ${counted(where.length, 'file')}`
      : `${counted(new Set(sorted.map((it) => it.finding.category)).size, 'kind')} of problem`;
  const told = sorted.slice(0, TITLES).map((it) => `- ${it.finding.id}: ${theirs(it.finding.title)}`);
  const rest = sorted.slice(TITLES).map((it) => it.finding.id);
  const text = [
    `${members.length} of the ${total} findings that are not refuted (${grades}), ${spread}.`,
    '',
    ...told,
    ...(rest.length > 0 ? [`- and ${listed(rest, 12)}`] : []),
  ].join('\n');
  return block(
    'theme',
    title,
    text,
    sorted.map((it) => it.finding.id),
  );
}

/** If a worker was often wrong, its other findings should be read accordingly. Withdrawing one does not count against it. */
function unreliable(all: readonly Standing[]): NarrativeBlock[] {
  const bySeat = Map.groupBy(
    all.filter((it) => it.finding.seats.length === 1),
    (it) => it.finding.seats[0] ?? '',
  );
  return [...bySeat].flatMap(([seat, own]) => {
    const fell = own.filter((it) => ['refuted', 'unsupported'].includes(it.finding.state));
    const alone = own.filter((it) => isAlone(it) || it.open);
    if (own.length < 3 || fell.length < 2 || fell.length * 3 < own.length || alone.length === 0) return [];
    const text = `${fell.length} of the ${own.length} findings that only ${seat} raised were refuted or had no evidence (${listed(fell.map((it) => it.finding.id))}). Keep that in mind for the others that rest on it alone: ${listed(alone.map((it) => it.finding.id))}.`;
    return block(
      'theme',
      `How far to trust ${seat}`,
      text,
      [...fell, ...alone].map((it) => it.finding.id),
    );
  });
}
