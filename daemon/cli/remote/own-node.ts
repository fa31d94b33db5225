// The name that this machine has in its fleet. Two nodes may have homes of the same path, so it is by this that they differ.

import type { Home } from '../../../runtime/home.ts';
import { loadConfig } from '../../intake/settings.ts';

export const ownNode = async ({ config }: Home): Promise<string | undefined> => (await loadConfig(config)).fleet?.node;
