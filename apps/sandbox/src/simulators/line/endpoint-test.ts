/** The answer of `POST /v2/bot/channel/webhook/test`; `statusCode` is 0 when nothing was received. */
export type EndpointTest = { success: boolean; timestamp: string; statusCode: number; reason: string; detail: string };

/**
 * Really calls a webhook endpoint with a signed body and reports what came back
 * (https://developers.line.biz/en/reference/messaging-api/#test-webhook-endpoint). The wording of `reason` for
 * failures follows the documented OK, COULD_NOT_CONNECT, REQUEST_TIMEOUT and ERROR_STATUS_CODE.
 */
export async function testEndpoint(
  url: string,
  request: { body: string; headers: Record<string, string>; now: () => Date; answerWithin: number },
): Promise<EndpointTest> {
  const timestamp = request.now().toISOString();
  const failure = (reason: string, detail: string): EndpointTest => ({ success: false, timestamp, statusCode: 0, reason, detail });
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: request.headers,
      body: request.body,
      redirect: 'manual',
      signal: AbortSignal.timeout(request.answerWithin),
    });
    await response.arrayBuffer();
    const { status } = response;
    return response.ok
      ? { success: true, timestamp, statusCode: status, reason: 'OK', detail: String(status) }
      : { success: false, timestamp, statusCode: status, reason: 'ERROR_STATUS_CODE', detail: String(status) };
  } catch (error) {
    return error instanceof DOMException && error.name === 'TimeoutError'
      ? failure('REQUEST_TIMEOUT', 'Request timeout')
      : failure('COULD_NOT_CONNECT', 'Connection failed');
  }
}
