// A home that the kernel lets nobody write to for a while, which anybody may try without being root.

import { fullDiskTests } from './resources-disk-scenes.ts';
import { WRITE_LIMIT } from './resources-disks.ts';

fullDiskTests(WRITE_LIMIT);
