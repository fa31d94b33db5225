// A promise that is due: “remove in 2.0”, “TODO … after 2024-03-01”, and the project, or the calendar, is past that. In comments,
// and in deprecation warnings.

import { coerce } from 'semver';
import { cut } from '../../../../contracts/cut.ts';
import { isChangedLine } from '../../changed-lines.ts';
import { isChangelog } from '../../reading/paths.ts';
import { acrossFiles, judged, lineAt } from '../../reading/places.ts';
import { type ProjectVersion, versionAbove } from '../../reading/project-version.ts';
import { type Source, sourceOf } from '../../reading/source.ts';
import type { Hit, Repository, Rule } from '../../rule.ts';
import { type Promised, promisesIn } from './promises.ts';

export const promiseDue: Rule = {
  id: 'slips/promise-due',
  says: 'a promise to remove something by a version or date that has passed',
  find: (repo) =>
    acrossFiles(
      judged(repo, (path) => !isChangelog(path), ['production']),
      ({ path }) => dueIn(repo, path),
    ),
};

async function dueIn(repo: Repository, path: string): Promise<Hit[]> {
  const text = await repo.text(path);
  if (text === undefined || !/\b(remove|removed|removal|drop|dropped|delete|deleted|TODO|FIXME)\b/i.test(text)) return [];
  const source = await sourceOf(repo, path);
  if (!source || source.language === 'yaml' || source.language === 'toml') return [];
  const hits: Hit[] = [];
  const project = await versionAbove(repo, path);
  for (const { said, at, promised } of promisesOf(source)) {
    const due = promised.kind === 'version' ? versionDue(promised, project) : dateDue(promised, repo.date);
    const line = source.lines.at(at);
    if (due === undefined || !isChangedLine(repo, path, line)) continue;
    hits.push({
      severity: 'minor',
      title: `${path}:${line} promises a removal that was due at ${promised.kind === 'version' ? promised.version : promised.date}`,
      claim: `“${cut(said.replace(/\s+/g, ' ').trim(), 300)}”. ${due}`,
      evidence: [lineAt(path, source.lines, line)],
      recommendation: 'Do what was promised, or say when it will be done.',
      confidence: 0.9,
    });
  }
  return hits;
}

function* promisesOf(source: Source): Generator<{ said: string; at: number; promised: Promised }> {
  const prose = [
    ...commentBlocks(source).map((it) => ({ ...it, comment: true })),
    ...source.strings.map((it) => ({ start: it.innerStart, end: it.innerEnd, comment: false })),
  ];
  for (const { start, end, comment } of prose) {
    // A long string is a document of its own: a help text or a template.
    if (end - start < 10 || (!comment && end - start > 400)) continue;
    const said = source.text.slice(start, end);
    for (const { at, text, promised } of promisesIn(said, comment)) yield { said: text, at: start + at, promised };
  }
}

/** Consecutive line comments are one text. */
function commentBlocks(source: Source): { start: number; end: number }[] {
  const blocks: { start: number; end: number }[] = [];
  for (const { start, end } of source.comments) {
    const last = blocks.at(-1);
    if (last && /^\s*$/.test(source.text.slice(last.end, start)) && source.lines.at(start) === source.lines.at(last.end) + 1)
      last.end = end;
    else blocks.push({ start, end });
  }
  return blocks;
}

function versionDue(promised: Promised & { kind: 'version' }, project: ProjectVersion | undefined): string | undefined {
  if (!project || (promised.product !== undefined && !isSame(promised.product, project))) return undefined;
  const wanted = coerce(promised.version);
  if (wanted === null || project.version.compare(wanted) < 0) return undefined;
  return `${project.path} says that the project is at ${project.written}.`;
}

const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');
const isSame = (product: string, project: ProjectVersion): boolean =>
  project.names.some((name) => plain(name) === plain(product) || plain(name.split('/').at(-1) ?? '') === plain(product));

const dateDue = (promised: Promised & { kind: 'date' }, today: string): string | undefined =>
  promised.date < today.slice(0, promised.date.length) ? `The commit under examination is of ${today.slice(0, 10)}.` : undefined;
