/** Ends what a simulated process was doing when it died. Process of a simulated run. */

/** Thrown where a process dies in the middle of an input. */
export class Died extends Error {}

/** Only the outermost call outlives a death: nothing of a dead process goes on, however its calls were nested. */
export class DeathGuard {
  #isInside = false;

  run(action: () => void): void {
    if (this.#isInside) {
      action();
      return;
    }
    this.#isInside = true;
    try {
      action();
    } catch (fault) {
      if (!(fault instanceof Died)) throw fault;
    } finally {
      this.#isInside = false;
    }
  }
}
