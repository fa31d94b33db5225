// Looking up adapters by name, which anybody may write into a definition.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { PROVIDERS, providerNamed, tried } from '../../../../agents/providers.ts';

const named = suite('adapters by name');

named('are only those of the list, even for names that every object has', () => {
  for (const name of Object.keys(PROVIDERS)) assert.is(providerNamed(name), PROVIDERS[name]);
  for (const word of ['constructor', 'toString', '__proto__', 'nobody', '']) {
    assert.is(providerNamed(word), undefined, word);
    assert.is(tried(word), undefined, word);
  }
});

named.run();
