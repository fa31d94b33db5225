// The same key twice in one object, dict or JSON document: the earlier value is silently dropped.

import { cut } from '../../../contracts/cut.ts';
import { isChangedLine } from '../changed-lines.ts';
import { type JsonNode, parseJson } from '../reading/formats/json.ts';
import { linesOf } from '../reading/formats/lines.ts';
import { acrossFiles, judged, lineAt } from '../reading/places.ts';
import { sourceOf } from '../reading/source.ts';
import type { Hit, Repository, Rule } from '../rule.ts';
import { keyLists } from './object-keys.ts';

export const duplicateKey: Rule = {
  id: 'slips/duplicate-key',
  says: 'the same key twice in one object',
  find: (repo) =>
    acrossFiles(
      judged(repo, (path) => /\.([cm]?[jt]sx?|py|json)$/.test(path), ['production']),
      ({ path }) => (path.endsWith('.json') ? inJson(repo, path) : inProgram(repo, path)),
    ),
};

async function inJson(repo: Repository, path: string): Promise<Hit[]> {
  const text = await repo.text(path);
  const root = text === undefined ? undefined : parseJson(text);
  if (text === undefined || root === undefined) return [];
  const lines = linesOf(text);
  return [...repeatedMembers(root)].flatMap(({ key, first, second }) => hitAt(repo, path, lines, key, first, second));
}

function* repeatedMembers(node: JsonNode): Generator<{ key: string; first: number; second: number }> {
  if (node.kind === 'array') for (const item of node.items) yield* repeatedMembers(item);
  if (node.kind !== 'object') return;
  const seen = new Map<string, number>();
  for (const { key, keyStart, value } of node.members) {
    const first = seen.get(key);
    // A comment under a key such as "//" may occur any number of times.
    if (first !== undefined && /\w/.test(key) && !/^_?(comment|\$comment)/i.test(key)) yield { key, first, second: keyStart };
    seen.set(key, keyStart);
    yield* repeatedMembers(value);
  }
}

async function inProgram(repo: Repository, path: string): Promise<Hit[]> {
  const source = await sourceOf(repo, path);
  if (!source) return [];
  const hits: Hit[] = [];
  for (const keys of keyLists(source)) {
    const seen = new Map<string, number>();
    for (const { key, at } of keys) {
      const first = seen.get(key);
      if (first !== undefined) hits.push(...hitAt(repo, path, source.lines, key, first, at));
      seen.set(key, at);
    }
  }
  return hits;
}

function hitAt(repo: Repository, path: string, lines: ReturnType<typeof linesOf>, key: string, first: number, second: number): Hit[] {
  const [a, b] = [lines.at(first), lines.at(second)];
  // A whole document on one line was written by a program, so nobody can see which of the two was meant.
  if (a === b && lines.text(a).length > 400) return [];
  if (!isChangedLine(repo, path, a) && !isChangedLine(repo, path, b)) return [];
  return [
    {
      severity: 'major',
      title: `${path}:${b} gives the key ${cut(key, 80)} a second time`,
      claim: `The key \`${cut(key, 200)}\` is on line ${a} and again on line ${b} of the same object; the value of line ${a} is lost.`,
      evidence: [lineAt(path, lines, b), lineAt(path, lines, a)],
      recommendation: 'Keep the intended value and delete the other.',
      confidence: 0.94,
    },
  ];
}
