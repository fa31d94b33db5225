// yarn.lock, classic and berry: every range that a manifest asks for stands in it as a heading. A heading
// that is missing means the file was not made from this manifest.

import { isRange } from '../../../versions.ts';
import { linesOf } from '../../reading/formats/lines.ts';
import { folderOf } from '../../reading/paths.ts';
import type { Repository } from '../../rule.ts';
import { packagesHere } from '../spared.ts';
import type { Unmet } from '../unmet.ts';
import { coveredManifests, isForced } from '../workspaces.ts';

export async function unmetInYarnLock(repo: Repository, lockfile: string): Promise<Unmet[]> {
  const text = await repo.text(lockfile);
  if (text === undefined) return [];
  const lines = linesOf(text);
  const headings = headingsOf(text);
  const berry = /^__metadata:/m.test(text);
  const manifests = await coveredManifests(repo, folderOf(lockfile));
  const ours = await packagesHere(repo);
  const unmet: Unmet[] = [];
  for (const manifest of manifests) {
    for (const it of manifest.declared) {
      if (it.block === 'peerDependencies' || it.range === '' || !isRange(it.range)) continue;
      if (ours.has(it.name) || isForced(manifests[0], it.name)) continue;
      const wanted = `${it.name}@${berry ? 'npm:' : ''}${it.range}`;
      if (headings.has(wanted) || headings.has(`${it.name}@${it.range}`)) continue;
      // Older berry wrote ranges in its own spelling; only a name with none but other plain headings is sure.
      const others = [...headings].filter(([key]) => key.startsWith(`${it.name}@`));
      if (others.some(([key]) => /@(patch|workspace|portal|link|file|git|https?):/.test(key))) continue;
      const line = others[0]?.[1];
      unmet.push({
        manifest: manifest.path,
        line: it.line,
        quote: manifest.lines.text(it.line),
        name: it.name,
        range: it.range,
        lockfile,
        ...(line === undefined
          ? { searched: `${it.name}@` }
          : { locked: { line, quote: lines.text(line), says: others.map(([key]) => key).join(', ') } }),
      });
    }
  }
  return unmet;
}

/** `"a@^1", "a@^1.2":` → each with its line. */
function headingsOf(text: string): Map<string, number> {
  const headings = new Map<string, number>();
  text.split('\n').forEach((raw, index) => {
    const line = raw.replace(/\r$/, '');
    if (!/^["\w@].*:$/.test(line)) return;
    for (const part of line.slice(0, -1).replace(/"/g, '').split(', ')) headings.set(part.trim(), index + 1);
  });
  return headings;
}
