// Python's bare `except:` that swallows in silence what real work raises: Ctrl-C and the exit of the program
// are among it. One that raises again, reports, or only guards an import is left alone.

import { isNews } from '../news.ts';
import { isDocs, isTest } from '../reading/paths.ts';
import { acrossFiles, lineAt, written } from '../reading/places.ts';
import { indentOf, linesAbove, pythonBlock } from '../reading/python-blocks.ts';
import { sourceOf } from '../reading/source.ts';
import type { Hit, Repository, Rule } from '../rule.ts';

export const bareExcept: Rule = {
  id: 'slips/bare-except',
  says: 'a bare except: that swallows everything in silence',
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
    if (!isNews(repo, path, line) || REPORTS.test(pythonBlock(source.code, match.index))) continue;
    const guarded = guardedBy(source.code, match.index);
    if (guarded === undefined || guarded.exits || onlyImports(guarded.body)) continue;
    hits.push({
      severity: 'minor',
      title: `${path}:${line} catches everything, Ctrl-C included, and does not raise again`,
      claim: 'A bare `except:` also catches KeyboardInterrupt and SystemExit; its block neither raises again nor says what was caught.',
      evidence: [lineAt(path, source.lines, line)],
      recommendation: 'Name the exceptions that are meant; `except Exception:` at the least.',
      confidence: 0.9,
    });
  }
  return hits;
}

/** The block hands on what it caught: raises, ends the program, logs, prints, or keeps it. */
const REPORTS =
  /\b(raise|_exit|exit|abort|interrupt_main|format_exc|exc_info|print_exc|exception|print|warn\w*|log\w*|LOG\w*|err\w*|deferr|debug|fail\w*|stderr|msg|\w*traceback|critical|report\w*|handle\w*)\b/;

const LONGEST_TRY = 2000;

/** The `try` of an `except` at an offset: what it guards, and whether a clause before it lets Ctrl-C out. */
function guardedBy(code: string, except: number): { body: string; exits: boolean } | undefined {
  const indent = indentOf(code.slice(except, except + 400));
  const body: string[] = [];
  let exits = false;
  for (const line of linesAbove(code, except)) {
    if (line.trim() === '') continue;
    if (body.length > LONGEST_TRY) return undefined;
    if (indentOf(line) < indent) return undefined;
    if (indentOf(line) > indent) body.push(line);
    else if (/^\s*try\s*:/.test(line)) return { body: [line.replace(/^\s*try\s*:/, ''), ...body.reverse()].join('\n'), exits };
    else if (/^\s*except\b/.test(line)) {
      exits ||= /KeyboardInterrupt|SystemExit|BaseException/.test(line);
      body.length = 0;
    }
  }
  return undefined;
}

const onlyImports = (body: string): boolean =>
  /^\s*(import|from)\b/m.test(body) &&
  body.split('\n').every((line) => /^\s*(import\b|from\b|\w[\w, ]*=|[\w, ()]*\)?\s*$|del\b|pass\b)/.test(line));
