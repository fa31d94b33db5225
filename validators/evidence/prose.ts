// Prose is checked like findings: each path, identifier or command in backticks must occur in the base, or in what the run has
// confirmed. If a model invents a function in its advice, the function's name gives it away.

import { globTest } from '../../runtime/globs.ts';
import type { EvidenceSource } from './evidence-source.ts';

/** What counts as a source beside the base. */
export type KnownNames = {
  /** Names from the run itself: of findings, seats, agents … */
  names: ReadonlySet<string>;
  /** Texts that are reliable: what a person asked for, and what was confirmed. */
  texts: readonly string[];
};

export type ProseLook = { missing: readonly string[]; searchedAll: boolean };

/** A single check reads no more than this; what it did not get to is reported as unsearched, not as missing. */
const MOST_CHARACTERS = 100 * 1024 * 1024;
const MOST_SPANS = 500;
/** With so many files of one name, some file has the line. */
const MOST_MEANT = 100;
const SPAN = /(?<!`)(?:``(?!`)((?:[^`\n]|`(?!`)){1,300})``|`(?!`)([^`\n]{1,300})`)(?!`)/g;
const FENCE = /^ {0,3}(```+|~~~+)[\s\S]*?(?:^ {0,3}\1[^\n]*$|(?![\s\S]))/gm;

/** The texts between backticks, without duplicates; fenced blocks propose new code and name nothing. */
export function codeIn(text: string): string[] {
  return [...new Set([...text.replace(FENCE, '').matchAll(SPAN)].map(([, two, one]) => (two ?? one ?? '').trim()))].filter((it) =>
    /[\p{L}\p{N}]/u.test(it),
  );
}

/** Returns the text with a mark after every span that is missing. Prose that copies marked text has its mark already. */
export function withMarks(text: string, missing: ReadonlySet<string>, mark: string): string {
  if (missing.size === 0) return text;
  const added = ` [${mark}]`;
  return text.replace(SPAN, (whole: string, two: string | undefined, one: string | undefined, at: number) =>
    missing.has((two ?? one ?? '').trim()) && !text.startsWith(added, at + whole.length) ? `${whole}${added}` : whole,
  );
}

export async function lookForProse(spans: readonly string[], known: KnownNames, source: EvidenceSource): Promise<ProseLook> {
  const head = new Set(await source.paths('head'));
  const from = source.hasFrom ? await source.paths('from') : [];
  const every = new Set([...head, ...from]);
  const everyPath = [...every];
  const open = new Map<string, readonly RegExp[]>();
  for (const span of spans.slice(0, MOST_SPANS)) {
    if (known.names.has(span) || /^muster( |$)/.test(span)) continue;
    if (isPath(span, everyPath) && (await hasLine(span, everyPath, every, source))) continue;
    const forms = formsOf(span);
    if (!known.texts.some((text) => forms.some((form) => form.test(text)))) open.set(span, forms);
  }
  let read = 0;
  let searchedAll = spans.length <= MOST_SPANS;
  for (const [side, path] of [...[...head].map((it) => ['head', it] as const), ...from.map((it) => ['from', it] as const)]) {
    if (open.size === 0) break;
    const file = await source.file(side, path);
    if (file.kind === 'huge') searchedAll = false;
    if (file.kind !== 'text') continue;
    read += file.text.length;
    if (read > MOST_CHARACTERS) return { missing: [], searchedAll: false };
    for (const [span, forms] of open) {
      if (forms.some((form) => form.test(file.text)) || isScript(span, path, file.text)) open.delete(span);
    }
  }
  return { missing: [...open.keys()], searchedAll };
}

function isPath(span: string, paths: readonly string[]): boolean {
  const bare = span
    .replace(/:\d+(?:[-:]\d+)?$/, '')
    .replace(/^\.\//, '')
    .replace(/\/+$/, '');
  if (bare === '' || /\s/.test(bare)) return paths.includes(span) || paths.includes(bare);
  const inside = /[*?{]/.test(bare) ? globTest(bare) : undefined;
  return paths.some((path) => path === bare || path.startsWith(`${bare}/`) || path.endsWith(`/${bare}`) || inside?.(path) === true);
}

/** Whether a file that a span may mean has the line that it names. */
async function hasLine(span: string, paths: readonly string[], every: ReadonlySet<string>, source: EvidenceSource): Promise<boolean> {
  const [, bare = '', line = ''] = /^(?:\.\/)?(.+?):(\d+)(?:[-:]\d+)?$/.exec(span) ?? [];
  if (bare === '' || every.has(span)) return true;
  // Mostly this one is meant, and there may be 100,000 others.
  if (every.has(bare) && (await isLineIn(bare, Number(line), source))) return true;
  const meant = paths.filter((path) => path === bare || path.endsWith(`/${bare}`));
  if (meant.length === 0 || meant.length > MOST_MEANT) return true;
  for (const path of meant) if (await isLineIn(path, Number(line), source)) return true;
  return false;
}

/** What is no text has no lines that could be counted. */
async function isLineIn(path: string, line: number, source: EvidenceSource): Promise<boolean> {
  for (const side of source.hasFrom ? (['head', 'from'] as const) : (['head'] as const)) {
    const file = await source.file(side, path);
    if (file.kind === 'absent') continue;
    if (file.kind !== 'text' || file.text.split('\n').length >= line) return true;
  }
  return false;
}

/** As written, and without the arguments of a call: an existing name with other arguments is no invention. */
function formsOf(span: string): RegExp[] {
  const callee = /^[\w$.:>-]+(?=\s*\()/.exec(span)?.[0];
  return [span, ...(callee === undefined ? [] : [callee])].map((form) => {
    const body = form
      .trim()
      .split(/\s+/)
      .map((word) => word.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'))
      .join('\\s+');
    const starts = /^[\w$]/.test(form) ? '(?<![\\w$])' : '';
    const ends = /[\w$]$/.test(form) ? '(?![\\w$])' : '';
    return new RegExp(`${starts}${body}${ends}`, 'u');
  });
}

/** `npm run build` exists if a manifest has that script, `make build` if a Makefile has that target. */
function isScript(span: string, path: string, text: string): boolean {
  const script = /^(?:npm|pnpm|yarn|bun)(?: run)? ([\w:.-]+)$/.exec(span)?.[1];
  if (script !== undefined && /(^|\/)package\.json$/.test(path)) return new RegExp(`"${literal(script)}"\\s*:`).test(text);
  const target = /^make ([\w.-]+)$/.exec(span)?.[1];
  return target !== undefined && /(^|\/)(GNUm|M|m)akefile$/.test(path) && new RegExp(`^${literal(target)}\\s*:`, 'm').test(text);
}

const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
