// Repairs Markdown links and symbolic links whose target was renamed: they get the new name.

import { deadRelativeLink, relativePath } from '../links/dead-relative-link.ts';
import { pathOfLink } from '../links/link-target.ts';
import { otherCase } from '../reading/existence.ts';
import { linesOf } from '../reading/formats/lines.ts';
import { linksIn } from '../reading/markdown/markdown.ts';
import { folderOf, resolveIn } from '../reading/paths.ts';
import { linksOf } from '../reading/symlinks.ts';
import type { Repository } from '../rule.ts';
import { brokenSymlink } from '../slips/paths/broken-symlink.ts';
import { type Edit, placeOf, type Repair } from './repair.ts';

export const renamedTarget: Repair = {
  rule: deadRelativeLink,
  isAbout: (text) => /\blinks?\b|point it at|\btarget\b/i.test(text),
  async mend(repo, hit) {
    const place = placeOf(hit);
    const text = place && (await repo.text(place.path));
    if (place?.line === undefined || text === undefined) return undefined;
    const lines = linesOf(text);
    const edits: Edit[] = [];
    for (const link of linksIn(text)) {
      if (lines.at(link.offset) !== place.line || !hit.title.includes(` links to ${link.target}, `)) continue;
      const from = text.indexOf(link.target, link.offset);
      const put = await newTarget(repo, place.path, link.target);
      // Escaped characters make the link's text differ from its target.
      if (put === undefined || from < 0 || from > link.offset + 3) return undefined;
      edits.push({ kind: 'text', path: place.path, from, to: from + link.target.length, put });
    }
    return edits.length > 0 ? edits : undefined;
  },
};

async function newTarget(repo: Repository, path: string, written: string): Promise<string | undefined> {
  const relative = pathOfLink(written);
  const target = relative === undefined ? undefined : resolveIn(folderOf(path), relative);
  const now = target === undefined ? undefined : await nowCalled(repo, target);
  if (now === undefined) return undefined;
  const rest = written.slice(written.search(/[?#]|$/));
  const put = encodeURI(relativePath(folderOf(path), now)).replace(/[()?#]/g, (it) => `%${it.charCodeAt(0).toString(16).toUpperCase()}`);
  return `${written.startsWith('./') && !put.startsWith('.') ? './' : ''}${put}${rest}`;
}

/** Its one current name, in another case or after renames. */
export async function nowCalled(repo: Repository, path: string): Promise<string | undefined> {
  const cased = otherCase(repo, path);
  if (cased !== undefined) return cased;
  const seen = new Set([path]);
  for (let at = path; ; ) {
    const next = (await repo.departure(at))?.renamedTo;
    if (next === undefined || seen.has(next)) return undefined;
    if (repo.has(next)) return next;
    seen.add(next);
    at = next;
  }
}

export const renamedLinkTarget: Repair = {
  rule: brokenSymlink,
  isAbout: (text) => /\blink\b/i.test(text),
  async mend(repo, hit) {
    const path = placeOf(hit)?.path;
    const link = (await linksOf(repo)).find((it) => it.path === path);
    const now = link?.inside === undefined ? undefined : await nowCalled(repo, link.inside);
    if (path === undefined || now === undefined) return undefined;
    return [{ kind: 'link', path, target: relativePath(folderOf(path), now) }];
  },
};
