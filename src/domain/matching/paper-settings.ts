/** How the paper venue behaves. Plain data from the settings. */

export interface PaperSettings {
  /** Exchange time from our command to its effect at the venue. */
  readonly latencyMs: number;
}
