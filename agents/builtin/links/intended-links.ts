// Whether a link to nothing is meant to lead somewhere. A page that teaches how to write shows made-up links, a copy of a page
// keeps the links of its original, and a name may be a placeholder.

import { existence } from '../reading/existence.ts';
import { baseName, folderOf, resolveIn } from '../reading/paths.ts';
import type { Repository } from '../rule.ts';

/** By its name or first heading: how to write pages, Markdown, or what a tool makes of them. */
export function teachesWriting(path: string, text: string): boolean {
  const heading = /^#{1,2}[ \t]+([^\n]*)/m.exec(text)?.[1] ?? '';
  return [baseName(path).replace(/\.\w+$/, ''), heading].some((it) =>
    /\b(markdown|mdx|myst|rst|restructured|asciidoc|cheat-?sheet|syntax|style[-_ ]?guide|writing|authoring|formatting|linking|links|images|templates?|placeholders?|prompts?)\b|docs?[-_ ](style|guide)|documentation[-_ ](style|guide|standards?)/i.test(
      it,
    ),
  );
}

/** Placeholder names: `image.png`, `my-page.md`, `path/to/file`. */
export const isPlaceholder = (target: string): boolean =>
  target
    .split('/')
    .some((it) =>
      /^(x+|y+|foo\w*|bar\w*|baz\w*|qux|lorem\w*|null|undefined|none|todo|tbd|path|to|(your|my|some|any|another)\W.*)(\.\w+)?$/i.test(it),
    ) ||
  /^(link|url|href|src|(an?-|the-)?(file(name)?|name|image|img|picture|photo|pic|screenshot|page|doc(ument)?|note|article|post|section|chapter|example|sample)s?[-_]?\d*)(\.\w+)?$/i.test(
    baseName(target),
  );

/** The line says that the file is still to be made, or that someone may make it. */
export const isToBeMade = (line: string): boolean =>
  /\b(creat(e|es|ing)|add(ing)?|generate[sd]?|optional(ly)?|will be|would be|to be (written|added)|coming soon|not yet)\b/i.test(line);

/** Another page of that name, or the one in the root, has the same line, and from there the link works. */
export async function isMirrored(repo: Repository, path: string, line: string, relative: string): Promise<boolean> {
  const name = baseName(path).toLowerCase();
  for (const other of repo.files) {
    if (other.path === path || baseName(other.path).toLowerCase() !== name) continue;
    const target = resolveIn(folderOf(other.path), relative);
    if (target === undefined || target === '' || (await existence(repo, target)) === 'missing') continue;
    if (folderOf(other.path) === '' || (await repo.text(other.path))?.includes(line.trim())) return true;
  }
  return false;
}
