// The commands about the results of earlier runs, in the order of help.

export const REUSE = {
  'forget': {
    group: 'Steer' as const,
    says: 'take what a run came to out of use for later runs',
    load: async () => (await import('../commands/reuse/forget.ts')).command,
  },
  'fork': {
    group: 'Work' as const,
    says: 'start a run that goes on differently from an earlier one',
    load: async () => (await import('../commands/reuse/fork.ts')).command,
  },
  'compare': {
    group: 'Look' as const,
    says: 'two runs beside each other',
    load: async () => (await import('../commands/reuse/compare.ts')).command,
  },
  'reuse': {
    group: 'Look' as const,
    says: 'which answers of a run are of earlier ones, and why the others are not',
    load: async () => (await import('../commands/reuse/reuse.ts')).command,
  },
};
