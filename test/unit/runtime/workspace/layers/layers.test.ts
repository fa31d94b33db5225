// Checkouts that are layers, made by the current user.

import { testChanges } from './layers-fixture.ts';

testChanges({ kind: 'layers', who: 'whoever runs this', by: [] });
