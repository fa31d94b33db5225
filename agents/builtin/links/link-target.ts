// What a link's destination means as a path of this repository, and what a documentation site would
// make of one that names no file.

import { existsSomewhere } from '../reading/existence.ts';
import { baseName, folderOf, resolveIn } from '../reading/paths.ts';
import type { Repository } from '../rule.ts';

/** Pages of the hosting site that a relative link reaches from a rendered README. */
const HOST_PAGE =
  /^(\.\.?\/)*(issues|pulls?|wiki|releases|actions|discussions|blob|tree|raw|commits?|compare|tags|branches|security|projects|stargazers|network|graphs|milestones?|labels|edit|new|archive)(\/|$)/;
const TEMPLATE = /[{}<>$*|]|%[A-Z_]{3,}%|\[\w+\]|^@|\.\.\.|…/;

/** The path in a link, undefined for what is no relative path: anchors, schemes, absolute paths, templates. */
export function pathOfLink(target: string): string | undefined {
  const path = target.replace(/[?#].*$/s, '');
  if (path === '' || path.startsWith('/') || path.startsWith('\\') || path.startsWith('~') || path.includes('\\')) return undefined;
  if (/^[a-z][a-z0-9+.-]*:/i.test(path) || TEMPLATE.test(path) || HOST_PAGE.test(path)) return undefined;
  if (/\s/.test(path) || path.includes('@') || /(^|\.)example\.|^(url|link|path|file|target|href|src)$/i.test(path)) return undefined;
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

const PAGES = ['.md', '.mdx', '.markdown', '.rst', '.adoc', '.html', '.txt', '.ipynb', '.vue', '.org'];

/**
 * A site makes pages out of files and resolves what names none by rules of its own: a route without an
 * ending, an asset beside the page's address instead of its file. Those are not ours to judge.
 */
export async function sitePages(repo: Repository, from: string, target: string, written: string): Promise<boolean> {
  const bare = target.replace(/\.html?$/i, '').replace(/\/(index|README)$/i, '');
  if (PAGES.some((ending) => repo.has(bare + ending) || repo.has(`${bare}/index${ending}`) || repo.has(`${bare}/README${ending}`)))
    return true;
  // An address of a page ends in a slash where its file does not: one `../` more than files need.
  if (DOCS_FOLDER.test(from) && repo.has(resolveIn(folderOf(from), written.replace(/^\.\.\//, '')) ?? '')) return true;
  // Pictures lie where the site takes them from.
  if (
    DOCS_FOLDER.test(from) &&
    /\.(png|jpe?g|gif|svg|webp|ico|mp4)$/i.test(target) &&
    existsSomewhere(repo, written.replace(/^(\.\.?\/)+/, ''))
  )
    return true;
  // A page of a site is read on the site, which may make any address out of its files: only what it is known to have lost is lost.
  return isSitePage(repo, from) && ((await repo.departure(target)) === undefined || existsSomewhere(repo, baseName(target)));
}

const SITE =
  /(^|\/)(mkdocs\.ya?ml|docusaurus\.config\.\w+|siteConfig\.js|_config\.ya?ml|docs?(\/source)?\/conf\.py|nanoc\.ya?ml|\.nojekyll|_layouts\/[\w.-]+|docs?\/index\.html|book\.toml|gatsby-config\.\w+|astro\.config\.\w+|antora\.yml|hugo\.\w+|sidebars\.\w+|_sidebar\.md|next\.config\.\w+|nuxt\.config\.\w+|eleventy\.config\.\w+|\.eleventy\.js|rspress\.config\.\w+|zensical\.toml|docs\.json|mint\.json|\.vitepress\/config\.\w+|\.vuepress\/config\.\w+)$/;
const DOCS_FOLDER = /(^|\/)(docs?|website|www|site|content|pages|_posts|_docs|posts|blog|book|guides?|documentation|tutorials?|manual)\//i;

/** A target without an ending may be an address that something makes: in documentation any, elsewhere one in small letters. */
export const isRoute = (from: string, target: string, written: string): boolean =>
  !/\.[a-z0-9]{1,5}$/i.test(baseName(target)) &&
  (DOCS_FOLDER.test(from) || (/^[a-z0-9_-]+$/.test(baseName(target)) && !written.endsWith('/')));

const sites = new WeakMap<Repository, ReadonlySet<string>>();

/** The page lies below the settings of a site, or the repository has one and the page lies where pages do. */
function isSitePage(repo: Repository, path: string): boolean {
  let folders = sites.get(repo);
  if (folders === undefined) {
    folders = new Set(repo.files.flatMap(({ path: it }) => (SITE.test(it) ? [folderOf(it).replace(/(^|\/)(\.\w+|_layouts)$/, '')] : [])));
    sites.set(repo, folders);
  }
  if (DOCS_FOLDER.test(path)) return folders.size > 0;
  // Its README is read on the host and not on the site.
  if (/^readme\b/i.test(baseName(path))) return false;
  for (let folder = folderOf(path); folder !== ''; folder = folderOf(folder)) if (folders.has(folder)) return true;
  return false;
}
