// What a SARIF log claims: each failing result as a hit of its rule, with places relative to the checkout. The log is untrusted:
// what does not match the format is skipped, and nothing outside of the checkout is named.

import type { Severity } from '../../contracts/findings/finding.ts';
import { inside, isLine, type Line, listIn, textIn } from '../providers/printed.ts';

export type SarifPlace = { path: string; line?: number; endLine?: number };
export type SarifHit = { rule: string; severity: Severity; message: string; help: string; places: SarifPlace[] };
export type SarifLog = {
  tool: string;
  hits: SarifHit[];
  outside: number;
  /** Files that it says it analysed, and those that its results refer to. */
  opened: string[];
};

/** Undefined if this is no SARIF at all. */
export function readLog(text: string, root: string): SarifLog | undefined {
  let log: unknown;
  try {
    log = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
  if (!isLine(log) || !Array.isArray(log.runs)) return undefined;
  const hits = new Map<string, SarifHit>();
  const opened = new Set<string>();
  let outside = 0;
  let tool = '';
  for (const run of log.runs.filter(isLine)) {
    const driver = inside(inside(run, 'tool'), 'driver');
    tool ||= textIn(driver, 'name') ?? '';
    const rules = listIn(driver, 'rules').filter(isLine);
    for (const path of artifactsOf(run, root)) opened.add(path);
    for (const result of listIn(run, 'results').filter(isLine)) {
      if (!counts(result)) continue;
      const rule = ruleOf(result, rules);
      const all = listIn(result, 'locations').filter(isLine);
      const places = all.flatMap((location) => placeOf(location, run, root));
      if (all.length > 0 && places.length === 0) {
        outside += 1;
        continue;
      }
      const hit = {
        rule: rule.id,
        severity: severityOf(result, rule.about),
        message: messageOf(result, rule.about),
        help: helpOf(rule.about),
        places,
      };
      for (const { path } of places) opened.add(path);
      hits.set(JSON.stringify([hit.rule, hit.message, hit.places]), hit);
    }
  }
  return { tool, hits: [...hits.values()], outside, opened: [...opened] };
}

/** Some programs list every file that they analysed, others only those with results. */
function artifactsOf(run: Line, root: string): string[] {
  return listIn(run, 'artifacts')
    .filter(isLine)
    .flatMap((it) => {
      const location = inside(it, 'location');
      const path = pathOf(textIn(location, 'uri'), textIn(location, 'uriBaseId'), run, root);
      return path === undefined || path === '' ? [] : [path];
    });
}

/** Results that pass, are suppressed, or are gone claim nothing. */
function counts(result: Line): boolean {
  const kind = textIn(result, 'kind') ?? 'fail';
  const suppressed = listIn(result, 'suppressions')
    .filter(isLine)
    .some((it) => (textIn(it, 'status') ?? 'accepted') === 'accepted');
  return (kind === 'fail' || kind === 'open' || kind === 'review') && !suppressed && textIn(result, 'baselineState') !== 'absent';
}

function ruleOf(result: Line, rules: readonly Line[]): { id: string; about: Line | undefined } {
  const reference = inside(result, 'rule');
  const index = result.ruleIndex ?? reference.index;
  const named = textIn(result, 'ruleId') ?? textIn(reference, 'id');
  const about = (typeof index === 'number' ? rules[index] : undefined) ?? rules.find((it) => textIn(it, 'id') === named);
  return { id: named ?? textIn(about, 'id') ?? 'result', about };
}

function severityOf(result: Line, rule: Line | undefined): Severity {
  const score = Number(
    textIn(inside(result, 'properties'), 'security-severity') ?? textIn(inside(rule, 'properties'), 'security-severity'),
  );
  if (score >= 9) return 'critical';
  if (score >= 7) return 'major';
  switch (textIn(result, 'level') ?? textIn(inside(rule, 'defaultConfiguration'), 'level') ?? 'warning') {
    case 'error':
      return 'major';
    case 'warning':
      return 'minor';
    default:
      return 'info';
  }
}

function messageOf(result: Line, rule: Line | undefined): string {
  const message = inside(result, 'message');
  const text = textIn(message, 'text') ?? textIn(inside(inside(rule, 'messageStrings'), textIn(message, 'id') ?? ''), 'text') ?? '';
  const values = listIn(message, 'arguments');
  return text.replace(/\{(\d+)\}/g, (whole, at: string) => String(values[Number(at)] ?? whole)).trim() || 'The program gives no message.';
}

const helpOf = (rule: Line | undefined): string =>
  (textIn(inside(rule, 'fullDescription'), 'text') ?? textIn(inside(rule, 'shortDescription'), 'text') ?? '').trim();

function placeOf(location: Line, run: Line, root: string): SarifPlace[] {
  const physical = inside(location, 'physicalLocation');
  const artifact = inside(physical, 'artifactLocation');
  const path = pathOf(textIn(artifact, 'uri'), textIn(artifact, 'uriBaseId'), run, root);
  if (path === undefined) return [];
  const { startLine, endLine } = inside(physical, 'region');
  if (!isCount(startLine)) return [{ path }];
  return [{ path, line: startLine, ...(isCount(endLine) && endLine > startLine ? { endLine } : {}) }];
}

const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isSafeInteger(value) && value >= 1;

function pathOf(uri: string | undefined, base: string | undefined, run: Line, root: string): string | undefined {
  if (uri === undefined || uri === '') return undefined;
  const before = base === undefined ? '' : (textIn(inside(inside(run, 'originalUriBaseIds'), base), 'uri') ?? '');
  const whole = /^[a-z][a-z0-9+.-]*:/i.test(uri) || uri.startsWith('/') ? uri : `${before}${uri}`;
  let path: string;
  try {
    path = decodeURIComponent(whole.replace(/^file:\/\/(?:localhost)?/i, ''));
  } catch {
    return undefined;
  }
  if (path.startsWith(`${root}/`)) path = path.slice(root.length + 1);
  const parts = path.split('/').filter((it) => it !== '' && it !== '.');
  if (path.startsWith('/') || /^[a-z][a-z0-9+.-]*:/i.test(path) || parts.includes('..') || path.includes('\0')) return undefined;
  return parts.join('/');
}
