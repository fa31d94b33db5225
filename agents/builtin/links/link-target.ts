// What a link's destination means as a path in this repository, and how a documentation site would resolve one that names no file.

import { existsSomewhere } from '../reading/existence.ts';
import { baseName, folderOf, resolveIn } from '../reading/paths.ts';
import type { Repository } from '../rule.ts';

/** Pages of the hosting site that a relative link in a README can reach. */
const HOST_PAGE =
  /^(\.\.?\/)*(issues|pulls?|wiki|releases|actions|discussions|blob|tree|raw|commits?|compare|tags|branches|security|projects|stargazers|network|graphs|milestones?|labels|edit|new|archive)(\/|$)/;
const TEMPLATE = /[{}<>$*|]|%[A-Z_]{3,}%|\[\w+\]|^@|\.\.\.|…/;

/** The path in a link; undefined for anything that is no relative path: anchors, schemes, absolute paths, templates. */
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
 * A site generates pages from files and resolves other names by its own rules: a route without an extension, an asset relative to
 * the page's URL instead of its file. Those are not ours to judge.
 */
export async function sitePages(repo: Repository, from: string, target: string, written: string): Promise<boolean> {
  const bare = target.replace(/\.html?$/i, '').replace(/\/(index|README)$/i, '');
  if (PAGES.some((ending) => repo.has(bare + ending) || repo.has(`${bare}/index${ending}`) || repo.has(`${bare}/README${ending}`)))
    return true;
  // The URL of a page ends in a slash where its file does not, so it needs one more `../`.
  if (DOCS_FOLDER.test(from) && repo.has(resolveIn(folderOf(from), written.replace(/^\.\.\//, '')) ?? '')) return true;
  // Images are where the site looks for them.
  if (
    DOCS_FOLDER.test(from) &&
    /\.(png|jpe?g|gif|svg|webp|ico|mp4)$/i.test(target) &&
    existsSomewhere(repo, written.replace(/^(\.\.?\/)+/, ''))
  )
    return true;
  // A page of a site is read on the site, which may create any URL from its files: only a target that is known to be gone is dead.
  return isSitePage(repo, from) && ((await repo.departure(target)) === undefined || existsSomewhere(repo, baseName(target)));
}

const SITE =
  /(^|\/)(mkdocs\.ya?ml|docusaurus\.config\.\w+|siteConfig\.js|_config\.ya?ml|docs?(\/source)?\/conf\.py|nanoc\.ya?ml|\.nojekyll|_layouts\/[\w.-]+|docs?\/index\.html|book\.toml|gatsby-config\.\w+|astro\.config\.\w+|antora\.yml|hugo\.\w+|sidebars\.\w+|_sidebar\.md|next\.config\.\w+|nuxt\.config\.\w+|eleventy\.config\.\w+|\.eleventy\.js|rspress\.config\.\w+|zensical\.toml|docs\.json|mint\.json|\.vitepress\/config\.\w+|\.vuepress\/config\.\w+)$/;
const DOCS_FOLDER = /(^|\/)(docs?|website|www|site|content|pages|_posts|_docs|posts|blog|book|guides?|documentation|tutorials?|manual)\//i;

/** A target without an extension may be a generated URL: in documentation any, elsewhere only one in lower case. */
export const isRoute = (from: string, target: string, written: string): boolean =>
  !/\.[a-z0-9]{1,5}$/i.test(baseName(target)) &&
  (DOCS_FOLDER.test(from) || (/^[a-z0-9_-]+$/.test(baseName(target)) && !written.endsWith('/')));

const sites = new WeakMap<Repository, ReadonlySet<string>>();

/** The page is below the settings of a site, or the repository has a site and the page is where pages usually are. */
function isSitePage(repo: Repository, path: string): boolean {
  let folders = sites.get(repo);
  if (folders === undefined) {
    folders = new Set(repo.files.flatMap(({ path: it }) => (SITE.test(it) ? [folderOf(it).replace(/(^|\/)(\.\w+|_layouts)$/, '')] : [])));
    sites.set(repo, folders);
  }
  if (DOCS_FOLDER.test(path)) return folders.size > 0;
  // A README is read on the hosting site, not on the documentation site.
  if (/^readme\b/i.test(baseName(path))) return false;
  for (let folder = folderOf(path); folder !== ''; folder = folderOf(folder)) if (folders.has(folder)) return true;
  return false;
}
