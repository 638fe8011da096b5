/** LINE asks for a reply within one minute of the webhook and guarantees nothing after it. */
const LIFETIME = 60_000;

export type ReplyTokens = {
  issue: (userId: string) => string;
  /** The guest to reply to; a token works once, and only while it is fresh. */
  redeem: (token: string) => string | undefined;
};

/** https://developers.line.biz/en/reference/messaging-api/#send-reply-message */
export function createReplyTokens(deps: { now: () => Date; token: () => string }): ReplyTokens {
  const open = new Map<string, { userId: string; until: number }>();
  return {
    issue: (userId) => {
      const token = deps.token();
      open.set(token, { userId, until: deps.now().getTime() + LIFETIME });
      return token;
    },
    redeem: (token) => {
      const found = open.get(token);
      open.delete(token);
      return found !== undefined && found.until >= deps.now().getTime() ? found.userId : undefined;
    },
  };
}
