// The built-in critic: finds files in scope that no analyser read. It runs the rules of the participants again and records what
// they open; a model is believed about what it covered.

import type { Gap } from '../../../contracts/findings/gap.ts';
import type { AskedWorker } from '../../../contracts/work/asked-worker.ts';
import { BUILTIN_ANALYSERS, isBuiltin } from '../analysers.ts';
import { counted } from '../analysis.ts';
import { nameOfLanguage } from '../map/language-name.ts';
import { isFixture, isGenerated, isMinified, isVendored, saysGenerated } from '../reading/paths.ts';
import type { BuiltinAnalyser, Repository, Rule } from '../rule.ts';
import { readsAnything, recording } from './recording.ts';
import { type CodeFile, unmentioned } from './unmentioned.ts';

export type Critique = { gaps: Gap[]; tried: string };

const EXAMPLES = 5;
const PROSE: ReadonlySet<string> = new Set(['Markdown', 'reStructuredText', 'JSON', 'YAML', 'TOML']);

export async function criticise(repo: Repository, looked: readonly AskedWorker[], onRule: (rule: Rule) => void): Promise<Critique> {
  const there = looked.filter((it) => it.completed);
  const analysers = await rulesOf(there);
  const models = there.filter((it) => it.kind === 'model');
  const code = await codeOf(repo);
  const readers = await readersOf(repo, analysers, onRule);
  const unread = code.filter(({ path }) => (readers.get(path)?.knowing.length ?? 0) === 0);
  const gaps = [
    ...looked.filter((it) => !it.completed).map(missing),
    // If a model looked, it may have read anything, and says itself what it did not.
    ...(models.length === 0 ? byLanguage(unread, readers) : unmentioned(repo, code, models)),
  ];
  const rules = analysers.reduce((sum, it) => sum + it.rules.length, 0);
  return {
    gaps,
    tried: `ran ${counted(rules, 'rule')} again and noted which of ${counted(code.length, 'file')} of code they read`,
  };
}

async function rulesOf(looked: readonly AskedWorker[]): Promise<BuiltinAnalyser[]> {
  const names = [...new Set(looked.filter((it) => it.kind === 'rules').map((it) => it.agent))].filter(isBuiltin);
  return Promise.all(names.map((name) => BUILTIN_ANALYSERS[name]()));
}

/** Hand-written code in scope that is not deliberately wrong; in a range, only what the range touches. */
async function codeOf(repo: Repository): Promise<CodeFile[]> {
  const code: CodeFile[] = [];
  for (const { path, mode } of repo.files) {
    if (
      !mode.startsWith('100') ||
      !repo.inScope(path) ||
      repo.change?.touched.has(path) === false ||
      isVendored(path) ||
      isGenerated(path) ||
      isFixture(path)
    )
      continue;
    const language = nameOfLanguage(path);
    if (language === undefined || PROSE.has(language)) continue;
    const text = await repo.text(path);
    if (text !== undefined && (text.trim() === '' || isMinified(text) || saysGenerated(text))) continue;
    code.push({ path, language, lines: text === undefined ? 0 : text.replace(/\n$/, '').split('\n').length });
  }
  return code;
}

type Readers = ReadonlyMap<string, { knowing: string[]; any: string[] }>;

/** For each file, the rules that opened it: those that know its language, and those that read any text. */
async function readersOf(repo: Repository, analysers: readonly BuiltinAnalyser[], onRule: (rule: Rule) => void): Promise<Readers> {
  const readers = new Map<string, { knowing: string[]; any: string[] }>();
  for (const rule of analysers.flatMap((it) => it.rules)) {
    onRule(rule);
    const kind = (await readsAnything(rule)) ? 'any' : 'knowing';
    const { repo: recorded, opened } = recording(repo);
    // Errors of a rule are reported by its analyser; here only what it opened matters.
    await rule.find(recorded).catch(() => []);
    for (const path of opened) {
      const known = readers.get(path) ?? { knowing: [], any: [] };
      known[kind].push(rule.id);
      readers.set(path, known);
    }
  }
  return readers;
}

function byLanguage(unread: readonly CodeFile[], readers: Readers): Gap[] {
  const languages = [...Map.groupBy(unread, (it) => it.language)].map(([language, files]) => ({
    language,
    files: files.toSorted((a, b) => b.lines - a.lines || (a.path < b.path ? -1 : 1)),
    lines: files.reduce((sum, it) => sum + it.lines, 0),
  }));
  return languages
    .toSorted((a, b) => b.lines - a.lines || (a.language < b.language ? -1 : 1))
    .map(({ language, files, lines }): Gap => {
      const any = [...new Set(files.flatMap(({ path }) => readers.get(path)?.any ?? []))].toSorted();
      const over = any.length === 0 ? 'No rule read them' : `Only rules that read all text files read them (${any.slice(0, 4).join(', ')})`;
      return {
        title: `No rule for ${language} looked at ${counted(files.length, 'file')} of it`,
        claim: `${counted(files.length, 'file')} with ${counted(lines, 'line')} of ${language} are in scope. ${over}, and no model looked at them. Nothing would have found errors in their logic.`,
        category: 'coverage/unread-language',
        evidence: files.slice(0, EXAMPLES).map(({ path }) => ({ path })),
      };
    });
}

function missing({ seat, agent, kind, why }: AskedWorker): Gap {
  const who = `${seat} (${kind === 'model' ? agent : 'rules'})`;
  // It did answer, and its answer shows no look.
  const answered = why.startsWith('inconclusive');
  return {
    title: `${seat} was asked to look but ${answered ? 'its answer does not count' : 'delivered nothing'}`,
    claim: `${answered ? `The answer of ${who} does not count` : `${who} ended without a result`}${why === '' ? '' : `: ${why}`}. Problems that only it looks for were not looked for.`,
    category: 'coverage/missing-analyser',
  };
}
