// Which agents can work, as effects ask: adapters, definitions, and what a project adds. The
// simulation has its own behind the same interface.

import { join } from 'node:path';
import type { Provider } from '../../../agents/provider.ts';
import { PROVIDERS, providerNamed } from '../../../agents/providers.ts';
import { loadRoster, type Roster } from '../../../agents/roster.ts';
import type { Home } from '../../../runtime/home.ts';
import { type Trust, trustOf } from '../../intake/trust.ts';
import type { HouseState } from '../../lead/house/house-state.ts';

export type Agents = {
  provider(name: string): Provider | undefined;
  /** Every name that `provider` knows. */
  providers: readonly string[];
  trustOf(project: string, house: HouseState): Promise<Trust>;
  /** Includes the project's own agents; only for a project that a person has trusted. */
  roster(project?: string): Promise<Roster>;
};

export const realAgents = (home: Home): Agents => ({
  provider: providerNamed,
  providers: Object.keys(PROVIDERS),
  trustOf,
  roster: (project) => loadRoster({ home: home.agents, project: project === undefined ? undefined : join(project, '.muster', 'agents') }),
});
