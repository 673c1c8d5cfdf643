/** Which venue order is which of ours: a bijection over the session (OL-07). Order core. */

/** `linked`: as before, or for the first time. `second`: our order already is another one at the venue. `taken`: that one is another of ours. */
export type LinkVerdict = 'linked' | 'second' | 'taken';

export class VenueLinks {
  readonly #orderOf = new Map<number, number>();
  readonly #venueOrderOf = new Map<number, number>();

  /** Both ids are > 0. The first link of either stays. */
  link(venueOrderId: number, orderId: number): LinkVerdict {
    const linkedOrderId = this.#orderOf.get(venueOrderId);
    if (linkedOrderId !== undefined && linkedOrderId !== orderId) return 'taken';
    const linkedVenueOrderId = this.#venueOrderOf.get(orderId);
    if (linkedVenueOrderId !== undefined && linkedVenueOrderId !== venueOrderId) return 'second';
    this.#orderOf.set(venueOrderId, orderId);
    this.#venueOrderOf.set(orderId, venueOrderId);
    return 'linked';
  }
}
