// What `muster mcp` calls itself in the process table, so that the daemon knows an agent's shell by its ancestors.

export const MCP_NAME = 'muster-mcp';
