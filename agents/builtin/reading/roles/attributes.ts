// What .gitattributes says about paths: vendored, generated, documentation, or not to be shown as text.

import type { Repository } from '../../rule.ts';
import { ignoreLine } from '../ignored.ts';
import { baseName, folderOf } from '../paths.ts';

export type Attributed = 'vendored' | 'generated' | 'documentation' | 'data';

export async function attributesOf(repo: Repository): Promise<(path: string) => Attributed | undefined> {
  const lines: { fits: (path: string) => boolean; says: Attributed | 'nothing' }[] = [];
  for (const { path } of repo.files) {
    if (baseName(path) !== '.gitattributes') continue;
    const folder = folderOf(path);
    for (const raw of ((await repo.text(path)) ?? '').split('\n')) {
      const [pattern = '', ...words] = raw.trim().split(/\s+/);
      const says = saidBy(words);
      const line = pattern === '' || pattern.startsWith('#') || says === undefined ? undefined : ignoreLine(pattern);
      if (!line || says === undefined) continue;
      const within = (it: string) => (folder === '' ? it : it.startsWith(`${folder}/`) ? it.slice(folder.length + 1) : undefined);
      lines.push({
        says,
        fits: (it) => {
          const inside = within(it);
          return inside !== undefined && line.fits(inside);
        },
      });
    }
  }
  return (path) => {
    const last = lines.findLast((it) => it.fits(path));
    return last === undefined || last.says === 'nothing' ? undefined : last.says;
  };
}

function saidBy(words: readonly string[]): Attributed | 'nothing' | undefined {
  for (const word of words) {
    const [name = '', value = 'true'] = word.replace(/^-/, '').split('=');
    const off = word.startsWith('-') || value === 'false';
    if (name === 'linguist-vendored') return off ? 'nothing' : 'vendored';
    if (name === 'linguist-generated') return off ? 'nothing' : 'generated';
    if (name === 'linguist-documentation') return off ? 'nothing' : 'documentation';
    if (name === 'linguist-detectable' && off) return 'data';
    if ((name === 'text' || name === 'diff') && off) return 'data';
    if (name === 'binary' && !off) return 'data';
  }
  return undefined;
}
