// Lets callers wait until a run has ended or was set aside.

export function runEnds(): { came(run: string): void; until(run: string, signal: AbortSignal): Promise<void> } {
  const endings = new Map<string, PromiseWithResolvers<void>>();
  return {
    came(run) {
      endings.get(run)?.resolve();
      endings.delete(run);
    },
    async until(run, signal) {
      const ending = endings.get(run) ?? Promise.withResolvers<void>();
      endings.set(run, ending);
      const aborted = new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));
      await Promise.race([ending.promise, aborted]);
    },
  };
}
