// House rule: files with rules use no clock, random numbers, files or processes, neither themselves nor through anything they import,
// however indirectly. Types may come from anywhere.

import { lineAt } from '../scan.ts';
import { type Complaint, type House, type Source, targetOf } from './source.ts';

/** The exceptions: `source.ts` in validators fetches the bytes that the rules judge, and `loop.ts` performs what the lead's rules want. */
function mustBePure(path: string): boolean {
  if (path.startsWith('contracts/') || path.startsWith('skills/')) return true;
  if (path.startsWith('validators/')) return !path.endsWith('/source.ts');
  return path.startsWith('daemon/lead/') && path !== 'daemon/lead/loop.ts';
}

/** Packages whose functions are pure. */
const PURE_PACKAGES = new Set(['zod', 'yaml', 'node:crypto', 'node:path', 'node:path/posix', 'node:util', 'node:buffer']);

const IMPURE: readonly [RegExp, string][] = [
  [/(?<![.\w$])process\s*[.[]/g, 'process'],
  [/(?<![.\w$])import\s*\.\s*meta\b/g, 'import.meta'],
  [/\bDate\s*\.\s*now\b/g, 'Date.now'],
  [/\bnew\s+Date\s*(?:\(\s*\)|(?=[;,)\]}]))/g, 'new Date()'],
  [/(?<![.\w$]|\bnew\s+)Date\s*\(/g, 'Date()'],
  [/(?<![.\w$])performance\s*\./g, 'performance'],
  [/\bTemporal\s*\.\s*Now\b/g, 'Temporal.Now'],
  [/\bMath\s*\.\s*random\b/g, 'Math.random'],
  [/\b(?:randomUUID|randomBytes|randomInt|randomFill|randomFillSync|getRandomValues)\b/g, 'random bytes'],
  [/(?<![.\w$])(?:setTimeout|setInterval|setImmediate|queueMicrotask)\b(?!\s*:)/g, 'a timer'],
  [/\bAbortSignal\s*\.\s*timeout\b/g, 'a timer'],
  [/(?<![.\w$])(?:fetch|require)\s*\(/g, 'fetch or require'],
  [/(?<![.\w$])console\s*\./g, 'console'],
  [/(?<![.\w$])globalThis\b/g, 'globalThis'],
];

type Impurity = { path: string; line: number; what: string };

export function purity(house: House): Complaint[] {
  const complaints: Complaint[] = [];
  const own = new Map([...house.values()].map((source) => [source.path, impurities(source)]));
  for (const source of house.values()) {
    if (!mustBePure(source.path)) continue;
    for (const { path, line, what } of own.get(source.path) ?? []) complaints.push({ path, line, says: `uses ${what}, but must be pure` });
    for (const item of source.imports) {
      const target = targetOf(source, item);
      // A file that must itself be pure gets its own complaint.
      if (target === undefined || item.typeOnly || mustBePure(target)) continue;
      const reached = reach(house, own, target);
      if (reached) {
        const where = reached.path === target ? `line ${reached.line}` : `${reached.path}:${reached.line}`;
        complaints.push({
          path: source.path,
          line: item.line,
          says: `must be pure, but imports ${target}, which uses ${reached.what} (${where})`,
        });
      }
    }
  }
  return complaints;
}

function impurities(source: Source): Impurity[] {
  const { path, scanned, imports } = source;
  const found: Impurity[] = [];
  for (const { specifier, line, typeOnly } of imports) {
    if (!typeOnly && !specifier.startsWith('.') && !PURE_PACKAGES.has(specifier)) found.push({ path, line, what: specifier });
  }
  for (const [pattern, what] of IMPURE) {
    for (const match of scanned.code.matchAll(pattern)) found.push({ path, line: lineAt(scanned.code, match.index), what });
  }
  return found;
}

/** The nearest impure import that running this file would execute. */
function reach(house: House, own: ReadonlyMap<string, Impurity[]>, from: string): Impurity | undefined {
  const seen = new Set([from]);
  for (const path of seen) {
    const [first] = own.get(path) ?? [];
    if (first) return first;
    const source = house.get(path);
    for (const item of source?.imports ?? []) {
      const target = source && targetOf(source, item);
      if (target !== undefined && !item.typeOnly) seen.add(target); // a Set that grows is walked to its end
    }
  }
  return undefined;
}
