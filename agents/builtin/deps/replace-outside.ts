// A go.mod that replaces a module by a folder which a clone does not have: `replace x => ../x` left over from
// somebody's desk. A folder of the same repository is left alone.

import { isNews } from '../news.ts';
import { linesOf } from '../reading/formats/lines.ts';
import { baseName, folderOf, isFixture, isTest, isVendored, resolveIn } from '../reading/paths.ts';
import { lineAt } from '../reading/places.ts';
import type { Hit, Rule } from '../rule.ts';
import { goReplaces } from './locks/go-sum.ts';

export const replaceOutside: Rule = {
  id: 'deps/replace-outside',
  says: 'go.mod replaces a module by a folder that the repository does not have',
  async find(repo) {
    const hits: Hit[] = [];
    for (const { path } of repo.files) {
      if (baseName(path) !== 'go.mod' || !repo.inScope(path) || isFixture(path) || isTest(path) || isVendored(path)) continue;
      const text = await repo.text(path);
      if (text === undefined) continue;
      const lines = linesOf(text);
      for (const { module, target, line } of goReplaces(text)) {
        if (!/^\.{1,2}(\/|$)/.test(target) && !target.startsWith('/') && !/^[A-Za-z]:[\\/]/.test(target)) continue;
        const place = target.startsWith('.') ? resolveIn(folderOf(path), target) : undefined;
        if (place !== undefined && (place === '' || repo.hasFolder(place))) continue;
        const taken = place !== undefined && [...(repo.change?.removed ?? [])].some((it) => it.startsWith(`${place}/`));
        if (!isNews(repo, path, line) && !taken) continue;
        hits.push({
          severity: 'major',
          title: `${path} replaces ${module} by ${target}, which is not in the repository`,
          claim: `${path}:${line} points \`${module}\` at \`${target}\`${place === undefined ? ', outside the repository' : `, and the repository has no folder ${place}`}. Only a machine with that folder can build this.`,
          evidence: [lineAt(path, lines, line)],
          recommendation: `Require a released version of \`${module}\` and drop the replace, or use a go.work that stays out of git.`,
          confidence: 0.95,
        });
      }
    }
    return hits;
  },
};
