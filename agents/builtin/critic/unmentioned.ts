// Folders of code that no model says it looked at. A model that names places is taken at its word; one that names none is not.

import { cut } from '../../../contracts/cut.ts';
import type { Gap } from '../../../contracts/findings/gap.ts';
import type { AskedWorker } from '../../../contracts/work/asked-worker.ts';
import { counted } from '../analysis.ts';
import type { Repository } from '../rule.ts';

/** Code that should have been looked at. */
export type CodeFile = { path: string; language: string; lines: number };

/** A folder with less code is too small to count as forgotten. */
const LEAST_LINES = 50;
const EXAMPLES = 5;
const EVERYTHING = /\b(?:all|whole|entire|every|everything|complete)\b/i;

export function unmentioned(repo: Repository, code: readonly CodeFile[], models: readonly AskedWorker[]): Gap[] {
  const regions = Map.groupBy(code, ({ path }) => regionOf(path));
  const said = models.map((it) => it.coverage);
  // A model that names no place, or all of them, has not said what it left out.
  if (said.some((it) => !namesPlaces(it, repo) || claimsAll(it, [...regions.keys()]))) return [];
  return [...regions]
    .map(([region, files]) => ({ region, files, lines: files.reduce((sum, it) => sum + it.lines, 0) }))
    .filter(
      ({ region, files, lines }) =>
        lines >= LEAST_LINES && !said.some((it) => mentions(it, region) || files.some(({ path }) => it.includes(path))),
    )
    .toSorted((a, b) => b.lines - a.lines || (a.region < b.region ? -1 : 1))
    .map(
      ({ region, files, lines }): Gap => ({
        title: `No worker says that it looked at ${region}`,
        claim: `${region} has ${counted(files.length, 'file')} with ${counted(lines, 'line')} of code in scope. The models say that they covered other places, not this one: ${models.map((it) => `${it.seat}: “${cut(it.coverage, 300)}”`).join('; ')}`,
        category: 'coverage/unmentioned',
        evidence: files
          .toSorted((a, b) => b.lines - a.lines || (a.path < b.path ? -1 : 1))
          .slice(0, EXAMPLES)
          .map(({ path }) => ({ path })),
      }),
    );
}

/** The folder that people would name: the first one, or the first below a folder that only contains others. */
function regionOf(path: string): string {
  const [top = '', second = '', third] = path.split('/');
  if (second === '') return 'the root folder';
  return HOLDERS.has(top) && third !== undefined ? `${top}/${second}` : top;
}

const HOLDERS: ReadonlySet<string> = new Set(['src', 'lib', 'packages', 'apps', 'services', 'crates', 'modules', 'internal', 'pkg', 'cmd']);

const mentions = (text: string, region: string): boolean =>
  region === 'the root folder' || word(region).test(text) || parents(region).some((it) => whole(it).test(text));

const namesPlaces = (text: string, repo: Repository): boolean =>
  (text.match(/[\w.-]+(?:\/[\w.-]*)+|[\w-]+\.\w+/g) ?? []).some((it) => repo.has(it) || repo.hasFolder(it));

const claimsAll = (text: string, regions: readonly string[]): boolean => EVERYTHING.test(text) && !regions.some((it) => mentions(text, it));

const parents = (region: string): string[] => (region.includes('/') ? [region.slice(0, region.indexOf('/'))] : []);

const word = (name: string): RegExp => new RegExp(`(?<![\\w/-])${literal(name)}(?![\\w-])`);
/** The parent itself, and not something else below it. */
const whole = (name: string): RegExp => new RegExp(`(?<![\\w/-])${literal(name)}/?(?![\\w/-])`);

const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
