// What a link's destination means as a path of this repository, and what a documentation site would
// make of one that names no file.

import { baseName, folderOf } from '../reading/paths.ts';
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
  if (/\s/.test(path) || path.includes('@') || /^www\.|^[\w-]+\.(com|org|io|net|dev|edu|gov)(\/|$)/i.test(path)) return undefined;
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

const PAGES = ['.md', '.mdx', '.markdown', '.rst', '.adoc', '.html', '.txt', '.ipynb', '.vue', '.org'];

/** A site makes pages out of files: a link without an ending, or to `.html`, may lead to one of those. */
export async function sitePages(repo: Repository, from: string, target: string): Promise<boolean> {
  const bare = target.replace(/\.html?$/i, '').replace(/\/(index|README)$/i, '');
  const known = PAGES.some(
    (ending) => repo.has(bare + ending) || repo.has(`${bare}/index${ending}`) || repo.has(`${bare}/README${ending}`),
  );
  if (known) return true;
  // Without an ending it is a route of some site, unless the file is read on the host: a README and its like.
  const routed = !/\.[A-Za-z0-9]+$/.test(baseName(target)) || /\.html?$/i.test(target);
  return routed && isSitePage(repo, from);
}

const SITE =
  /^(mkdocs\.ya?ml|docusaurus\.config\.\w+|_config\.ya?ml|conf\.py|book\.toml|gatsby-config\.\w+|astro\.config\.\w+|antora\.yml|hugo\.\w+|config\.toml|sidebars\.\w+|_sidebar\.md|next\.config\.\w+|nuxt\.config\.\w+|eleventy\.config\.\w+|\.eleventy\.js|rspress\.config\.\w+|zensical\.toml|docs\.json|mint\.json)$/;

/** Some folder above holds the configuration of a documentation site. */
function isSitePage(repo: Repository, path: string): boolean {
  const inDocs = /(^|\/)(docs?|website|site|content|pages|_posts|posts|book|src|guide|documentation)\//i.test(path);
  const folders = new Set<string>();
  for (let folder = folderOf(path); ; folder = folderOf(folder)) {
    folders.add(folder);
    if (folder === '') break;
  }
  if (repo.hasFolder('docs/.vitepress') || repo.hasFolder('docs/.vuepress')) folders.add('docs');
  return (
    [...folders].some((folder) => folder !== '' && (repo.hasFolder(`${folder}/.vitepress`) || repo.hasFolder(`${folder}/.vuepress`))) ||
    repo.files.some(
      (file) => SITE.test(baseName(file.path)) && folders.has(folderOf(file.path)) && (inDocs || folderOf(file.path) !== ''),
    ) ||
    false
  );
}
