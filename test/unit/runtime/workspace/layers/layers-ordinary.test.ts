// Checkouts of an ordinary user, in layers and whole: there, too, it cannot look where a worker took the permissions away.

import { ORDINARY, testChanges } from './layers-fixture.ts';

testChanges({ kind: 'layers', who: 'an ordinary user', by: ORDINARY });
testChanges({ kind: 'whole', who: 'an ordinary user', by: ORDINARY });
