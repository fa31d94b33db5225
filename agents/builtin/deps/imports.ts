// The imports of a JavaScript or TypeScript file: each specifier with its line, and whether the import exists at run time or only
// for types.

import { isTypeScript } from '../reading/language.ts';
import type { Source } from '../reading/source.ts';

export type Import = {
  specifier: string;
  offset: number;
  line: number;
  kind: 'import' | 'export' | 'require' | 'dynamic';
  /** Removed by the compiler: `import type`, or a binding that is only used as a type. */
  typeOnly: boolean;
};

const FROM = /(?:^|[^.\w$])(import|export)\s*(\btype\b\s*)?((?:[\w$\s,]|\*|\{|\})*?)\s*\bfrom\s*$/;
const BARE = /(?:^|[^.\w$])import\s*$/;
const CALL = /(?:^|[^.\w$])(import|require)\s*\(\s*$/;
const WINDOW = 6000;

export function importsOf(source: Source): Import[] {
  const found: Import[] = [];
  for (const string of source.strings) {
    if (source.text[string.start] === '`') continue;
    const before = source.code.slice(Math.max(0, string.start - WINDOW), string.start);
    const last = before.trimEnd();
    const at = {
      specifier: source.text.slice(string.innerStart, string.innerEnd),
      offset: string.start,
      line: source.lines.at(string.start),
    };
    const how = last.endsWith('from')
      ? byClause(source, before, string.end)
      : last.endsWith('import') && BARE.test(before)
        ? ({ kind: 'import', typeOnly: false } as const)
        : last.endsWith('(')
          ? byCall(source, before, string.end)
          : undefined;
    if (how) found.push({ ...at, ...how });
  }
  return found;
}

type How = Pick<Import, 'kind' | 'typeOnly'>;

/** `import … from`, `export … from`. */
function byClause(source: Source, before: string, end: number): How | undefined {
  const clause = FROM.exec(before.slice(clauseStart(before)));
  if (!clause) return undefined;
  const kind = clause[1] === 'import' ? 'import' : 'export';
  const named = clause[3] ?? '';
  // `import type from 'x'` binds the name `type`.
  const typed = clause[2] !== undefined && named.trim() !== '';
  return { kind, typeOnly: typed || !isValue(source, kind, named, end) };
}

/** `require(…)`, `import(…)`. */
function byCall(source: Source, before: string, end: number): How | undefined {
  const call = CALL.exec(before);
  if (!call || !/^\s*[,)]/.test(source.code.slice(end, end + 200))) return undefined;
  const kind = call[1] === 'import' ? 'dynamic' : 'require';
  // `typeof import('x')` and `: import('x').Y` are types.
  const asType = kind === 'dynamic' && isTypeScript(source.path) && !/(await|return|=>|[(,=?&|!])\s*import\s*\(\s*$/.test(before.trimEnd());
  return { kind, typeOnly: asType || /typeof\s+import\s*\(\s*$/.test(before) };
}

/** The clause starts at the last `import` or `export` that starts a statement. */
function clauseStart(before: string): number {
  const at = Math.max(before.lastIndexOf('import'), before.lastIndexOf('export'));
  return Math.max(0, at - 1);
}

function isValue(source: Source, kind: 'import' | 'export', clause: string, end: number): boolean {
  if (!isTypeScript(source.path)) return true;
  // TypeScript drops a re-export of a name that is a type; without type information we cannot tell.
  if (kind === 'export') return /^\s*\*/.test(clause);
  const bindings = bindingsOf(clause);
  return bindings.some((it) => usedAsValue(source.code.slice(end), it, source.path.endsWith('x')));
}

function bindingsOf(clause: string): string[] {
  const braces = /\{([^}]*)\}/.exec(clause);
  const named = (braces?.[1] ?? '').split(',').filter((it) => !/^\s*type\s+[\w$]+/.test(it));
  const rest = clause.replace(/\{[^}]*\}/, '').split(',');
  return [...named, ...rest].flatMap((it) => /([\w$]+)\s*$/.exec(it)?.[1] ?? []);
}

/** Only certain signs: it is called, constructed, has a member that is called, is a template tag, an argument, or a JSX element. */
function usedAsValue(code: string, name: string, jsx: boolean): boolean {
  const it = name.replace(/\$/g, '\\$');
  const sure = [
    `(?<![\\w$.:<|&])(?<!\\b(?:as|typeof|keyof|satisfies|implements|is)\\s+)(?<!:\\s*)(?<![<|&]\\s*)${it}\\s*(?:\\(|\`|\\.\\s*[\\w$]+\\s*\\()`,
    `\\bnew\\s+${it}\\b`,
    `(?:=>|\\breturn|\\bawait|[\\w$]\\()\\s*${it}\\s*[),;]`,
    ...(jsx ? [`(?<![\\w$)\\]])<${it}[\\s/>.]`] : []),
  ];
  return sure.some((pattern) => new RegExp(pattern).test(code));
}

/** The package of a bare specifier; undefined for a path, an alias, a scheme or anything that is no package name. */
export function packageOf(specifier: string): string | undefined {
  const match = /^(@[a-z0-9~-][a-z0-9-._~]*\/[a-z0-9-._~]+|[a-z0-9-~][a-z0-9-._~]*)(\/[^?!:]*)?$/.exec(specifier.replace(/\?.*$/, ''));
  const name = match?.[1];
  return name === undefined || name.startsWith('~') ? undefined : name;
}

/** The code expects that it may be missing: it is inside a `try`, before a `.catch(`, or called optional in a comment. */
export function isGuarded(source: Source, offset: number): boolean {
  const from = source.lines.start(Math.max(1, source.lines.at(offset) - 2));
  const to = source.lines.start(source.lines.at(offset) + 1);
  const said = source.comments.filter((it) => it.end > from && it.start < to).map((it) => source.text.slice(it.start, it.end));
  if (said.some((it) => /\boptional|\bif (it is )?(installed|available)|eslint-disable.*(extraneous|unresolved)/i.test(it))) return true;
  const after = source.code.slice(offset, offset + 400);
  if (/^[^;]*?\)\s*(\.then\([^;]*)?\.catch\(/.test(after)) return true;
  let depth = 0;
  for (let at = offset; at >= 0; at--) {
    const c = source.code[at];
    if (c === '}') depth++;
    else if (c === '{' && depth-- === 0) {
      if (/\btry\s*$/.test(source.code.slice(Math.max(0, at - 10), at))) return true;
      depth = 0;
    }
  }
  return false;
}
