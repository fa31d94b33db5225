// A package.json script that runs a file which does not exist: `node scripts/gone.js`, `./gone.sh`.

import { cut } from '../../../contracts/cut.ts';
import { isChangedLine } from '../changed-lines.ts';
import { existence, existsSomewhere, takenAway } from '../reading/existence.ts';
import { type JsonNode, membersAt, parseJson } from '../reading/formats/json.ts';
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
  for (const { file, target, key, says, at } of filesRun(root, path)) {
    const line = lines.at(at);
    const brokenBy = ENDINGS.map((ending) => takenAway(repo, target + ending)).find((it) => it !== undefined);
    if (!isChangedLine(repo, path, line) && brokenBy === undefined) continue;
    if ((await anyExists(repo, target)) || (await isElsewhere(repo, path, file))) continue;
    if ((await isBuildOutput(repo, folderOf(path), target, root)) && !existedWithSource(repo, target)) continue;
    const gone = await repo.departure(target);
    hits.push({
      severity: 'minor',
      title: `script “${key}” of ${path} runs ${file}, which does not exist`,
      claim: `\`${cut(says, 300)}\` needs ${target}; the tree has no such file.${gone ? ` ${departed(gone)}` : ''}`,
      evidence: [lineAt(path, lines, line)],
      recommendation: gone?.renamedTo ? `Run ${gone.renamedTo}.` : `Remove the script, or restore ${file}.`,
      confidence: gone ? 0.95 : 0.85,
      brokenBy,
    });
  }
  return hits;
}

type FileRun = { file: string; target: string; key: string; says: string; at: number };

/** The files of the project that its scripts run, one by one. */
function filesRun(root: JsonNode, path: string): FileRun[] {
  const found: FileRun[] = [];
  for (const { key, value } of membersAt(root, 'scripts')) {
    if (value.kind !== 'string' || /\bcd\s|\bpushd\b/.test(value.value)) continue;
    for (const command of shellCommands(value.value)) {
      const file = fileRun(command)?.file;
      const target = file === undefined ? undefined : resolveIn(folderOf(path), file);
      if (file === undefined || target === undefined || /(^|\/)node_modules\//.test(target) || isAsked(file)) continue;
      found.push({ file, target, key, says: value.value, at: value.start });
    }
  }
  return found;
}

const departed = ({ commit, subject, renamedTo }: NonNullable<Awaited<ReturnType<Repository['departure']>>>): string =>
  `Commit ${commit.slice(0, 10)} (“${cut(subject, 120)}”) ${renamedTo ? `renamed it to ${renamedTo}` : 'removed it'}.`;

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
