// Checkouts that are layers, of whoever runs this.

import { deedsAreTold } from './layers-stage.ts';

deedsAreTold({ kind: 'layers', who: 'whoever runs this', by: [] });
