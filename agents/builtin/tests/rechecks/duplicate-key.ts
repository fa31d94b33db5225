// Re-check of a duplicate key: JSON by the YAML library, which refuses it; programs by a walk over the tokens of the object.

import { heads, judgePlaces, type PlaceJudgement } from '../../judge-places.ts';
import { linesOf } from '../../reading/formats/lines.ts';
import type { Token } from '../../reading/tokens.ts';
import type { Recheck, Repository } from '../../rule.ts';
import { type PlaceTokens, tokensAt } from '../../slips/rechecks/place-tokens.ts';
import { isToken } from './by-tokens.ts';

const METHOD = 'Let another parser read the document, or walked back from the key over the tokens of its object';

export const duplicateKeyRecheck: Recheck = {
  category: 'slips/duplicate-key',
  method: METHOD,
  judge: (repo, claimed) =>
    judgePlaces(METHOD, heads(claimed), async (place) => {
      if (place.path.endsWith('.json')) return inJson(repo, place.path, place.line ?? 0);
      const read = await tokensAt(repo, place);
      return typeof read === 'string' ? { holds: 'unknown', why: read } : inProgram(read);
    }),
};

async function inJson(repo: Repository, path: string, line: number): Promise<PlaceJudgement> {
  const text = await repo.text(path);
  if (text === undefined) return { holds: 'unknown', why: 'the file cannot be read as text' };
  const { parseDocument } = await import('yaml');
  const lines = linesOf(text);
  // JSON is valid YAML once tabs are spaces.
  const repeated = parseDocument(text.replaceAll('\t', ' '), { uniqueKeys: true, logLevel: 'silent' }).errors.filter(
    (it) => it.code === 'DUPLICATE_KEY',
  );
  const told = repeated.map((it) => lines.at(it.pos[0]));
  return told.includes(line)
    ? { holds: true, why: 'a YAML parser, which reads JSON too, refuses the key as repeated' }
    : {
        holds: false,
        why:
          told.length > 0 ? `the parser refuses keys only on the lines ${told.slice(0, 5).join(', ')}` : 'the parser finds every key once',
      };
}

function inProgram({ tokens, first, line }: PlaceTokens): PlaceJudgement {
  const seen: string[] = [];
  for (let at = first; tokens[at]?.line === line; at++) {
    const key = tokens[at];
    if (key === undefined || !isToken(tokens[at + 1], ':') || !(isToken(tokens[at - 1], '{', ',') && key.kind !== 'mark')) continue;
    seen.push(key.text);
    const earlier = sameAbove(tokens, at, key);
    if (earlier !== undefined) return { holds: true, why: `${key.text} is already in the same object, on line ${earlier.line}` };
  }
  return seen.length === 0
    ? { holds: 'unknown', why: 'no key of an object begins on the line' }
    : { holds: false, why: `going back over its object, ${seen.slice(0, 5).join(', ')} stands nowhere else` };
}

/** Back over the members of the same object, until its opening brace or a spread. */
function sameAbove(tokens: readonly Token[], from: number, key: Token): Token | undefined {
  let depth = 0;
  for (let at = from - 1; at >= 0; at--) {
    const it = tokens[at];
    if (isToken(it, ')', ']', '}')) depth++;
    else if (isToken(it, '(', '[', '{')) {
      if (depth === 0) return undefined;
      depth--;
    } else if (depth === 0 && isToken(it, '...', '**')) return undefined;
    else if (depth === 0 && it !== undefined && bare(it) === bare(key) && isToken(tokens[at + 1], ':') && isToken(tokens[at - 1], '{', ','))
      return it;
  }
  return undefined;
}

const bare = (token: Token): string => (token.kind === 'string' ? token.text.slice(1, -1) : token.text);
