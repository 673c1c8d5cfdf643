/** What a market-data adapter is handed; the ingest thread implements it. Adapters never see the ring. */

/**
 * Receives market-data messages in place. For every socket chunk the adapter calls `onChunkStart` once, `onPacket` for each
 * complete binary message in order, and `onChunkEnd` once. No call may throw or keep a reference to `view`.
 */
export interface TickSink {
  /** Take the receive stamp. */
  onChunkStart(): void;
  /** One binary message: bytes `[offset, offset + length)` of `view`, valid only during the call. */
  onPacket(view: DataView, offset: number, length: number): void;
  /** Publish what the chunk brought. */
  onChunkEnd(): void;
}

/** How a session tells its owner what became of the connection. */
export interface FeedEvents {
  /** The upgrade succeeded and the desired set was subscribed. `headers` are those of the upgrade response, lower case. */
  onOpen(headers: Readonly<Record<string, string | string[] | undefined>>): void;
  /** The connection is gone; the session reconnects by itself after `retryInMs`, or never when it is -1. */
  onClose(cause: FeedCloseCause, retryInMs: number): void;
  /** A text message that is not `pong`: an error answer of the venue, or something unknown. Truncated to 512 characters. */
  onText(text: string): void;
}

export type FeedCloseCause =
  | 'closed_by_venue'
  | 'closed_by_us'
  | 'connect_failed'
  | 'unauthorised'
  | 'protocol_error'
  | 'too_large'
  | 'half_open';
