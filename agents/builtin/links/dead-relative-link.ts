// A relative link in Markdown whose target does not exist in the tree: the reader gets a 404. If history knows what became of the
// target, the finding says so.

import { cut } from '../../../contracts/cut.ts';
import type { Evidence } from '../../../contracts/findings/finding.ts';
import { isChangedLine } from '../changed-lines.ts';
import { existence, otherCase, takenAway } from '../reading/existence.ts';
import { linesOf } from '../reading/formats/lines.ts';
import { linksIn, type MarkdownLink } from '../reading/markdown/markdown.ts';
import { baseName, folderOf, isChangelog, isTest, resolveIn, saysGenerated } from '../reading/paths.ts';
import { acrossFiles, judged, lineAt } from '../reading/places.ts';
import type { Hit, Repository, Rule } from '../rule.ts';
import { isMirrored, isPlaceholder, isToBeMade, teachesWriting } from './intended-links.ts';
import { isRoute, pathOfLink, sitePages } from './link-target.ts';

export const deadRelativeLink: Rule = {
  id: 'links/dead-relative-link',
  says: 'a relative link in Markdown to a file that does not exist',
  find: (repo) => acrossFiles(judged(repo, isProse, ['production', 'documentation', 'test']), ({ path }) => deadLinks(repo, path)),
};

/** Templates are rendered elsewhere, changelogs describe the past, and MDX is resolved by a site. */
const isProse = (path: string): boolean =>
  /\.(md|markdown)$/i.test(path) &&
  // A name with braces is filled in, and a scope outside of node_modules is a vendored package.
  !/[{}<>%]|\/@/.test(path) &&
  !isChangelog(path) &&
  !isFrozen(path) &&
  // Files that are served, or packed into a program, are often vendored.
  !/(^|\/)(static|public|assets|www|wwwroot|webapp|resources)\//.test(path) &&
  // Markdown among tests is test data, except their own README.
  (!isTest(path) || /^readme\b/i.test(baseName(path))) &&
  !/(^|\/)(issue_template|pull_request_template|discussion_template|templates?|boilerplates?|scaffolds?|skeletons?|starters?|blueprints?|stubs|_includes|_layouts|archetypes|prompts|skills)([./]|$)/i.test(
    path,
  );

/** Documentation of an earlier version is frozen; a snapshot is written by a test. */
const isFrozen = (path: string): boolean => /(^|\/)(versioned_docs|_?versions|archived?|snapshot\.md)(\/|$)/i.test(path);

async function deadLinks(repo: Repository, path: string): Promise<Hit[]> {
  const text = await repo.text(path);
  if (text === undefined || /^template\b/i.test(baseName(path)) || saysGenerated(text)) return [];
  const lines = linesOf(text);
  const hits: Hit[] = [];
  const teaches = teachesWriting(path, text);
  for (const link of linksIn(text)) {
    const relative = pathOfLink(link.target);
    if (relative === undefined || isAddress(link.kind, relative)) continue;
    const target = resolveIn(folderOf(path), relative);
    if (target === undefined || target === '') continue;
    const line = lines.at(link.offset);
    const brokenBy = takenAway(repo, target);
    if (!isChangedLine(repo, path, line) && brokenBy === undefined) continue;
    if ((await existence(repo, target)) !== 'missing' || (await sitePages(repo, path, target, relative))) continue;
    // An HTML page and a route of some site are generated, and a name may be a placeholder, unless history shows that it existed.
    const doubtful =
      /\.html?$/i.test(target) || isRoute(path, target, relative) || teaches || isPlaceholder(relative) || isToBeMade(lines.text(line));
    if (doubtful && !(await repo.departure(target))) continue;
    if (await isMirrored(repo, path, lines.text(line), relative)) continue;
    hits.push({ ...(await hitFor(repo, path, target, link.target, lineAt(path, lines, line))), brokenBy });
  }
  return hits;
}

/** `page.md/` is resolved by a site; generated HTML lists of people contain whatever addresses they gave. */
const isAddress = (kind: MarkdownLink['kind'], relative: string): boolean =>
  /\.\w+\/$/.test(relative) ||
  (kind === 'html' && /^[\w-]+(\.[\w-]+)*\.[a-z]{2,}(\/|$)/i.test(relative) && !/\.(md|html?|png|jpe?g|gif|svg|txt|pdf)$/i.test(relative));

async function hitFor(repo: Repository, path: string, target: string, written: string, place: Evidence): Promise<Hit> {
  const cased = otherCase(repo, target);
  const gone = cased ? undefined : await repo.departure(target);
  const moved = gone?.renamedTo !== undefined && repo.has(gone.renamedTo) ? gone.renamedTo : undefined;
  const why = cased
    ? `The tree has ${cased}: the same name in another case, which only some file systems find.`
    : gone
      ? `Commit ${gone.commit.slice(0, 10)} (“${cut(gone.subject, 120)}”) ${gone.renamedTo ? `renamed it to ${gone.renamedTo}` : 'removed it'}.`
      : 'It is not in the history, either.';
  const now = cased ?? moved;
  return {
    severity: 'minor',
    title: `${path} links to ${written}, which does not exist`,
    claim: `The link on line ${place.line} leads to ${target}, and the tree has neither a file nor a folder of that name. ${why}`,
    evidence: now === undefined ? [place] : [place, { path: now }],
    recommendation: now === undefined ? 'Correct the target, or remove the link.' : `Point it at ${relativePath(folderOf(path), now)}.`,
    confidence: now === undefined ? 0.9 : 0.97,
  };
}

/** The path from a folder to a file, as a link writes it. */
export function relativePath(folder: string, path: string): string {
  const from = folder === '' ? [] : folder.split('/');
  const to = path.split('/');
  let same = 0;
  while (same < from.length && same < to.length - 1 && from[same] === to[same]) same++;
  return [...from.slice(same).map(() => '..'), ...to.slice(same)].join('/');
}
