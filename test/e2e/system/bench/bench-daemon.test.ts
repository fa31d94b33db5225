// The bench files that start daemons, each in a size that shows only that it measures: it ends by itself, gives rows of
// the right shape, and leaves nothing.

import { benchFiles } from './bench-fixture.ts';

benchFiles('bench files that start daemons', true);
