/** What runs inside every thread: a bounded piece of work, again and again. */

export interface Agent {
  /** Event-loop threads: how often to run a cycle although nobody rang; the default suits threads that are always rung. */
  readonly lookAroundMs?: number;
  /** Before the first cycle: attach readers, open sockets. */
  onStart(): void | Promise<void>;
  /**
   * One duty cycle: a bounded amount of work from every input, in a fixed order. Returns how much was done; 0 means that
   * nothing was ready and the thread may sleep. `isDraining`: take no new work from outside, finish what is inside.
   */
  doWork(isDraining: boolean): number;
  /** After the last cycle. */
  onClose(): void | Promise<void>;
}
