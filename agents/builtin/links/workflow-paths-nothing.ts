// A path filter of a workflow that matches no file: the workflow never starts for what it was meant for.

import { globTest } from '../../../runtime/globs.ts';
import { isChangedLine } from '../changed-lines.ts';
import { itemsAt } from '../reading/formats/json.ts';
import { isIgnored } from '../reading/ignored.ts';
import { lineAt } from '../reading/places.ts';
import { workflowsOf } from '../reading/workflows.ts';
import type { Hit, Rule } from '../rule.ts';

export const workflowPathsNothing: Rule = {
  id: 'links/workflow-paths-nothing',
  says: 'a workflow path filter that matches no file',
  async find(repo) {
    const hits: Hit[] = [];
    for (const workflow of await workflowsOf(repo)) {
      // Maintained in another repository, for many projects at once.
      if (/^\s*#.*\b(synced|copied|managed|generated|templated?)\b/im.test(workflow.text.slice(0, 600))) continue;
      for (const event of ['push', 'pull_request', 'pull_request_target']) {
        for (const item of itemsAt(workflow.root, 'on', event, 'paths')) {
          if (item.kind !== 'string' || item.value.startsWith('!') || /[+()@$]/.test(item.value)) continue;
          const fits = filterTest(item.value);
          if (repo.files.some((file) => fits(file.path)) || (await isIgnored(repo, item.value.replace(/^\*\*\//, '')))) continue;
          // A path that never existed may be meant for the future.
          if (!(await repo.departed()).some((gone) => fits(gone.path))) continue;
          const line = workflow.lines.at(item.start);
          const brokenBy = [...(repo.change?.removed ?? [])].find(fits);
          if (!isChangedLine(repo, workflow.path, line) && brokenBy === undefined) continue;
          hits.push({
            severity: 'minor',
            title: `${workflow.path}: the path filter ${item.value} matches no file`,
            claim: `\`on.${event}.paths\` lists \`${item.value}\`, but it matches no file of the tree; it once did.`,
            evidence: [lineAt(workflow.path, workflow.lines, line)],
            recommendation: 'Correct the pattern, or remove it.',
            confidence: 0.9,
            brokenBy,
          });
        }
      }
    }
    return hits;
  },
};

/** In these filters `**` also matches across folders inside a name (`src/**.ts`), and `?` makes the character before it optional. */
function filterTest(pattern: string): (path: string) => boolean {
  const crossing = pattern.replace(/\*\*(?=[^/*])/g, '**/*').replace(/([^/*])\*\*\//g, '$1*/**/');
  const tests = [crossing.replaceAll('?', ''), crossing.replace(/.\?/g, '')].map(globTest);
  return (path) => tests.some((fits) => fits(path));
}
