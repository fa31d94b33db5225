// Python's bare `except:` that does not raise again: it also catches Ctrl-C and the exit of the program.

import { isNews } from '../news.ts';
import { isDocs, isTest } from '../reading/paths.ts';
import { acrossFiles, lineAt, written } from '../reading/places.ts';
import { pythonBlock } from '../reading/python-blocks.ts';
import { sourceOf } from '../reading/source.ts';
import type { Hit, Repository, Rule } from '../rule.ts';

export const bareExcept: Rule = {
  id: 'slips/bare-except',
  says: 'a bare except: that does not raise again',
  find: (repo) =>
    acrossFiles(
      written(repo, (path) => path.endsWith('.py') && !isTest(path) && !isDocs(path)),
      ({ path }) => exceptsIn(repo, path),
    ),
};

async function exceptsIn(repo: Repository, path: string): Promise<Hit[]> {
  const text = await repo.text(path);
  if (text === undefined || !/^[ \t]*except[ \t]*:/m.test(text)) return [];
  const source = await sourceOf(repo, path);
  if (!source) return [];
  const hits: Hit[] = [];
  for (const match of source.code.matchAll(/^[ \t]*except[ \t]*:/gm)) {
    const line = source.lines.at(match.index);
    const block = pythonBlock(source.code, match.index);
    if (!isNews(repo, path, line) || /\b(raise|_exit|exit|abort|interrupt_main|format_exc|exc_info|print_exc|exception)\b/.test(block))
      continue;
    hits.push({
      severity: 'minor',
      title: `${path}:${line} catches everything, Ctrl-C included, and does not raise again`,
      claim: 'A bare `except:` also catches KeyboardInterrupt and SystemExit; its block neither raises again nor records what was caught.',
      evidence: [lineAt(path, source.lines, line)],
      recommendation: 'Name the exceptions that are meant; `except Exception:` at the least.',
      confidence: 0.9,
    });
  }
  return hits;
}
