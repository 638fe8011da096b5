import type { IncomingMessage } from 'node:http';

/** A body that is being read. `makeWay` ends it as `no_room`. */
export type Reader = { heldBytes: number; makeWay: () => void };
export type BodyLimits = {
  bytes: number;
  withinMs: number;
  reader: Reader;
  /** Who reads now, the longest first: the reader is in it from its begin to its end. */
  reading: Set<Reader>;
  /** Told of every piece; ends readers where there is no room for it. */
  hold: (bytes: number) => void;
};
/** `gone`: the sender hung up. Whatever was read until then is in `start`. */
export type ReadBody = { body: Buffer } | { refused: 'too_large' | 'body_too_slow' | 'no_room' | 'gone'; start: Buffer };

/** Reads a request's bytes as they are. Ends as soon as they are too many or come too slowly; the rest is not read. */
export function readBody(request: IncomingMessage, { bytes, withinMs, reader, reading, hold }: BodyLimits): Promise<ReadBody> {
  if (Number(request.headers['content-length'] ?? 0) > bytes) return Promise.resolve({ refused: 'too_large', start: Buffer.alloc(0) });
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const whole = (): Buffer => (chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks));
    const end = (result: ReadBody): void => {
      clearTimeout(timer);
      reading.delete(reader);
      request.off('data', take).off('end', complete).off('close', hungUp);
      resolve(result);
    };
    const take = (chunk: Buffer): void => {
      size += chunk.length;
      chunks.push(chunk);
      hold(chunk.length);
      if (size > bytes) end({ refused: 'too_large', start: whole() });
    };
    const complete = (): void => end({ body: whole() });
    const hungUp = (): void => end({ refused: 'gone', start: whole() });
    const timer = setTimeout(() => end({ refused: 'body_too_slow', start: whole() }), withinMs);
    reader.makeWay = () => end({ refused: 'no_room', start: whole() });
    reading.add(reader);
    request.on('data', take).on('end', complete).on('close', hungUp);
    // Node reports a connection that broke as an error as well; `close` follows and says the same.
    request.on('error', hungUp);
  });
}
