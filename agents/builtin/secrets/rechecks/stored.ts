// Re-checks of how git stores a file: links and modes, by git's entry.

import { heads, judgePlaces } from '../../judge-places.ts';
import { lastSeen } from '../../reading/formats/entries.ts';
import { folderOf } from '../../reading/paths.ts';
import type { Recheck, Repository } from '../../rule.ts';

const LINK_METHOD = "Asked git for the link's own entry and for its target's, step by step over the path";

export const brokenSymlinkRecheck: Recheck = {
  category: 'slips/broken-symlink',
  method: LINK_METHOD,
  judge: (repo, claimed) =>
    judgePlaces(LINK_METHOD, heads(claimed), async ({ path }) => {
      const entry = await repo.entry(path);
      if (entry?.mode !== '120000')
        return { holds: false, why: `git stores ${path} with mode ${entry?.mode ?? 'none'}: it is no symbolic link` };
      const target = await repo.link(path);
      if (target === undefined) return { holds: 'unknown', why: 'the target cannot be read' };
      const end = walk(folderOf(path), target);
      if (end === 'outside') return { holds: 'unknown', why: 'the target lies outside the repository' };
      const found = end === '' ? { type: 'tree' } : await repo.entry(end);
      return found
        ? { holds: false, why: `git has ${end} (${found.type})` }
        : { holds: true, why: `git has no entry for ${end}; ${await lastSeen(repo, end)}` };
    }),
};

/** Follows the steps up and down. */
function walk(folder: string, target: string): string | 'outside' {
  if (target.startsWith('/') || /^[A-Za-z]:/.test(target)) return 'outside';
  const at = folder === '' ? [] : folder.split('/');
  for (const step of target.split('/')) {
    if (step === '..') {
      if (at.length === 0) return 'outside';
      at.pop();
    } else if (step !== '' && step !== '.') at.push(step);
  }
  return at.join('/');
}

const MODE_METHOD = "Asked git for the script's mode, and searched the caller for a shell or a chmod before it";

export const missingExecBitRecheck: Recheck = {
  category: 'slips/missing-exec-bit',
  method: MODE_METHOD,
  judge: (repo, claimed) =>
    judgePlaces(MODE_METHOD, heads(claimed), async (place) => {
      const text = (await repo.text(place.path)) ?? '';
      const line = text.split('\n')[(place.line ?? 0) - 1] ?? '';
      const name = /(?<![\w.])\.\/([\w./-]*[\w-])/.exec(line)?.[1];
      if (name === undefined) return { holds: false, why: 'the line runs nothing as `./…`' };
      const script =
        claimed.evidence.find((it) => it.path?.endsWith(name) && it.line === undefined)?.path ??
        (await scriptFor(repo, folderOf(place.path), name));
      const entry = script === undefined ? undefined : await repo.entry(script);
      if (script === undefined || entry === undefined) return { holds: 'unknown', why: `git has no ${name} to ask for` };
      if (entry.mode === '100755') return { holds: false, why: `git stores ${script} with mode 100755` };
      if (new RegExp(`\\b(?:ba|z|da)?sh\\s+(?:-\\w+\\s+)*\\./${name.replace(/\W/g, '\\$&')}`).test(line))
        return { holds: false, why: 'the line hands it to a shell, which needs no bit' };
      if (/\bchmod\b/.test(text)) return { holds: 'unknown', why: `${place.path} changes modes itself` };
      return { holds: true, why: `git stores ${script} with mode ${entry.mode}` };
    }),
};

async function scriptFor(repo: Repository, folder: string, name: string): Promise<string | undefined> {
  for (const path of [name, folder === '' ? name : `${folder}/${name}`]) if (await repo.entry(path)) return path;
  return undefined;
}
