// The config file that `muster init` writes into a project: it sets nothing and lists the possible settings.

/** `agents` is set if an agent was enabled; otherwise it is a comment, too. */
export const firstConfig = (
  agents: readonly string[] | undefined,
): string => `# Muster settings for this project. They override ~/.muster/config.yaml; every key is optional.
# They apply for each user who trusts this project in its current state (muster trust .).
# \`muster config\` shows the settings in effect.

# Who takes part when a task does not say: agent or agent@model; builtin means all built-in analysers.
${agents === undefined ? '# agents: [builtin]' : `agents: [${agents.join(', ')}]`}

# How long a worker may be silent.
# silence: { quiet: 10m, quietButBusy: 30m }

# Files larger than this are left out of a capture.
# capture: { fileBytes: 10485760, copyBytes: 536870912 }

# How long a run waits for a person's answer before it is paused.
# gateExpires: 7d
`;
