// A path filter of a workflow that matches no file: the workflow never starts for what it was meant for.

import { globTest } from '../../../runtime/globs.ts';
import { isChangedLine } from '../changed-lines.ts';
import { itemsAt } from '../reading/formats/json.ts';
import { isIgnored } from '../reading/ignored.ts';
import { lineAt } from '../reading/places.ts';
import { type Workflow, workflowsOf } from '../reading/workflows.ts';
import type { Hit, Rule } from '../rule.ts';

export const workflowPathsNothing: Rule = {
  id: 'links/workflow-paths-nothing',
  says: 'a workflow path filter that matches no file',
  async find(repo) {
    const hits: Hit[] = [];
    for (const workflow of await workflowsOf(repo)) {
      // Maintained in another repository, for many projects at once.
      if (/^\s*#.*\b(synced|copied|managed|generated|templated?)\b/im.test(workflow.text.slice(0, 600))) continue;
      for (const { event, pattern, at } of pathFilters(workflow)) {
        const fits = filterTest(pattern);
        if (repo.files.some((file) => fits(file.path)) || (await isIgnored(repo, pattern.replace(/^\*\*\//, '')))) continue;
        // A path that never existed may be meant for the future.
        if (!(await repo.departed()).some((gone) => fits(gone.path))) continue;
        const line = workflow.lines.at(at);
        const brokenBy = [...(repo.change?.removed ?? [])].find(fits);
        if (!isChangedLine(repo, workflow.path, line) && brokenBy === undefined) continue;
        hits.push({
          severity: 'minor',
          title: `${workflow.path}: the path filter ${pattern} matches no file`,
          claim: `\`on.${event}.paths\` lists \`${pattern}\`, but it matches no file of the tree; it once did.`,
          evidence: [lineAt(workflow.path, workflow.lines, line)],
          recommendation: 'Correct the pattern, or remove it.',
          confidence: 0.9,
          brokenBy,
        });
      }
    }
    return hits;
  },
};

/** Those that are plain enough to be judged, and that include files. */
const pathFilters = ({ root }: Workflow): { event: string; pattern: string; at: number }[] =>
  ['push', 'pull_request', 'pull_request_target'].flatMap((event) =>
    itemsAt(root, 'on', event, 'paths').flatMap((item) =>
      item.kind !== 'string' || item.value.startsWith('!') || /[+()@$]/.test(item.value)
        ? []
        : [{ event, pattern: item.value, at: item.start }],
    ),
  );

/** In these filters `**` also matches across folders inside a name (`src/**.ts`), and `?` makes the character before it optional. */
function filterTest(pattern: string): (path: string) => boolean {
  const crossing = pattern.replace(/\*\*(?=[^/*])/g, '**/*').replace(/([^/*])\*\*\//g, '$1*/**/');
  const tests = [crossing.replaceAll('?', ''), crossing.replace(/.\?/g, '')].map(globTest);
  return (path) => tests.some((fits) => fits(path));
}
