/** Money that came to an account of the resort. */
export type Entry = {
  transactionId: string;
  amount: number;
  at: Date;
  payeeProxyId: string;
  ref1: string;
  ref2: string | undefined;
  ref3: string;
  sendingBank: string;
  payerName: string;
  payerAccount: string;
  reversed: boolean;
};
