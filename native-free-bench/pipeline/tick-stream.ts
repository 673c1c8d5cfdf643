/**
 * The ticks of one connection: a few blocks used in turn, so that one can be patched while the
 * kernel still holds another. Generator process.
 */
import type { Socket } from 'node:net';
import { FrameBlock, frameBytes, StreamCounters } from './frame-block.ts';
import { MarketWalk } from './market-walk.ts';
import type { StreamSubscription } from './stream-server.ts';

/** About one socket buffer's worth, so that a write is one copy into the kernel. */
const BLOCK_BYTES = 128 * 1024;
const BLOCKS = 4;

export class TickStream {
  /** Ticks handed to the socket. */
  sent = 0;
  private readonly socket: Socket;
  private readonly blocks: readonly FrameBlock[];
  private readonly walk: MarketWalk;
  private readonly counters: StreamCounters;
  private readonly exchangeTimeMs: () => number;
  private current = 0;
  private frame = 0;
  private walkTimeMs = -1;
  private onRoom: (() => void) | undefined;

  /**
   * `previous`: the stream this one takes over from; its instruments come first and their sequences
   * go on.
   */
  /** `swingPeriodMs`: of the prices, exchange time. */
  constructor(options: StreamSubscription, swingPeriodMs?: number, previous?: TickStream) {
    const { socket, mode, tokens } = options;
    this.socket = socket;
    this.exchangeTimeMs = options.exchangeTimeMs;
    this.walk = new MarketWalk(tokens.length, swingPeriodMs);
    this.counters = new StreamCounters(tokens.length);
    if (previous !== undefined) this.counters.sequences.set(previous.counters.sequences);
    const rounds = Math.max(1, Math.floor(BLOCK_BYTES / (frameBytes(mode) * tokens.length)));
    this.blocks = Array.from({ length: BLOCKS }, () => new FrameBlock(mode, tokens, rounds));
  }

  /** Ticks of one full block. */
  get blockTicks(): number {
    return this.blocks[0]?.frames ?? 0;
  }

  /**
   * Sends up to `count` new ticks; fewer when the socket still holds every block. Returns how many.
   */
  send(count: number): number {
    const timeMs = Math.floor(this.exchangeTimeMs());
    if (timeMs !== this.walkTimeMs) {
      this.walkTimeMs = timeMs;
      this.walk.moveTo(timeMs);
    }
    let left = count;
    while (left > 0) {
      const block = this.blocks[this.current];
      if (block === undefined || (this.frame === 0 && block.pendingWrites > 0)) break;
      const to = Math.min(block.frames, this.frame + left);
      block.patch(this.frame, to, timeMs, this.walk, this.counters);
      this.write(block, this.frame, to);
      left -= to - this.frame;
      this.frame = to === block.frames ? 0 : to;
      if (this.frame === 0) this.current = (this.current + 1) % this.blocks.length;
    }
    this.sent += count - left;
    return count - left;
  }

  /** Resolves when the next block is free again: at once, or when the socket has taken it. */
  room(): Promise<void> {
    const block = this.blocks[this.current];
    if (block === undefined || this.frame !== 0 || block.pendingWrites === 0) {
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      this.onRoom = resolve;
    });
  }

  private write(block: FrameBlock, from: number, to: number): void {
    block.pendingWrites++;
    const bytes = block.bytes.subarray(from * block.frameBytes, to * block.frameBytes);
    this.socket.write(bytes, () => {
      block.pendingWrites--;
      if (block.pendingWrites === 0 && block === this.blocks[this.current]) {
        this.onRoom?.();
        this.onRoom = undefined;
      }
    });
  }
}
