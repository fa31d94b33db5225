// A Dockerfile that copies what is not in the repository: the build stops there. The build context is
// not known, so a source counts as there when any folder of the tree holds it.

import { cut } from '../../../contracts/cut.ts';
import { isNews } from '../news.ts';
import { existsSomewhere } from '../reading/existence.ts';
import { linesOf } from '../reading/formats/lines.ts';
import { isIgnored } from '../reading/ignored.ts';
import { baseName, isTest } from '../reading/paths.ts';
import { acrossFiles, lineAt, written } from '../reading/places.ts';
import type { Hit, Repository, Rule } from '../rule.ts';

export const missingCopySource: Rule = {
  id: 'links/missing-copy-source',
  says: 'a Dockerfile that copies a missing file',
  find: (repo) =>
    acrossFiles(
      written(repo, (path) => /^(Dockerfile(\.[\w-]+)?|[\w-]+\.(dockerfile|Dockerfile))$/.test(baseName(path)) && !isTest(path)),
      ({ path }) => missingIn(repo, path),
    ),
};

async function missingIn(repo: Repository, path: string): Promise<Hit[]> {
  const text = await repo.text(path);
  if (text === undefined || /\b(\.dockerignore|docker buildx bake|additional_contexts)\b/.test(text)) return [];
  const lines = linesOf(text);
  const hits: Hit[] = [];
  for (const { source, at } of sourcesOf(text)) {
    const line = lines.at(at);
    const wasHere = repo.change !== undefined && [...repo.change.removed].some((gone) => gone === source || gone.endsWith(`/${source}`));
    if (!isNews(repo, path, line) && !wasHere) continue;
    if (existsSomewhere(repo, source) || (await isIgnored(repo, source)) || (await isIgnored(repo, source, { folder: true }))) continue;
    const gone = await repo.departure(source);
    // Without a trace in history the file may be made by whoever builds the image.
    if (!gone) continue;
    hits.push({
      severity: 'major',
      title: `${path} copies ${source}, which does not exist`,
      claim: `COPY needs ${source} in the build context; no folder of the tree contains it. Commit ${gone.commit.slice(0, 10)} (“${cut(gone.subject, 120)}”) ${gone.renamedTo ? `renamed it to ${gone.renamedTo}` : 'removed it'}.`,
      evidence: [lineAt(path, lines, line)],
      recommendation: gone.renamedTo ? `Copy ${gone.renamedTo}.` : 'Remove the line, or restore the file.',
      confidence: 0.9,
    });
  }
  return hits;
}

/** Plain relative sources of COPY and ADD; not from another stage, no globs, no variables, no here-documents. */
function* sourcesOf(text: string): Generator<{ source: string; at: number }> {
  const joined = text.replace(/\\\r?\n/g, (it) => ' '.repeat(it.length));
  for (const match of joined.matchAll(/^[ \t]*(?:COPY|ADD)[ \t]+([^\n]+)$/gim)) {
    const rest = match[1] ?? '';
    if (/(^|\s)--from=|<</.test(rest)) continue;
    const words = rest.startsWith('[') ? [...rest.matchAll(/"([^"]*)"/g)].map((it) => it[1] ?? '') : rest.split(/\s+/);
    const plain = words.filter((word) => word !== '' && !word.startsWith('--'));
    for (const source of plain.slice(0, -1)) {
      const bare = source.replace(/^(\.?\/)+/, '').replace(/\/+$/, '');
      if (bare === '' || bare === '.' || !/^[\w@./+-]+$/.test(bare) || bare.includes('..') || /^https?:/.test(source)) continue;
      yield { source: bare, at: match.index + match[0].indexOf(source) };
    }
  }
}
