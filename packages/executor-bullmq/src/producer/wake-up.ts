/** Lets one loop sleep until something happens. */
export interface WakeUp {
  wake(): void;
  /** Resolves at the next {@link WakeUp.wake}, at once where there was one since the last sleep, or after some time. */
  sleep(milliseconds: number): Promise<void>;
}

export function wakeUp(): WakeUp {
  let woken = false;
  let resume = () => {};
  return {
    wake() {
      woken = true;
      resume();
    },
    async sleep(milliseconds) {
      if (!woken)
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, milliseconds);
          resume = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      woken = false;
    },
  };
}
