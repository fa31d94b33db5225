// What counts as dismissed in a run: the user's own dismissals for this project, and the project's file
// as it was before the change. The author of a change must not be able to silence findings about it.

import { join, relative } from 'node:path';
import type { AddedDismissals, Dismissal, KnownDismissal } from '../../contracts/findings/dismissal.ts';
import type { Base } from '../../contracts/run/base.ts';
import type { Note } from '../../contracts/run/run-event.ts';
import type { Task } from '../../contracts/task/task.ts';
import { projectAt } from '../../runtime/home.ts';
import { count } from '../../skills/wording/numbers.ts';
import type { EvidenceSource } from '../../validators/evidence/evidence-source.ts';
import type { Files } from '../effects/world/files.ts';
import type { Workspace } from '../effects/world/workspace.ts';
import { trustOf } from '../intake/trust.ts';
import type { HouseState } from '../lead/house/house-state.ts';
import { type DismissedRead, dismissedFrom, dismissedIn, dismissedPath, LARGEST_DISMISSED } from './dismissed.ts';

const FAULTS_SHOWN = 5;
type Read = DismissedRead & { text: string };

const NOTHING: Read = { dismissed: [], faults: [], text: '' };

type World = { files: Files; workspace: Pick<Workspace, 'evidence'>; house: Pick<HouseState, 'trusted' | 'dismissed'> };
type DismissalsInForce = { dismissed: KnownDismissal[]; addedDismissals?: AddedDismissals; notes: Note[] };

export async function knownDismissals(task: Task, base: Base, world: World, signal: AbortSignal): Promise<DismissalsInForce> {
  const { project } = task;
  const own = world.house.dismissed[project] ?? [];
  const { before, now } = await filesOf(task, base, world, signal);
  const trusted = await isTrusted(project, world.house);
  const dismissed: KnownDismissal[] = [
    ...own.map((it): KnownDismissal => ({ ...it, source: 'home' })),
    ...before.dismissed.map((it): KnownDismissal => ({ ...it, source: trusted ? 'project' : 'stranger' })),
  ];
  const known = new Set(dismissed.flatMap(namesOf));
  const entries = now.dismissed.filter((it) => namesOf(it).some((name) => !known.has(name)));
  const warn = (texts: readonly string[]): Note[] => texts.map((text) => ({ kind: 'warning', text }));
  const added = entries.length === 0 ? {} : { addedDismissals: addedBy(entries, now.text, pathIn(project, base)) };
  return {
    dismissed,
    ...added,
    notes: [...warn(faultWords(dismissedPath(project), before.faults)), ...warn(untrustedWords(project, dismissed))],
  };
}

/** With a range, the file before the change and now; without a range there is no change, and both come from the folder. */
async function filesOf(
  { project, range, since }: Task,
  base: Base,
  { files, workspace }: World,
  signal: AbortSignal,
): Promise<{ before: Read; now: Read }> {
  const inFolder = async (): Promise<Read> => {
    const read = dismissedFrom(await files.readBounded(dismissedPath(project), LARGEST_DISMISSED));
    return { ...read, text: read.text ?? '' };
  };
  // What an earlier review of the same change has already seen belongs to the change too.
  const left = base.kind === 'git' ? (since === undefined ? base.from : base.changeFrom) : undefined;
  if (base.kind !== 'git' || left === undefined) return { before: await inFolder(), now: NOTHING };
  const source = workspace.evidence({ ...base, from: left }, signal);
  try {
    const path = pathIn(project, base);
    // A capture of the checkout does not contain Muster's own folder.
    const endsInCheckout = range !== undefined && /\.$|\.worktree$/.test(range);
    return { before: await readAt('from', path, source), now: endsInCheckout ? await inFolder() : await readAt('head', path, source) };
  } finally {
    await source.close();
  }
}

async function readAt(side: 'from' | 'head', path: string, source: EvidenceSource): Promise<Read> {
  const file = await source.file(side, path);
  return file.kind === 'text' ? { ...dismissedIn(file.text), text: file.text } : NOTHING;
}

/** Whether a person has trusted this project, and what it brings has not changed since. */
async function isTrusted(project: string, house: World['house']): Promise<boolean> {
  return house.trusted[project] !== undefined && (await trustOf(project, house)).kind !== 'untrusted';
}

function faultWords(path: string, faults: readonly string[]): string[] {
  if (faults.length === 0) return [];
  const more = faults.length > FAULTS_SHOWN ? `; and ${faults.length - FAULTS_SHOWN} more` : '';
  return [`${path}: ${faults.slice(0, FAULTS_SHOWN).join('; ')}${more}. Invalid entries are ignored.`];
}

/** An existing entry can be made to silence more by another name under `also`. */
const namesOf = ({ fingerprint, also = [] }: Pick<Dismissal, 'fingerprint' | 'also'>): string[] => [fingerprint, ...also];

function addedBy(entries: Dismissal[], text: string, path: string): AddedDismissals {
  const at = text.split('\n').findIndex((line) => line.includes(entries[0]?.fingerprint ?? '\n'));
  return { path, ...(at < 0 ? {} : { line: at + 1 }), entries };
}

const pathIn = (project: string, { root }: Base): string => relative(root, dismissedPath(project));

function untrustedWords(project: string, dismissed: readonly KnownDismissal[]): string[] {
  const own = new Set(dismissed.filter((it) => it.source === 'home').map((it) => it.fingerprint));
  const strange = dismissed.filter((it) => it.source === 'stranger' && !own.has(it.fingerprint)).length;
  if (strange === 0) return [];
  const path = relative(project, join(projectAt(project).folder, 'dismissed.yaml'));
  return [
    `${path} dismisses ${count(strange, 'finding')}, and you do not trust this project: dismissed findings still count for --fail-on. To trust it: muster trust ${project}`,
  ];
}
