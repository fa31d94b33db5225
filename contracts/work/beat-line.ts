// The format of one line of `beat.md`. Separate from heartbeat.ts so that a small worker can send heartbeats without loading a
// schema library.

export const beatLine = (beat: { stage: string; at: string }): string => `- PROGRESS: ${beat.stage} ${beat.at}\n`;
