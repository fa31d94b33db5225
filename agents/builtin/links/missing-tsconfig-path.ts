// A tsconfig that extends, references or lists something that does not exist: the compiler fails.

import { isChangedLine } from '../changed-lines.ts';
import { existence, takenAway } from '../reading/existence.ts';
import { itemsAt, type JsonNode, memberAt, parseJson } from '../reading/formats/json.ts';
import { linesOf } from '../reading/formats/lines.ts';
import { baseName, folderOf, resolveIn } from '../reading/paths.ts';
import { acrossFiles, judged, lineAt } from '../reading/places.ts';
import type { Hit, Repository, Rule } from '../rule.ts';

export const missingTsconfigPath: Rule = {
  id: 'links/missing-tsconfig-path',
  says: 'a tsconfig that extends, references or lists a missing file',
  find: (repo) =>
    acrossFiles(
      judged(repo, (path) => /^(ts|js)config([.-][\w.-]+)?\.json$/.test(baseName(path)), ['production']),
      ({ path }) => missingIn(repo, path),
    ),
};

type NamedPath = { value: string; start: number; as: string; endings: readonly string[] };

async function missingIn(repo: Repository, path: string): Promise<Hit[]> {
  const text = await repo.text(path);
  const root = text === undefined ? undefined : parseJson(text);
  if (text === undefined || root === undefined) return [];
  const lines = linesOf(text);
  const hits: Hit[] = [];
  for (const { value, start, as, endings } of named(root)) {
    const target = resolveIn(folderOf(path), value);
    if (target === undefined || /(^|\/)(node_modules|\.\w[\w-]*)(\/|$)/.test(target)) continue;
    const line = lines.at(start);
    const candidates = [
      ...endings.map((ending) => target + ending),
      ...(/\.[cm]?js$/.test(target) ? [target.replace(/js$/, 'ts'), target.replace(/js$/, 'tsx')] : []),
    ];
    const brokenBy = candidates.map((it) => takenAway(repo, it)).find((it) => it !== undefined);
    if (!isChangedLine(repo, path, line) && brokenBy === undefined) continue;
    if (await anyExists(repo, candidates)) continue;
    hits.push({
      severity: 'major',
      title: `${path}: ${as} names ${value}, which does not exist`,
      claim: `\`${as}\` of ${path} leads to ${target}, and the tree has no such file. The compiler stops with an error there.`,
      evidence: [lineAt(path, lines, line)],
      recommendation: 'Correct the path, or remove it.',
      confidence: 0.92,
      brokenBy,
    });
  }
  return hits;
}

async function anyExists(repo: Repository, candidates: readonly string[]): Promise<boolean> {
  for (const candidate of candidates) if ((await existence(repo, candidate)) !== 'missing') return true;
  return false;
}

const SOURCES = [
  '',
  '.ts',
  '.tsx',
  '.d.ts',
  '.js',
  '.jsx',
  '.mts',
  '.cts',
  '.mjs',
  '.cjs',
  '.json',
  '.vue',
  '/index.ts',
  '/index.tsx',
  '/index.d.ts',
  '/index.js',
  '/package.json',
];

function named(root: JsonNode): NamedPath[] {
  const found: NamedPath[] = [];
  const add = (node: JsonNode | undefined, as: string, endings: readonly string[]) => {
    if (node?.kind === 'string' && /^[\w@./+-]+$/.test(node.value)) found.push({ value: node.value, start: node.start, as, endings });
  };
  const parents = memberAt(root, 'extends')?.value;
  for (const parent of parents?.kind === 'array' ? parents.items : [parents]) {
    if (parent?.kind === 'string' && parent.value.startsWith('.')) add(parent, 'extends', ['', '.json', '/tsconfig.json']);
  }
  for (const item of itemsAt(root, 'references')) add(memberAt(item, 'path')?.value, 'references', ['', '.json', '/tsconfig.json']);
  for (const item of itemsAt(root, 'files')) add(item, 'files', SOURCES);
  return found;
}
