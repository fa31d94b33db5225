// Which quotes show nothing of a claim: prose of a comment that shares no word with it, and bare punctuation. Code always shows
// something.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isMereComment } from '../../../../validators/evidence/mere-comment.ts';

const comments = suite('a mere comment');

const CLAIM = 'The token is not checked: anyone can read the secret of another account.';

const CASES: [quote: string, mere: boolean][] = [
  ['# Plug', true],
  ['## Getting started', true],
  ['// helpers', true],
  [' * Parses the options.\n */', true],
  ['<!-- generated -->', true],
  ['-- migrations', true],
  ['}', true],
  ['  });', true],
  ['// the token comes from the header', false],
  ['# Secrets are kept here', false],
  ['return user;', false],
  ['// if (!ok(user)) return;', false],
  ['#include <stdio.h>', false],
  ['#define LIMIT 3', false],
  ['#plug {', false],
  ['*p = 0', false],
  ['--count', false],
  ['// helpers\nreturn user;', false],
  [' * @deprecated', false],
];
for (const [quote, mere] of CASES)
  comments(`${JSON.stringify(quote)} ${mere ? 'shows nothing of the claim' : 'may show something'}`, () => {
    assert.is(isMereComment(quote, CLAIM), mere);
  });

comments('a claim about the comment has its words', () => {
  assert.is(isMereComment('# Plug', 'The heading “Plug” is misspelled.'), false);
});

comments.run();
