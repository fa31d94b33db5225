// Documents are the same whether their fold was cached or rebuilt, although the keys are then in different orders.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { documentText } from '../../../skills/phases/documents.ts';

const documents = suite('a document of a run');

documents('does not depend on the key order of the fold', () => {
  const fresh = { settings: { enabled: true, maxRounds: 2 }, round: 1, findings: [{ id: 'F-001', title: 'Grün', at: 1.5 }] };
  const kept = { findings: [{ at: 1.5, id: 'F-001', title: 'Grün' }], round: 1, settings: { maxRounds: 2, enabled: true } };
  assert.is(documentText(fresh), documentText(kept));
  assert.equal(JSON.parse(documentText(fresh)), fresh);
});

documents.run();
