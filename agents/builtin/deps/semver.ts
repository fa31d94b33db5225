// Whether a version is within a range, as npm and Cargo read ranges. Lenient about pre-releases; a range
// that this cannot read (a tag, a URL, a workspace) has no answer rather than a wrong one.

export type Version = { numbers: [number, number, number]; pre: string[] };
type Bound = { op: '>=' | '>' | '<' | '<=' | '='; version: Version };
type Partial = { numbers: number[]; pre: string[] };

const PARTIAL = /^[v=\s]*(\d+|[xX*])(?:\.(\d+|[xX*]))?(?:\.(\d+|[xX*]))?(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/;

export function parseVersion(text: string): Version | undefined {
  const match = /^v?(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/.exec(text.trim());
  if (!match) return undefined;
  return { numbers: [Number(match[1]), Number(match[2]), Number(match[3])], pre: match[4]?.split('.') ?? [] };
}

/** Undefined when version or range cannot be read. */
export function isWithin(version: string, range: string, style: 'npm' | 'cargo' = 'npm'): boolean | undefined {
  const it = parseVersion(version);
  const alternatives = boundsOf(range, style);
  if (!it || !alternatives) return undefined;
  return alternatives.some((bounds) => bounds.every((bound) => holds(it, bound)));
}

export const isRange = (range: string): boolean => boundsOf(range, 'npm') !== undefined;

function boundsOf(range: string, style: 'npm' | 'cargo'): Bound[][] | undefined {
  const alternatives: Bound[][] = [];
  for (const part of style === 'npm' ? range.split('||') : [range]) {
    const bounds = style === 'npm' ? npmBounds(part.trim()) : cargoBounds(part.trim());
    if (!bounds) return undefined;
    alternatives.push(bounds);
  }
  return alternatives;
}

function npmBounds(text: string): Bound[] | undefined {
  const hyphen = /^(\S+)\s+-\s+(\S+)$/.exec(text);
  if (hyphen) {
    const low = partial(hyphen[1] ?? '');
    const high = partial(hyphen[2] ?? '');
    return low && high && high.numbers.length > 0 ? [{ op: '>=', version: floor(low) }, ...upTo(high)] : undefined;
  }
  return collect(text.replace(/([<>=~^]+)\s+/g, '$1').split(/\s+/), '=');
}

const cargoBounds = (text: string): Bound[] | undefined => collect(text.replace(/\s+/g, '').split(','), '^');

function collect(comparators: string[], bare: '=' | '^'): Bound[] | undefined {
  const bounds: Bound[] = [];
  for (const comparator of comparators) {
    const read = comparatorBounds(comparator, bare);
    if (!read) return undefined;
    bounds.push(...read);
  }
  return bounds;
}

function comparatorBounds(text: string, bare: '=' | '^'): Bound[] | undefined {
  if (text === '' || text === '*' || text === 'x' || text === 'X') return [];
  const match = /^(\^|~>?|>=|<=|>|<|=)?(.+)$/.exec(text);
  const it = partial(match?.[2] ?? '');
  if (!it) return undefined;
  if (it.numbers.length === 0) return [];
  const low: Bound = { op: '>=', version: floor(it) };
  const wild = /[xX*]/.test(text);
  switch (match?.[1] ?? (wild ? '=' : bare)) {
    case '^': {
      const place = it.numbers.findIndex((n) => n > 0);
      return [low, below(it, place === -1 ? Math.max(0, it.numbers.length - 1) : place)];
    }
    case '~':
    case '~>':
      return [low, below(it, it.numbers.length > 1 ? 1 : 0)];
    case '>':
      return it.numbers.length === 3 ? [{ op: '>', version: floor(it) }] : [{ op: '>=', version: next(it, it.numbers.length - 1) }];
    case '>=':
      return [low];
    case '<':
      return [{ op: '<', version: floor(it) }];
    case '<=':
      return upTo(it);
    default:
      return it.numbers.length === 3 ? [{ op: '=', version: floor(it) }] : [low, below(it, it.numbers.length - 1)];
  }
}

/** The numbers that are given, up to the first wildcard. */
function partial(text: string): Partial | undefined {
  const match = PARTIAL.exec(text);
  if (!match) return undefined;
  const numbers: number[] = [];
  for (const part of match.slice(1, 4)) {
    if (part === undefined || /[xX*]/.test(part)) break;
    numbers.push(Number(part));
  }
  return { numbers, pre: match[4]?.split('.') ?? [] };
}

const floor = (it: Partial): Version => ({ numbers: [it.numbers[0] ?? 0, it.numbers[1] ?? 0, it.numbers[2] ?? 0], pre: it.pre });

/** The lowest version after all that share the numbers up to a place; below its own pre-releases. */
function next(it: Partial, place: number): Version {
  const numbers: [number, number, number] = [0, 0, 0];
  for (let i = 0; i <= Math.min(place, 2); i++) numbers[i] = (it.numbers[i] ?? 0) + (i === place ? 1 : 0);
  return { numbers, pre: ['0'] };
}

const below = (it: Partial, place: number): Bound => ({ op: '<', version: next(it, place) });

const upTo = (it: Partial): Bound[] => (it.numbers.length === 3 ? [{ op: '<=', version: floor(it) }] : [below(it, it.numbers.length - 1)]);

function holds(version: Version, bound: Bound): boolean {
  const order = compareVersions(version, bound.version);
  switch (bound.op) {
    case '>=':
      return order >= 0;
    case '>':
      return order > 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '=':
      return order === 0;
  }
}

export function compareVersions(a: Version, b: Version): number {
  for (const i of [0, 1, 2] as const) if (a.numbers[i] !== b.numbers[i]) return a.numbers[i] - b.numbers[i];
  if (a.pre.length === 0 || b.pre.length === 0) return b.pre.length - a.pre.length;
  for (let i = 0; i < Math.max(a.pre.length, b.pre.length); i++) {
    const left = a.pre[i];
    const right = b.pre[i];
    if (left === undefined) return -1;
    if (right === undefined) return 1;
    if (left === right) continue;
    const numeric = [left, right].map((it) => /^\d+$/.test(it));
    if (numeric[0] && numeric[1]) return Number(left) - Number(right);
    if (numeric[0] !== numeric[1]) return numeric[0] ? -1 : 1;
    return left < right ? -1 : 1;
  }
  return 0;
}
