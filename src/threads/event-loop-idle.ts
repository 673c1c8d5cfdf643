/** How an event-loop thread sleeps: until the doorbell rings, or its one timer says that it is time to look around. */
import type { Doorbell } from '../ring/doorbell.ts';

/** An idle thread looks around this often even if nobody rings. */
const DEFAULT_LOOK_AROUND_MS = 50;

/**
 * One interval for the life of the thread: a timeout per wait would make and clear a timer for every batch of ticks. At most one
 * wait is outstanding at the doorbell; one that the timer overtook stays armed and serves the next sleep.
 */
export class EventLoopIdle {
  private readonly doorbell: Doorbell;
  private readonly timer: NodeJS.Timeout;
  private isArmed = false;
  private wake: () => void = () => undefined;

  constructor(doorbell: Doorbell, lookAroundMs = DEFAULT_LOOK_AROUND_MS) {
    this.doorbell = doorbell;
    this.timer = setInterval(() => this.wake(), lookAroundMs);
  }

  /** Resolves when the doorbell has moved on from `seen`, or a look around is due. */
  wait(seen: number): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
      if (this.isArmed) return;
      this.isArmed = true;
      void this.doorbell.waitAsync(seen).then(() => {
        this.isArmed = false;
        this.wake();
      });
    });
  }

  end(): void {
    clearInterval(this.timer);
  }
}
