// Re-checks of calls and handlers that lose something: forEach with an async function, yaml.load, a bare except, a default that is
// changed.

import { closes } from '../../reading/tokens.ts';
import type { PlaceTokens } from '../../slips/rechecks/place-tokens.ts';
import { blockAfter, byTokens, indentOfLine, isToken, joinedTexts, membersWithin, onLine } from './by-tokens.ts';

export const foreachAsyncRecheck = byTokens(
  'slips/foreach-async',
  'Read the call token by token: its first argument, and whether that function awaits',
  (read) => {
    const { tokens } = read;
    for (const at of onLine(read)) {
      if (!isToken(tokens[at], 'forEach') || !isToken(tokens[at - 1], '.', '?.') || !isToken(tokens[at + 1], '(')) continue;
      const close = closes(tokens, at + 1);
      if (!isToken(tokens[at + 2], 'async') || close === undefined)
        return { holds: false, why: `the first argument begins with \`${tokens[at + 2]?.text ?? ''}\`` };
      const body = tokens.slice(at + 2, close);
      if (!body.some((it) => isToken(it, 'await'))) return { holds: false, why: 'the function awaits nothing' };
      const receiver = tokens[at - 2];
      if (receiver !== undefined && isToken(tokens[at - 3], 'await'))
        return { holds: false, why: 'the call itself is awaited: this forEach is no array’s' };
      return { holds: true, why: 'the function is async and awaits, and nothing takes what forEach gives back' };
    }
    return { holds: false, why: 'the line calls no forEach' };
  },
);

export const unsafeYamlLoadRecheck = byTokens(
  'slips/unsafe-yaml-load',
  'Read the call token by token: its arguments, and what `yaml` is in this file',
  (read) => {
    const { tokens } = read;
    const other = tokens.findIndex(
      (it, index) => isToken(it, 'yaml') && isToken(tokens[index + 1], '=') && !isToken(tokens[index - 1], '.', ',', '('),
    );
    for (const at of onLine(read)) {
      if (
        !isToken(tokens[at], 'yaml') ||
        !isToken(tokens[at + 1], '.') ||
        !isToken(tokens[at + 2], 'load', 'load_all') ||
        !isToken(tokens[at + 3], '(')
      )
        continue;
      if (other >= 0) return { holds: false, why: `\`yaml\` is made on line ${tokens[other]?.line}: it is not the module` };
      const parts = membersWithin(tokens, at + 3);
      if (parts === undefined) return { holds: 'unknown', why: 'the call is not closed' };
      const loader = parts.slice(1).find((it) => it.some((token) => /Loader/.test(token.text)) || isToken(it[0], '*', '**'));
      if (loader) return { holds: false, why: `the call has a loader: \`${joinedTexts(loader)}\`` };
      return parts.length === 1
        ? { holds: true, why: 'the call has one argument, and none is a loader' }
        : { holds: 'unknown', why: `the call has ${parts.length} arguments; the second may be a loader by another name` };
    }
    return { holds: false, why: 'the line has no call of yaml.load' };
  },
);

const CHANGES = [
  'append',
  'extend',
  'insert',
  'remove',
  'pop',
  'popitem',
  'clear',
  'update',
  'setdefault',
  'add',
  'discard',
  'sort',
  'reverse',
];

export const mutableDefaultRecheck = byTokens(
  'slips/mutable-default',
  "Read the parameters and then the body token by token, in order: is the default's object changed before its name is bound again",
  (read) => {
    const def = defAround(read);
    if (!def) return { holds: 'unknown', why: 'the line is in no parameter list' };
    const body = bodyOf(read, def);
    const defaults = mutableDefaults(read, def);
    for (const name of defaults) {
      const change = body.findIndex((_, at) => isChanged(body, at, name));
      if (change < 0) continue;
      const bound = body.findIndex((_, at) => isBound(body, at, name));
      if (bound >= 0 && bound < change)
        return { holds: false, why: `\`${name}\` is bound again on line ${body[bound]?.line}, before it is changed` };
      return {
        holds: true,
        why: `line ${body[change]?.line} changes \`${name}\` (\`${joinedTexts(body.slice(change, change + 4))}\`), and nothing binds it again before`,
      };
    }
    return {
      holds: false,
      why:
        defaults.length === 0
          ? 'no parameter of the line has a list, dict or set as its default'
          : `nothing in the body changes ${defaults.join(' or ')}`,
    };
  },
);

type Tokens = PlaceTokens['tokens'];

/** A function: its `def`, and the indexes of the brackets around its parameters. */
type Def = { def: Tokens[number]; open: number; close: number };

/** The function among whose parameters the claimed line is. */
function defAround({ tokens, first }: PlaceTokens): Def | undefined {
  let at = first;
  while (at >= 0 && !isToken(tokens[at], 'def')) at--;
  const def = tokens[at];
  const open = tokens.findIndex((it, index) => index > at && isToken(it, '('));
  const close = open < 0 ? undefined : closes(tokens, open);
  return def === undefined || close === undefined || close < first ? undefined : { def, open, close };
}

function bodyOf(read: PlaceTokens, { def, close }: Def): Tokens {
  const { tokens } = read;
  const colon = tokens.findIndex((it, index) => index > close && isToken(it, ':') && it.line >= (tokens[close]?.line ?? 0));
  return blockAfter(read, colon, indentOfLine(read, def));
}

/** The parameters on the claimed line whose default is a list, dict or set. */
function mutableDefaults({ tokens, line }: PlaceTokens, { open }: Def): string[] {
  const onLine = (membersWithin(tokens, open) ?? []).filter((it) => it.some((token) => token.line === line));
  return onLine.flatMap((it) => {
    const equals = it.findIndex((token) => isToken(token, '='));
    const value = it[equals + 1];
    return equals > 0 && (isToken(value, '[', '{') || isToken(value, 'list', 'dict', 'set')) ? [it[0]?.text ?? ''] : [];
  });
}

function isChanged(body: Tokens, at: number, name: string): boolean {
  if (!isToken(body[at], name) || isToken(body[at - 1], '.')) return false;
  const calls = isToken(body[at + 1], '.') && CHANGES.includes(body[at + 2]?.text ?? '') && isToken(body[at + 3], '(');
  return calls || isItemSet(body, at) || isAugmented(body, at);
}

const isBound = (body: Tokens, at: number, name: string): boolean =>
  isToken(body[at], name) && !isToken(body[at - 1], '.', '(', ',') && isToken(body[at + 1], '=');

function isItemSet(body: Tokens, at: number): boolean {
  const close = isToken(body[at + 1], '[') ? closes(body, at + 1) : undefined;
  return close !== undefined && isToken(body[close + 1], '=');
}

const isAugmented = (body: Tokens, at: number): boolean =>
  isToken(body[at + 1], '+', '|', '&', '-') && isToken(body[at + 2], '=') && body[at + 1]?.at === (body[at + 2]?.at ?? 0) - 1;
