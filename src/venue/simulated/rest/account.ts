/** A client of the simulated broker, as the simulator is started with it. Plain data. */

export interface Account {
  readonly clientCode: string;
  readonly pin: string;
  /** Base32. */
  readonly totpSecret: string;
  readonly apiKey: string;
  readonly name: string;
  /** Free cash at the start of the day. */
  readonly cashPaise: number;
  readonly holdings: readonly HeldShares[];
  readonly carried: readonly CarriedPosition[];
}

/** Shares in the demat account. `symbol`: the trading symbol, such as `SBIN-EQ`. */
export interface HeldShares {
  readonly exchange: string;
  readonly symbol: string;
  readonly quantity: number;
  readonly averagePaise: number;
}

/** A CARRYFORWARD position of an earlier day. */
export interface CarriedPosition {
  readonly exchange: string;
  readonly symbol: string;
  /** Signed units. */
  readonly quantity: number;
  readonly averagePaise: number;
}
