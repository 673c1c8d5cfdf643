/** Tells risk what others hold and may still trade in this account, once for every change (OL-12). The order station owns one. */
import { EXTERNAL_ROW } from '../external-rows.ts';
import type { StateImage } from '../journal-row.ts';
import { type ExternalExposure, isSameExposure, noExposure } from '../order/external-exposure.ts';
import type { VenueWatch } from '../order/watch/order-watch.ts';

export interface ExternalTellerOptions {
  readonly instrumentCount: number;
  readonly tell: (exposure: ExternalExposure) => void;
}

export class ExternalTeller {
  readonly #options: ExternalTellerOptions;
  /** By instrument, what was told last. */
  readonly #told = new Map<number, ExternalExposure>();

  constructor(options: ExternalTellerOptions) {
    this.#options = options;
  }

  /** At the end of an input that the watch took. */
  tellChanges(watch: VenueWatch, timeMs: number): void {
    for (const at of watch.takeExternalChanges()) this.#tell(watch, at, timeMs);
  }

  /** After the watch was restored: what risk had taken when the engine stopped is known, the rest is told again. */
  restore(watch: VenueWatch, image: StateImage, timeMs: number): void {
    for (const row of image.rows(EXTERNAL_ROW)) this.#told.set(row.instrumentIndex, row);
    const known = [...this.#told.keys(), ...watch.takeExternalChanges()];
    const instruments = [...new Set(known)].sort((left, right) => left - right);
    for (const at of instruments) this.#tell(watch, at, timeMs);
  }

  #tell(watch: VenueWatch, at: number, timeMs: number): void {
    // What no instrument of ours is about has no limit it could count against; the watch has raised its alarm.
    if (at < 0 || at >= this.#options.instrumentCount) return;
    const exposure = watch.externalExposure(at, timeMs);
    if (isSameExposure(exposure, this.#told.get(at) ?? noExposure(at))) return;
    this.#told.set(at, exposure);
    this.#options.tell(exposure);
  }
}
