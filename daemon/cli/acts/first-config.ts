// What `muster init` writes into a project: a config that sets nothing but says what could be set.

/** With who takes part, where somebody was enabled; else that too is only said. */
export const firstConfig = (
  agents: readonly string[] | undefined,
): string => `# Settings of Muster for this project, over those of ~/.muster/config.yaml. Every key may be left out.
# They count for whoever trusts this project as it is now (muster trust .); \`muster config\` shows what counts.

# Who takes part where a task does not say: agent or agent@model; builtin stands for all built-in analysers.
${agents === undefined ? '# agents: [builtin]' : `agents: [${agents.join(', ')}]`}

# How long a worker may show no sign of life.
# silence: { quiet: 10m, quietButBusy: 30m }

# What is left out of a capture for its size.
# capture: { fileBytes: 10485760, copyBytes: 536870912 }

# How long a person's answer is waited for before a run is paused.
# gateExpires: 7d
`;
