// A workspace entry that matches no package: npm, pnpm and yarn pass over it in silence, cargo and go stop.

import { globTest } from '../../../runtime/globs.ts';
import { isNews } from '../news.ts';
import { itemsAt, type JsonNode, memberAt, parseJson } from '../reading/formats/json.ts';
import { type Lines, linesOf } from '../reading/formats/lines.ts';
import { readYaml } from '../reading/formats/yaml.ts';
import { isIgnored } from '../reading/ignored.ts';
import { baseName, folderOf, isExample, isTest, resolveIn } from '../reading/paths.ts';
import { acrossFiles, lineAt, written } from '../reading/places.ts';
import type { Hit, Repository, Rule } from '../rule.ts';

export const workspaceNothing: Rule = {
  id: 'links/workspace-nothing',
  says: 'a workspace entry that matches no package',
  find: (repo) =>
    acrossFiles(
      written(
        repo,
        (path) =>
          /^(package\.json|pnpm-workspace\.yaml|lerna\.json|Cargo\.toml|go\.work)$/.test(baseName(path)) &&
          !isTest(path) &&
          !isExample(path),
      ),
      ({ path }) => matchingNothing(repo, path),
    ),
};

type Entry = { glob: string; start: number };

async function matchingNothing(repo: Repository, path: string): Promise<Hit[]> {
  const text = await repo.text(path);
  if (text === undefined) return [];
  const { entries, member } = await entriesOf(baseName(path), text);
  const lines: Lines = linesOf(text);
  const hits: Hit[] = [];
  for (const { glob, start } of entries) {
    const place =
      glob.startsWith('!') || /[()@$]/.test(glob.replace(/^@/, '')) ? undefined : resolveIn(folderOf(path), glob.replace(/\/+$/, ''));
    if (place === undefined) continue;
    const fits = place === '' ? (it: string) => it === '' : globTest(place);
    const isMember = (it: string) => baseName(it) === member && (folderOf(it) === place || fits(folderOf(it)));
    if (repo.files.some((file) => isMember(file.path)) || repo.files.some((file) => file.mode === '160000' && fits(file.path))) continue;
    if (await isIgnored(repo, place, { folder: true })) continue;
    const line = lines.at(start);
    if (!isNews(repo, path, line) && ![...(repo.change?.removed ?? [])].some(isMember)) continue;
    hits.push({
      severity: member === 'package.json' ? 'minor' : 'major',
      title: `${path}: the workspace entry ${glob} matches no package`,
      claim: `No folder matched by \`${glob}\` contains a ${member}.`,
      evidence: [lineAt(path, lines, line)],
      recommendation: 'Correct the entry, or remove it.',
      confidence: 0.92,
    });
  }
  return hits;
}

async function entriesOf(name: string, text: string): Promise<{ entries: Entry[]; member: string }> {
  switch (name) {
    case 'Cargo.toml':
      return { entries: quotedIn(text, /^\[workspace\][^[]*?^members\s*=\s*\[([^\]]*)\]/ms), member: 'Cargo.toml' };
    case 'go.work':
      return { entries: usedIn(text), member: 'go.mod' };
    case 'pnpm-workspace.yaml':
      return { entries: strings(itemsAt(await readYaml(text), 'packages')), member: 'package.json' };
    case 'lerna.json':
      return { entries: strings(itemsAt(parseJson(text), 'packages')), member: 'package.json' };
    default: {
      const root = parseJson(text);
      const direct = memberAt(root, 'workspaces')?.value;
      return {
        entries: strings(direct?.kind === 'array' ? direct.items : itemsAt(root, 'workspaces', 'packages')),
        member: 'package.json',
      };
    }
  }
}

const strings = (items: readonly JsonNode[]): Entry[] =>
  items.flatMap((it) => (it.kind === 'string' ? [{ glob: it.value, start: it.start }] : []));

function quotedIn(text: string, list: RegExp): Entry[] {
  const match = list.exec(text);
  if (!match) return [];
  const inside = match[1] ?? '';
  const from = match.index + match[0].lastIndexOf(inside);
  return [...inside.replace(/#[^\n]*/g, (it) => ' '.repeat(it.length)).matchAll(/["']([^"'\n]+)["']/g)].map((it) => ({
    glob: it[1] ?? '',
    start: from + it.index,
  }));
}

function usedIn(text: string): Entry[] {
  const bare = text.replace(/\/\/[^\n]*/g, (it) => ' '.repeat(it.length));
  const blocks = [...bare.matchAll(/^use\s*\(([^)]*)\)/gm)].map((it) => ({ body: it[1] ?? '', from: it.index + it[0].indexOf('(') + 1 }));
  const single = [...bare.matchAll(/^use[ \t]+([^\s(]+)[ \t]*$/gm)].map((it) => ({
    body: it[1] ?? '',
    from: it.index + it[0].indexOf(it[1] ?? ''),
  }));
  return [...blocks, ...single].flatMap(({ body, from }) =>
    [...body.matchAll(/\S+/g)].map((it) => ({ glob: it[0].replace(/^["']|["']$/g, ''), start: from + it.index })),
  );
}
