// The kernel refuses all writes to a home for a while; this works without being root.

import { fullDiskTests } from './resources-disk-scenes.ts';
import { WRITE_LIMIT } from './resources-disks.ts';

fullDiskTests(WRITE_LIMIT);
