// Checkouts that are layers, made by the current user.

import { deedsAreTold } from './layers-fixture.ts';

deedsAreTold({ kind: 'layers', who: 'whoever runs this', by: [] });
