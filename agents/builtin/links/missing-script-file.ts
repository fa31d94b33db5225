// A package.json script that runs a file which does not exist: `node scripts/gone.js`, `./gone.sh`.

import { cut } from '../../../contracts/cut.ts';
import { isChangedLine } from '../changed-lines.ts';
import { existence, existsSomewhere, takenAway } from '../reading/existence.ts';
import { membersAt, parseJson } from '../reading/formats/json.ts';
import { linesOf } from '../reading/formats/lines.ts';
import { baseName, folderOf, resolveIn } from '../reading/paths.ts';
import { acrossFiles, judged, lineAt } from '../reading/places.ts';
import { fileRun, shellCommands } from '../reading/shell.ts';
import type { Hit, Repository, Rule } from '../rule.ts';
import { isBuildOutput } from './build-output.ts';

export const missingScriptFile: Rule = {
  id: 'links/missing-script-file',
  says: 'a script in package.json that runs a missing file',
  find: (repo) =>
    acrossFiles(
      judged(repo, (path) => baseName(path) === 'package.json', ['production']),
      ({ path }) => missingIn(repo, path),
    ),
};

const ENDINGS = ['', '.js', '.mjs', '.cjs', '.ts', '.json', '/index.js', '/index.ts', '/package.json'];

async function missingIn(repo: Repository, path: string): Promise<Hit[]> {
  const text = await repo.text(path);
  const root = text === undefined ? undefined : parseJson(text);
  if (text === undefined || root === undefined) return [];
  const lines = linesOf(text);
  const hits: Hit[] = [];
  for (const { key, value } of membersAt(root, 'scripts')) {
    if (value.kind !== 'string' || /\bcd\s|\bpushd\b/.test(value.value)) continue;
    for (const command of shellCommands(value.value)) {
      const ran = fileRun(command);
      const target = ran && resolveIn(folderOf(path), ran.file);
      if (ran === undefined || target === undefined || /(^|\/)node_modules\//.test(target) || isAsked(ran.file)) continue;
      const line = lines.at(value.start);
      const brokenBy = ENDINGS.map((ending) => takenAway(repo, target + ending)).find((it) => it !== undefined);
      if (!isChangedLine(repo, path, line) && brokenBy === undefined) continue;
      if ((await anyExists(repo, target)) || (await isElsewhere(repo, path, ran.file))) continue;
      if ((await isBuildOutput(repo, folderOf(path), target, root)) && !existedWithSource(repo, target)) continue;
      const gone = await repo.departure(target);
      hits.push({
        severity: 'minor',
        title: `script “${key}” of ${path} runs ${ran.file}, which does not exist`,
        claim: `\`${cut(value.value, 300)}\` needs ${target}; the tree has no such file.${gone ? ` Commit ${gone.commit.slice(0, 10)} (“${cut(gone.subject, 120)}”) ${gone.renamedTo ? `renamed it to ${gone.renamedTo}` : 'removed it'}.` : ''}`,
        evidence: [lineAt(path, lines, line)],
        recommendation: gone?.renamedTo ? `Run ${gone.renamedTo}.` : `Remove the script, or restore ${ran.file}.`,
        confidence: gone ? 0.95 : 0.85,
        brokenBy,
      });
    }
  }
  return hits;
}

async function anyExists(repo: Repository, target: string): Promise<boolean> {
  // A compiler puts x.js beside x.ts.
  const sources = /\.[mc]?js$/.test(target) ? ['ts', 'tsx', 'mts', 'cts', 'coffee'].map((it) => target.replace(/\w+$/, it)) : [];
  for (const candidate of [...ENDINGS.map((ending) => target + ending), ...sources]) {
    if ((await existence(repo, candidate)) !== 'missing') return true;
  }
  return false;
}

/** The package.json is copied to the root before use, or belongs to vendored code. */
const isElsewhere = async (repo: Repository, path: string, file: string): Promise<boolean> =>
  folderOf(path) !== '' && (/(^|\/)(static|public|assets|www)\//.test(path) || (await anyExists(repo, resolveIn('', file) ?? '')));

/** A word that does not look like a file of a project: `node .`, `node inspect`. */
const isAsked = (file: string): boolean => file === '.' || file === '..' || !/[./]/.test(file);

/** If it exists in some other folder, it was moved, and no build would have made it here. */
const existedWithSource = (repo: Repository, target: string): boolean => existsSomewhere(repo, baseName(target));
