// The commands about the lineage: what was made from what.

export const LINEAGE_COMMANDS = {
  'trace': {
    group: 'Look',
    says: 'what a finding, an artifact or a file came from',
    load: async () => (await import('../commands/lineage/trace.ts')).command,
  },
  'impact': {
    group: 'Look',
    says: 'what was made from a file or an artifact',
    load: async () => (await import('../commands/lineage/impact.ts')).command,
  },
  'graph': {
    group: 'Look',
    says: 'draw what was made from what',
    load: async () => (await import('../commands/lineage/graph.ts')).command,
  },
  'stale': {
    group: 'Look',
    says: 'what is out of date in this project',
    load: async () => (await import('../commands/lineage/stale.ts')).command,
  },
  'debt': {
    group: 'Look',
    says: 'artifacts that were not remade although their inputs changed',
    load: async () => (await import('../commands/lineage/debt.ts')).command,
  },
} as const;
