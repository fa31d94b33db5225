// Checkouts of an ordinary user, in layers and whole: there, too, it cannot look where a worker took the permissions away.

import { deedsAreTold, ORDINARY } from './layers-fixture.ts';

deedsAreTold({ kind: 'layers', who: 'an ordinary user', by: ORDINARY });
deedsAreTold({ kind: 'whole', who: 'an ordinary user', by: ORDINARY });
