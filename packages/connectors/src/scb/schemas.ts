import * as z from 'zod';

/** What we read of SCB's answers; every answer is `{status: {code, description}, data}`. https://developer.scb */
export const Status = z.object({ code: z.coerce.number(), description: z.string().nullish() });
export const Envelope = z.object({ status: Status });

function answer<Data>(data: z.ZodType<Data>) {
  return z.object({ status: Status, data });
}

export const Token = answer(z.object({ accessToken: z.string().min(1), expiresIn: z.coerce.number().positive() }));

/** v1 answers the fields themselves, v2 wraps them once more. */
const Qr = z.object({ qrRawData: z.string().min(1) });
export const QrCreated = answer(z.union([z.object({ data: Qr }).transform(({ data }) => data), Qr]));

export const DeeplinkCreated = answer(z.object({ transactionId: z.string().min(1), deeplinkUrl: z.string().min(1) }));

/** Text by the documents, a number in the sandbox. */
const Amount = z.union([z.string(), z.number()]).transform(String);

const DeeplinkData = z.object({
  transactionId: z.string(),
  statusCode: z.coerce.number(),
  paidAmount: Amount.nullish(),
  billPayment: z
    .object({
      paymentAmount: Amount.nullish(),
      accountTo: z.string().nullish(),
      ref1: z.string().nullish(),
      accountFrom: z.string().nullish(),
    })
    .nullish(),
});
/** No data: the link is forgotten there. */
export const Deeplink = z.object({ status: Status, data: DeeplinkData.nullish() });
export type Deeplink = z.infer<typeof DeeplinkData>;

const BillPayment = z.object({
  transactionId: z.string().min(1),
  amount: Amount,
  transactionDateandTime: z.string().nullish(),
  payeeProxyId: z.string().nullish(),
  billPaymentRef1: z.string().nullish(),
  billPaymentRef2: z.string().nullish(),
  payerAccountNumber: z.string().nullish(),
  sendingBankCode: z.string().nullish(),
  reverseFlag: z.string().nullish(),
  currencyCode: z.string().nullish(),
});
export type BillPayment = z.infer<typeof BillPayment>;

/** What an inquiry for something unpaid answers is not documented: no data, an empty list, or 1104. */
export const Inquiry = z.object({ status: Status, data: z.union([z.array(BillPayment), BillPayment.transform((one) => [one])]).nullish() });

const Party = z.object({
  displayName: z.string().nullish(),
  name: z.string().nullish(),
  proxy: z.object({ value: z.string().nullish() }).nullish(),
  account: z.object({ value: z.string().nullish() }).nullish(),
});
export const Slip = z.object({
  status: Status,
  data: z
    .object({
      transRef: z.string(),
      sendingBank: z.string(),
      transDate: z.string(),
      transTime: z.string(),
      amount: Amount,
      sender: Party.nullish(),
      receiver: Party.nullish(),
      ref1: z.string().nullish(),
      ref2: z.string().nullish(),
      ref3: z.string().nullish(),
    })
    .nullish(),
});
export type Slip = NonNullable<z.infer<typeof Slip>['data']>;

/** Loose: what was sent is kept as it came. Nothing of it is believed but that there is something to ask about. */
export const PaymentConfirmation = z.looseObject({
  transactionId: z.string().min(1).max(100),
  transactionDateandTime: z.string().nullish(),
  billPaymentRef1: z.string().max(40).nullish(),
});
export type PaymentConfirmation = z.infer<typeof PaymentConfirmation>;
