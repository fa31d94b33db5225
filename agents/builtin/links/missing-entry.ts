// A package.json that promises a file which is not there: main, module, types, bin, exports, browser.
// What a build makes is left alone.

import { cut } from '../../../contracts/cut.ts';
import { isNews } from '../news.ts';
import { existence, takenAway } from '../reading/existence.ts';
import { type JsonNode, memberAt, parseJson } from '../reading/formats/json.ts';
import { linesOf } from '../reading/formats/lines.ts';
import { baseName, folderOf, isExample, isTest, resolveIn } from '../reading/paths.ts';
import { acrossFiles, lineAt, written } from '../reading/places.ts';
import type { Hit, Repository, Rule } from '../rule.ts';
import { isBuildOutput } from './build-output.ts';

const FIELDS = ['main', 'module', 'types', 'typings', 'bin', 'exports', 'browser', 'man', 'style', 'unpkg', 'jsdelivr', 'imports'];
const ENDINGS = [
  '',
  '.js',
  '.json',
  '.node',
  '.mjs',
  '.cjs',
  '.ts',
  '.d.ts',
  '/index.js',
  '/index.json',
  '/index.node',
  '/index.d.ts',
  '/package.json',
];

export const missingEntry: Rule = {
  id: 'links/missing-entry',
  says: 'a package.json entry (main, types, bin, exports) that names a missing file',
  find: (repo) =>
    acrossFiles(
      written(repo, (path) => baseName(path) === 'package.json' && !isTest(path) && !isExample(path)),
      ({ path }) => missingIn(repo, path),
    ),
};

async function missingIn(repo: Repository, path: string): Promise<Hit[]> {
  const text = await repo.text(path);
  const root = text === undefined ? undefined : parseJson(text);
  if (text === undefined || root === undefined) return [];
  const lines = linesOf(text);
  const hits: Hit[] = [];
  const told = new Set<string>();
  for (const field of FIELDS) {
    for (const { value, start, keys } of filesNamed(memberAt(root, field)?.value, field)) {
      const target = resolveIn(folderOf(path), value);
      if (target === undefined || told.has(target)) continue;
      told.add(target);
      const line = lines.at(start);
      if (!isNews(repo, path, line) && !ENDINGS.some((ending) => takenAway(repo, target + ending))) continue;
      if ((await resolves(repo, target)) || (await isTemplate(repo, path, value))) continue;
      if (await isBuildOutput(repo, folderOf(path), target, root)) continue;
      const gone = await repo.departure(target);
      // What `npm init` writes of itself, in a package that nobody loads by its name.
      if (!gone && field === 'main' && /^(\.\/)?index\.js$/.test(value)) continue;
      hits.push({
        severity: field === 'main' || field === 'bin' || field === 'exports' ? 'major' : 'minor',
        title: `${path} names ${value} as ${keys}, and it does not exist`,
        claim: `\`${keys}\` promises ${target}, which is not in the tree, is ignored by no .gitignore, and no script seems to create it.${gone ? ` Commit ${gone.commit.slice(0, 10)} (“${cut(gone.subject, 120)}”) ${gone.renamedTo ? `renamed it to ${gone.renamedTo}` : 'removed it'}.` : ''}`,
        evidence: [lineAt(path, lines, line)],
        recommendation: `Name an existing file, or remove \`${keys}\`.`,
        confidence: 0.9,
      });
    }
  }
  return hits;
}

async function resolves(repo: Repository, target: string): Promise<boolean> {
  for (const ending of ENDINGS) {
    if (ending === '' && repo.hasFolder(target) && !repo.has(target)) continue;
    if ((await existence(repo, target + ending)) !== 'missing') return true;
  }
  return false;
}

/** A package.json in a folder of its own that is copied to the root, or another one's beside its files. */
const isTemplate = async (repo: Repository, path: string, value: string): Promise<boolean> =>
  folderOf(path) !== '' && (/(^|\/)(static|public|assets|www)\//.test(path) || (await resolves(repo, resolveIn('', value) ?? '')));

/** Values only: the keys of `exports` are names, and a pattern names no one file. */
function* filesNamed(node: JsonNode | undefined, keys: string): Generator<{ value: string; start: number; keys: string }> {
  if (node?.kind === 'string') {
    const named = keys.startsWith('exports') || keys.startsWith('imports') ? node.value.startsWith('./') : true;
    const plain = /^[\w@./+-]+$/.test(node.value) && /\w/.test(node.value);
    // `"browser": {"fs": "package"}` replaces a module with a package.
    const path = !(keys.startsWith('browser.') || keys === 'browser') || node.value.startsWith('.');
    if (named && plain && path && !node.value.endsWith('/')) yield { value: node.value, start: node.start, keys };
  } else if (node?.kind === 'array') for (const item of node.items) yield* filesNamed(item, keys);
  else if (node?.kind === 'object')
    for (const { key, value } of node.members) if (!key.includes('*')) yield* filesNamed(value, `${keys}.${key}`.replace(/\.\./g, '.'));
}
