/** A WebSocket consumer that writes everything down, checks the order of calls, and lets tests await the end. */
import type {
  UpgradeHeaders,
  WebSocketConsumer,
  WebSocketEnd,
} from '../../src/feed/websocket/port.ts';

export class RecordingConsumer implements WebSocketConsumer {
  /** `binary <hex>` and `text <text>` lines in order. */
  readonly messages: string[] = [];
  /** Breaches of the calling order promised by `WebSocketConsumer`. */
  readonly breaches: string[] = [];
  headers: UpgradeHeaders | undefined;
  chunks = 0;
  ends: WebSocketEnd[] = [];
  /** Replace to act inside a call. */
  whenOpen: () => void = () => undefined;
  whenMessage: () => void = () => undefined;
  readonly opened: Promise<void>;
  readonly ended: Promise<WebSocketEnd>;
  private isInChunk = false;
  private resolveOpened: () => void = () => undefined;
  private resolveEnded: (end: WebSocketEnd) => void = () => undefined;

  constructor() {
    this.opened = new Promise((resolve) => {
      this.resolveOpened = resolve;
    });
    this.ended = new Promise((resolve) => {
      this.resolveEnded = resolve;
    });
  }

  onOpen(headers: UpgradeHeaders): void {
    if (this.headers !== undefined || this.ends.length > 0) this.breaches.push('onOpen');
    this.headers = headers;
    this.resolveOpened();
    this.whenOpen();
  }

  onChunkStart(): void {
    if (this.isInChunk || this.headers === undefined || this.ends.length > 0) {
      this.breaches.push('onChunkStart');
    }
    this.isInChunk = true;
    this.chunks += 1;
  }

  onBinary(view: DataView, offset: number, length: number): void {
    const bytes = Buffer.from(view.buffer, view.byteOffset + offset, length);
    this.message(`binary ${bytes.toString('hex')}`);
  }

  onText(text: string): void {
    this.message(`text ${text}`);
  }

  onChunkEnd(): void {
    if (!this.isInChunk) this.breaches.push('onChunkEnd');
    this.isInChunk = false;
  }

  onEnd(end: WebSocketEnd): void {
    if (this.isInChunk) this.breaches.push('onEnd inside a chunk');
    this.ends.push(end);
    this.resolveEnded(end);
  }

  private message(line: string): void {
    if (!this.isInChunk) this.breaches.push(`${line} outside a chunk`);
    this.messages.push(line);
    this.whenMessage();
  }
}
