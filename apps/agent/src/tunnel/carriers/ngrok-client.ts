/** The little of ngrok's library that is used, so that a test can stand in for its service. */
export type NgrokClient = (ask: NgrokAsk) => Promise<NgrokTunnel>;
export type NgrokAsk = {
  authtoken: string;
  /** A reserved domain; absent: ngrok chooses an address. */
  domain: string | undefined;
  forwardTo: string;
  /** Where ngrok's service is; absent: where the library knows it. */
  serverAddress: string | undefined;
  /** The connection was lost; the library connects anew by itself. */
  disconnected: (error: string) => void;
  /** Milliseconds to ngrok and back. */
  heartbeat: (latencyMs: number) => void;
  /** Someone stopped it in ngrok's dashboard. */
  stopped: () => void;
};
export type NgrokTunnel = { url: string; close: () => Promise<void> };

const HEARTBEAT_SECONDS = 5;
const HEARTBEAT_TOLERANCE_SECONDS = 8;

/** Over the real library, which is loaded only when a tunnel of this kind starts: it brings native code that not every computer has. */
export const realNgrok: NgrokClient = async (ask) => {
  const { SessionBuilder } = await import('@ngrok/ngrok');
  const builder = new SessionBuilder()
    .authtoken(ask.authtoken)
    .heartbeatInterval(HEARTBEAT_SECONDS)
    .heartbeatTolerance(HEARTBEAT_TOLERANCE_SECONDS)
    .handleHeartbeat(ask.heartbeat)
    .handleStopCommand(ask.stopped)
    .handleDisconnection((_address, error) => {
      ask.disconnected(error);
      return true;
    });
  if (ask.serverAddress !== undefined) builder.serverAddr(ask.serverAddress);
  const session = await builder.connect();
  try {
    const endpoint = session.httpEndpoint().scheme('HTTPS');
    if (ask.domain !== undefined) endpoint.domain(ask.domain);
    const listener = await endpoint.listenAndForward(ask.forwardTo);
    const url = listener.url();
    if (url === null) throw new Error('ngrok gave no address');
    return { url, close: () => session.close() };
  } catch (fault) {
    await session.close();
    throw fault;
  }
};
