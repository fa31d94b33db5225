// Changes one setting in a text that a person wrote; everything else, including comments, stays as it is.

import { type Document, isCollection, isScalar, isSeq, parseDocument, stringify } from 'yaml';
import { MusterError } from '../../contracts/errors.ts';
import type * as z from '../../contracts/schema.ts';
import { nearest } from '../../runtime/text/nearest.ts';
import { checkedSettings } from './settings.ts';

/** `undefined` removes the setting, so that its default applies again. */
export function withSetting(text: string, path: string, key: string, value: unknown, schema: z.ZodObject): string {
  checkedSettings(text, path, schema);
  const changed = value === undefined ? removed(text, key.split('.')) : put(text, key.split('.'), value);
  try {
    checkedSettings(changed, path, schema);
  } catch (error) {
    // The position would refer to a text that the user did not write.
    const why = error instanceof MusterError ? error.message.slice(path.length + 2).replace(/^line \d+, column \d+: /, '') : String(error);
    throw new MusterError('usage', `nothing was changed: ${why}`, '`muster config get` shows the current value.');
  }
  return changed;
}

function put(text: string, keys: readonly string[], value: unknown): string {
  const document: Document = parseDocument(text);
  const before = document.getIn(keys, true);
  const range = isScalar(before) || (isSeq(before) && before.flow) ? before.range : undefined;
  if (range) return `${text.slice(0, range[0])}${onOneLine(value)}${text.slice(range[1])}`;
  const [top = ''] = keys;
  if (!document.hasIn([top])) {
    const lines = keys.map((key, depth) => `${'  '.repeat(depth)}${onOneLine(key)}:`).join('\n');
    const flow = isCollection(document.contents) && document.contents.flow === true;
    if (!flow) return `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${lines} ${onOneLine(value)}\n`;
  }
  document.setIn(keys, document.createNode(value, { flow: true }));
  return document.toString({ lineWidth: 0 });
}

const onOneLine = (value: unknown): string =>
  Array.isArray(value)
    ? `[${value.map(onOneLine).join(', ')}]`
    : stringify(value, { lineWidth: 0, collectionStyle: 'flow', defaultStringType: 'PLAIN' }).trimEnd();

/** Leaves no empty brackets behind. */
function removed(text: string, keys: readonly string[]): string {
  const document: Document = parseDocument(text);
  if (!document.hasIn(keys)) return text;
  document.deleteIn(keys);
  for (let depth = keys.length - 1; depth > 0; depth--) {
    const above = keys.slice(0, depth);
    const rest = document.getIn(above, true);
    if (isCollection(rest) && rest.items.length === 0) document.deleteIn(above);
  }
  const nothingLeft = isCollection(document.contents) && document.contents.items.length === 0;
  if (nothingLeft) document.contents = null;
  const rest = document.toString({ lineWidth: 0 });
  return nothingLeft ? rest.replace(/(^|\n)null\n$/, '$1') : rest;
}

/** Keys whose last part people choose themselves. */
const FREE = /^workers\.perProvider\.[a-z][\w-]*$/;

/** Validates the key of a setting or of a group; throws with the most similar one. */
export function settingNamed(key: string, known: readonly string[]): string {
  if (FREE.test(key) || known.some((it) => it === key || it.startsWith(`${key}.`))) return key;
  const right = nearest(key, known) ?? known.find((it) => it.endsWith(`.${key}`));
  throw new MusterError(
    'usage',
    `unknown setting \`${key}\`${right ? `; did you mean \`${right}\`?` : ''}`,
    '`muster config` lists all settings.',
  );
}
