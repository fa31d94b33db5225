// What counts as dismissed in a run: what its user has dismissed in this project, and what the project's file said on
// the side that the change comes from. Whoever wrote a change must not be able to silence findings about it.

import { join, relative } from 'node:path';
import type { Dismissal, KnownDismissal } from '../../contracts/findings/dismissal.ts';
import type { Base } from '../../contracts/run/base.ts';
import type { Note } from '../../contracts/run/run-event.ts';
import type { Task } from '../../contracts/task/task.ts';
import { projectAt } from '../../runtime/home.ts';
import { count, listed } from '../../skills/telling/numbers.ts';
import { oneLine } from '../../skills/telling/plain-text.ts';
import type { EvidenceSource } from '../../validators/evidence/evidence-source.ts';
import type { Files } from '../effects/world/files.ts';
import type { Workspace } from '../effects/world/workspace.ts';
import { trustOf } from '../intake/trust.ts';
import type { HouseState } from '../lead/house/house-state.ts';
import { type DismissedRead, dismissedFrom, dismissedIn, dismissedPath, LARGEST_DISMISSED } from './dismissed.ts';

const FAULTS_SHOWN = 5;
const ADDED_SHOWN = 5;
const NOTHING: DismissedRead = { dismissed: [], faults: [] };

type World = { files: Files; workspace: Pick<Workspace, 'evidence'>; house: Pick<HouseState, 'trusted' | 'dismissed'> };
type Known = { dismissed: KnownDismissal[]; notes: Note[] };

export async function knownDismissals(task: Task, base: Base, world: World, signal: AbortSignal): Promise<Known> {
  const { project } = task;
  const own = world.house.dismissed[project] ?? [];
  const { before, now } = await filesOf(task, base, world, signal);
  const trusted = await isTrusted(project, world.house);
  const dismissed: KnownDismissal[] = [
    ...own.map((it): KnownDismissal => ({ ...it, source: 'home' })),
    ...before.dismissed.map((it): KnownDismissal => ({ ...it, source: trusted ? 'project' : 'stranger' })),
  ];
  const added = now.dismissed.filter((it) => !dismissed.some((known) => known.fingerprint === it.fingerprint));
  const warn = (texts: readonly string[]): Note[] => texts.map((text) => ({ kind: 'warning', text }));
  return {
    dismissed,
    notes: [
      ...warn(faultWords(dismissedPath(project), before.faults)),
      ...warn(addedWords(added, base)),
      ...warn(untrustedWords(project, dismissed)),
    ],
  };
}

/** With a range, as it was before the change and as it is now; without one there is no change, and both are the folder's. */
async function filesOf(
  { project, range, since }: Task,
  base: Base,
  { files, workspace }: World,
  signal: AbortSignal,
): Promise<{ before: DismissedRead; now: DismissedRead }> {
  const inFolder = async () => dismissedFrom(await files.readBounded(dismissedPath(project), LARGEST_DISMISSED));
  // What an earlier review of this very change has seen is part of the change.
  const left = base.kind === 'git' ? (since === undefined ? base.from : base.changeFrom) : undefined;
  if (base.kind !== 'git' || left === undefined) return { before: await inFolder(), now: NOTHING };
  const source = workspace.evidence({ ...base, from: left }, signal);
  try {
    const path = relative(base.root, dismissedPath(project));
    // A capture of the checkout leaves Muster's own folder out.
    const endsInCheckout = range !== undefined && /\.$|\.worktree$/.test(range);
    return { before: await readAt('from', path, source), now: endsInCheckout ? await inFolder() : await readAt('head', path, source) };
  } finally {
    await source.close();
  }
}

async function readAt(side: 'from' | 'head', path: string, source: EvidenceSource): Promise<DismissedRead> {
  const file = await source.file(side, path);
  return file.kind === 'text' ? dismissedIn(file.text) : NOTHING;
}

/** A person has said that this project may have a say, and what it brings is still what they saw then. */
async function isTrusted(project: string, house: World['house']): Promise<boolean> {
  return house.trusted[project] !== undefined && (await trustOf(project, house)).kind !== 'untrusted';
}

function faultWords(path: string, faults: readonly string[]): string[] {
  if (faults.length === 0) return [];
  const more = faults.length > FAULTS_SHOWN ? `; and ${faults.length - FAULTS_SHOWN} more` : '';
  return [`${path}: ${faults.slice(0, FAULTS_SHOWN).join('; ')}${more}. Invalid entries are ignored.`];
}

function addedWords(added: readonly Dismissal[], { label }: Base): string[] {
  if (added.length === 0) return [];
  const shown = added.slice(0, ADDED_SHOWN).map(({ fingerprint, title, why }) => `${fingerprint} (${oneLine(title ?? why)})`);
  const more = added.length > ADDED_SHOWN ? [`${added.length - ADDED_SHOWN} more`] : [];
  const what = `adds ${count(added.length, 'dismissal')} to .muster/dismissed.yaml: ${listed([...shown, ...more])}`;
  return [`The change under review (${label}) ${what}. They silence nothing in this run; check that each is right before it is merged.`];
}

function untrustedWords(project: string, dismissed: readonly KnownDismissal[]): string[] {
  const own = new Set(dismissed.filter((it) => it.source === 'home').map((it) => it.fingerprint));
  const strange = dismissed.filter((it) => it.source === 'stranger' && !own.has(it.fingerprint)).length;
  if (strange === 0) return [];
  const path = relative(project, join(projectAt(project).folder, 'dismissed.yaml'));
  return [
    `${path} dismisses ${count(strange, 'finding')}, and you do not trust this project: dismissed findings still count for --fail-on. To trust it: muster trust ${project}`,
  ];
}
