// The commands about the results of earlier runs, in the order of help.

export const REUSE = {
  'forget': {
    group: 'Steer' as const,
    says: 'stop later runs from reusing the results of a run',
    load: async () => (await import('../commands/reuse/forget.ts')).command,
  },
  'fork': {
    group: 'Work' as const,
    says: 'repeat a run with changes; equal work is reused',
    load: async () => (await import('../commands/reuse/fork.ts')).command,
  },
  'compare': {
    group: 'Look' as const,
    says: 'two runs side by side',
    load: async () => (await import('../commands/reuse/compare.ts')).command,
  },
  'reuse': {
    group: 'Look' as const,
    says: 'which answers of a run were reused from earlier ones, and why others were not',
    load: async () => (await import('../commands/reuse/reuse.ts')).command,
  },
};
