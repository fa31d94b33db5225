// A home on a file system that becomes full.

import { fullDiskTests } from './resources-disk-scenes.ts';
import { fullDisk } from './resources-disks.ts';

fullDiskTests(fullDisk());
