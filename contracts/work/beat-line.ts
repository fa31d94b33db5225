// One line of `beat.md`, as it is written. Apart from heartbeat.ts so that a small worker can beat
// without loading a schema library.

export const beatLine = (beat: { stage: string; at: string }): string => `- PROGRESS: ${beat.stage} ${beat.at}\n`;
