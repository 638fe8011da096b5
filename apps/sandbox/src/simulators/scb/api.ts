import type { ErrorRequestHandler, Request, RequestHandler, Response, Router } from 'express';
import express from 'express';
import { type Bank, sweep } from './bank.ts';
import type { Entry } from './entry.ts';
import { baht, bangkokTime, satangOf } from './formats.ts';
import { Refusal } from './refusal.ts';
import { DeeplinkRequest, InquiryQuery, QrRequest, QrRequestV2, read, SlipQuery, TokenRequest } from './requests.ts';
import { thaiQrText } from './thai-qr.ts';

const TOKEN_SECONDS = 1800;
/** One white dot: the picture is never what counts. */
const GIF = 'R0lGODlhAQABAIAAAP///wAAACwAAAAAAQABAAACAkQBADs=';

/** The API of one application: headers, token, then the operation. */
export function apiRouter(bank: Bank): Router {
  const router = express.Router();
  router.use(limit(bank), express.json({ limit: '1mb' }), requireHeaders(bank));
  router.post('/v1/oauth/token', (request, response) => send(response, issueToken(bank, request)));
  router.use(requireToken(bank));
  router.post('/v1/payment/qrcode/create', (request, response) => {
    const asked = read(QrRequest, request.body);
    const { qrRawData } = createQr(bank, asked);
    send(response, { qrRawData, qrImage: GIF });
  });
  router.post('/v2/payment/qrcode/create', (request, response) => {
    const asked = read(QrRequestV2, request.body);
    if (asked.numberOfTimes !== undefined && asked.expiryDate === undefined) throw new Refusal('missing', 'expiryDate');
    const { qrRawData } = createQr(bank, asked);
    send(response, { data: { qrRawData, url: '', expiryDate: asked.expiryDate ?? '' } });
  });
  router.post('/v3/deeplink/transactions', (request, response) => send(response, createDeeplink(bank, request), 201));
  router.get('/v2/transactions/:id', (request, response) => send(response, showDeeplink(bank, String(request.params.id))));
  router.get('/v1/payment/billpayment/inquiry', (request, response) => send(response, inquire(bank, request)));
  router.get('/v1/payment/billpayment/transactions/:reference', (request, response) => send(response, showSlip(bank, request)));
  router.use(() => {
    throw new Refusal('notFound');
  });
  router.use(refuse);
  return router;
}

function send(response: Response, data: unknown, status = 200): void {
  response.status(status).json({ status: { code: 1000, description: 'Success' }, data });
}

const refuse: ErrorRequestHandler = (fault, _request, response, next) => {
  if (fault instanceof SyntaxError) return void response.status(400).json(new Refusal('invalid', 'JSON').body);
  if (!(fault instanceof Refusal)) return next(fault);
  response.status(fault.status).json(fault.body);
};

function limit({ settings, world }: Bank): RequestHandler {
  let second = { number: 0, calls: 0 };
  return (_request, response, next) => {
    const number = Math.floor(world.now().getTime() / 1000);
    second = { number, calls: second.number === number ? second.calls + 1 : 1 };
    if (settings.callsPerSecond === null || second.calls <= settings.callsPerSecond) return next();
    const { status, body } = new Refusal('tooMany');
    response.status(status).json(body);
  };
}

function requireHeaders({ settings }: Bank): RequestHandler {
  return (request, _response, next) => {
    if (request.method === 'POST' && !request.is('application/json')) throw new Refusal('mediaType');
    const owner = request.get('resourceOwnerId');
    if (!owner || !request.get('requestUId')) throw new Refusal('credentialsMissing', owner ? 'requestUId' : 'resourceOwnerId');
    // Some pages want 32 letters and digits, integrators send a UUID.
    if (!/^[A-Za-z0-9-]{1,36}$/.test(request.get('requestUId') ?? '')) throw new Refusal('invalid', 'requestUId');
    if (!/^(EN|TH)$/.test(request.get('accept-language') ?? '')) throw new Refusal('invalid', 'accept-language');
    if (owner !== settings.apiKey) throw new Refusal('wrongKey');
    next();
  };
}

function requireToken({ tokens, world }: Bank): RequestHandler {
  return (request, _response, next) => {
    const [, token] = /^Bearer (\S+)$/.exec(request.get('authorization') ?? '') ?? [];
    if (token === undefined) throw new Refusal('credentialsMissing', 'authorization');
    if ((tokens.get(token) ?? 0) <= world.now().getTime()) throw new Refusal('token');
    next();
  };
}

function issueToken({ settings, tokens, world }: Bank, request: Request) {
  const { applicationKey, applicationSecret } = read(TokenRequest, request.body);
  if (applicationKey !== settings.apiKey || applicationSecret !== settings.apiSecret) throw new Refusal('wrongKey');
  const accessToken = world.id(36);
  const expiresAt = world.now().getTime() + TOKEN_SECONDS * 1000;
  tokens.set(accessToken, expiresAt);
  return { accessToken, tokenType: 'Bearer', expiresIn: TOKEN_SECONDS, expiresAt: Math.floor(expiresAt / 1000) };
}

type AskedQr = Omit<ReturnType<typeof QrRequestV2.parse>, 'ppType'>;

function createQr(bank: Bank, asked: AskedQr) {
  const { world, settings } = bank;
  if (asked.qrType !== 'PP') throw new Refusal('unsupported');
  requireBiller(bank, asked.ppId, asked);
  const expiresAt = asked.expiryDate === undefined ? null : Date.parse(`${asked.expiryDate.replace(' ', 'T')}+07:00`);
  if (expiresAt !== null && !(expiresAt > world.now().getTime())) throw new Refusal('invalid', 'expiryDate');
  const { ref1, ref2, ref3, amount } = asked;
  const timesLeft = asked.numberOfTimes === undefined || asked.numberOfTimes === 0 ? null : asked.numberOfTimes;
  const references = { ref1, ref2, ref3 };
  bank.orders.push({
    ...{ kind: 'qr', id: ref1, amount: satangOf(amount), ...references },
    ...{ expiresAt, timesLeft, statusCode: 0, paid: 0 },
  });
  return { qrRawData: thaiQrText({ billerId: settings.billerId, amount, ...references }) };
}

function requireBiller({ settings }: Bank, billerId: string, { ref2 }: { ref2?: string | undefined }): void {
  if (billerId !== settings.billerId) throw new Refusal('invalid', 'biller id');
  if (settings.twoReferences && ref2 === undefined) throw new Refusal('missing', 'ref2');
  if (!settings.twoReferences && ref2 !== undefined) throw new Refusal('invalid', 'ref2');
}

function createDeeplink(bank: Bank, request: Request) {
  const { world } = bank;
  if (request.get('channel') !== 'scbeasy') throw new Refusal('missing', 'channel');
  const { transactionSubType, sessionValidityPeriod, billPayment } = read(DeeplinkRequest, request.body);
  if (transactionSubType.some((type) => type !== 'BP')) throw new Refusal('unsupported');
  requireBiller(bank, billPayment.accountTo, billPayment);
  const id = `${world.id(8)}-${world.id(4)}-${world.id(4)}-${world.id(12)}`;
  const { paymentAmount, ref1, ref2, ref3 } = billPayment;
  bank.orders.push({
    ...{ kind: 'deeplink', id, amount: satangOf(String(paymentAmount)), ref1, ref2, ref3, timesLeft: 1, statusCode: 0, paid: 0 },
    expiresAt: sessionValidityPeriod === 0 ? null : world.now().getTime() + sessionValidityPeriod * 1000,
  });
  return { transactionId: id, deeplinkUrl: `scbeasysim://purchase/${id}`, userRefId: bank.settings.apiKey };
}

function showDeeplink(bank: Bank, id: string) {
  sweep(bank);
  const order = bank.orders.find((one) => one.kind === 'deeplink' && one.id === id);
  if (!order) throw new Refusal('notFound');
  const { ref1, ref2 = '', ref3, statusCode } = order;
  return {
    transactionId: id,
    transactionType: 'PURCHASE',
    transactionSubType: ['BP'],
    transactionMethod: statusCode === 1 || statusCode === 4 ? 'BP' : null,
    statusCode,
    paidAmount: Number(baht(order.paid)),
    billPayment: { paymentAmount: Number(baht(order.amount)), accountTo: bank.settings.billerId, accountFrom: '', ref1, ref2, ref3 },
  };
}

/** A record for each payment of that day. For what nobody paid SCB publishes no answer: it is played as an entity that does not exist. */
function inquire({ entries }: Bank, request: Request) {
  const asked = read(InquiryQuery, request.query);
  const found = entries.filter(
    (entry) =>
      entry.payeeProxyId === asked.billerId &&
      entry.ref1 === asked.reference1 &&
      (asked.reference2 === undefined || entry.ref2 === asked.reference2) &&
      (asked.amount === undefined || satangOf(asked.amount) === entry.amount) &&
      bangkokTime(entry.at).startsWith(asked.transactionDate),
  );
  if (found.length === 0) throw new Refusal('notFound');
  return found.map(recordOf);
}

function recordOf(entry: Entry) {
  return {
    eventCode: '00300100',
    transactionType: 'Domestic Transfers',
    reverseFlag: entry.reversed ? 'R' : '',
    payeeProxyId: entry.payeeProxyId,
    payeeProxyType: 'BILLERID',
    payeeAccountNumber: '0987654321',
    payerAccountNumber: entry.payerAccount,
    payerName: entry.payerName,
    sendingBankCode: entry.sendingBank,
    receivingBankCode: '014',
    amount: baht(entry.amount),
    transactionId: entry.transactionId,
    transactionDateandTime: bangkokTime(entry.at),
    billPaymentRef1: entry.ref1,
    billPaymentRef2: entry.ref2 ?? '',
    billPaymentRef3: entry.ref3,
    currencyCode: '764',
    channelCode: 'PMH',
  };
}

function showSlip({ entries, settings }: Bank, request: Request) {
  const { sendingBank } = read(SlipQuery, request.query);
  const entry = entries.find((one) => one.transactionId === request.params.reference && one.sendingBank === sendingBank);
  if (!entry) throw new Refusal('notFound');
  const [date, time] = bangkokTime(entry.at).slice(0, 19).split('T');
  const masked = `xxx-x-x${entry.payerAccount.slice(-4)}-x`;
  return {
    transRef: entry.transactionId,
    sendingBank,
    receivingBank: '014',
    transDate: date?.replaceAll('-', ''),
    transTime: time,
    sender: {
      displayName: entry.payerName,
      name: entry.payerName,
      proxy: { type: null, value: null },
      account: { type: 'BANKAC', value: masked },
    },
    receiver: {
      displayName: settings.merchantName,
      name: settings.merchantName.toUpperCase(),
      proxy: { type: 'BILLERID', value: entry.payeeProxyId },
      account: { type: 'BANKAC', value: 'xxx-x-x5432-x' },
    },
    amount: baht(entry.amount),
    paidLocalAmount: baht(entry.amount),
    paidLocalCurrency: '764',
    countryCode: 'TH',
    transFeeAmount: '',
    ref1: entry.ref1,
    ref2: entry.ref2 ?? '',
    ref3: entry.ref3,
    toMerchantId: '',
    currency: '764',
  };
}
