// Finds the macros in the body of a prompt, in one pass. Pure: text in, pieces out, or all errors with their positions. What
// replaces a macro is inserted between the pieces later and never parsed.

import type { MacroKind } from '../../contracts/make/artifact.ts';
import { ArtifactName, ParamName, ParamValue, PromptName } from '../../contracts/make/prompt.ts';
import type { Fault } from '../../runtime/text/checked-yaml.ts';
import { nearest } from '../../runtime/text/nearest.ts';

export type Macro = { kind: MacroKind; name: string; params: Record<string, string>; line: number; column: number };
export type Piece = { kind: 'text'; text: string } | { kind: 'macro'; macro: Macro };
export type MacroReading = { kind: 'pieces'; pieces: Piece[] } | { kind: 'faults'; faults: Fault[] };

const KINDS = ['require', 'optional', 'generate', 'file', 'param'] as const satisfies readonly MacroKind[];
const OPEN = '{{';
const CLOSE = '}}';
/** `\{{` is a literal `{{`. */
const ESCAPE = '\\';
const LONGEST_PATH = 1000;
const MOST_FAULTS = 20;

export function readMacros(body: string, firstLine = 1): MacroReading {
  const place = placesIn(body, firstLine);
  const pieces: Piece[] = [];
  const faults: Fault[] = [];
  let text = '';
  let at = 0;
  while (at < body.length && faults.length < MOST_FAULTS) {
    const open = body.indexOf(OPEN, at);
    if (open < 0) break;
    if (body[open - 1] === ESCAPE && open > at) {
      text += body.slice(at, open - 1) + OPEN;
      at = open + OPEN.length;
      continue;
    }
    text += body.slice(at, open);
    const close = body.indexOf(CLOSE, open + OPEN.length);
    const inner = body.slice(open + OPEN.length, close < 0 ? undefined : close);
    const breaks = inner.search(/\r?\n/);
    if (close < 0 || breaks >= 0 || inner.includes(OPEN)) {
      faults.push({ ...place(open), message: unclosed(inner, breaks) });
      at = open + OPEN.length;
      continue;
    }
    const read = readMacro(inner, place(open));
    if (typeof read === 'string') faults.push({ ...place(open), message: read });
    else {
      if (text !== '') pieces.push({ kind: 'text', text });
      text = '';
      pieces.push({ kind: 'macro', macro: read });
    }
    at = close + CLOSE.length;
  }
  if (faults.length > 0) return { kind: 'faults', faults };
  text += body.slice(at);
  if (text !== '') pieces.push({ kind: 'text', text });
  return { kind: 'pieces', pieces };
}

export const macrosIn = (pieces: readonly Piece[]): Macro[] => pieces.flatMap((it) => (it.kind === 'macro' ? [it.macro] : []));

function unclosed(inner: string, breaks: number): string {
  const shown = inner.slice(0, breaks < 0 ? 40 : Math.min(breaks, 40));
  return `\`{{${shown}\` is not closed with \`}}\` on its line; for the braces themselves write \`\\{{\``;
}

/** The macro, or what is wrong with it. */
function readMacro(inner: string, at: { line: number; column: number }): Macro | string {
  const colon = inner.indexOf(':');
  const word = (colon < 0 ? inner : inner.slice(0, colon)).trim();
  const kind = KINDS.find((it) => it === word);
  if (!kind) {
    const right = nearest(word, KINDS);
    const meant = right === undefined ? '' : `; did you mean \`${right}\`?`;
    return `unknown macro \`${word.slice(0, 40)}\`${meant} The macros are ${KINDS.join(', ')}; for the braces themselves write \`\\{{\``;
  }
  if (colon < 0) return `\`${kind}\` needs a name: \`{{${kind}:name}}\``;
  const rest = inner.slice(colon + 1);
  const [first = '', ...more] = kind === 'file' ? [rest] : rest.split('|');
  const name = first.trim();
  const wrong = nameFault(kind, name);
  if (wrong !== undefined) return wrong;
  if (more.length > 0 && kind !== 'generate') return `\`${kind}\` takes no parameters; only \`generate\` does`;
  const params: Record<string, string> = {};
  for (const one of more) {
    const equals = one.indexOf('=');
    if (equals < 0) return `\`${one.trim().slice(0, 40)}\` is not a parameter: write \`name=value\``;
    const param = one.slice(0, equals).trim();
    const value = one.slice(equals + 1).trim();
    if (!ParamName.safeParse(param).success) return `\`${param.slice(0, 40)}\` is not the name of a parameter`;
    if (Object.hasOwn(params, param)) return `the parameter \`${param}\` is given twice`;
    if (!ParamValue.safeParse(value).success) return `the value of \`${param}\` is too long`;
    params[param] = value;
  }
  return { kind, name, params, ...at };
}

function nameFault(kind: MacroKind, name: string): string | undefined {
  if (name === '') return `\`${kind}\` needs a name: \`{{${kind}:name}}\``;
  const shown = `\`${name.slice(0, 60)}\``;
  switch (kind) {
    case 'require':
    case 'optional':
      return ArtifactName.safeParse(name).success
        ? undefined
        : `${shown} is not the name of an artifact: small letters, digits and hyphens`;
    case 'generate':
      return PromptName.safeParse(name).success ? undefined : `${shown} is not the name of a prompt: small letters, digits and hyphens`;
    case 'param':
      return ParamName.safeParse(name).success ? undefined : `${shown} is not the name of a parameter`;
    case 'file':
      return fileFault(name, shown);
  }
}

function fileFault(name: string, shown: string): string | undefined {
  if (name.length > LONGEST_PATH || name.includes('\0')) return `${shown} cannot be a path`;
  const out = name.startsWith('/') || name.startsWith('~') || /^[A-Za-z]:[\\/]/.test(name) || name.split(/[\\/]/).includes('..');
  return out ? `${shown} is not a path inside the project: write it relative to the project, without \`..\`` : undefined;
}

/** Lines and columns count from 1, in the whole file; a column counts UTF-16 units, as editors do. */
function placesIn(body: string, firstLine: number): (offset: number) => { line: number; column: number } {
  const starts = [0];
  for (let at = body.indexOf('\n'); at >= 0; at = body.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    for (let high = starts.length; high - low > 1; ) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return { line: firstLine + low, column: offset - (starts[low] ?? 0) + 1 };
  };
}
